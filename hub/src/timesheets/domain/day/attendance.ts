import type { Attendance } from '@tapclock/contracts';
import { type HoursFacts, isOver } from '../facts/facts.ts';
import type { DatedShift } from '../findings/dated-shift.ts';
import type { LocalDay } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';

/** Dates on which somebody is at work as of now: of the shift that goes on, and of its last clock-in. */
export function datesAtWork(shifts: readonly DatedShift[], clock: ZoneClock): ReadonlySet<LocalDay> {
  const dates = new Set<LocalDay>();
  for (const { date, stays } of shifts) {
    for (const stay of stays) if (stay.end.kind === 'open') dates.add(date).add(clock.dayAt(stay.in.atSec));
  }
  return dates;
}

/**
 * payroll.md 5.1 rule 9: below one limit absent, below another half a day. Before a planned shift is over nobody is absent from it,
 * and who is at work now is nothing else yet.
 */
export function attendanceOf(
  date: LocalDay,
  { paidSeconds, isAtWork }: { paidSeconds: number; isAtWork: boolean },
  { policy, shifts, leave, asOfSec }: HoursFacts,
): Attendance {
  if (isAtWork) return 'at-work';
  if (paidSeconds === 0 && leave.some(entry => entry.date === date)) return 'leave';
  const { absentBelowMin, halfDayBelowMin } = policy.attendance;
  if (paidSeconds === 0 || paidSeconds < absentBelowMin * 60) {
    const isAwaited = shifts.some(plan => plan.date === date && !isOver(plan, asOfSec));
    return isAwaited ? 'expected' : 'absent';
  }
  return paidSeconds < halfDayBelowMin * 60 ? 'half-day' : 'present';
}
