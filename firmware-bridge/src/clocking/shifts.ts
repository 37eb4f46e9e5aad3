import type { Instant, ShiftWindow } from '@tapclock/contracts';
import type { Standing } from './standing.ts';

// The distances are the hub's, so that its verdict rarely has to correct what the kiosk said before.
/** A tap this long before a shift still belongs to it. */
export const EARLY_ARRIVAL_MS = 2 * 3_600_000;
/** A tap this long after a shift still belongs to it; a stay open for longer was not closed by its owner. */
export const LATE_LEAVING_MS = 4 * 3_600_000;
/** A stay that no shift covers counts as forgotten after this long. */
export const OPEN_STAY_MS = 16 * 3_600_000;
/** Shifts that lie this close together count as one long one: a double shift is no forgotten clock-out. */
const CONTIGUOUS_MS = 2 * 3_600_000;

/** The shift that a clock-in at `at` begins; null when none covers it. Of several, the nearest start, then the later one. */
export function shiftToStart(shifts: readonly ShiftWindow[], at: number): ShiftWindow | null {
  return best(
    shifts.filter(shift => at >= ms(shift.startsAt) - EARLY_ARRIVAL_MS && at < ms(shift.endsAt)),
    (a, b) =>
      Math.abs(at - ms(a.startsAt)) - Math.abs(at - ms(b.startsAt)) || ms(b.startsAt) - ms(a.startsAt),
  );
}

/** The shift that somebody who is here works towards the end of: the latest that has begun; null when none is near. */
export function shiftToEnd(shifts: readonly ShiftWindow[], at: number): ShiftWindow | null {
  const near = shifts.filter(
    shift => at >= ms(shift.startsAt) - EARLY_ARRIVAL_MS && at <= ms(shift.endsAt) + LATE_LEAVING_MS,
  );
  const begun = near.filter(shift => at > ms(shift.startsAt) + shift.graceSeconds * 1000);
  return (
    best(begun, (a, b) => ms(b.startsAt) - ms(a.startsAt)) ??
    best(near, (a, b) => Math.abs(at - ms(a.endsAt)) - Math.abs(at - ms(b.endsAt)))
  );
}

/** Whether a stay is so long over that its owner has forgotten to clock out. */
export function isOverdue(shifts: readonly ShiftWindow[], standing: Standing, at: number): boolean {
  const from = standing.clockedInAt ?? standing.since;
  if (standing.state === 'out' || from === null) return false;
  const first = shiftToStart(shifts, ms(from));
  // Today's shift must not excuse a stay from a day that the roster no longer carries.
  if (first === null) return at - ms(from) > OPEN_STAY_MS;
  return at - ms(lastInARow(shifts, first, at).endsAt) > LATE_LEAVING_MS;
}

/** Follows contiguous shifts that have begun by `at`. */
function lastInARow(shifts: readonly ShiftWindow[], first: ShiftWindow, at: number): ShiftWindow {
  let last = first;
  for (const shift of [...shifts].sort((a, b) => ms(a.startsAt) - ms(b.startsAt))) {
    const gapMs = ms(shift.startsAt) - ms(last.endsAt);
    if (gapMs >= 0 && gapMs <= CONTIGUOUS_MS && at >= ms(shift.startsAt)) last = shift;
  }
  return last;
}

function best(
  shifts: ShiftWindow[],
  compare: (a: ShiftWindow, b: ShiftWindow) => number,
): ShiftWindow | null {
  return shifts.sort(compare)[0] ?? null;
}

/** Epoch milliseconds of an instant that has been parsed already. */
export function ms(instant: Instant): number {
  return Date.parse(instant);
}
