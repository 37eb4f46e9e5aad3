import type { Instant, ShiftWindow } from '@tapclock/contracts';
import type { Standing } from './standing.ts';

/** A tap this long before a shift still belongs to it. */
export const EARLY_ARRIVAL_MS = 2 * 3_600_000;
/** A stay whose shift ended this long ago was not closed by its owner. */
export const OVERDUE_AFTER_SHIFT_MS = 6 * 3_600_000;
/** The same for a stay that no shift covers. */
export const OVERDUE_STAY_MS = 16 * 3_600_000;
/** Shifts that lie this close together count as one long one: a double shift is no forgotten clock-out. */
const CONTIGUOUS_MS = 2 * 3_600_000;

/** The shift that a clock-in at `at` begins; null when none covers it. Of several, the one whose start is nearest. */
export function shiftToStart(shifts: readonly ShiftWindow[], at: number): ShiftWindow | null {
  let best: ShiftWindow | null = null;
  for (const shift of shifts) {
    if (at < ms(shift.startsAt) - EARLY_ARRIVAL_MS || at >= ms(shift.endsAt)) continue;
    if (best === null || Math.abs(at - ms(shift.startsAt)) < Math.abs(at - ms(best.startsAt))) best = shift;
  }
  return best;
}

/** The shift that the current stay works towards the end of; null when none covers it. */
export function shiftOfStay(
  shifts: readonly ShiftWindow[],
  standing: Standing,
  at: number,
): ShiftWindow | null {
  const begun = standing.clockedInAt === null ? null : shiftToStart(shifts, ms(standing.clockedInAt));
  const first = begun ?? shiftToStart(shifts, at);
  return first === null ? null : lastInARow(shifts, first, at);
}

/** Whether a stay is so long over that its owner has forgotten to clock out. */
export function isOverdue(shifts: readonly ShiftWindow[], standing: Standing, at: number): boolean {
  const from = standing.clockedInAt ?? standing.since;
  if (standing.state === 'out' || from === null) return false;
  const first = shiftToStart(shifts, ms(from));
  // Today's shift must not excuse a stay from a day that the roster no longer carries.
  if (first === null) return at - ms(from) > OVERDUE_STAY_MS;
  return at - ms(lastInARow(shifts, first, at).endsAt) > OVERDUE_AFTER_SHIFT_MS;
}

/** Follows contiguous shifts that have begun by `at`; before that the worker is leaving the earlier one. */
function lastInARow(shifts: readonly ShiftWindow[], first: ShiftWindow, at: number): ShiftWindow {
  let last = first;
  for (const shift of [...shifts].sort((a, b) => ms(a.startsAt) - ms(b.startsAt))) {
    const gapMs = ms(shift.startsAt) - ms(last.endsAt);
    if (gapMs >= 0 && gapMs <= CONTIGUOUS_MS && at >= ms(shift.startsAt)) last = shift;
  }
  return last;
}

/** Epoch milliseconds of an instant that has been parsed already. */
export function ms(instant: Instant): number {
  return Date.parse(instant);
}
