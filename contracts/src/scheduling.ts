import * as z from 'zod/mini';
import { CalendarDate, LeaveKind } from './calendar.ts';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, Slug, Zone } from './primitives.ts';
import { said } from './said.ts';

/** Most days of one question to a plan, and of one change of it: six weeks. */
export const PLAN_DAYS_MAX = 42;
/** Most cells that one request edits. */
export const PLAN_CELLS_MAX = 2_000;
/** Most shifts of one person on one date. */
export const CELL_SHIFTS_MAX = 3;
/** Most templates in use at one site. */
export const SHIFTS_MAX = 500;
/** Longest cycle of a rotation: half a year. */
export const ROTATION_DAYS_MAX = 182;
export const ROTATIONS_MAX = 200;
/** Most people and teams that stand on one rotation, those of the past included. */
export const ROTATION_ENTRIES_MAX = 2_000;
export const HEADCOUNT_SPANS_MAX = 100;
/** Most conflicts that one publication accepts, and that one refusal names. */
export const ACCEPTED_CONFLICTS_MAX = 1_000;

/** `HH:MM` on a wall clock. */
export const LocalTime = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/));
export type LocalTime = z.infer<typeof LocalTime>;

const ShiftId = z.uuid();
const DayMinutes = z.int().check(z.minimum(0), z.maximum(1_440));
const Reason = lineOfText(500);

// Shift templates ---------------------------------------------------------------------------------------------------------

const SHIFT_FIELDS = {
  name: lineOfText(60),
  /** A few letters for a cell of the week. */
  code: z.nullable(lineOfText(8)),
  colour: z.nullable(z.string().check(z.regex(/^#[0-9a-f]{6}$/))),
  /** Where it is worked; null: where the person belongs. */
  area: z.nullable(Slug),
  starts: LocalTime,
  /** Not after the start by the wall clock: on the next day. */
  ends: LocalTime,
  paidBreakMinutes: DayMinutes,
  unpaidBreakMinutes: DayMinutes,
  graceMinutes: z.int().check(z.minimum(0), z.maximum(120)),
  /** What whoever works it must be qualified for. */
  qualification: z.nullable(Slug),
};

/** A shift as it is planned again and again. What is planned with it keeps its times and breaks when the template changes. */
export const ShiftTemplate = z.object({
  id: ShiftId,
  site: Slug,
  ...SHIFT_FIELDS,
  archivedAt: z.nullable(Instant),
  /** Rises with every change; the ETag of the template. */
  version: z.int(),
});
export type ShiftTemplate = z.infer<typeof ShiftTemplate>;

export const ShiftTemplatePut = z.strictObject({
  ...SHIFT_FIELDS,
  code: z._default(SHIFT_FIELDS.code, null),
  colour: z._default(SHIFT_FIELDS.colour, null),
  area: z._default(SHIFT_FIELDS.area, null),
  paidBreakMinutes: z._default(SHIFT_FIELDS.paidBreakMinutes, 0),
  unpaidBreakMinutes: z._default(SHIFT_FIELDS.unpaidBreakMinutes, 0),
  graceMinutes: z._default(SHIFT_FIELDS.graceMinutes, 5),
  qualification: z._default(SHIFT_FIELDS.qualification, null),
});
export type ShiftTemplatePut = z.infer<typeof ShiftTemplatePut>;

// Qualifications ----------------------------------------------------------------------------------------------------------

/** What a person may be planned for, such as `forklift`. */
export const Qualification = z.object({
  employee: EmployeeId,
  qualification: Slug,
  /** Last date on which it counts; null: until further notice. */
  validUntil: z.nullable(LocalDateText),
  by: z.string(),
  madeAt: Instant,
});
export type Qualification = z.infer<typeof Qualification>;

export const QualificationPut = z.strictObject({ validUntil: z._default(z.nullable(CalendarDate), null) });
export type QualificationPut = z.infer<typeof QualificationPut>;

// Rotations ---------------------------------------------------------------------------------------------------------------

/** What a rotation does on a day that is off for another reason: leaves it empty, or plans it all the same. */
export const OffDayRule = z.enum(['skip', 'plan']);
export type OffDayRule = z.infer<typeof OffDayRule>;

const ROTATION_FIELDS = {
  name: lineOfText(60),
  /** A template a day, or null for a day off. After the last comes the first. */
  days: z.array(z.nullable(ShiftId)).check(z.minLength(1), z.maxLength(ROTATION_DAYS_MAX)),
  onHoliday: OffDayRule,
  onLeave: OffDayRule,
};

export const Rotation = z.object({
  id: z.uuid(),
  site: Slug,
  ...ROTATION_FIELDS,
  archivedAt: z.nullable(Instant),
  version: z.int(),
});
export type Rotation = z.infer<typeof Rotation>;

export const RotationPut = z.strictObject({
  ...ROTATION_FIELDS,
  onHoliday: z._default(OffDayRule, 'skip'),
  onLeave: z._default(OffDayRule, 'skip'),
});
export type RotationPut = z.infer<typeof RotationPut>;

/** A known cycle to begin with. `days` name slots, for which a site puts its own templates. */
export const RotationPreset = z.object({
  id: Slug,
  /** In the caller's language. */
  name: z.string(),
  slots: z.array(Slug),
  days: z.array(z.nullable(Slug)),
});
export type RotationPreset = z.infer<typeof RotationPreset>;

const ENTRY_FIELDS = {
  /** One of the two. What is said for a person goes before what is said for their team. */
  employee: z.nullable(EmployeeId),
  team: z.nullable(Slug),
  startsOn: LocalDateText,
  /** Last date; null: until further notice. */
  endsOn: z.nullable(LocalDateText),
  /** Day of the cycle, from 0, that `startsOn` is. */
  offset: Count,
};

/** A person or a team that stands on a rotation from a date on. */
export const RotationEntry = z.object({ id: z.uuid(), rotation: z.uuid(), ...ENTRY_FIELDS });
export type RotationEntry = z.infer<typeof RotationEntry>;

export const NewRotationEntry = z
  .strictObject({
    employee: z._default(z.nullable(EmployeeId), null),
    team: z._default(z.nullable(Slug), null),
    startsOn: CalendarDate,
    endsOn: z._default(z.nullable(CalendarDate), null),
    offset: z._default(Count, 0),
  })
  .check(
    z.refine(({ employee, team }) => (employee === null) !== (team === null), {
      ...said({ en: 'must name a person or a team', de: 'muss eine Person oder ein Team nennen' }),
      path: ['employee'],
    }),
    z.refine(({ startsOn, endsOn }) => endsOn === null || endsOn >= startsOn, {
      ...said({ en: 'must not be before "startsOn"', de: 'darf nicht vor „startsOn“ liegen' }),
      path: ['endsOn'],
    }),
  );
export type NewRotationEntry = z.infer<typeof NewRotationEntry>;

// The plan ----------------------------------------------------------------------------------------------------------------

/** A shift of one person, with its instants. */
export const PlannedShift = z.object({
  shift: ShiftId,
  name: z.string(),
  code: z.nullable(z.string()),
  colour: z.nullable(z.string()),
  area: z.nullable(Slug),
  startsAt: Instant,
  endsAt: Instant,
  unpaidBreakMinutes: z.int(),
});
export type PlannedShift = z.infer<typeof PlannedShift>;

/** Stands for what a cell was when somebody looked at it; see `CellEdit.seen`. */
export const CellTag = z.string().check(z.regex(/^(?:-|[0-9a-f]{16})$/));
/** Tag of a cell in which nothing is planned, published or drafted. */
export const EMPTY_CELL = '-';

const CellLeave = z.object({ kind: LeaveKind, minutes: z.int() });

/** One person on one date. */
export const PlanCell = z.object({
  date: LocalDateText,
  tag: CellTag,
  published: z.array(PlannedShift),
  /** What is to be published instead; an empty list: a day off. null: nothing is drafted. */
  draft: z.nullable(z.object({ shifts: z.array(PlannedShift), by: z.string(), at: Instant })),
  leave: z.array(CellLeave),
});
export type PlanCell = z.infer<typeof PlanCell>;

export const PlanConflictCode = z.enum([
  /** Two shifts at the same time. */
  'OVERLAP',
  'REST_SHORT',
  'NOT_QUALIFIED',
  'ON_LEAVE',
  /** They have left, or will have by then. */
  'NOT_IN_SERVICE',
  'SHIFT_ARCHIVED',
  'HOLIDAY',
]);
export type PlanConflictCode = z.infer<typeof PlanConflictCode>;

/** Something about planned work that is wrong, or good to know. */
export const PlanConflictView = z.object({
  employee: EmployeeId,
  date: LocalDateText,
  code: PlanConflictCode,
  /** An error is published only by whoever accepts it. */
  level: z.enum(['error', 'warning']),
  /** In the caller's language. */
  message: z.string(),
});
export type PlanConflictView = z.infer<typeof PlanConflictView>;

/** One row of the week: a person, the cells in which there is something, and what is wrong with them as drafted. */
export const PlanRow = z.object({
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  team: z.nullable(Slug),
  area: Slug,
  cells: z.array(PlanCell),
  conflicts: z.array(PlanConflictView),
  /** Planned working time of the dates without unpaid breaks: as published, and as it would be with the drafts. */
  minutes: z.object({ published: z.int(), drafted: z.int() }),
});
export type PlanRow = z.infer<typeof PlanRow>;

/** Fingerprint of the drafts of some people and dates, and of what they would replace. */
export const DraftsDigest = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/** What waits to be published. */
export const DraftsSummary = z.object({ cells: Count, people: Count, digest: DraftsDigest });
export type DraftsSummary = z.infer<typeof DraftsSummary>;

/** How many people an area needs in a span of time, and the fewest who are planned at any moment of it. */
export const CoverageSpan = z.object({
  area: Slug,
  date: LocalDateText,
  startsAt: Instant,
  endsAt: Instant,
  required: Count,
  published: Count,
  /** With the drafts. */
  drafted: Count,
});
export type CoverageSpan = z.infer<typeof CoverageSpan>;

/** Who published what when. */
export const Publication = z.object({
  id: z.uuid(),
  site: Slug,
  team: z.nullable(Slug),
  from: LocalDateText,
  to: LocalDateText,
  people: Count,
  assigned: Count,
  released: Count,
  /** Conflicts that were accepted, and why. */
  accepted: Count,
  reason: z.nullable(z.string()),
  by: z.string(),
  at: Instant,
});
export type Publication = z.infer<typeof Publication>;

/** What a week is about beside its people. */
export const PlanOverview = z.object({
  site: Slug,
  zone: Zone,
  from: LocalDateText,
  to: LocalDateText,
  holidays: z.array(z.object({ date: LocalDateText, name: z.string() })),
  /** null for whoever may not plan. */
  drafts: z.nullable(DraftsSummary),
  coverage: z.array(CoverageSpan),
});
export type PlanOverview = z.infer<typeof PlanOverview>;

const RANGE = { from: CalendarDate, to: CalendarDate };

const IN_ORDER = z.refine<{ from: string; to: string }>(({ from, to }) => from <= to, {
  ...said({ en: 'must not be before "from"', de: 'darf nicht vor „from“ liegen' }),
  path: ['to'],
});
const FEW_DAYS = z.refine<{ from: string; to: string }>(
  ({ from, to }) => Date.parse(to) - Date.parse(from) < PLAN_DAYS_MAX * 86_400_000,
  {
    ...said({
      en: `must be at most ${PLAN_DAYS_MAX} days with "from"`,
      de: `darf mit „from“ höchstens ${PLAN_DAYS_MAX} Tage umfassen`,
    }),
    path: ['to'],
  },
);

/** Dates, both included, and whose. */
const SCOPE = { ...RANGE, team: z.optional(Slug) };

const Seen = z.optional(DraftsDigest);
const Accept = z.optional(
  z
    .array(z.strictObject({ employee: EmployeeId, date: CalendarDate, code: PlanConflictCode }))
    .check(z.maxLength(ACCEPTED_CONFLICTS_MAX)),
);
/** What publishing needs where something is wrong with it. */
const ACCEPTING = { accept: Accept, reason: z.optional(Reason) };

/** Fills which cells: those in which there is nothing yet, or all, whatever somebody has drafted there. */
export const FillOver = z.enum(['empty', 'all']);
const FILLING = { over: z._default(FillOver, 'empty'), seen: Seen };

/** One cell as it is to be drafted. */
export const CellEdit = z.strictObject({
  employee: EmployeeId,
  date: CalendarDate,
  /** Templates; an empty list: a day off. null: what is drafted is dropped. */
  shifts: z.nullable(z.array(ShiftId).check(z.maxLength(CELL_SHIFTS_MAX))),
  /** Tag of the cell as it was seen; `-` where there was nothing. */
  seen: CellTag,
});
export type CellEdit = z.infer<typeof CellEdit>;

export const CellEdits = z.strictObject({
  cells: z.array(CellEdit).check(z.minLength(1), z.maxLength(PLAN_CELLS_MAX)),
  /** Publishes these cells at once. */
  publish: z._default(z.boolean(), false),
  ...ACCEPTING,
});
export type CellEdits = z.infer<typeof CellEdits>;

export const PublishRequest = z
  .strictObject({ ...SCOPE, seen: DraftsDigest, ...ACCEPTING })
  .check(IN_ORDER, FEW_DAYS);
export type PublishRequest = z.infer<typeof PublishRequest>;

export const RotateRequest = z.strictObject({ ...SCOPE, ...FILLING }).check(IN_ORDER, FEW_DAYS);
export type RotateRequest = z.infer<typeof RotateRequest>;

/** Copies what is planned, drafts before what is published, to dates as far from each other that begin at `into`. */
export const CopyRequest = z
  .strictObject({ ...SCOPE, into: CalendarDate, ...FILLING })
  .check(IN_ORDER, FEW_DAYS);
export type CopyRequest = z.infer<typeof CopyRequest>;

/** `drafts` drops what is drafted; `everything` drafts days off where something is published, too. */
export const ClearRequest = z
  .strictObject({ ...SCOPE, what: z.enum(['drafts', 'everything']), seen: DraftsDigest })
  .check(IN_ORDER, FEW_DAYS);
export type ClearRequest = z.infer<typeof ClearRequest>;

/** A cell that a rotation left empty, and why. */
export const SkippedCell = z.object({
  employee: EmployeeId,
  date: LocalDateText,
  why: z.enum(['holiday', 'leave', 'not-empty']),
});

/** Cells of whoever asks that were left alone, since nobody plans their own past: their dates are today or before. */
const OWN_LEFT = { ownLeft: Count };

/** What a change of drafts came to; `drafts` are those of the request's dates and team afterwards. */
export const DraftsChanged = z.object({ changed: Count, ...OWN_LEFT, drafts: DraftsSummary });
export type DraftsChanged = z.infer<typeof DraftsChanged>;

/** What publishing a scope came to. */
export const Published = z.object({ ...Publication.shape, ...OWN_LEFT });
export type Published = z.infer<typeof Published>;

export const Rotated = z.object({
  ...DraftsChanged.shape,
  /** Cells that were left as they are, the first of them. */
  skipped: z.array(SkippedCell),
  skippedTotal: Count,
});
export type Rotated = z.infer<typeof Rotated>;

/** The edited cells as they are now, and what was published if it was asked for. */
export const CellsEdited = z.object({
  cells: z.array(z.object({ employee: EmployeeId, date: LocalDateText, tag: CellTag })),
  publication: z.nullable(Publication),
});
export type CellsEdited = z.infer<typeof CellsEdited>;

/** Work as one person is told of it: published only. */
export const PersonSchedule = z.object({
  employee: EmployeeId,
  from: LocalDateText,
  to: LocalDateText,
  shifts: z.array(z.object({ ...PlannedShift.shape, assignment: z.uuid(), date: LocalDateText })),
  leave: z.array(z.object({ ...CellLeave.shape, date: LocalDateText })),
  holidays: z.array(z.object({ date: LocalDateText, name: z.string() })),
});
export type PersonSchedule = z.infer<typeof PersonSchedule>;

// Required headcount ------------------------------------------------------------------------------------------------------

/** So many people are needed on these weekdays (1: Monday) from `starts` to `ends`; an end that is not after the start is on the next day. */
export const HeadcountSpan = z.strictObject({
  weekdays: z.array(z.int().check(z.minimum(1), z.maximum(7))).check(z.minLength(1), z.maxLength(7)),
  starts: LocalTime,
  ends: LocalTime,
  people: z.int().check(z.minimum(1), z.maximum(10_000)),
});
export type HeadcountSpan = z.infer<typeof HeadcountSpan>;

export const HeadcountPut = z.strictObject({
  spans: z.array(HeadcountSpan).check(z.maxLength(HEADCOUNT_SPANS_MAX)),
});
export type HeadcountPut = z.infer<typeof HeadcountPut>;

/** What an area needs, week by week. */
export const Headcount = z.object({
  site: Slug,
  area: Slug,
  ...HeadcountPut.shape,
  /** Rises with every change; the ETag. */
  version: z.int(),
});
export type Headcount = z.infer<typeof Headcount>;
