import { describe, expect, it } from '@jest/globals';
import {
  aPolicy,
  aPunch,
  at,
  codeHours,
  compute,
  hours,
  MONDAY,
  nextDate,
  paidByDate,
  week,
  worked,
} from '../../../../test/kit/hours-kit.ts';
import { parseDay } from '../time/civil.ts';

const OVER_8 = [{ afterMin: 480, rate: 1.5 }];

describe('one bucket per second', () => {
  it('keeps the higher rate where a later rule would pay less', () => {
    const policy = aPolicy({
      ot: { daily: [{ afterMin: 720, rate: 2 }], seventhDay: { tiers: [{ afterMin: 0, rate: 1.5 }] } },
    });
    const result = compute(week(MONDAY, 1, 1, 1, 1, 1, 1, 13), { policy });
    expect(codeHours(result)).toEqual({ REG: 6, OT: 12, DT: 1 });
  });

  it('raises a lower rate where a later rule pays more', () => {
    const policy = aPolicy({
      ot: { daily: [{ afterMin: 480, rate: 1.25 }], seventhDay: { tiers: [{ afterMin: 0, rate: 2 }] } },
    });
    expect(codeHours(compute(week(MONDAY, 1, 1, 1, 1, 1, 1, 9), { policy }))).toEqual({ REG: 6, DT: 9 });
  });

  it('turns at the very second of its threshold', () => {
    const result = compute(worked(MONDAY, '08:00:00-16:00:01'), {
      policy: aPolicy({ ot: { daily: OVER_8 } }),
    });
    expect(codeHours(result)).toEqual({ REG: 8, OT: 1 / 3600 });
  });

  it('does not take a paid pause for a pause', () => {
    const policy = aPolicy({ ot: { consecutive: OVER_8 } });
    expect(codeHours(compute(worked(MONDAY, '08:00-17:00'), { policy }))).toEqual({ REG: 8, OT: 1 });
  });
});

describe('the nth day in a row', () => {
  const policy = aPolicy({ ot: { seventhDay: { nth: 6, tiers: [{ afterMin: 0, rate: 1.5 }] } } });

  it.each([
    ['six days', [8, 8, 8, 8, 8, 8], { REG: 40, OT: 8 }],
    ['seven days', [8, 8, 8, 8, 8, 8, 8], { REG: 40, OT: 16 }],
    ['six days with one off between', [8, 8, 8, 8, 8, 0, 8], { REG: 48 }],
  ])('%s', (_name, perDay, expected) => {
    expect(codeHours(compute(week(MONDAY, ...perDay), { policy }))).toEqual(expected);
  });
});

describe('workweeks', () => {
  const sunday = nextDate(MONDAY, 6);
  const nights = [...week(MONDAY, 8, 8, 8, 8, 7), ...worked(sunday, '22:00-06:00')];
  const weekly = { weekly: [{ afterMin: 2400, rate: 1.5 }] };

  it('keep a night whole by its day', () => {
    const { weeks } = compute(nights, { policy: aPolicy({ ot: weekly }) });
    expect(weeks.map(codeHours)).toEqual([{ REG: 40, OT: 7 }]);
  });

  it('or cut it at the very instant where the policy says so', () => {
    const result = compute(nights, { policy: aPolicy({ ot: weekly, workweek: { cut: 'instant' } }) });
    expect(result.weeks.map(codeHours)).toEqual([{ REG: 40, OT: 1 }, { REG: 6 }]);
    expect(paidByDate(result)[sunday]).toBe(hours(8));
  });

  it('cut a stay of weeks at every border', () => {
    const policy = aPolicy({ ot: weekly, maxShiftMin: 40_320, workweek: { cut: 'instant' } });
    const inSec = at(`${MONDAY} 00:00`);
    const result = compute([aPunch('IN', inSec), aPunch('OUT', inSec + hours(21 * 24))], { policy });
    expect(result.weeks.map(codeHours)).toEqual([1, 2, 3].map(() => ({ REG: 40, OT: 128 })));
  });

  it('keep what rounding added in the week of the work it was added to', () => {
    const policy = aPolicy({
      ot: weekly,
      workweek: { cut: 'instant' },
      rounding: [{ unitMin: 60, mode: 'up', scope: 'dayTotal' }],
    });
    const { weeks } = compute(worked(sunday, '16:30-00:00'), { policy });
    expect(weeks.map(codeHours)).toEqual([{ REG: 8 }]);
  });

  it('of two, each by its own hours where a shift is cut between them', () => {
    const policy = aPolicy({
      ot: { daily: OVER_8, biweekly: [{ afterMin: 4800, rate: 1.5 }], biweeklyAnchor: MONDAY },
      workweek: { cut: 'instant' },
    });
    const { weeks } = compute(worked(sunday, '18:00-06:00'), { policy });
    expect(weeks.map(codeHours)).toEqual([{ REG: 12 }]);
  });

  it('are there for leave, though nobody worked', () => {
    const leave = [1, 8].map(day => ({
      date: parseDay(nextDate(MONDAY, day)),
      kind: 'annual' as const,
      seconds: hours(8),
      code: 'VACATION',
    }));
    const { weeks } = compute(worked(nextDate(MONDAY, 14), '08:00-16:00'), { policy: aPolicy(), leave });
    expect(weeks.map(codeHours)).toEqual([{ VACATION: 8 }, { VACATION: 8 }, { REG: 8 }]);
  });

  it('may begin in another zone than the site', () => {
    const policy = aPolicy({ ot: weekly, workweek: { cut: 'instant', zone: 'America/New_York' } });
    // Monday 00:00 in New York is 04:00 UTC.
    expect(compute(nights, { policy }).weeks.map(codeHours)).toEqual([{ REG: 40, OT: 5 }, { REG: 2 }]);
  });

  it('begin on the day that the policy says', () => {
    const policy = aPolicy({ ot: weekly, workweek: { startDow: 4 } });
    expect(codeHours(compute(week(MONDAY, 10, 10, 10, 10, 10), { policy }))).toEqual({ REG: 50 });
  });
});

describe('a night with most work on neither date', () => {
  it('stays with the date it began', () => {
    const policy = aPolicy({ dayRule: 'majority' });
    expect(paidByDate(compute(worked(MONDAY, '20:00-04:00'), { policy }))).toEqual({ [MONDAY]: hours(8) });
  });
});
