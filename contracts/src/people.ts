import * as z from 'zod/mini';
import { bulkAnswer } from './api.ts';
import { CalendarDate } from './calendar.ts';
import {
  BadgeEnd,
  Count,
  Digest,
  EmployeeId,
  Instant,
  Language,
  lineOfText,
  Slug,
  Zone,
} from './primitives.ts';
import { PunchAction } from './punch.ts';
import { type Said, said } from './said.ts';

/** Why something is done, in words of whoever does it. */
const Reason = lineOfText(500);
const Name = lineOfText(80);

// sites ---------------------------------------------------------------------------------------------------------------

export const AREAS_MAX = 500;
export const TEAMS_MAX = 2_000;

export const SiteView = z.object({ id: Slug, name: z.string(), zone: Zone, language: Language });
export type SiteView = z.infer<typeof SiteView>;

/** A part of a site that people belong to; an archived one takes nobody any more. */
export const PlaceView = z.object({ id: Slug, name: z.string(), archivedAt: z.nullable(Instant) });
export const AreaView = z.extend(PlaceView, { position: z.int() });
export type AreaView = z.infer<typeof AreaView>;
export const TeamView = PlaceView;
export type TeamView = z.infer<typeof TeamView>;

/** `GET /api/v1/sites/:site` */
export const SiteDetail = z.extend(SiteView, {
  archivedAt: z.nullable(Instant),
  version: Count,
  areas: z.array(AreaView),
  teams: z.array(TeamView),
});
export type SiteDetail = z.infer<typeof SiteDetail>;

/** `POST /api/v1/sites` */
export const NewSiteRequest = z.strictObject({
  id: Slug,
  name: Name,
  zone: Zone,
  language: z._default(Language, 'en'),
  areas: z._default(z.array(z.strictObject({ id: Slug, name: Name })).check(z.maxLength(AREAS_MAX)), []),
  teams: z._default(z.array(z.strictObject({ id: Slug, name: Name })).check(z.maxLength(TEAMS_MAX)), []),
});
export type NewSiteRequest = z.infer<typeof NewSiteRequest>;

/** `PATCH /api/v1/sites/:site` */
export const SiteChange = z.strictObject({
  name: z.optional(Name),
  zone: z.optional(Zone),
  language: z.optional(Language),
  /** An archived site is in use again. */
  archived: z.optional(z.literal(false)),
});
export type SiteChange = z.infer<typeof SiteChange>;

/** `PUT /api/v1/sites/:site/areas/:area`; an archived one is in use again. */
export const AreaPut = z.strictObject({
  name: Name,
  position: z._default(z.int().check(z.minimum(0), z.maximum(10_000)), 0),
});
/** `PUT /api/v1/sites/:site/teams/:team` */
export const TeamPut = z.strictObject({ name: Name });

/** What became of something that was to go: what others still point at is archived. */
export const Removal = z.object({ outcome: z.enum(['deleted', 'archived']) });
export type Removal = z.infer<typeof Removal>;

// employees -----------------------------------------------------------------------------------------------------------

/** Personnel number as it is typed at a kiosk. */
export const EmployeeNumber = z
  .string()
  .check(
    z.trim(),
    z.regex(/^\d{1,10}$/, said({ en: 'must be 1 to 10 digits', de: 'muss aus 1 bis 10 Ziffern bestehen' })),
  );

/** What a spreadsheet would run when somebody opens a list of people in it. */
const FORMULA = /^[=+@-]/;
const NO_FORMULA = said({
  en: 'must not begin with = + - or @',
  de: 'darf nicht mit = + - oder @ beginnen',
});

export const PersonNamePart = lineOfText(60).check(z.refine(text => !FORMULA.test(text), NO_FORMULA));
export const ShortName = lineOfText(40).check(z.refine(text => !FORMULA.test(text), NO_FORMULA));
const Actions = z.array(PunchAction).check(
  z.minLength(1),
  z.maxLength(6),
  z.refine(
    actions => new Set(actions).size === actions.length,
    said({ en: 'must name each action once', de: 'muss jede Aktion einmal nennen' }),
  ),
);

/** Row of `GET /api/v1/employees` */
export const EmployeeView = z.object({
  employee: EmployeeId,
  site: Slug,
  area: Slug,
  team: z.nullable(Slug),
  number: z.string(),
  name: z.string(),
  shortName: z.string(),
  language: Language,
  active: z.boolean(),
});
export type EmployeeView = z.infer<typeof EmployeeView>;

/** `GET /api/v1/employees/:employee` */
export const EmployeeDetail = z.extend(EmployeeView, {
  givenName: z.string(),
  familyName: z.string(),
  actions: z.array(PunchAction),
  hasPin: z.boolean(),
  /** Last day in the company; null while no end is known. */
  leftOn: z.nullable(z.string()),
  leftReason: z.nullable(z.string()),
  erasedAt: z.nullable(Instant),
  version: Count,
});
export type EmployeeDetail = z.infer<typeof EmployeeDetail>;

/** `POST /api/v1/employees` */
export const NewEmployeeRequest = z.strictObject({
  site: Slug,
  area: Slug,
  team: z._default(z.nullable(Slug), null),
  number: EmployeeNumber,
  givenName: PersonNamePart,
  familyName: PersonNamePart,
  /** As kiosks greet; follows from the names when absent. */
  shortName: z.optional(ShortName),
  language: z.optional(Language),
  actions: z.optional(Actions),
});
export type NewEmployeeRequest = z.infer<typeof NewEmployeeRequest>;

/** `PATCH /api/v1/employees/:employee`. Who moves to another site leaves here and begins there: badges are known to one site. */
export const EmployeeChange = z.strictObject({
  area: z.optional(Slug),
  team: z.optional(z.nullable(Slug)),
  number: z.optional(EmployeeNumber),
  givenName: z.optional(PersonNamePart),
  familyName: z.optional(PersonNamePart),
  shortName: z.optional(ShortName),
  language: z.optional(Language),
  actions: z.optional(Actions),
});
export type EmployeeChange = z.infer<typeof EmployeeChange>;

export const BULK_EMPLOYEES_MAX = 500;

/** `POST /api/v1/employees/bulk`; a `version` that is given must be the present one. */
export const BulkEmployeeChange = z.strictObject({
  changes: z
    .array(z.strictObject({ employee: EmployeeId, version: z.optional(Count), change: EmployeeChange }))
    .check(z.minLength(1), z.maxLength(BULK_EMPLOYEES_MAX)),
});
export type BulkEmployeeChange = z.infer<typeof BulkEmployeeChange>;

export const Problem = z.object({ code: z.string(), path: z.string(), message: z.string() });
export type Problem = z.infer<typeof Problem>;

/** What became of one change that was not refused. */
export const EmployeeChanged = z.object({
  employee: EmployeeId,
  change: z.enum(['changed', 'unchanged']),
  version: Count,
});
export const BulkEmployeeAnswer = bulkAnswer(EmployeeChanged);
export type BulkEmployeeAnswer = z.infer<typeof BulkEmployeeAnswer>;

/** `POST /api/v1/employees/:employee/departure`: `on` is the last day, at its end badges and PIN end too. */
export const DepartureRequest = z.strictObject({ on: CalendarDate, reason: Reason });
export type DepartureRequest = z.infer<typeof DepartureRequest>;
/** `POST /api/v1/employees/:employee/return` */
export const ReturnRequest = z.strictObject({ reason: Reason });
export type ReturnRequest = z.infer<typeof ReturnRequest>;

/** `PUT /api/v1/employees/:employee/pin` */
export const PinPut = z.strictObject({
  pin: z
    .string()
    .check(
      z.regex(/^\d{4,8}$/, said({ en: 'must be 4 to 8 digits', de: 'muss aus 4 bis 8 Ziffern bestehen' })),
    ),
});

/** `GET`, `PUT` and `DELETE /api/v1/employees/:employee/birth-date`; `version` is that of the person's master data. */
export const BirthDate = z.object({
  employee: EmployeeId,
  /** Null: not known. */
  bornOn: z.nullable(CalendarDate),
  version: Count,
});
export type BirthDate = z.infer<typeof BirthDate>;
/** `PUT /api/v1/employees/:employee/birth-date`. That it has come is checked by the calendar of the site. */
export const BirthDatePut = z.strictObject({ bornOn: CalendarDate });
export type BirthDatePut = z.infer<typeof BirthDatePut>;

// badges --------------------------------------------------------------------------------------------------------------

export const BadgeId = z.uuid();

export const BadgeView = z.object({
  badge: BadgeId,
  issuedAt: Instant,
  /** From when it is nobody's; in the future for a badge that is lent. */
  endedAt: z.nullable(Instant),
  endedWhy: z.nullable(BadgeEnd),
  lent: z.boolean(),
  held: z.boolean(),
});
export type BadgeView = z.infer<typeof BadgeView>;

/** What is printed on a badge, and on what kind of badge. */
export const PrintedBadge = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('em4100'),
    printed: lineOfText(24),
    /** Version byte in hex, which ten printed digits leave out. */
    version: z._default(z.string().check(z.regex(/^[0-9A-Fa-f]{2}$/)), '67'),
  }),
  z.strictObject({ kind: z.literal('wiegand26'), printed: lineOfText(24) }),
  z.strictObject({ kind: z.literal('uid'), printed: lineOfText(40) }),
  z.strictObject({ kind: z.literal('barcode'), printed: lineOfText(120) }),
]);
export type PrintedBadge = z.infer<typeof PrintedBadge>;
export const BadgeKind = z.enum(['em4100', 'wiegand26', 'uid', 'barcode']);
export type BadgeKind = z.infer<typeof BadgeKind>;

/** A badge as the one who hands it out knows it: read by a kiosk, or typed from its print. */
const BadgeSource = z.union([
  z.strictObject({ credential: Digest }),
  z.strictObject({ badge: PrintedBadge }),
]);

/** `POST /api/v1/employees/:employee/badges` */
export const NewBadge = z.strictObject({
  source: BadgeSource,
  /** Lent: it is theirs until then. */
  until: z._default(z.nullable(Instant), null),
});
export type NewBadge = z.infer<typeof NewBadge>;

/** `POST .../badges/:badge/end`: `at` is when it was lost or given back, now when absent. */
export const BadgeEnding = z.strictObject({
  why: z.enum(['lost', 'returned', 'withdrawn']),
  at: z.optional(Instant),
});
export type BadgeEnding = z.infer<typeof BadgeEnding>;
/** `POST .../badges/:badge/replace` */
export const BadgeReplacement = z.strictObject({
  why: z._default(z.enum(['lost', 'replaced']), 'replaced'),
  at: z.optional(Instant),
  source: BadgeSource,
});
export type BadgeReplacement = z.infer<typeof BadgeReplacement>;

/** Numbers that may stand on the badge, by the name of the print; shown once, where the number is known, and kept nowhere. */
export const PrintedViews = z.record(z.string(), z.string());
export const BadgeIssued = z.extend(BadgeView, { printed: z.nullable(PrintedViews) });
export type BadgeIssued = z.infer<typeof BadgeIssued>;

/** `POST /api/v1/badges/lookup`: whose badge is this? */
export const BadgeLookup = z.strictObject({ site: Slug, source: BadgeSource });
export const BadgeFound = z.object({
  printed: z.nullable(PrintedViews),
  /** Everybody within reach who held it, latest first. */
  holders: z.array(z.extend(BadgeView, { employee: EmployeeId, name: z.string() })),
});
export type BadgeFound = z.infer<typeof BadgeFound>;

// import --------------------------------------------------------------------------------------------------------------

export const IMPORT_ROWS_MAX = 20_000;
export const IMPORT_BYTES_MAX = 8 * 1024 * 1024;

export const ImportOptions = z.strictObject({
  site: Slug,
  /** Where a row names none. */
  area: z.optional(Slug),
  team: z.optional(Slug),
  /** What kind of number the column of badges has. */
  badgeKind: z._default(BadgeKind, 'em4100'),
  badgeVersion: z._default(z.string().check(z.regex(/^[0-9A-Fa-f]{2}$/)), '67'),
});
export type ImportOptions = z.infer<typeof ImportOptions>;
/** `POST /api/v1/imports` as JSON; as text/csv the options are the query. */
export const ImportRequest = z.strictObject({
  csv: z.string().check(z.maxLength(IMPORT_BYTES_MAX)),
  options: ImportOptions,
});

export const ImportOutcome = z.enum(['create', 'change', 'unchanged', 'error']);
export type ImportOutcome = z.infer<typeof ImportOutcome>;
export const ImportRowView = z.object({
  /** Line of the file on which the row begins. */
  line: z.int(),
  outcome: ImportOutcome,
  employee: z.nullable(EmployeeId),
  number: z.string(),
  name: z.string(),
  /** Fields that would change. */
  fields: z.array(z.string()),
  problems: z.array(Problem),
});
export type ImportRowView = z.infer<typeof ImportRowView>;

export const ImportCounts = z.object({ create: Count, change: Count, unchanged: Count, error: Count });
export const ImportView = z.object({
  id: z.uuid(),
  site: Slug,
  state: z.enum(['preview', 'applied', 'undone']),
  by: z.string(),
  at: Instant,
  rows: Count,
  counts: ImportCounts,
  encoding: z.string(),
  delimiter: z.string(),
  /** Which column of the file was taken for which field. */
  columns: z.record(z.string(), z.string()),
  /** Columns that were not understood and are left out. */
  ignored: z.array(z.string()),
  /** The first rows with problems; all of them by `GET /api/v1/imports/:id/rows?outcome=error`. */
  firstProblems: z.array(ImportRowView),
});
export type ImportView = z.infer<typeof ImportView>;

/** `POST /api/v1/imports/:id/apply` */
export const ImportApply = z.strictObject({
  take: z._default(z.enum(['good-rows', 'all-or-nothing']), 'all-or-nothing'),
});

/** What became of one row when an import was applied or undone. */
export const ImportRowOutcome = z.object({
  line: z.int(),
  outcome: z.enum(['created', 'changed', 'unchanged', 'refused', 'undone', 'kept']),
  employee: z.nullable(EmployeeId),
  problems: z.array(Problem),
});
export type ImportRowOutcome = z.infer<typeof ImportRowOutcome>;
/** Most rows that one result names. */
export const IMPORT_RESULT_ROWS_MAX = 1_000;
/** Rows with problems are named, up to a limit; what went well is counted. */
export const ImportResult = z.object({
  id: z.uuid(),
  state: z.enum(['preview', 'applied', 'undone']),
  counts: z.record(z.string(), Count),
  rows: z.array(ImportRowOutcome),
});
export type ImportResult = z.infer<typeof ImportResult>;

// privacy -------------------------------------------------------------------------------------------------------------

/** `GET /api/v1/employees/:employee/export`: everything about one person, table by table. */
export const PersonalData = z.object({
  employee: EmployeeId,
  exportedAt: Instant,
  tables: z.array(
    z.object({
      table: z.string(),
      about: z.string(),
      rows: z.array(z.record(z.string(), z.unknown())),
      /** There are more; ask for them by the lists of the API. */
      cut: z.boolean(),
    }),
  ),
});
export type PersonalData = z.infer<typeof PersonalData>;

export const RetentionKind = z.enum(['master-data', 'hours', 'imports']);
export type RetentionKind = z.infer<typeof RetentionKind>;
export const RETENTION_DAYS_MAX = 36_500;
/** Less than this the law does not allow (hours), or nobody could undo what they did (imports). */
export const RETENTION_DAYS_MIN: Readonly<Record<RetentionKind, number>> = {
  'master-data': 30,
  hours: 730,
  imports: 1,
};
const RetentionDays = z.int().check(z.minimum(1), z.maximum(RETENTION_DAYS_MAX));
export const Retention = z.object({
  kind: RetentionKind,
  days: RetentionDays,
  /** From when the days count. */
  counts: z.string(),
  changedBy: z.nullable(z.string()),
  changedAt: z.nullable(Instant),
});
export type Retention = z.infer<typeof Retention>;
function retentionWords(least: number): { message: string; params: { said: Said } } {
  const words = {
    en: `must be at least ${least} days: less the law does not allow, or nobody could undo what they did`,
    de: `muss mindestens ${least} Tage sein: Weniger erlaubt das Gesetz nicht, oder niemand könnte etwas rückgängig machen`,
  };
  return { message: words.en, params: { said: words } };
}

/** `PUT /api/v1/retention`: kinds that are left out stay. */
export const RetentionPut = z
  .strictObject({
    'master-data': z.optional(RetentionDays),
    hours: z.optional(RetentionDays),
    imports: z.optional(RetentionDays),
  })
  .check(
    z.superRefine((wanted, context) => {
      for (const kind of RetentionKind.options) {
        const days = wanted[kind];
        const least = RETENTION_DAYS_MIN[kind];
        if (days !== undefined && days < least)
          context.addIssue({
            code: 'custom',
            path: [kind],
            ...retentionWords(least),
            input: days,
          });
      }
    }),
  );
export type RetentionPut = z.infer<typeof RetentionPut>;

/** `POST /api/v1/employees/:employee/erasure` */
export const ErasureRequest = z.strictObject({ reason: Reason });
export const ErasureView = z.object({
  employee: EmployeeId,
  erasedAt: Instant,
  erased: z.array(z.object({ what: z.string(), rows: Count })),
  kept: z.array(
    z.object({
      what: z.string(),
      rows: Count,
      /** The last of it goes then; null where nothing is kept. */
      until: z.nullable(Instant),
      why: z.string(),
    }),
  ),
});
export type ErasureView = z.infer<typeof ErasureView>;
