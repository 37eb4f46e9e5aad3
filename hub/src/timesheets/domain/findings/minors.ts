import type { MinorRule, Policy } from '@tapclock/contracts';
import type { HoursFacts } from '../facts/facts.ts';
import { type LocalDay, timeOfDaySec, weekdayAtOrBefore, yearsBetween } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import type { DatedShift } from './dated-shift.ts';
import { finding, type HoursFinding } from './finding.ts';
import type { DaySeconds } from './reference-period.ts';
import { dailyRestFindings } from './rest-between.ts';

/** Limits for young people, as the policy has them: nothing without a date of birth. */
export function minorFindings(
  shifts: readonly DatedShift[],
  worked: DaySeconds,
  facts: HoursFacts,
  clock: ZoneClock,
): HoursFinding[] {
  const { bornOn, policy } = facts;
  if (bornOn === null) return [];
  return policy.minors.flatMap(rule => {
    const applies = (day: LocalDay) => isUnder(rule.underAge, bornOn, day);
    return [
      ...lengthFindings(worked, rule, applies, policy.workweek.startDow),
      ...shifts.flatMap(shift => (applies(shift.date) ? hourFindings(shift, rule, clock) : [])),
      ...dailyRestFindings(
        shifts,
        shift => (applies(shift.date) ? (rule.restMin ?? null) : null),
        'MINOR_REST_SHORT',
      ),
    ];
  });
}

/** Whether any of a policy's rules for young people is about somebody on a date; whom none is about then, none is about later. */
export function isMinor(bornOn: LocalDay, day: LocalDay, { minors }: Policy): boolean {
  return minors.some(({ underAge }) => isUnder(underAge, bornOn, day));
}

function isUnder(age: number, bornOn: LocalDay, day: LocalDay): boolean {
  return yearsBetween(bornOn, day) < age;
}

function lengthFindings(
  worked: DaySeconds,
  rule: MinorRule,
  applies: (day: LocalDay) => boolean,
  startDow: number,
): HoursFinding[] {
  const found: HoursFinding[] = [];
  const weeks = new Map<LocalDay, number>();
  for (const [date, seconds] of worked) {
    if (!applies(date)) continue;
    const week = weekdayAtOrBefore(date, startDow);
    weeks.set(week, (weeks.get(week) ?? 0) + seconds);
    const limitSec = (rule.dayMaxMin ?? Number.POSITIVE_INFINITY) * 60;
    if (seconds > limitSec)
      found.push(finding('MINOR_DAY_LIMIT', { date, seconds: seconds - limitSec, limitSec }));
  }
  for (const [week, seconds] of weeks) {
    const limitSec = (rule.weekMaxMin ?? Number.POSITIVE_INFINITY) * 60;
    if (seconds > limitSec)
      found.push(finding('MINOR_WEEK_LIMIT', { date: week + 6, seconds: seconds - limitSec, limitSec }));
  }
  return found;
}

/** Work before or after the hours a young person may work, on the shift's own date. */
function hourFindings(shift: DatedShift, rule: MinorRule, clock: ZoneClock): HoursFinding[] {
  const day = clock.dayAt(shift.startSec);
  const found: HoursFinding[] = [];
  const { date } = shift;
  if (rule.notBefore !== undefined) {
    const seconds = clock.startOf(day, timeOfDaySec(rule.notBefore)) - shift.startSec;
    if (seconds > 0) found.push(finding('MINOR_HOURS', { date, atSec: shift.startSec, seconds }));
  }
  if (rule.notAfter !== undefined && shift.endSec !== null) {
    const seconds = shift.endSec - clock.startOf(day, timeOfDaySec(rule.notAfter));
    if (seconds > 0) found.push(finding('MINOR_HOURS', { date, atSec: shift.endSec, seconds }));
  }
  return found;
}
