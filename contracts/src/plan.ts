import * as z from 'zod/mini';
import { CalendarDate, LeaveKind } from './calendar.ts';
import { CoverageSpan } from './headcount.ts';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, Slug, Zone } from './primitives.ts';
import { ShiftId } from './shifts.ts';
import { spanOfDays } from './span.ts';

/** Most days of one question to a plan, and of one change of it: six weeks. */
export const PLAN_DAYS_MAX = 42;
/** Most cells that one request edits. */
export const PLAN_CELLS_MAX = 2_000;
/** Most shifts of one person on one date. */
export const CELL_SHIFTS_MAX = 3;
/** Most conflicts that one publication accepts, and that one refusal names. */
export const ACCEPTED_CONFLICTS_MAX = 1_000;

const Reason = lineOfText(500);

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

const FEW_DAYS = spanOfDays(PLAN_DAYS_MAX);

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
  .check(...FEW_DAYS);
export type PublishRequest = z.infer<typeof PublishRequest>;

export const RotateRequest = z.strictObject({ ...SCOPE, ...FILLING }).check(...FEW_DAYS);
export type RotateRequest = z.infer<typeof RotateRequest>;

/** Copies what is planned, drafts before what is published, to dates as far from each other that begin at `into`. */
export const CopyRequest = z.strictObject({ ...SCOPE, into: CalendarDate, ...FILLING }).check(...FEW_DAYS);
export type CopyRequest = z.infer<typeof CopyRequest>;

/** `drafts` drops what is drafted; `everything` drafts days off where something is published, too. */
export const ClearRequest = z
  .strictObject({ ...SCOPE, what: z.enum(['drafts', 'everything']), seen: DraftsDigest })
  .check(...FEW_DAYS);
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
