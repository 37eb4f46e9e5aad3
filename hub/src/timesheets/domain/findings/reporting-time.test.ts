import { describe, expect, it } from '@jest/globals';
import { Policy } from '@tapclock/contracts';
import {
  aPolicy,
  aPunch,
  aShift,
  at,
  codeHours,
  compute,
  findingCodes,
  hours,
  MONDAY,
  punched,
  worked,
} from '../../../../test/kit/hours-kit.ts';
import { payOf } from '../pay/case-pay.ts';
import type { PayRates } from '../pay/pay-sheet.ts';
import { parseDecimal, toDecimal } from '../pay/rational.ts';
import { PRESETS } from '../presets/index.ts';
import { parseDay } from '../time/civil.ts';

const policy = { ...Policy.parse(PRESETS.get('us-ca')), mealPeriods: [] };
const RATES: PayRates = {
  hourly: parseDecimal('20'),
  salary: null,
  jobs: new Map(),
  minimumWage: null,
  bonuses: [],
};
const owed = (punches: ReturnType<typeof worked>, spans: string[], unpaidSec = 0) => {
  const shifts = spans.map(span => aShift(MONDAY, span, { unpaidSec }));
  return codeHours(compute(punches, { policy, shifts })).REPORTING_TIME ?? 0;
};

describe('reporting-time pay, IWC Wage Orders section 5(A)', () => {
  it.each([
    ['half of eight hours', '08:00-11:00', '08:00-16:00', 1],
    ['a second short of half', '08:00:00-11:59:59', '08:00:00-16:00:00', 1 / 3600],
    ['half is not less than half', '08:00-12:00', '08:00-16:00', 0],
    ['at least two hours', '08:00-09:00', '08:00-11:00', 1],
    ['half of three hours is furnished, so the two hours are not due', '08:00-09:30', '08:00-11:00', 0],
    ['at most four hours', '08:00-11:00', '08:00-20:00', 1],
    ['more than four hours are paid already', '08:00-12:30', '08:00-20:00', 0],
    ['not put to work at all', '08:00-08:05', '08:00-16:00', 4 - 5 / 60],
    ['stayed to the end', '13:00-16:00', '08:00-16:00', 0],
  ])('%s: worked %s of %s', (_name, span, plan, expected) => {
    expect(owed(worked(MONDAY, span), [plan])).toBeCloseTo(expected, 10);
  });

  it('measures by planned paid time', () => {
    expect(owed(worked(MONDAY, '08:00-12:00'), ['08:00-17:00'], hours(1))).toBe(0);
    expect(owed(worked(MONDAY, '08:00-11:59'), ['08:00-17:00'], hours(1))).toBeCloseTo(1 / 60, 10);
  });

  it('does not make good what the person was late by', () => {
    expect(owed(worked(MONDAY, '10:00-11:00'), ['08:00-16:00'])).toBe(1);
    expect(owed(worked(MONDAY, '12:00-13:00'), ['08:00-16:00'])).toBe(0);
  });

  it('sums what is worked for one planned shift, however long somebody was away', () => {
    expect(owed(worked(MONDAY, '06:00-08:00', '13:00-14:00'), ['06:00-18:00'])).toBe(1);
  });

  it('is not owed to who was there at the planned end', () => {
    expect(owed(worked(MONDAY, '08:00-09:00', '15:00-16:00'), ['08:00-16:00'])).toBe(0);
    expect(owed(worked(MONDAY, '08:00-09:00', '15:00-15:59'), ['08:00-16:00'])).toBeGreaterThan(0);
  });

  it('counts only the planned shifts that somebody came for', () => {
    expect(owed(worked(MONDAY, '08:00-10:00'), ['08:00-10:00', '18:00-23:00'])).toBe(0);
  });

  it('knows nothing without a plan, nor while a clock-out is missing', () => {
    expect(owed(worked(MONDAY, '08:00-09:00'), [])).toBe(0);
    expect(owed(punched(MONDAY, 'IN 08:00'), ['08:00-16:00'])).toBe(0);
    expect(owed(punched(MONDAY, 'IN 08:00', 'IN 09:00', 'OUT 10:00'), ['08:00-16:00'])).toBe(0);
  });

  it('is not owed on a day of leave: who asked to go was not sent', () => {
    const shifts = [aShift(MONDAY, '08:00-16:00')];
    const leave = [{ date: parseDay(MONDAY), kind: 'sick' as const, seconds: hours(5), code: 'SICK' }];
    const result = compute(worked(MONDAY, '08:00-11:00'), { policy, shifts, leave });
    expect(codeHours(result)).toEqual({ REG: 3, SICK: 5 });
  });

  it('is an extra with a finding, no hours worked, paid at the regular rate', () => {
    const shifts = [aShift(MONDAY, '08:00-16:00')];
    const result = compute(worked(MONDAY, '08:00-11:00'), { policy, shifts });
    expect(findingCodes(result)).toEqual(['EARLY', 'SENT_HOME_EARLY']);
    expect(result.weeks[0]?.workedSeconds).toBe(hours(3));
    const bonuses = [{ date: parseDay(MONDAY), amount: parseDecimal('6'), kind: 'production' as const }];
    const [week] = payOf(result, policy, { ...RATES, bonuses });
    // 66 over three hours.
    expect(week?.lines.map(({ code, amount }) => [code, toDecimal(amount)])).toContainEqual([
      'REPORTING_TIME',
      '22.00',
    ]);
  });

  it('is paid at the hourly rate in a week without work', () => {
    const shifts = [aShift(MONDAY, '08:00-16:00')];
    const startSec = at(`${MONDAY} 08:00`);
    const came = compute([aPunch('IN', startSec), aPunch('OUT', startSec)], { policy, shifts });
    const line = payOf(came, policy, RATES)[0]?.lines.find(({ code }) => code === 'REPORTING_TIME');
    expect(line && toDecimal(line.amount)).toBe('80.00');
  });

  it('is off where the policy does not have it', () => {
    const shifts = [aShift(MONDAY, '08:00-16:00')];
    expect(findingCodes(compute(worked(MONDAY, '08:00-09:00'), { policy: aPolicy(), shifts }))).toEqual([
      'EARLY',
    ]);
  });
});
