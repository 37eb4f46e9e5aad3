import type { Policy } from '@tapclock/contracts';
import { isWorked } from '../breaks/segment.ts';
import { CodeSum, type DayRecord, type WeekRecord } from '../result.ts';
import { type OvertimeSpan, workedSeconds } from './assign-buckets.ts';

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
