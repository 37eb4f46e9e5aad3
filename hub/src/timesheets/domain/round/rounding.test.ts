import { describe, expect, it } from '@jest/globals';
import type { PolicyDraft } from '@tapclock/contracts';
import fc from 'fast-check';
import {
  aPolicy,
  aPunch,
  at,
  compute,
  MONDAY,
  minutes,
  nextDate,
  paid,
  punched,
  worked,
} from '../../../../test/kit/hours-kit.ts';
import type { PunchFact } from '../facts/facts.ts';
import type { HoursResult } from '../result.ts';

type Rules = NonNullable<PolicyDraft['rounding']>;

const listed = ({ days }: HoursResult) =>
  days.flatMap(day => day.roundings.map(({ rule, seconds }) => [rule, seconds]));
const policyOf = (rounding: Rules, more: Partial<PolicyDraft> = {}) =>
  aPolicy({ rounding, roundingReviewed: true, ...more });
const QUARTER_HOUR: Rules = [{ unitMin: 15, mode: 'nearest', scope: 'both' }];

describe('what rounding gave and took', () => {
  it.each([
    ['a clock-in made earlier gives', '08:05-16:00', 300, 0],
    ['a clock-in made later takes', '07:55-16:00', -300, 0],
    ['a clock-out made later gives', '08:00-15:55', 0, 300],
    ['a clock-out made earlier takes', '08:00-16:05', 0, -300],
    ['what is on the mark is listed too', '08:00-16:00', 0, 0],
  ])('%s', (_name, span, atIn, atOut) => {
    const result = compute(worked(MONDAY, span), { policy: policyOf(QUARTER_HOUR) });
    expect(listed(result)).toEqual([
      ['round.in#0', atIn],
      ['round.out#0', atOut],
    ]);
  });

  it('a conditional rule that only drops seconds counts', () => {
    const onlyWithin = { windowMin: 5, in: '08:00', out: '16:00' };
    const policy = policyOf([{ unitMin: 15, mode: 'nearest', scope: 'both', onlyWithin }]);
    expect(listed(compute(worked(MONDAY, '08:10:20-16:10:50'), { policy }))).toEqual([
      ['round.in#0', 20],
      ['round.out#0', -50],
    ]);
  });

  it('lengths and totals, each by its own rule', () => {
    const duration = policyOf([{ unitMin: 15, mode: 'up', scope: 'duration' }]);
    expect(listed(compute(worked(MONDAY, '08:00-08:50'), { policy: duration }))).toEqual([
      ['round.duration#0', 600],
    ]);
    const total = policyOf([{ unitMin: 15, mode: 'down', scope: 'dayTotal' }]);
    expect(listed(compute(worked(MONDAY, '08:00-08:50'), { policy: total }))).toEqual([
      ['round.dayTotal#0', -300],
    ]);
  });

  it('a shorter meal gives, and one made long enough to be unpaid takes all of it', () => {
    const policy = policyOf([{ unitMin: 15, mode: 'nearest', scope: 'mealTotal' }]);
    const meals = (...ends: string[]) => {
      const [lunch = '', supper = ''] = ends;
      const entries = ['MEAL_START 12:00', `MEAL_END ${lunch}`, 'MEAL_START 18:00', `MEAL_END ${supper}`];
      return listed(compute(punched(MONDAY, 'IN 08:00', ...entries, 'OUT 20:00'), { policy }));
    };
    expect(meals('12:35', '18:30')).toEqual([
      ['round.mealTotal#0', 300],
      ['round.mealTotal#0', 0],
    ]);
    // 27 minutes are work, 30 are an unpaid meal.
    expect(meals('12:27', '18:20')).toEqual([
      ['round.mealTotal#0', -1800],
      ['round.mealTotal#0', 0],
    ]);
  });

  it('does not say that a meal was rounded where only a break was taken', () => {
    const policy = policyOf([{ unitMin: 15, mode: 'nearest', scope: 'mealTotal' }]);
    const result = compute(punched(MONDAY, 'IN 08:00', 'BREAK_START 10:00', 'BREAK_END 10:10', 'OUT 16:00'), {
      policy,
    });
    expect(listed(result)).toEqual([]);
    expect(result.days[0]?.segments[0]?.rules).toEqual(['pair.punches', 'day.shiftStart']);
  });

  it('takes back what two stays would both have', () => {
    const policy = policyOf([
      { unitMin: 15, mode: 'down', scope: 'in' },
      { unitMin: 15, mode: 'up', scope: 'out' },
    ]);
    expect(listed(compute(worked(MONDAY, '08:00-12:01', '12:10-16:00'), { policy }))).toEqual([
      ['round.in#0', 0],
      ['round.out#1', 840],
      ['round.in#0', 600],
      ['round.out#1', 0],
      ['round.no-overlap', -900],
    ]);
  });

  it('never takes more than there was', () => {
    const policy = policyOf([
      { unitMin: 15, mode: 'up', scope: 'in' },
      { unitMin: 15, mode: 'down', scope: 'out' },
    ]);
    const result = compute(worked(MONDAY, '08:05-08:10'), { policy });
    expect([listed(result), paid(result)]).toEqual([
      [
        ['round.in#0', -300],
        ['round.out#1', 0],
      ],
      0,
    ]);
  });

  it('stands on the date that the moved time is counted on', () => {
    const policy = policyOf(QUARTER_HOUR, { dayRule: 'splitMidnight' });
    const { days } = compute(worked(MONDAY, '21:55-06:05'), { policy });
    expect(days.map(day => day.roundings)).toEqual([
      [{ rule: 'round.in#0', seconds: -300 }],
      [{ rule: 'round.out#0', seconds: -300 }],
    ]);
  });

  it('keeps a stay that rounding left nothing of, pauses and all', () => {
    const result = compute(punched(MONDAY, 'IN 08:01', 'BREAK_START 08:02', 'BREAK_END 08:04', 'OUT 08:06'), {
      policy: policyOf(QUARTER_HOUR),
    });
    expect([listed(result), paid(result), result.days[0]?.segments.length]).toEqual([
      [
        ['round.in#0', 60],
        ['round.out#0', -360],
      ],
      0,
      1,
    ]);
  });
});

const anyRule = fc.record({
  unitMin: fc.constantFrom(1, 5, 6, 10, 15, 30, 60),
  mode: fc.constantFrom('nearest', 'up', 'down'),
  seconds: fc.constantFrom('exact', 'truncate'),
  graceMin: fc.integer({ min: 0, max: 6 }),
  scope: fc.constantFrom('in', 'out', 'both', 'dayTotal', 'mealTotal', 'duration'),
  onlyWithin: fc.option(
    fc.record({
      windowMin: fc.integer({ min: 0, max: 120 }),
      in: fc.constant('08:00'),
      out: fc.constant('16:00'),
      totalMin: fc.constant(480),
    }),
  ),
} as const);

/** Stays of a fortnight to the second, some with a meal, some with a break, some minutes apart. */
const anyStays = fc
  .array(
    fc.record({
      gapSec: fc.integer({ min: 61, max: 50_000 }),
      lengthSec: fc.integer({ min: 1, max: 40_000 }),
      kind: fc.constantFrom('MEAL', 'BREAK'),
      fromSec: fc.integer({ min: 0, max: 40_000 }),
      pauseSec: fc.integer({ min: 0, max: 6000 }),
    }),
    { maxLength: 14 },
  )
  .map(stays => {
    let cursor = at(`${MONDAY} 07:00`);
    return stays.flatMap(({ gapSec, lengthSec, kind, fromSec, pauseSec }): PunchFact[] => {
      const startSec = cursor + gapSec;
      const endSec = startSec + lengthSec;
      cursor = endSec;
      const pauseStart = startSec + fromSec;
      const pauseEnd = pauseStart + pauseSec;
      const pause =
        pauseEnd < endSec
          ? [
              aPunch(`${kind}_START` as 'MEAL_START', pauseStart),
              aPunch(`${kind}_END` as 'MEAL_END', pauseEnd),
            ]
          : [];
      return [aPunch('IN', startSec), ...pause, aPunch('OUT', endSec)];
    });
  });

const anyDayRule = fc.constantFrom('shiftStart', 'shiftEnd', 'majority', 'splitMidnight', 'rolling24');

describe('roundings of a case', () => {
  it('add up to what is paid with them less what is paid without, whatever the rules', () => {
    fc.assert(
      fc.property(
        anyStays,
        fc.array(anyRule, { maxLength: 4 }),
        anyDayRule,
        fc.constantFrom<PolicyDraft['break']>(
          { paidMaxMin: 20, beyondMax: 'allUnpaid' },
          { paidMaxMin: 10, beyondMax: 'excessUnpaid' },
          { paidMaxMin: 0 },
        ),
        (punches, rules, dayRule, pause) => {
          const more = { dayRule, break: pause, debounceSec: 0 };
          const rounded = compute(punches, { policy: policyOf(rules, more) });
          const raw = compute(punches, { policy: policyOf([], more) });
          const sum = rounded.days
            .flatMap(day => day.roundings)
            .reduce((all, { seconds }) => all + seconds, 0);
          expect(sum).toBe(paid(rounded) - paid(raw));
          expect(raw.days.flatMap(day => day.roundings)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('list every application: one for each end of each stay, one for each day', () => {
    const days = [0, 1, 2, 3, 4];
    const punches = days.flatMap(day => worked(nextDate(MONDAY, day), '08:00-12:00', '12:30-16:30'));
    const policy = policyOf([...QUARTER_HOUR, { unitMin: 15, mode: 'nearest', scope: 'dayTotal' }]);
    const result = compute(punches, { policy });
    const count = (rule: string) => listed(result).filter(([name]) => name === rule).length;
    expect(['round.in#0', 'round.out#0', 'round.dayTotal#1'].map(count)).toEqual([10, 10, 5]);
    expect(minutes(paid(result) / 3600)).toBe(minutes(40));
  });
});
