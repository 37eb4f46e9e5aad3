import { describe, expect, it } from '@jest/globals';
import type { PayPeriodRule } from '@tapclock/contracts';
import fc from 'fast-check';
import { formatDay, parseDay } from '../time/civil.ts';
import { payPeriodOf } from './pay-period.ts';

function period(date: string, rule: PayPeriodRule, holidays: string[] = []) {
  const found = payPeriodOf(parseDay(date), rule, 'previousBusinessDay', new Set(holidays.map(parseDay)));
  return [found.startDay, found.endDay - 1, found.payday].map(formatDay);
}

const WEEKLY: PayPeriodRule = { kind: 'weekly', startDow: 7, payLagDays: 6 };
const BIWEEKLY: PayPeriodRule = { kind: 'biweekly', anchor: '2026-06-15', payLagDays: 5 };
const SEMIMONTHLY: PayPeriodRule = { kind: 'semimonthly', startDays: [1, 16], payDays: [15, 31] };
const MONTHLY: PayPeriodRule = { kind: 'monthly', startDay: 31, payDay: 10 };

describe('pay periods', () => {
  it.each([
    ['weekly, from Sunday', '2026-06-20', WEEKLY, ['2026-06-14', '2026-06-20', '2026-06-26']],
    ['weekly, on the first day', '2026-06-21', WEEKLY, ['2026-06-21', '2026-06-27', '2026-07-03']],
    ['biweekly before the anchor', '2026-06-14', BIWEEKLY, ['2026-06-01', '2026-06-14', '2026-06-19']],
    [
      'semimonthly, paid on its last day',
      '2026-06-15',
      SEMIMONTHLY,
      ['2026-06-01', '2026-06-15', '2026-06-15'],
    ],
    [
      'semimonthly, paid at the end of a month of 30 days',
      '2026-06-16',
      SEMIMONTHLY,
      ['2026-06-16', '2026-06-30', '2026-06-30'],
    ],
    ['monthly from the 31st, in February', '2026-02-28', MONTHLY, ['2026-02-28', '2026-03-30', '2026-04-10']],
    [
      'monthly from the 31st, the day before',
      '2026-02-27',
      MONTHLY,
      ['2026-01-31', '2026-02-27', '2026-03-10'],
    ],
    [
      'over the new year',
      '2026-12-31',
      { kind: 'monthly', startDay: 15, payDay: 20 },
      ['2026-12-15', '2027-01-14', '2027-01-20'],
    ],
  ] as const)('%s', (_name, date, rule, expected) => {
    expect(period(date, rule)).toEqual(expected);
  });

  it('pays on the business day before a weekend or holiday', () => {
    // Friday 3 July 2026 is the observed holiday; 5 July a Sunday.
    const rule: PayPeriodRule = { kind: 'monthly', startDay: 1, payDay: 5 };
    expect(period('2026-06-10', rule)[2]).toBe('2026-07-03');
    expect(period('2026-06-10', rule, ['2026-07-03'])[2]).toBe('2026-07-02');
    expect(formatDay(payPeriodOf(parseDay('2026-06-10'), rule, 'asIs', new Set()).payday)).toBe('2026-07-05');
  });

  it('each day has one period, and periods meet', () => {
    const rules = fc.constantFrom<PayPeriodRule>(WEEKLY, BIWEEKLY, SEMIMONTHLY, MONTHLY);
    fc.assert(
      fc.property(
        rules,
        fc.integer({ min: parseDay('2020-01-01'), max: parseDay('2032-12-31') }),
        (rule, day) => {
          const found = payPeriodOf(day, rule, 'asIs', new Set());
          expect(day >= found.startDay && day < found.endDay).toBe(true);
          expect(payPeriodOf(found.endDay, rule, 'asIs', new Set()).startDay).toBe(found.endDay);
          expect(payPeriodOf(found.startDay - 1, rule, 'asIs', new Set()).endDay).toBe(found.startDay);
          expect(found.payday).toBeGreaterThanOrEqual(found.endDay - 1);
        },
      ),
    );
  });
});
