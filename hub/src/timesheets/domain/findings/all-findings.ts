import type { HoursFacts } from '../facts/facts.ts';
import type { DayRecord } from '../result.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import { attendanceFindings } from './attendance.ts';
import type { DatedShift } from './dated-shift.ts';
import type { HoursFinding } from './finding.ts';
import { averageFindings, limitFindings, workedByDay } from './limits.ts';
import { mealFindings, restBreakFindings, splitShiftFindings } from './meals-and-rests.ts';
import { minorFindings } from './minors.ts';
import { nightFindings } from './night-average.ts';
import { dailyRestFindings, weeklyRestFindings } from './rest-between.ts';

/** Everything that is seen in the shifts' raw punches. */
export function shiftFindings(shifts: readonly DatedShift[], { policy }: HoursFacts): HoursFinding[] {
  const each = shifts.flatMap(shift => [...mealFindings(shift, policy), ...restBreakFindings(shift, policy)]);
  const { dailyRestMin } = policy;
  const rest = dailyRestMin === null ? [] : dailyRestFindings(shifts, () => dailyRestMin, 'REST_SHORT');
  return [
    ...attendanceFindings(shifts, policy),
    ...each,
    ...splitShiftFindings(shifts, policy),
    ...rest,
    ...weeklyRestFindings(shifts, policy),
  ];
}

/** Everything that is seen in the hours of days and weeks. */
export function hourFindings(
  days: readonly DayRecord[],
  shifts: readonly DatedShift[],
  facts: HoursFacts,
  clock: ZoneClock,
): HoursFinding[] {
  const worked = workedByDay(days);
  return [
    ...limitFindings(worked, facts.policy),
    ...averageFindings(worked, facts.leave, facts.policy),
    ...nightFindings(days, worked, facts.policy),
    ...minorFindings(shifts, worked, facts, clock),
  ];
}
