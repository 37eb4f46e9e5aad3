import type { Policy } from '@tapclock/contracts';
import type { DayRecord } from '../result.ts';
import { finding, type HoursFinding } from './finding.ts';
import { type DaySeconds, referencePeriods, sumWeeks, weeklySeconds } from './reference-period.ts';

/** WTR 1998 reg. 6(5): A ÷ (B − C), average normal hours per day. B: days in the period; C: days of rest it may have. */
export function averageNightDay(periodSec: number, days: number, restDays: number): number {
  return periodSec / (days - restDays);
}

/**
 * Every reference period in which somebody who mostly works nights worked more than the limit on average (Directive 2003/88/EC
 * art. 8). Most days decide who that is; contracts may say otherwise, which is why this only finds.
 */
export function nightFindings(
  days: readonly DayRecord[],
  worked: DaySeconds,
  policy: Policy,
): HoursFinding[] {
  const rule = policy.nightAverage;
  if (rule === null) return [];
  const nightDays = new Set(
    days.filter(day => nightSeconds(day, rule.premium) >= rule.overMin * 60).map(day => day.date),
  );
  const weekSeconds = weeklySeconds(worked, policy.workweek.startDow);
  const limitSec = rule.limitMin * 60;
  return referencePeriods(weekSeconds, rule.weeks).flatMap(period => {
    const { startDay, endDay } = period;
    const workDays = [...worked].filter(([day, seconds]) => day >= startDay && day < endDay && seconds > 0);
    if (2 * workDays.filter(([day]) => nightDays.has(day)).length <= workDays.length) return [];
    const average = averageNightDay(sumWeeks(period), rule.weeks * 7, rule.weeks * rule.restDaysPerWeek);
    if (average <= limitSec) return [];
    return [finding(rule.code, { date: endDay - 1, seconds: Math.round(average - limitSec), limitSec })];
  });
}

function nightSeconds({ overlays }: DayRecord, premium: string): number {
  return overlays.reduce((sum, { code, seconds }) => sum + (code === premium ? seconds : 0), 0);
}
