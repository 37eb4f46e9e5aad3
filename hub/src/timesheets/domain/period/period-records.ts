import type { Policy } from '@tapclock/contracts';
import { isWorked } from '../breaks/segment.ts';
import { type CodeSeconds, CodeSum, type DayRecord, type PeriodRecord, type WeekRecord } from '../result.ts';
import type { LocalDay } from '../time/civil.ts';
import { type PayPeriod, payPeriodOf } from './pay-period.ts';

/**
 * Hands every second to the day that pays it: regular time, overlays and extras on their date; overtime on the day its workweek
 * ends (29 CFR 778.106), because only then it is known. Weeks over a border are computed whole, so that the periods always add up.
 */
function payEach(
  weeks: readonly WeekRecord[],
  days: readonly DayRecord[],
  pay: (day: LocalDay, code: string, seconds: number, kind: CodeSeconds['kind']) => void,
): void {
  for (const day of days) {
    for (const { code, seconds, kind } of day.codes)
      if (kind !== 'bucket') pay(day.date, code, seconds, kind);
  }
  for (const { endDay, segments } of weeks) {
    for (const segment of segments) {
      if (!isWorked(segment)) continue;
      pay(segment.rate > 1 ? endDay - 1 : segment.date, segment.code, segment.seconds, 'bucket');
    }
  }
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
  payEach(weeks, days, (day, code, seconds, kind) => {
    const period = payPeriodOf(day, rule, policy.payday, holidays);
    const sum = sums.get(period.startDay) ?? { period, codes: new CodeSum() };
    sums.set(period.startDay, sum);
    sum.codes.add(code, seconds, kind);
  });
  return [...sums.values()]
    .sort((a, b) => a.period.startDay - b.period.startDay)
    .map(({ period, codes }) => ({ ...period, codes: codes.list() }));
}
