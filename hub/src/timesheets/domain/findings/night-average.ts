import type { Policy } from '@tapclock/contracts';
import type { DayRecord } from '../result.ts';
import { finding, type HoursFinding } from './finding.ts';
import { type DaySeconds, weeklySeconds } from './limits.ts';

/** WTR 1998 reg. 6(5): A ÷ (B − C), average normal hours per day. B: days in the period; C: days of rest it may have. */
export function averageNightDay(periodSec: number, days: number, restDays: number): number {
  return periodSec / (days - restDays);
}

/**
 * Every full reference period in which somebody who mostly works nights worked more than the limit on average (Directive 2003/88/EC
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
  const weeks = [...weeklySeconds(worked, policy.workweek.startDow)];
  const limitSec = rule.limitMin * 60;
  return weeks.flatMap(([lastWeek], index) => {
    const window = weeks.slice(Math.max(0, index + 1 - rule.weeks), index + 1);
    const first = window[0]?.[0];
    if (window.length < rule.weeks || first === undefined) return [];
    const workDays = [...worked].filter(
      ([day, seconds]) => day >= first && day < lastWeek + 7 && seconds > 0,
    );
    if (2 * workDays.filter(([day]) => nightDays.has(day)).length <= workDays.length) return [];
    const periodSec = window.reduce((sum, [, seconds]) => sum + seconds, 0);
    const average = averageNightDay(periodSec, rule.weeks * 7, rule.weeks * rule.restDaysPerWeek);
    if (average <= limitSec) return [];
    return [finding(rule.code, { date: lastWeek + 6, seconds: Math.round(average - limitSec), limitSec })];
  });
}

function nightSeconds({ overlays }: DayRecord, premium: string): number {
  return overlays.reduce((sum, { code, seconds }) => sum + (code === premium ? seconds : 0), 0);
}
