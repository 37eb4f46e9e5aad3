import type { Policy } from '@tapclock/contracts';
import type { Pause } from '../pair/stay.ts';

/**
 * Walks over a stay as work (no pause) and pauses that cover it without gaps, in order; what rounding moved outside, or over another
 * pause, is cut off. Epoch seconds; no stretch is empty.
 */
export function walkStay(
  startSec: number,
  endSec: number,
  pauses: readonly Pause[],
  visit: (fromSec: number, toSec: number, pause: Pause | null) => void,
): void {
  let cursor = startSec;
  for (const pause of pauses) {
    const from = Math.min(Math.max(pause.startSec, cursor), endSec);
    const to = Math.min(Math.max(pause.endSec, from), endSec);
    if (from > cursor) visit(cursor, from, null);
    if (to > from) visit(from, to, pause);
    cursor = Math.max(cursor, to);
  }
  if (endSec > cursor) visit(cursor, endSec, null);
}

/**
 * How many seconds of a pause are paid, from its start (payroll.md 5.1 rule 7). Its own length decides, not what rounding left of it:
 * short meals are work and short breaks are paid (29 CFR 785.18 and .19); under EU policies nothing is.
 */
export function paidLength(pause: Pause, policy: Policy): number {
  const lengthSec = pause.endSec - pause.startSec;
  if (pause.kind === 'meal') return lengthSec < policy.meal.minUnpaidMin * 60 ? lengthSec : 0;
  const paidSec = policy.break.paidMaxMin * 60;
  if (lengthSec <= paidSec) return lengthSec;
  return policy.break.beyondMax === 'excessUnpaid' ? paidSec : 0;
}

/** What a stay from `startSec` to `endSec` is paid before its day is looked at, seconds. */
export function paidWithin(
  startSec: number,
  endSec: number,
  pauses: readonly Pause[],
  policy: Policy,
): number {
  const wholeSec = Math.max(0, endSec - startSec);
  if (pauses.length === 0 || wholeSec === 0) return wholeSec;
  let paidSec = 0;
  walkStay(startSec, endSec, pauses, (fromSec, toSec, pause) => {
    const lengthSec = toSec - fromSec;
    paidSec += pause === null ? lengthSec : Math.min(lengthSec, paidLength(pause, policy));
  });
  return paidSec;
}
