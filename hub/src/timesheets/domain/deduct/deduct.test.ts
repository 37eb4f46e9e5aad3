import { describe, expect, it } from '@jest/globals';
import type { PolicyDraft } from '@tapclock/contracts';
import {
  aPolicy,
  at,
  codeHours,
  compute,
  hours,
  MONDAY,
  minutes,
  paid,
  punched,
  worked,
} from '../../../../test/kit/hours-kit.ts';

const segments = (result: ReturnType<typeof compute>) => result.days.flatMap(day => day.segments);
const withPolicy = (draft: Partial<PolicyDraft>) => ({ policy: aPolicy(draft) });

describe('automatic deduction, payroll.md 5.5', () => {
  it('is spread over the stretches of work: 3 h and 7 h less 60 min are 1080 s and 2520 s less', () => {
    const result = compute(
      worked(MONDAY, '06:00-09:00', '10:00-17:00'),
      withPolicy({ autoDeduct: [{ afterMin: 360, deductMin: 60 }] }),
    );
    const deducted = segments(result).filter(({ kind }) => kind === 'deducted');
    expect(deducted.map(({ seconds, rules }) => [seconds, rules.at(-1)])).toEqual([
      [1080, 'deduct.auto#0'],
      [2520, 'deduct.auto#0'],
    ]);
  });

  it.each([
    ['with a punched meal of 20 minutes', true, 8],
    ['whatever was punched', false, 8 - 20 / 60],
  ])('%s', (_name, includePunched, expected) => {
    const policy = withPolicy({
      meal: { minUnpaidMin: 0 },
      autoDeduct: [{ afterMin: 360, deductMin: 60, includePunched }],
    });
    const result = compute(
      punched(MONDAY, 'IN 08:00', 'MEAL_START 12:00', 'MEAL_END 12:20', 'OUT 17:00'),
      policy,
    );
    expect(paid(result)).toBe(Math.round(expected * 3600));
  });

  it('turns at the very second of its threshold, once a day, by the largest tier', () => {
    const policy = withPolicy({
      autoDeduct: [
        { afterMin: 360, deductMin: 30 },
        { afterMin: 540, deductMin: 45 },
      ],
    });
    const length = (...spans: string[]) => paid(compute(worked(MONDAY, ...spans), policy));
    expect(length('06:00:00-11:59:59')).toBe(hours(6) - 1);
    expect(length('06:00-12:00')).toBe(hours(5.5));
    expect(length('06:00-15:00')).toBe(hours(8.25));
    expect(length('00:00-04:00', '12:00-16:00')).toBe(hours(7.5));
  });

  it('gives what does not divide evenly to the largest remainders', () => {
    const policy = withPolicy({ autoDeduct: [{ afterMin: 1, deductMin: 1 }] });
    const result = compute(worked(MONDAY, '06:00:00-06:00:50', '07:00:00-07:01:10'), policy);
    // 60 s over 50 and 70 s: exactly 25 and 35; over 50, 70 and 100: 13.6, 19.1 and 27.3.
    const taken = (day: typeof result) =>
      segments(day)
        .filter(({ kind }) => kind === 'deducted')
        .map(({ seconds }) => seconds);
    expect(taken(result)).toEqual([25, 35]);
    const three = worked(MONDAY, '06:00:00-06:00:50', '07:00:00-07:01:10', '08:00:00-08:01:40');
    expect(taken(compute(three, policy))).toEqual([14, 19, 27]);
  });

  it('never takes more than was worked', () => {
    const result = compute(
      worked(MONDAY, '08:00-08:10'),
      withPolicy({ autoDeduct: [{ afterMin: 5, deductMin: 60 }] }),
    );
    expect(paid(result)).toBe(0);
  });
});

describe('paid pauses', () => {
  it('adds the whole maximum where it does not look at punches', () => {
    const result = compute(
      punched(MONDAY, 'IN 08:00', 'MEAL_START 12:00', 'MEAL_END 12:30', 'OUT 17:00'),
      withPolicy({ paidMeal: { maxMin: 60, includePunched: false } }),
    );
    expect(paid(result)).toBe(hours(9.5));
    expect(segments(result).at(-1)).toMatchObject({ kind: 'credit', seconds: 3600 });
  });

  it('pays every break where the policy says so', () => {
    const pauses = ['BREAK_START 10:00', 'BREAK_END 10:15', 'BREAK_START 15:00', 'BREAK_END 15:30'];
    const policy = { break: { paidMaxMin: 0 }, paidBreak: { maxMin: 15, multiple: true } };
    expect(paid(compute(punched(MONDAY, 'IN 08:00', ...pauses, 'OUT 17:00'), withPolicy(policy)))).toBe(
      hours(8.75),
    );
  });

  it('pays the first minutes of a longer break where the policy says so', () => {
    const policy = withPolicy({ break: { paidMaxMin: 20, beyondMax: 'excessUnpaid' } });
    const result = compute(
      punched(MONDAY, 'IN 08:00', 'BREAK_START 10:00', 'BREAK_END 10:25', 'OUT 16:00'),
      policy,
    );
    expect(paid(result)).toBe(hours(8) - minutes(5));
  });
});

describe('minimum shift', () => {
  const policy = withPolicy({
    minShift: { minMin: 180 },
    ot: { daily: [{ afterMin: 240, rate: 1.5 }] },
  });

  it('tops up each shift, and the top-up makes no overtime', () => {
    const result = compute(worked(MONDAY, '06:00-08:00', '18:00-20:30'), policy);
    expect(codeHours(result)).toEqual({ REG: 4, OT: 0.5, TOP_UP: 1.5 });
  });

  it('leaves longer shifts and empty days alone', () => {
    expect(codeHours(compute(worked(MONDAY, '06:00-09:00'), policy))).toEqual({ REG: 3 });
    expect(codeHours(compute(punched(MONDAY, 'IN 06:00'), policy))).toEqual({});
  });
});

describe('totals rounded', () => {
  it.each([
    ['down', '08:00-16:10', 8, 0],
    ['nearest', '08:00-16:10', 8.25, 300],
    ['up', '08:00-16:01', 8.25, 840],
  ] as const)('day total %s', (mode, span, expected, credit) => {
    const result = compute(
      worked(MONDAY, span),
      withPolicy({ rounding: [{ unitMin: 15, mode, scope: 'dayTotal' }] }),
    );
    expect([paid(result), result.days[0]?.creditSeconds]).toEqual([hours(expected), credit]);
  });

  it('meal total moves the end of the meal, before the day total', () => {
    const policy = withPolicy({ rounding: [{ unitMin: 15, mode: 'nearest', scope: 'mealTotal' }] });
    const result = compute(
      punched(MONDAY, 'IN 08:00', 'MEAL_START 12:00', 'MEAL_END 12:35', 'OUT 16:35'),
      policy,
    );
    expect(segments(result).find(({ kind }) => kind === 'unpaid-pause')?.seconds).toBe(minutes(30));
  });

  it('never pays a second twice when rounding makes two stays touch', () => {
    const policy = withPolicy({
      rounding: [
        { unitMin: 15, mode: 'down', scope: 'in' },
        { unitMin: 15, mode: 'up', scope: 'out' },
      ],
    });
    const result = compute(worked(MONDAY, '08:00-12:01', '12:10-16:00'), policy);
    expect(paid(result)).toBe(hours(8));
  });

  it('may end a day at exactly 24:00', () => {
    const policy = withPolicy({
      dayRule: 'splitMidnight',
      rounding: [{ unitMin: 15, mode: 'nearest', scope: 'both' }],
    });
    const result = compute(worked(MONDAY, '16:00-23:55'), policy);
    expect(result.days.map(day => day.paidSeconds)).toEqual([hours(8)]);
  });

  it.each([
    ['at the edge of the window', '08:15', '08:10'],
    ['a second beyond it', '08:15:01', '08:15'],
  ])('rounds a punch %s', (_name, from, expected) => {
    const onlyWithin = { windowMin: 15, in: '08:00' };
    const policy = withPolicy({ rounding: [{ unitMin: 10, mode: 'down', scope: 'in', onlyWithin }] });
    const result = compute(worked(MONDAY, `${from}-12:00`), policy);
    expect(segments(result)[0]?.startSec).toBe(at(`${MONDAY} ${expected}`));
  });

  it('rounds near the planned start and end only, where the rule asks for it', () => {
    const policy = withPolicy({
      rounding: [{ unitMin: 15, mode: 'nearest', scope: 'both', onlyWithin: { windowMin: 10 } }],
    });
    // Without a planned shift there is no target: seconds are dropped, nothing more.
    expect(paid(compute(worked(MONDAY, '08:06:30-16:05:10'), policy))).toBe(hours(8) - minutes(1));
  });
});

describe('work in a row, ArbZG section 4 sentence 3', () => {
  const policy = withPolicy({
    meal: { minUnpaidMin: 0 },
    break: { paidMaxMin: 0 },
    autoDeduct: [{ afterMin: 480, deductMin: 60, includePunched: false }],
    statutoryBreak: {
      mode: 'flag',
      partMin: 15,
      inARowMaxMin: 360,
      tiers: [
        { overMin: 360, breakMin: 30 },
        { overMin: 540, breakMin: 45 },
      ],
    },
  });
  const pause = (from: string, to: string) => [`BREAK_START ${from}`, `BREAK_END ${to}`];
  const found = (...entries: string[]) =>
    compute(punched(MONDAY, ...entries), policy).findings.map(({ code, seconds }) => [code, seconds]);

  it.each([
    ['six hours, then a break', ['IN 06:00', ...pause('12:00', '12:30'), 'OUT 14:00'], []],
    ['a minute more', ['IN 06:00', ...pause('12:01', '12:31'), 'OUT 14:00'], [['BREAK_LATE', 60]]],
    [
      'a pause of ten minutes between is none, and not worked either',
      ['IN 06:00', ...pause('09:00', '09:10'), ...pause('12:11', '12:41'), 'OUT 14:00'],
      [['BREAK_LATE', 60]],
    ],
    [
      'one of fifteen is',
      ['IN 06:00', ...pause('09:00', '09:15'), ...pause('14:00', '14:15'), 'OUT 15:00'],
      [],
    ],
    ['clocked out for it', ['IN 06:00', 'OUT 11:59', 'IN 12:29', 'OUT 14:00'], []],
    [
      'what is deducted was no break',
      ['IN 06:00', ...pause('12:30', '13:00'), 'OUT 16:00'],
      [['BREAK_LATE', 1800]],
    ],
    ['no break at all is found once', ['IN 06:00', 'OUT 13:00'], [['BREAK_NOT_TAKEN', 1800]]],
  ])('%s', (_name, entries, expected) => {
    expect(found(...entries)).toEqual(expected);
  });
});
