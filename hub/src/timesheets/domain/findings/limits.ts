import type { Policy } from '@tapclock/contracts';
import { isWorked, sumSeconds } from '../breaks/segment.ts';
import type { Leave } from '../facts/facts.ts';
import type { DayRecord } from '../result.ts';
import { type LocalDay, weekdayAtOrBefore } from '../time/civil.ts';
import { finding, type HoursFinding } from './finding.ts';
import {
  type DaySeconds,
  type ReferencePeriod,
  referencePeriods,
  sumWeeks,
  weeklySeconds,
} from './reference-period.ts';

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

/** Average weekly seconds; weeks that are all leave are neutral (Directive 2003/88/EC art. 16(b)). Null when every week is. */
export function averageWithoutNeutral(weekSeconds: readonly number[], neutralWeeks: number): number | null {
  const weeks = weekSeconds.length - neutralWeeks;
  return weeks === 0 ? null : weekSeconds.reduce((sum, seconds) => sum + seconds, 0) / weeks;
}

/** WTR 1998 reg. 4(6): (A + B) ÷ C. A: seconds in the period; B: in as many working days after it as days were excluded; C: weeks. */
export function averageUk(periodSec: number, replacedSec: number, weeks: number): number {
  return (periodSec + replacedSec) / weeks;
}

/** Every reference period whose average is above the limit, dated on its last day. */
export function averageFindings(worked: DaySeconds, leave: readonly Leave[], policy: Policy): HoursFinding[] {
  if (policy.averages.length === 0) return [];
  const { startDow } = policy.workweek;
  const weekSeconds = weeklySeconds(worked, startDow);
  const leaveDays = new Set(leave.map(({ date }) => date));
  const leaveWeeks = new Set([...leaveDays].map(day => weekdayAtOrBefore(day, startDow)));
  return policy.averages.flatMap(rule => {
    const limitSec = rule.limitMin * 60;
    return referencePeriods(weekSeconds, rule.weeks).flatMap(period => {
      const average =
        rule.leave === 'replace' ? replaced(period, leaveDays, worked) : withoutLeave(period, leaveWeeks);
      if (average === null || average <= limitSec) return [];
      const seconds = Math.round(average - limitSec);
      return [finding(rule.code, { date: period.endDay - 1, seconds, limitSec })];
    });
  });
}

function withoutLeave(
  { startDay, weekSeconds }: ReferencePeriod,
  leaveWeeks: ReadonlySet<LocalDay>,
): number | null {
  const neutral =
    leaveWeeks.size === 0
      ? []
      : weekSeconds.filter((seconds, index) => seconds === 0 && leaveWeeks.has(startDay + index * 7));
  return averageWithoutNeutral(weekSeconds, neutral.length);
}

/**
 * Null while the days that replace leave have not all been worked yet. They are looked for in as many weeks as the period has, which
 * is as far as facts are read.
 */
function replaced(
  period: ReferencePeriod,
  leaveDays: ReadonlySet<LocalDay>,
  worked: DaySeconds,
): number | null {
  const { startDay, endDay, weekSeconds } = period;
  const lastDay = endDay + weekSeconds.length * 7;
  const excluded = [...leaveDays].filter(day => day >= startDay && day < endDay).length;
  const after = [...worked]
    .filter(([day, seconds]) => day >= endDay && day < lastDay && seconds > 0)
    .slice(0, excluded);
  if (after.length < excluded) return null;
  return averageUk(
    sumWeeks(period),
    after.reduce((sum, [, seconds]) => sum + seconds, 0),
    weekSeconds.length,
  );
}
