import type { PayPeriodRule, Policy } from '@tapclock/contracts';
import {
  addMonths,
  dayInMonth,
  type LocalDay,
  monthOf,
  parseDay,
  weekday,
  weekdayAtOrBefore,
  type YearMonth,
} from '../time/civil.ts';

/** Local dates; `endDay` is not part of it. */
export interface PayPeriod {
  startDay: LocalDay;
  endDay: LocalDay;
  payday: LocalDay;
}

/** The pay period a date belongs to (payroll.md 5.4). */
export function payPeriodOf(
  day: LocalDay,
  rule: PayPeriodRule,
  payday: Policy['payday'],
  holidays: ReadonlySet<LocalDay>,
): PayPeriod {
  const period = plainPeriod(day, rule);
  return payday === 'asIs' ? period : { ...period, payday: businessDayAtOrBefore(period.payday, holidays) };
}

function plainPeriod(day: LocalDay, rule: PayPeriodRule): PayPeriod {
  switch (rule.kind) {
    case 'weekly':
      return ofLength(weekdayAtOrBefore(day, rule.startDow), 7, rule.payLagDays);
    case 'biweekly': {
      const anchor = parseDay(rule.anchor);
      // Floor division: dates before the anchor have periods too.
      return ofLength(anchor + Math.floor((day - anchor) / 14) * 14, 14, rule.payLagDays);
    }
    case 'semimonthly': {
      const [first, second] = rule.startDays;
      const [firstPay, secondPay] = rule.payDays;
      const month = monthOf(day);
      const starts = [
        { startDay: dayInMonth(addMonths(month, -1), second), pay: secondPay },
        { startDay: dayInMonth(month, first), pay: firstPay },
        { startDay: dayInMonth(month, second), pay: secondPay },
        { startDay: dayInMonth(addMonths(month, 1), first), pay: firstPay },
      ];
      return between(day, starts);
    }
    case 'monthly': {
      const month = monthOf(day);
      const start = (months: number) => ({
        startDay: dayInMonth(addMonths(month, months), rule.startDay),
        pay: rule.payDay,
      });
      return between(day, [start(-1), start(0), start(1)]);
    }
  }
}

function ofLength(startDay: LocalDay, days: number, payLagDays: number): PayPeriod {
  const endDay = startDay + days;
  return { startDay, endDay, payday: endDay - 1 + payLagDays };
}

function between(day: LocalDay, starts: readonly { startDay: LocalDay; pay: number }[]): PayPeriod {
  const index = starts.findLastIndex(({ startDay }) => startDay <= day);
  const start = starts[index];
  const next = starts[index + 1];
  if (!start || !next) throw new RangeError('start days of the pay period are not in order');
  return {
    startDay: start.startDay,
    endDay: next.startDay,
    payday: firstFrom(next.startDay - 1, start.pay),
  };
}

/** The first day with this day of month, not before another: a period may be paid on its last day. */
function firstFrom(day: LocalDay, dayOfMonth: number): LocalDay {
  const month: YearMonth = monthOf(day);
  const here = dayInMonth(month, dayOfMonth);
  return here >= day ? here : dayInMonth(addMonths(month, 1), dayOfMonth);
}

function businessDayAtOrBefore(day: LocalDay, holidays: ReadonlySet<LocalDay>): LocalDay {
  let candidate = day;
  while (weekday(candidate) >= 6 || holidays.has(candidate)) candidate -= 1;
  return candidate;
}
