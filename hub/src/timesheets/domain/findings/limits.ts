import type { Policy } from '@tapclock/contracts';
import { isWorked, sumSeconds } from '../breaks/segment.ts';
import type { Leave } from '../facts/facts.ts';
import type { DayRecord } from '../result.ts';
import { type LocalDay, weekdayAtOrBefore } from '../time/civil.ts';
import { finding, type HoursFinding } from './finding.ts';

/** Worked seconds by date. */
export type DaySeconds = ReadonlyMap<LocalDay, number>;

export function workedByDay(days: readonly DayRecord[]): DaySeconds {
  return new Map(days.map(day => [day.date, sumSeconds(day.segments, isWorked)]));
}

/** Days and workweeks that are longer than the policy allows; the policy names the code. */
export function limitFindings(worked: DaySeconds, policy: Policy): HoursFinding[] {
  const found: HoursFinding[] = [];
  for (const [date, workedSec] of worked) {
    for (const { overMin, code } of policy.dayLimits) {
      const limitSec = overMin * 60;
      if (workedSec > limitSec) found.push(finding(code, { date, seconds: workedSec - limitSec, limitSec }));
    }
  }
  if (policy.weekLimits.length === 0) return found;
  for (const [week, workedSec] of weeklySeconds(worked, policy.workweek.startDow)) {
    for (const { overMin, code } of policy.weekLimits) {
      const limitSec = overMin * 60;
      if (workedSec > limitSec)
        found.push(finding(code, { date: week + 6, seconds: workedSec - limitSec, limitSec }));
    }
  }
  return found;
}

/** Worked seconds by first day of the week, every week from the first to the last. */
export function weeklySeconds(worked: DaySeconds, startDow: number): Map<LocalDay, number> {
  const weeks = new Map<LocalDay, number>();
  let previous: LocalDay | null = null;
  for (const [date, seconds] of worked) {
    const week = weekdayAtOrBefore(date, startDow);
    for (let gap = previous === null ? week : previous + 7; gap < week; gap += 7) weeks.set(gap, 0);
    weeks.set(week, (weeks.get(week) ?? 0) + seconds);
    previous = week;
  }
  return weeks;
}

/** Average weekly seconds; weeks that are all leave are neutral (Directive 2003/88/EC art. 16(b)). Null when every week is. */
export function averageWithoutNeutral(weekSeconds: readonly number[], neutralWeeks: number): number | null {
  const weeks = weekSeconds.length - neutralWeeks;
  return weeks === 0 ? null : weekSeconds.reduce((sum, seconds) => sum + seconds, 0) / weeks;
}

/** WTR 1998 reg. 4(6): (A + B) ÷ C. A: seconds in the period; B: in as many working days after it as days were excluded; C: weeks. */
export function averageUk(periodSec: number, replacedSec: number, weeks: number): number {
  return (periodSec + replacedSec) / weeks;
}

/** Every full reference period whose average is above the limit, ended by each week of the case. */
export function averageFindings(worked: DaySeconds, leave: readonly Leave[], policy: Policy): HoursFinding[] {
  if (policy.averages.length === 0) return [];
  const weeks = [...weeklySeconds(worked, policy.workweek.startDow)];
  const leaveDays = new Set(leave.map(({ date }) => date));
  return policy.averages.flatMap(rule => {
    const limitSec = rule.limitMin * 60;
    return weeks.flatMap(([lastWeek], index) => {
      const window = weeks.slice(index + 1 - rule.weeks, index + 1);
      if (index + 1 < rule.weeks) return [];
      const average =
        rule.leave === 'replace'
          ? replaced(window, leaveDays, worked)
          : averageWithoutNeutral(
              window.map(([, seconds]) => seconds),
              window.filter(([week, seconds]) => seconds === 0 && hasLeave(week, leaveDays)).length,
            );
      if (average === null || average <= limitSec) return [];
      return [finding(rule.code, { date: lastWeek + 6, seconds: Math.round(average - limitSec), limitSec })];
    });
  });
}

function hasLeave(week: LocalDay, leaveDays: ReadonlySet<LocalDay>): boolean {
  for (let day = week; day < week + 7; day += 1) if (leaveDays.has(day)) return true;
  return false;
}

/** Null while the days that replace leave have not all been worked yet. */
function replaced(
  window: readonly (readonly [LocalDay, number])[],
  leaveDays: ReadonlySet<LocalDay>,
  worked: DaySeconds,
): number | null {
  const first = window[0]?.[0] ?? 0;
  const end = first + window.length * 7;
  const excluded = [...leaveDays].filter(day => day >= first && day < end).length;
  const after = [...worked].filter(([day, seconds]) => day >= end && seconds > 0).slice(0, excluded);
  if (after.length < excluded) return null;
  const periodSec = window.reduce((sum, [, seconds]) => sum + seconds, 0);
  return averageUk(
    periodSec,
    after.reduce((sum, [, seconds]) => sum + seconds, 0),
    window.length,
  );
}
