import * as z from 'zod/mini';
import { AddedAction, CorrectedAction, CorrectionMoment, NewCorrection } from './corrections.ts';
import { known, LocalDateText } from './policy.ts';
import { EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
import { said } from './said.ts';

/** Most punches that one statement says were made or were wrong. */
export const STATED_PUNCHES_MAX = 10;
/** Most statements of one person about one date that wait for a decision. */
export const OPEN_STATEMENTS_PER_DATE_MAX = 5;
/** Statements of one person within 24 hours, those that were taken back counted. */
export const STATEMENTS_PER_DAY_MAX = 20;
/** How far back a statement may reach, days: what is older is long paid, and nobody remembers the minute. */
export const STATEMENT_DAYS_MAX = 92;

const PUNCH = z.uuid().check(z.lowercase());

/**
 * What a person says about one of their own punches: that one was missed (`add`), was at another time (`move`), was none (`void`), or meant
 * something else (`reclassify`). It becomes the correction of the same kind when somebody approves.
 */
export const StatedPunch = z.discriminatedUnion('kind', [
  known({
    kind: z.literal('add'),
    action: AddedAction,
    when: CorrectionMoment,
    job: z.optional(lineOfText(200)),
  }),
  known({ kind: z.literal('move'), punch: PUNCH, when: CorrectionMoment }),
  known({ kind: z.literal('void'), punch: PUNCH }),
  known({ kind: z.literal('reclassify'), punch: PUNCH, action: CorrectedAction }),
]);
export type StatedPunch = z.infer<typeof StatedPunch>;

const PUNCHES = z._default(z.array(StatedPunch).check(z.maxLength(STATED_PUNCHES_MAX)), []);

/** `POST /api/v1/employees/{employee}/statements`: a missed punch, without anybody having asked. */
export const NewStatement = known({
  /** Local date that it is about. */
  date: LocalDateText,
  /** What happened, in the person's own words; the corrections keep it as their reason. */
  text: lineOfText(500),
  punches: PUNCHES.check(
    z.minLength(1, said({ en: 'says which punch was missed', de: 'sagt, welche Stempelung fehlt' })),
  ),
});
export type NewStatement = z.infer<typeof NewStatement>;

/** `POST /api/v1/exceptions/{id}/answer`: what the person says who was asked. */
export const NewAnswer = known({ text: lineOfText(500), punches: PUNCHES });
export type NewAnswer = z.infer<typeof NewAnswer>;

/** Where a statement stands. `asked`: it waits for a decision. The words of every other request. */
export const StatementState = z.enum(['asked', 'granted', 'refused', 'withdrawn']);
export type StatementState = z.infer<typeof StatementState>;

export const StatementView = z.object({
  id: z.uuid(),
  site: Slug,
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  team: z.nullable(Slug),
  date: LocalDateText,
  text: z.string(),
  /** What granting it makes. */
  corrections: z.array(NewCorrection),
  /** The exception that it answers, if it answers one. */
  exception: z.nullable(z.uuid()),
  state: StatementState,
  statedAt: Instant,
  decided: z.nullable(z.object({ by: z.string(), at: Instant, reason: z.nullable(z.string()) })),
  /** Rises with every change; the ETag of the statement. */
  version: z.int(),
});
export type StatementView = z.infer<typeof StatementView>;

/** A statement that was just decided. */
export const StatementDecided = z.object({
  ...StatementView.shape,
  /** Exceptions that it settled. */
  settled: z.array(z.uuid()),
  /** Its date is in a locked period: what it changes is paid as a delta in the next. */
  becomesDelta: z.boolean(),
});
export type StatementDecided = z.infer<typeof StatementDecided>;

/** Why a statement is not granted. */
export const StatementRefusal = known({ reason: lineOfText(500) });
export type StatementRefusal = z.infer<typeof StatementRefusal>;

/** A question to a person about an exception of theirs, as they see it. */
export const Question = z.object({
  exception: z.uuid(),
  code: z.string(),
  /** What was noticed, in one line. */
  message: z.string(),
  date: z.nullable(LocalDateText),
  at: Instant,
  question: z.string(),
  askedBy: z.string(),
  askedAt: Instant,
});
export type Question = z.infer<typeof Question>;

/** What an answer came to: a statement that waits for a decision, null for an answer in words alone. */
export const AnswerGiven = z.object({ exception: z.uuid(), statement: z.nullable(StatementView) });
export type AnswerGiven = z.infer<typeof AnswerGiven>;
