import type { OvertimePolicy, Policy } from '@tapclock/contracts';
import { isWorked, type Segment, sumSeconds } from '../breaks/segment.ts';
import type { LocalDay } from '../time/civil.ts';
import { climb, stepsOf } from './climb.ts';
import { raiseDays } from './day-buckets.ts';
import { spanStart } from './span-start.ts';
import type { WeekSegment } from './workweek.ts';

/** A span that overtime is decided for as a whole: a workweek, or two where the policy counts 14 days. */
export interface OvertimeSpan {
  /** First day. */
  week: LocalDay;
  segments: Segment[];
}

/**
 * Puts each worked second of the case into one bucket, payroll.md 5.6: daily and schedule, then the nth day,
 * then weekly and biweekly on what is still regular, so that no hour counts twice (no pyramiding). `scheduledSec` is a day's
 * planned paid time.
 */
export function assignBuckets(
  weeks: readonly WeekSegment[],
  policy: Policy,
  scheduledSec: ReadonlyMap<LocalDay, number>,
): OvertimeSpan[] {
  const spans = spansOf(weeks);
  const { ot } = policy;
  if (hasNoOvertime(ot)) return spans;
  if (ot.biweekly.length > 0) return biweekly(spans, ot, policy, scheduledSec);
  return spans.map(({ week, segments }) => {
    const daily = raiseDays(segments, policy, scheduledSec);
    const total = (weeks: readonly (readonly Segment[])[]) => weeks.flatMap(one => weekly(one, ot));
    return { week, segments: withTotals([segments], [daily], total, ot) };
  });
}

function spansOf(weeks: readonly WeekSegment[]): OvertimeSpan[] {
  const spans = new Map<LocalDay, OvertimeSpan>();
  for (const { segment, week } of weeks) {
    const span = spans.get(week);
    if (span) span.segments.push(segment);
    else spans.set(week, { week, segments: [segment] });
  }
  return [...spans.values()].sort((a, b) => a.week - b.week);
}

function hasNoOvertime(ot: OvertimePolicy): boolean {
  const lists = [ot.daily, ot.weekly, ot.biweekly];
  return lists.every(list => list.length === 0) && ot.schedule === null && ot.seventhDay === null;
}

/** What is still regular after the daily rules counts on; what they took does not (Monzon v. Schaefer, AS 23.10.060). */
function countsOn(segment: Segment): boolean {
  return segment.rate === 1 && isWorked(segment);
}

function weekly(segments: readonly Segment[], ot: OvertimePolicy): Segment[] {
  return climb(segments, stepsOf(ot.weekly), 'ot.weekly', countsOn);
}

/** Adds the total rule to the daily ones, week by week; or takes whichever alone pays more, the daily one when equal (ORS 652.020). */
function withTotals(
  plain: readonly (readonly Segment[])[],
  daily: readonly (readonly Segment[])[],
  total: (weeks: readonly (readonly Segment[])[]) => Segment[],
  ot: OvertimePolicy,
): Segment[] {
  if (ot.combine === 'noPyramiding') return total(daily);
  const byTotal = total(plain);
  const byDay = daily.flat();
  return extraPay(byTotal) > extraPay(byDay) ? byTotal : byDay;
}

function extraPay(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.seconds * (Math.round(segment.rate * 100) - 100), 0);
}

/** 29 USC 207(j): 14-day spans from the anchor. Each week keeps its daily rules; the total counts over both. */
function biweekly(
  spans: readonly OvertimeSpan[],
  ot: OvertimePolicy,
  policy: Policy,
  scheduledSec: ReadonlyMap<LocalDay, number>,
): OvertimeSpan[] {
  const pairs = new Map<LocalDay, Segment[][]>();
  for (const { week, segments } of spans) {
    const first = spanStart(week, policy);
    const pair = pairs.get(first);
    if (pair) pair.push(segments);
    else pairs.set(first, [segments]);
  }
  return [...pairs].map(([week, plain]) => {
    const daily = plain.map(segments => raiseDays(segments, policy, scheduledSec));
    const total = (weeks: readonly (readonly Segment[])[]) => {
      const byWeek = weeks.flatMap(segments => weekly(segments, ot));
      return climb(byWeek, stepsOf(ot.biweekly), 'ot.biweekly', countsOn);
    };
    return { week, segments: withTotals(plain, daily, total, ot) };
  });
}

/** Worked seconds of a span. */
export function workedSeconds({ segments }: OvertimeSpan): number {
  return sumSeconds(segments, isWorked);
}
