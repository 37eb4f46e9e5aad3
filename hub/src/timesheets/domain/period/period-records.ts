import type { Policy } from '@tapclock/contracts';
import { isWorked } from '../breaks/segment.ts';
import {
  type CodeSeconds,
  CodeSum,
  compareCodes,
  type DayRecord,
  type PeriodRecord,
  type WeekRecord,
} from '../result.ts';
import type { LocalDay } from '../time/civil.ts';
import { type PayPeriod, payPeriodOf } from './pay-period.ts';

/**
 * Hands every second to the day that pays it: regular time, overlays and extras on their date; overtime on the day its workweek
 * ends (29 CFR 778.106), because only then it is known. Weeks over a border are computed whole, so that the periods always add up.
 */
function payEach(
  weeks: readonly WeekRecord[],
  days: readonly DayRecord[],
  pay: (day: LocalDay, code: string, seconds: number, kind: CodeSeconds['kind'], job: string | null) => void,
): void {
  for (const day of days) {
    for (const { code, seconds, kind } of day.codes)
      if (kind !== 'bucket') pay(day.date, code, seconds, kind, null);
  }
  for (const { endDay, segments } of weeks) {
    for (const segment of segments) {
      if (!isWorked(segment)) continue;
      const { code, seconds, job } = segment;
      pay(segment.rate > 1 ? endDay - 1 : segment.date, code, seconds, 'bucket', job);
    }
  }
}

/** Seconds that a date pays, by code and job. */
export interface PaidCode extends CodeSeconds {
  job: string | null;
}

/** What each date pays, in the order of codes: any sum over dates adds these up, whatever the period. */
export function paysByDay(
  weeks: readonly WeekRecord[],
  days: readonly DayRecord[],
): ReadonlyMap<LocalDay, readonly PaidCode[]> {
  const byDay = new Map<LocalDay, Map<string, PaidCode>>();
  payEach(weeks, days, (day, code, seconds, kind, job) => {
    if (seconds === 0) return;
    const codes = byDay.get(day) ?? new Map<string, PaidCode>();
    byDay.set(day, codes);
    const key = `${kind} ${code} ${job ?? ''}`;
    const sum = codes.get(key);
    if (sum) sum.seconds += seconds;
    else codes.set(key, { code, kind, seconds, job });
  });
  return new Map([...byDay].map(([day, codes]) => [day, [...codes.values()].sort(comparePaid)]));
}

function comparePaid(a: PaidCode, b: PaidCode): number {
  return compareCodes(a, b) || ((a.job ?? '') < (b.job ?? '') ? -1 : 1);
}

/** What is paid for the dates from `fromDay` to `toDay`, both included. */
export function codesBetween(
  weeks: readonly WeekRecord[],
  days: readonly DayRecord[],
  fromDay: LocalDay,
  toDay: LocalDay,
): CodeSeconds[] {
  const codes = new CodeSum();
  payEach(weeks, days, (day, code, seconds, kind) => {
    if (day >= fromDay && day <= toDay) codes.add(code, seconds, kind);
  });
  return codes.list();
}

/** What each pay period pays. */
export function periodsOf(
  weeks: readonly WeekRecord[],
  days: readonly DayRecord[],
  policy: Policy,
  holidays: ReadonlySet<LocalDay>,
): PeriodRecord[] {
  const rule = policy.payPeriod;
  if (rule === null) return [];
  const sums = new Map<LocalDay, { period: PayPeriod; codes: CodeSum }>();
  let last: PayPeriod | null = null;
  payEach(weeks, days, (day, code, seconds, kind) => {
    // Days come in order, mostly: asking the calendar anew for each segment took a sixth of the engine's time.
    if (last === null || day < last.startDay || day >= last.endDay)
      last = payPeriodOf(day, rule, policy.payday, holidays);
    const sum = sums.get(last.startDay) ?? { period: last, codes: new CodeSum() };
    sums.set(last.startDay, sum);
    sum.codes.add(code, seconds, kind);
  });
  return [...sums.values()]
    .sort((a, b) => a.period.startDay - b.period.startDay)
    .map(({ period, codes }) => ({ ...period, codes: codes.list() }));
}
