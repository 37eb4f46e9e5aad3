import * as z from 'zod/mini';
import { CalendarDate, NewLeaveDay } from './calendar.ts';
import { NewCorrection } from './corrections.ts';
import { known, LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
import { StatementView } from './statements.ts';

/** What an exception is about; who settles it and how follows from it. */
export const ExceptionCategory = z.enum([
  /** A punch that must have been, and was not made. */
  'missing',
  /** Somebody was not where the plan had them. */
  'schedule',
  /** Fewer people than an area needs. */
  'coverage',
  'break',
  'rest',
  /** A limit of hours that the law or the policy sets. */
  'limit',
  'identity',
  'device',
  'clock',
]);
export type ExceptionCategory = z.infer<typeof ExceptionCategory>;

/**
 * Where an exception stands. `waiting`: the worker was asked. `gone`: what was noticed is no more, without anybody settling it here, as
 * after a correction made elsewhere.
 */
export const ExceptionState = z.enum(['open', 'waiting', 'settled', 'gone']);
export type ExceptionState = z.infer<typeof ExceptionState>;

/** 1: somebody's pay is wrong or a law is broken as it stands; 5: good to know. What comes first in the inbox. */
export const Consequence = z.int().check(z.minimum(1), z.maximum(5));

/** How an exception can be settled, or brought nearer to it. */
export const FixKind = z.enum([
  /** It was so; it counts as it stands. */
  'accept',
  'correct-to-schedule',
  'correct-to-team',
  /** What the worker said about it becomes the correction. */
  'correct-as-stated',
  /** With corrections of one's own. */
  'correct',
  /** Nobody came because they were off. */
  'record-leave',
  'ask-worker',
  /** It means nothing; needs a reason. */
  'ignore',
]);
export type FixKind = z.infer<typeof FixKind>;

/** A fix that is ready: what it would do stands beside it, before anybody presses it. */
export const ReadyFix = z.object({
  fix: FixKind,
  /** In the caller's language, such as "Clock out at 14:00, as planned". */
  label: z.string(),
  /** What `correct-…` would make. */
  corrections: z.array(NewCorrection),
  /** What `record-leave` would give where the request names none; null where nobody knows how long the shift was. */
  leave: z.nullable(NewLeaveDay),
  needsReason: z.boolean(),
});
export type ReadyFix = z.infer<typeof ReadyFix>;

/** Numbers and names behind an exception, as they were noticed. What does not apply is left out. */
export const ExceptionFacts = z.looseObject({
  punches: z.optional(z.array(z.string())),
  seconds: z.optional(z.int()),
  limitSeconds: z.optional(z.int()),
  shift: z.optional(z.object({ startsAt: Instant, endsAt: Instant })),
  /** Somebody else it is about: whose badge was tapped beside it. */
  others: z.optional(z.array(EmployeeId)),
  places: z.optional(z.array(z.string())),
});
export type ExceptionFacts = z.infer<typeof ExceptionFacts>;

export const ExceptionView = z.object({
  id: z.uuid(),
  site: Slug,
  /** Code of the finding. */
  code: z.string(),
  category: ExceptionCategory,
  consequence: Consequence,
  state: ExceptionState,
  /** One line in the caller's language that says what was noticed, with its numbers. */
  message: z.string(),
  person: z.nullable(
    z.object({ employee: EmployeeId, number: z.string(), name: z.string(), team: z.nullable(Slug) }),
  ),
  terminal: z.nullable(z.object({ terminal: Slug, place: z.string() })),
  area: z.nullable(Slug),
  /** Local date it counts for. */
  date: z.nullable(LocalDateText),
  /** Of the fact. */
  at: Instant,
  noticedAt: Instant,
  facts: ExceptionFacts,
  /** Who takes care of it. */
  owner: z.nullable(z.object({ account: z.uuid(), name: z.string(), since: Instant })),
  /** It was open for too long, and those above were told. */
  escalatedAt: z.nullable(Instant),
  settled: z.nullable(
    z.object({ by: z.string(), at: Instant, fix: FixKind, reason: z.nullable(z.string()) }),
  ),
  /** Rises with every change; the ETag of the exception. */
  version: z.int(),
});
export type ExceptionView = z.infer<typeof ExceptionView>;

/** `GET /api/v1/exceptions/summary` */
export const ExceptionSummary = z.object({
  at: Instant,
  /** What there is none of is left out. */
  counts: z.array(z.object({ category: ExceptionCategory, state: ExceptionState, count: Count })),
});
export type ExceptionSummary = z.infer<typeof ExceptionSummary>;

/** One thing that happened to an exception. */
export const ExceptionEntry = z.object({
  at: Instant,
  /** null: the hub by itself. */
  by: z.nullable(z.string()),
  what: z.enum([
    'noticed',
    'noticed-again',
    'changed',
    'taken',
    'released',
    'asked',
    'answered',
    'settled',
    'reopened',
    'gone',
    'escalated',
  ]),
  fix: z.nullable(FixKind),
  reason: z.nullable(z.string()),
  /** Ids of corrections that it made. */
  corrections: z.array(z.string()),
});
export type ExceptionEntry = z.infer<typeof ExceptionEntry>;

export const ExceptionDetail = z.object({
  ...ExceptionView.shape,
  /** The right one first. Empty once it is settled. */
  fixes: z.array(ReadyFix),
  /** What the person said of their punches about it last, whatever became of it. An answer in words alone is in `history`. */
  statement: z.nullable(StatementView),
  /** Its date is in a locked period: what a correction changes there is paid as a delta in the next. */
  becomesDelta: z.boolean(),
  history: z.array(ExceptionEntry),
});
export type ExceptionDetail = z.infer<typeof ExceptionDetail>;

/** How somebody settles an exception, or asks about it. */
export const SettleRequest = z.strictObject({
  fix: FixKind,
  reason: z.optional(lineOfText(500)),
  /** For `correct`: what to make. Left out for the others, which say themselves what they make. */
  corrections: z.optional(z.array(NewCorrection).check(z.minLength(1), z.maxLength(10))),
  /** For `record-leave`: other leave than the fix proposes. */
  leave: z.optional(NewLeaveDay),
  /** For `ask-worker`; a ready sentence where it is left out. */
  question: z.optional(lineOfText(500)),
});
export type SettleRequest = z.infer<typeof SettleRequest>;

/** Most exceptions that one request settles. */
export const SETTLE_MAX = 100;

/** Settles several alike, each by itself: by a fix that each offers as ready, or as they stand with a reason. */
export const BulkSettle = known({
  exceptions: z
    .array(known({ id: z.uuid(), version: z.int().check(z.minimum(1)) }))
    .check(z.minLength(1), z.maxLength(SETTLE_MAX)),
  fix: z.enum([
    'accept',
    'correct-to-schedule',
    'correct-to-team',
    'correct-as-stated',
    'ask-worker',
    'ignore',
  ]),
  reason: z.optional(lineOfText(500)),
});
export type BulkSettle = z.infer<typeof BulkSettle>;

/** Who shall take care of an exception; whoever asks where nobody is named. */
export const NewOwner = known({ account: z.optional(z.uuid()) });
export type NewOwner = z.infer<typeof NewOwner>;

/** Why what was settled is open again. */
export const ReopenRequest = known({ reason: lineOfText(500) });
export type ReopenRequest = z.infer<typeof ReopenRequest>;

/** Why an exception is not settled, as `details[].code` of the error; a correction's own refusals come beside these. */
export const SettleRefusal = z.enum([
  /** Somebody was quicker; `by`, `at` and `what` say who did what when. */
  'CHANGED_MEANWHILE',
  'ALREADY_SETTLED',
  /** What was noticed is no more. */
  'NOT_THERE_ANY_MORE',
  /** It offers no such fix; `ready` lists those that it does. */
  'FIX_NOT_READY',
  'REASON_NEEDED',
  'CORRECTIONS_NEEDED',
  'LEAVE_NEEDED',
  /** A correction of somebody else than the exception is about. */
  'OTHER_PERSON',
  /** With these corrections the same would be noticed again. */
  'FINDING_REMAINS',
  'NOT_SETTLED',
  'NOT_ASKED',
  'CANNOT_OWN',
]);
export type SettleRefusal = z.infer<typeof SettleRefusal>;

/** What changed about an exception, as downstreams read it. */
export const ExceptionEvent = z.object({
  exception: z.uuid(),
  code: z.string(),
  category: ExceptionCategory,
  consequence: Consequence,
  employee: z.nullable(EmployeeId),
  terminal: z.nullable(Slug),
  date: z.nullable(CalendarDate),
  state: ExceptionState,
  what: ExceptionEntry.shape.what,
  /** null: the hub by itself. */
  by: z.nullable(z.string()),
  version: Count,
});
export type ExceptionEvent = z.infer<typeof ExceptionEvent>;

const POSITION = {
  latitude: z.number().check(z.minimum(-90), z.maximum(90)),
  longitude: z.number().check(z.minimum(-180), z.maximum(180)),
};

/** `PUT /api/v1/terminals/:id/position`: degrees of WGS 84. */
export const NewTerminalPosition = z.strictObject(POSITION);
export type NewTerminalPosition = z.infer<typeof NewTerminalPosition>;

/** Where a terminal stands, and who said so. */
export const TerminalPosition = z.object({ terminal: Slug, ...POSITION, by: z.string(), at: Instant });
export type TerminalPosition = z.infer<typeof TerminalPosition>;
