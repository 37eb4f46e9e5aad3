import type { OvertimePolicy, Policy } from '@tapclock/contracts';
import { isWorked, REGULAR, type Segment, sumSeconds } from '../breaks/segment.ts';
import type { LocalDay } from '../time/civil.ts';
import { climb, type Step, stepsOf } from './climb.ts';
import { neighbours } from './neighbours.ts';

/** Daily, schedule and nth-day overtime of one workweek's segments, in order of time. */
export function raiseDays(
  segments: readonly Segment[],
  policy: Policy,
  scheduledSec: ReadonlyMap<LocalDay, number>,
): Segment[] {
  const { ot } = policy;
  const workdays = neighbours(segments, segment => segment.workday);
  const sevenths = seventhDays(workdays, ot);
  return workdays.flatMap(workday => {
    const daily = raiseDay(workday, ot, scheduledSec);
    const first = daily[0];
    if (!first || !ot.seventhDay || !sevenths.has(first.workday)) return daily;
    return climb(daily, stepsOf(ot.seventhDay.tiers), 'ot.seventhDay', isWorked);
  });
}

function raiseDay(
  workday: readonly Segment[],
  ot: OvertimePolicy,
  scheduledSec: ReadonlyMap<LocalDay, number>,
): Segment[] {
  let day = climb(workday, stepsOf(ot.daily), 'ot.daily', isWorked);
  if (ot.schedule !== null) {
    const date = workday[0]?.date;
    const afterSec = date === undefined ? 0 : (scheduledSec.get(date) ?? 0);
    const step: Step = { afterSec, rate: ot.schedule.rate, index: 0 };
    // By quantity, not by clock: who comes late and stays late has worked what was planned.
    day = climb(day, [step], 'ot.schedule', isWorked);
  }
  if (ot.employerToleranceMin === 0) return day;
  const overSec = sumSeconds(day, segment => segment.rate > 1);
  return overSec > 0 && overSec <= ot.employerToleranceMin * 60 ? day.map(forgive) : day;
}

/** Overtime within the employer's tolerance is regular time. */
function forgive(segment: Segment): Segment {
  if (segment.rate === 1) return segment;
  return { ...segment, rate: 1, code: REGULAR, rules: [...segment.rules, 'ot.employerTolerance'] };
}

/** Workdays that are the nth in a row within the week, unless the exemption holds (Cal. Lab. Code 510, 556). */
function seventhDays(workdays: readonly (readonly Segment[])[], ot: OvertimePolicy): ReadonlySet<number> {
  const found = new Set<number>();
  const rule = ot.seventhDay;
  if (rule === null) return found;
  const worked = workdays.map(day => ({ first: day[0], seconds: sumSeconds(day, isWorked) }));
  if (rule.exempt !== null) {
    const { weekMaxMin, dayMaxMin } = rule.exempt;
    const weekSec = worked.reduce((sum, { seconds }) => sum + seconds, 0);
    if (weekSec <= weekMaxMin * 60 && worked.every(({ seconds }) => seconds <= dayMaxMin * 60)) return found;
  }
  let inRow = 0;
  let previous: LocalDay | null = null;
  for (const { first, seconds } of worked) {
    if (!first || seconds === 0) continue;
    inRow = previous !== null && first.date === previous + 1 ? inRow + 1 : 1;
    previous = first.date;
    if (inRow >= rule.nth) found.add(first.workday);
  }
  return found;
}
