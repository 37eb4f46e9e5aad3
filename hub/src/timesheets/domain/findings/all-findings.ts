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
import { noShowFindings } from './no-show.ts';
import { reportingTimeFindings } from './reporting-time.ts';
import { dailyRestFindings, weeklyRestFindings } from './rest-between.ts';

/** Everything that is seen in the shifts' raw punches. `pairing` is what was found in reading them. */
export function shiftFindings(
  shifts: readonly DatedShift[],
  pairing: readonly HoursFinding[],
  facts: HoursFacts,
  clock: ZoneClock,
): HoursFinding[] {
  const { policy } = facts;
  const each = shifts.flatMap(shift => [...mealFindings(shift, policy), ...restBreakFindings(shift, policy)]);
  const { dailyRestMin } = policy;
  const rest = dailyRestMin === null ? [] : dailyRestFindings(shifts, () => dailyRestMin, 'REST_SHORT');
  return [
    ...attendanceFindings(shifts, policy),
    ...noShowFindings(shifts, pairing, facts),
    ...each,
    ...splitShiftFindings(shifts, policy),
    ...reportingTimeFindings(shifts, facts),
    ...rest,
    ...weeklyRestFindings(shifts, policy, clock),
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
