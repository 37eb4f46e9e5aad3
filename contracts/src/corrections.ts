import * as z from 'zod/mini';
import { ApiErrorCode } from './api.ts';
import { CalendarDate } from './calendar.ts';
import { ClockTime, OffsetChoice } from './hours.ts';
import { known } from './policy.ts';
import { EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
import { PunchAction } from './punch.ts';
import { said } from './said.ts';

/** Most corrections in one request. */
export const CORRECTIONS_MAX = 100;

/** RFC 9562 UUID of a correction, of any version, in lower case. */
export const CorrectionId = z.uuid().check(z.lowercase());
export type CorrectionId = z.infer<typeof CorrectionId>;

export const CorrectionKind = z.enum(['add', 'move', 'void', 'reclassify']);
export type CorrectionKind = z.infer<typeof CorrectionKind>;

const CORRECTED_ACTIONS = ['clock-in', 'clock-out', 'break-start', 'break-end'] as const;

/** What a punch can be said to have been: never `auto`, which says nothing, nor `job-change`, which has no job to go to. */
export const CorrectedAction = z.enum(CORRECTED_ACTIONS);
export type CorrectedAction = z.infer<typeof CorrectedAction>;

/** What can be added: a `job-change` too, since it comes with its job. */
export const AddedAction = z.enum([...CORRECTED_ACTIONS, 'job-change']);
export type AddedAction = z.infer<typeof AddedAction>;

/** When it was in truth: an instant, or what the wall clock of the site showed. */
export const CorrectionMoment = known({
  at: z.optional(Instant),
  date: z.optional(CalendarDate),
  time: z.optional(ClockTime),
  offset: z.optional(OffsetChoice),
}).check(
  z.refine(
    ({ at, date, time, offset }) =>
      at === undefined
        ? date !== undefined && time !== undefined
        : date === undefined && time === undefined && offset === undefined,
    said({
      en: 'needs either "at", or "date" and "time" (and "offset" where the wall clock shows them twice)',
      de: 'braucht entweder „at“ oder „date“ und „time“ (und „offset“, wo die Uhr sie zweimal zeigt)',
    }),
  ),
);
export type CorrectionMoment = z.infer<typeof CorrectionMoment>;

const MADE = {
  /** Names the correction, so that sending it again is safe; the hub makes one where it is left out. */
  id: z.optional(CorrectionId),
  reason: lineOfText(500),
};
/** A stored punch, or the punch that an earlier `add` made: its id is the correction's. */
const PUNCH = z.uuid().check(z.lowercase());

/** A correction as somebody makes it; who it is comes with the request. */
export const NewCorrection = z.discriminatedUnion('kind', [
  known({
    kind: z.literal('add'),
    ...MADE,
    employee: EmployeeId,
    action: AddedAction,
    when: CorrectionMoment,
    /** Code of the task that time is booked on from then; a `job-change` without one ends the booking. */
    job: z.optional(lineOfText(200)),
  }),
  known({ kind: z.literal('move'), ...MADE, punch: PUNCH, when: CorrectionMoment }),
  known({ kind: z.literal('void'), ...MADE, punch: PUNCH }),
  known({ kind: z.literal('reclassify'), ...MADE, punch: PUNCH, action: CorrectedAction }),
]);
export type NewCorrection = z.infer<typeof NewCorrection>;

/** Each entry is read and answered by itself: one that is wrong does not stop the others. */
export const NewCorrections = known({
  corrections: z.array(z.unknown()).check(z.minLength(1), z.maxLength(CORRECTIONS_MAX)),
});
export type NewCorrections = z.infer<typeof NewCorrections>;

/** A correction as it is kept for ever. */
export const CorrectionView = z.object({
  id: CorrectionId,
  site: Slug,
  employee: EmployeeId,
  kind: CorrectionKind,
  /** Null for `add`. */
  punch: z.nullable(z.string()),
  /** For `add` and `move`. */
  occurredAt: z.nullable(Instant),
  /** For `add` and `reclassify`. */
  action: z.nullable(PunchAction),
  job: z.nullable(z.string()),
  by: z.string(),
  madeAt: Instant,
  reason: z.string(),
});
export type CorrectionView = z.infer<typeof CorrectionView>;

/** Why a correction is not made, as `details[].code` of the error. */
export const CorrectionRefusal = z.enum([
  'UNKNOWN_EMPLOYEE',
  'UNKNOWN_PUNCH',
  /** Nobody corrects their own hours. */
  'OWN_HOURS',
  /** It is about somebody whom the one who asks may not correct. */
  'OUT_OF_REACH',
  /** A badge that belongs to nobody: add a punch of the person instead. */
  'PUNCH_OF_NOBODY',
  'PUNCH_VOID',
  'LOCAL_TIME_GAP',
  'LOCAL_TIME_AMBIGUOUS',
  'TIME_IN_FUTURE',
  'TIME_TOO_OLD',
  'NOTHING_CHANGES',
  'ID_TAKEN',
]);
export type CorrectionRefusal = z.infer<typeof CorrectionRefusal>;

/** What became of one correction of several, in the order they were sent. */
export const CorrectionOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('made'), correction: CorrectionView }),
  /** It was made before, under this id. */
  z.object({ outcome: z.literal('known'), correction: CorrectionView }),
  z.object({
    outcome: z.literal('refused'),
    error: z.object({ code: ApiErrorCode, message: z.string(), details: z.optional(z.unknown()) }),
  }),
]);
export type CorrectionOutcome = z.infer<typeof CorrectionOutcome>;
