import { describe, expect, it } from '@jest/globals';
import { Policy } from '@tapclock/contracts';
import {
  aPunch,
  at,
  compute,
  hours,
  MONDAY,
  nextDate,
  week,
  worked,
} from '../../../../test/kit/hours-kit.ts';
import { PRESETS } from '../presets/index.ts';
import { parseDay } from '../time/civil.ts';
import { decimalHours, parseDecimalHours } from '../time/decimal-hours.ts';
import { amountOf } from './amounts.ts';
import { payOf } from './case-pay.ts';
import type { PayRates } from './pay-sheet.ts';
import {
  add,
  divide,
  multiply,
  parseDecimal,
  type Rational,
  roundTo,
  toDecimal,
  whole,
  ZERO,
} from './rational.ts';
import { type WorkweekEarnings, workweekPay } from './regular-rate.ts';
import { salaryRate, weeklySalary } from './salary.ts';
import { splitShiftPremium } from './split-shift.ts';

const usd = parseDecimal;
const EXACT = { flatSumBonus: 'allHours', roundRateFirst: false } as const;
const hour = (count: number, rate: string) => ({ seconds: hours(count), rate: usd(rate) });
const halfTime = (count: number) => [{ seconds: hours(count), percent: 150 }];
function pay(earnings: Partial<WorkweekEarnings>, options: Parameters<typeof workweekPay>[1] = EXACT) {
  return workweekPay(
    { straight: [], included: ZERO, flatSum: ZERO, creditable: ZERO, overtime: [], ...earnings },
    options,
  );
}
const total = (...args: Parameters<typeof pay>) => toDecimal(pay(...args).total);

describe('regular rate, 29 CFR 778', () => {
  it('F1 778.110(a): one rate', () => {
    expect(total({ straight: [hour(46, '12')], overtime: halfTime(6) })).toBe('588.00');
  });

  it('F2 778.110(b): with a production bonus', () => {
    const week46 = pay({ straight: [hour(46, '12')], included: usd('46'), overtime: halfTime(6) });
    expect([toDecimal(week46.regularRate), toDecimal(week46.total)]).toEqual(['13.00', '637.00']);
  });

  it('F3 778.111(a): piece rate and waiting time', () => {
    const earnings = {
      straight: [hour(46, '0'), hour(4, '8')],
      included: usd('491'),
      overtime: halfTime(10),
    };
    expect([toDecimal(pay(earnings).regularRate), total(earnings)]).toEqual(['10.46', '575.30']);
  });

  it('F4 778.113(a): a salary for 35 hours, and for 40', () => {
    expect(toDecimal(salaryRate(usd('350'), hours(35)))).toBe('10.00');
    expect(toDecimal(salaryRate(usd('375'), hours(40)))).toBe('9.38');
  });

  it('F5 778.113(b): monthly and semimonthly salaries', () => {
    const weekly = [weeklySalary(usd('1560'), 12), weeklySalary(usd('780'), 24)];
    expect(weekly.map(salary => toDecimal(salaryRate(salary, hours(40))))).toEqual(['9.00', '9.00']);
    expect(weekly.map(salary => toDecimal(salary))).toEqual(['360.00', '360.00']);
  });

  it('F7 778.115: two rates', () => {
    const earnings = { straight: [hour(44.5, '10'), hour(8, '8')], overtime: halfTime(12.5) };
    expect([toDecimal(pay(earnings).regularRate, 4), total(earnings)]).toEqual(['9.6952', '569.60']);
  });

  it('F8 778.205: premiums that are credited', () => {
    const earnings = { straight: [hour(56, '12')], creditable: usd('96'), overtime: halfTime(16) };
    expect([total(earnings), toDecimal(pay(earnings).overtimePay)]).toEqual(['768.00', '0.00']);
  });

  it('F9 778.302(b): the workweek moves, the greater of both ways', () => {
    const weeks = (...counts: number[]) =>
      counts
        .map(
          count => pay({ straight: [hour(count, '5')], overtime: halfTime(Math.max(0, count - 40)) }).total,
        )
        .reduce(add);
    expect([toDecimal(weeks(45, 35)), toDecimal(weeks(40, 40))]).toEqual(['412.50', '400.00']);
  });

  it('F10 FS 54: evening work at another rate', () => {
    const earnings = { straight: [hour(24, '8'), hour(24, '9')], overtime: halfTime(8) };
    const { regularRate } = pay(earnings);
    expect([toDecimal(regularRate), total(earnings)]).toEqual(['8.50', '442.00']);
    expect(toDecimal(multiply(whole(8), multiply(regularRate, usd('1.5'))))).toBe('102.00');
  });

  it('F11 FS 54: half of an attendance bonus for two weeks', () => {
    const earnings = { straight: [hour(56, '12')], flatSum: usd('50'), overtime: halfTime(16) };
    expect([toDecimal(pay(earnings).regularRate, 4), total(earnings)]).toEqual(['12.8929', '825.14']);
  });
});

describe('California', () => {
  it('DIR: weighted average of two rates', () => {
    const earnings = { straight: [hour(32, '11'), hour(10, '9')], overtime: halfTime(2) };
    expect(toDecimal(pay(earnings).regularRate)).toBe('10.52');
  });

  it('Alvarado v. Dart: a flat sum over regular hours, multiplied in full', () => {
    const earnings = { straight: [hour(50, '0')], flatSum: usd('30'), overtime: halfTime(10) };
    const california = pay(earnings, { flatSumBonus: 'regularHours', roundRateFirst: false });
    expect([toDecimal(california.overtimePay), toDecimal(pay(earnings).overtimePay)]).toEqual([
      '11.25',
      '3.00',
    ]);
  });

  it.each([
    ['11', '12', '5.00'],
    ['13', '15', '1.00'],
    ['13', '16', '0.00'],
  ])('split shift: minimum wage %s, pay %s, six hours', (minimum, rate, expected) => {
    const paid = multiply(usd(rate), whole(6));
    expect(toDecimal(splitShiftPremium(usd(minimum), hours(6), paid))).toBe(expected);
  });
});

describe('a whole case', () => {
  const rates: PayRates = {
    hourly: usd('12'),
    salary: null,
    jobs: new Map([['night', usd('14')]]),
    minimumWage: null,
    bonuses: [],
  };
  const preset = (name: string, more = {}) => Policy.parse({ ...PRESETS.get(name), ...more });
  const payFor = (perDay: number[], policy: Policy, more: Partial<PayRates> = {}) =>
    payOf(compute(week(MONDAY, ...perDay), { policy }), policy, { ...rates, ...more });

  it('F1 through the engine: 46 hours at $12', () => {
    const [first] = payFor([10, 9, 9, 9, 9], preset('us-flsa'));
    expect(toDecimal(first?.total ?? ZERO)).toBe('588.00');
    expect(first?.lines.map(({ code, amount }) => [code, toDecimal(amount)])).toEqual([
      ['REG', '480.00'],
      ['OT', '72.00'],
      ['OVERTIME_EXTRA', '36.00'],
    ]);
  });

  it('F2 through the engine: with a production bonus', () => {
    const bonuses = [{ date: parseDay(MONDAY), amount: usd('46'), kind: 'production' as const }];
    expect(toDecimal(payFor([10, 9, 9, 9, 9], preset('us-flsa'), { bonuses })[0]?.total ?? ZERO)).toBe(
      '637.00',
    );
  });

  const salaried = (amount: string, forHours: number | null, perDay: number[], roundRateFirst: boolean) => {
    const policy = preset('us-flsa', { pay: { roundRateFirst } });
    const salary = { weekly: usd(amount), forSec: forHours === null ? null : hours(forHours) };
    const [first] = payFor(perDay, policy, { salary });
    return [toDecimal(first?.regularRate ?? ZERO), toDecimal(first?.total ?? ZERO)];
  };

  it('F4 778.113(a): a salary for 35 hours; hours to forty at the same rate, then time and a half', () => {
    expect(salaried('350', 35, [8, 8, 8, 8, 8], false)).toEqual(['10.00', '400.00']);
    expect(salaried('350', 35, [8, 8, 8, 8, 9], false)).toEqual(['10.00', '415.00']);
  });

  it.each([
    [37.5, '16.00', '600.00', '600.00'],
    [44, '13.64', '627.28', '627.27'],
    [50, '12.00', '660.00', '660.00'],
    [48, '12.50', '650.00', '650.00'],
  ])('F6 778.114(b): fluctuating week of %d hours', (count, rate, rounded, exact) => {
    const perDay = Array.from({ length: 5 }, () => count / 5);
    expect(salaried('600', null, perDay, true)).toEqual([rate, rounded]);
    expect(salaried('600', null, perDay, false)).toEqual([rate, exact]);
  });

  it('F12 778.322: a salary for 35 hours, 41 worked, rate rounded first', () => {
    expect(salaried('200', 35, [8, 8, 8, 8, 9], true)).toEqual(['5.71', '237.12']);
    // Exact 237.142…; each line is rounded once: 200.00 + 34.29 + 2.86.
    expect(salaried('200', 35, [8, 8, 8, 8, 9], false)).toEqual(['5.71', '237.15']);
  });

  it('F3 through the engine: piece work is a job without an hourly rate', () => {
    const punches = week(MONDAY, 10, 10, 10, 10, 10).map((punch, index) => ({
      ...punch,
      job: index < 8 ? 'piece' : 'wait',
    }));
    const policy = preset('us-flsa');
    // The example has 46 and 4 hours; ten of waiting for the same $32.
    const bonuses = [{ date: parseDay(MONDAY), amount: usd('491'), kind: 'production' as const }];
    const jobs = new Map([
      ['piece', ZERO],
      ['wait', usd('3.20')],
    ]);
    const [first] = payOf(compute(punches, { policy }), policy, { ...rates, jobs, bonuses });
    expect(toDecimal(first?.total ?? ZERO)).toBe('575.30');
  });

  it('includes a shift differential per hour in the regular rate', () => {
    const policy = preset('us-flsa', {
      premiums: [{ code: 'EVENING', from: '12:00', to: '24:00', perHour: '1.00' }],
    });
    // 50 hours from 06:00, four of every ten after noon: (600 + 20) / 50 = 12.40.
    const [first] = payFor([10, 10, 10, 10, 10], policy);
    expect([toDecimal(first?.regularRate ?? ZERO), toDecimal(first?.total ?? ZERO)]).toEqual([
      '12.40',
      '682.00',
    ]);
  });

  it('F8 through the engine: Sunday and holiday premiums are credited', () => {
    const policy = preset('us-flsa', {
      premiums: [
        { code: 'SUNDAY', days: [7], percent: 50, regularRate: 'creditable' },
        { code: 'HOLIDAY', holidaysOnly: true, percent: 50, regularRate: 'creditable' },
      ],
    });
    const result = compute(week(MONDAY, 8, 8, 8, 8, 8, 8, 8), {
      policy,
      holidays: new Set([parseDay(nextDate(MONDAY, 2))]),
    });
    expect(toDecimal(payOf(result, policy, rates)[0]?.total ?? ZERO)).toBe('768.00');
  });

  it('F10 through the engine: two jobs, and .419 by the rate in effect', () => {
    const punches = [0, 1, 2, 3, 4, 5].flatMap(day => {
      const start = at(`${nextDate(MONDAY, day)} 06:00`);
      const job = day < 3 ? null : 'evening';
      return [aPunch('IN', start, { job }), aPunch('OUT', start + hours(8))];
    });
    const two = { ...rates, hourly: usd('8'), jobs: new Map([['evening', usd('9')]]) };
    const policy = preset('us-flsa');
    expect(toDecimal(payOf(compute(punches, { policy }), policy, two)[0]?.total ?? ZERO)).toBe('442.00');
    const agreed = preset('us-flsa', { pay: { ...policy.pay, overtimeBasis: 'rateInEffect' } });
    expect(toDecimal(payOf(compute(punches, { policy: agreed }), agreed, two)[0]?.total ?? ZERO)).toBe(
      '444.00',
    );
  });

  it('F9 through the engine: a workweek that begins at 07:00', () => {
    const policy = (startDow: number) => preset('us-flsa', { workweek: { startDow, startTime: '07:00' } });
    // Monday to Saturday 40 hours, then Sunday five: by Monday's week 45, by Sunday's the five belong to the next.
    const punches = week(MONDAY, 8, 8, 8, 8, 4, 4, 5).map(punch => ({
      ...punch,
      atSec: punch.atSec + hours(2),
    }));
    const five = { ...rates, hourly: usd('5') };
    const sum = (startDow: number) => {
      const chosen = policy(startDow);
      const weeks = payOf(compute(punches, { policy: chosen }), chosen, five);
      return toDecimal(weeks.map(({ total: ofWeek }) => ofWeek).reduce(add, ZERO));
    };
    expect([sum(1), sum(7)]).toEqual(['237.50', '225.00']);
  });

  it.each(['production', 'flatSum'] as const)(
    'pays a meal premium at the regular rate with a %s bonus (Ferra)',
    kind => {
      const bonuses = [{ date: parseDay(MONDAY), amount: usd('6'), kind }];
      const [first] = payFor([6], preset('us-ca'), { bonuses });
      const line = first?.lines.find(({ code }) => code === 'MEAL_PREMIUM');
      expect(toDecimal(line?.amount ?? ZERO)).toBe('13.00');
    },
  );
});

describe('weeks without work', () => {
  const policy = Policy.parse(PRESETS.get('us-flsa'));
  const hourly: PayRates = {
    hourly: usd('20'),
    salary: null,
    jobs: new Map(),
    minimumWage: null,
    bonuses: [],
  };
  const linesOf = (rates: PayRates, leaveDays: number[]) => {
    const leave = leaveDays.map(day => ({
      date: parseDay(nextDate(MONDAY, day)),
      kind: 'annual' as const,
      seconds: hours(8),
      code: 'VACATION',
    }));
    const result = compute(worked(nextDate(MONDAY, 7), '08:00-16:00'), { policy, leave });
    return payOf(result, policy, rates).map(({ lines }) =>
      lines.map(({ code, amount }) => [code, toDecimal(amount)]),
    );
  };

  it('pay their leave', () => {
    expect(linesOf(hourly, [1])).toEqual([[['VACATION', '160.00']], [['REG', '160.00']]]);
  });

  it('pay their bonus, and no salary for it', () => {
    const bonuses = [{ date: parseDay(MONDAY), amount: usd('30'), kind: 'flatSum' as const }];
    expect(linesOf({ ...hourly, bonuses }, [])).toEqual([[['BONUS', '30.00']], [['REG', '160.00']]]);
    const salary = { weekly: usd('600'), forSec: hours(40) };
    expect(linesOf({ ...hourly, salary, bonuses }, [])).toEqual([
      [['BONUS', '30.00']],
      [['SALARY', '600.00']],
    ]);
  });
});

describe('split shifts and leave in a whole case', () => {
  it('pays what is missing to the minimum wage for an hour more', () => {
    const policy = Policy.parse(PRESETS.get('us-ca'));
    const punches = worked(MONDAY, '06:00-09:00', '12:00-15:00');
    const leave = [
      { date: parseDay(nextDate(MONDAY)), kind: 'annual' as const, seconds: hours(8), code: 'VACATION' },
    ];
    const rates = { hourly: usd('12'), salary: null, jobs: new Map(), minimumWage: usd('11'), bonuses: [] };
    const [first] = payOf(compute(punches, { policy, leave }), policy, rates);
    expect(first?.lines.map(({ code, amount }) => [code, toDecimal(amount)])).toEqual([
      ['REG', '72.00'],
      ['SPLIT_SHIFT_PREMIUM', '5.00'],
      ['VACATION', '96.00'],
    ]);
  });
});

describe('hours and amounts', () => {
  it('FLSA2019-9: two places, half up', () => {
    // 6.784999 h and 6.865 h; whole seconds inside, so the first is the last second before 6.785 h.
    expect([decimalHours(24_425), decimalHours(24_426), decimalHours(24_714)]).toEqual([
      '6.78',
      '6.79',
      '6.87',
    ]);
  });

  it('sums first and rounds last: 3 × 20 min is one hour', () => {
    expect(decimalHours(3 * 1200)).toBe('1.00');
    expect(decimalHours(-2700)).toBe('-0.75');
    expect(decimalHours(-1)).toBe('0.00');
  });

  it.each([['x'], [''], ['1.2.3'], ['1e3'], ['--1']])('refuses %j as hours', text => {
    expect(() => parseDecimalHours(text)).toThrow(RangeError);
  });

  it('reckons exactly, or by decimal hours first', () => {
    const rate = usd('30');
    expect(toDecimal(amountOf(1210, rate, 'exact'), 4)).toBe('10.0833');
    expect(toDecimal(amountOf(1210, rate, 'decimal'))).toBe('10.20');
  });

  it('rounds half away from zero and divides exactly', () => {
    const cents = (value: Rational) => toDecimal(roundTo(value, 2));
    expect([cents(usd('2.005')), cents(usd('-2.005')), cents(divide(usd('1'), usd('-3')))]).toEqual([
      '2.01',
      '-2.01',
      '-0.33',
    ]);
    expect(() => divide(usd('1'), ZERO)).toThrow(RangeError);
    expect(() => usd('1e3')).toThrow(RangeError);
  });
});
