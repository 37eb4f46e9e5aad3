import type { Policy } from '@tapclock/contracts';
import { isWorked } from '../breaks/segment.ts';
import { CodeSum, type DayRecord, type WeekRecord } from '../result.ts';
import type { LocalDay } from '../time/civil.ts';
import { type OvertimeSpan, workedSeconds } from './assign-buckets.ts';
import { spanStart } from './span-start.ts';

/** Days of one span of overtime. */
export function spanDays(policy: Policy): number {
  return policy.ot.biweekly.length > 0 ? 14 : 7;
}

/** Sums up one workweek; premiums and extras are those of its days. */
export function weekRecord(span: OvertimeSpan, days: readonly DayRecord[], policy: Policy): WeekRecord {
  const endDay = span.week + spanDays(policy);
  const codes = new CodeSum();
  for (const segment of span.segments) {
    if (isWorked(segment)) codes.add(segment.code, segment.seconds, 'bucket');
  }
  for (const { date, codes: ofDay } of days) {
    if (date < span.week || date >= endDay) continue;
    for (const { code, seconds, kind } of ofDay) if (kind !== 'bucket') codes.add(code, seconds, kind);
  }
  return {
    startDay: span.week,
    endDay,
    segments: span.segments,
    workedSeconds: workedSeconds(span),
    codes: codes.list(),
  };
}

/**
 * Weeks without work that pay something all the same are weeks too: leave, or what belongs to a date whose work counts in the week
 * before.
 */
export function withIdleWeeks(
  spans: readonly OvertimeSpan[],
  days: readonly DayRecord[],
  policy: Policy,
): readonly OvertimeSpan[] {
  const idle = days.filter(({ codes }) => codes.some(({ kind }) => kind !== 'bucket'));
  if (idle.length === 0) return spans;
  const byWeek = new Map(
    idle.map(({ date }) => spanStart(date, policy)).map(week => [week, { week, segments: [] }]),
  );
  const all = new Map<LocalDay, OvertimeSpan>([...byWeek, ...spans.map(span => [span.week, span] as const)]);
  return [...all.values()].sort((a, b) => a.week - b.week);
}
