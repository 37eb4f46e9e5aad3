import * as z from 'zod/mini';
import { BadgeEnd, Count, Instant, PunchId } from './primitives.ts';

/**
 * Something the hub noticed about a punch. A finding never refuses the punch (R3); it says what a person may want to know
 * or settle. Seconds are whole and positive; how they are shown is the screen's business.
 */
export const Finding = z.discriminatedUnion('code', [
  /** Clock-in after the shift's start plus grace; counted from the shift's start. */
  z.object({ code: z.literal('late'), seconds: Count, shiftStartsAt: Instant }),
  /** Clock-out before the shift's end minus grace; counted to the shift's end. */
  z.object({ code: z.literal('early'), seconds: Count, shiftEndsAt: Instant }),
  /** No shift of this person covers the punch. */
  z.object({ code: z.literal('unscheduled') }),
  /** The credential was nobody's when it was tapped; `ended` says why, where it had been somebody's before. */
  z.object({ code: z.literal('unknown-badge'), ended: z.optional(BadgeEnd) }),
  /** The same person made the same kind of punch moments before. */
  z.object({ code: z.literal('duplicate'), of: PunchId }),
  /** The punch does not follow from the state before it, such as a break-end without a break. */
  z.object({ code: z.literal('wrong-order'), state: z.enum(['in', 'break', 'out']) }),
  /** The terminal's clock and the hub's differ; positive when the terminal is ahead. */
  z.object({ code: z.literal('clock-off'), seconds: z.int() }),
  /** A clock-in while an earlier one was never closed and its shift is long over. */
  z.object({ code: z.literal('missing-clock-out'), clockedInAt: Instant }),
]);
export type Finding = z.infer<typeof Finding>;
export type FindingCode = Finding['code'];
