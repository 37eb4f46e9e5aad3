import { describe, expect, it } from '@jest/globals';
import { Policy } from '@tapclock/contracts';
import {
  aPolicy,
  aPunch,
  at,
  codeHours,
  compute,
  findingCodes,
  hours,
  MONDAY,
  minutes,
  nextDate,
  paid,
  paidByDate,
  punched,
  week,
  worked,
} from '../../../test/kit/hours-kit.ts';
import { restBreaksOwed } from './findings/meals-and-rests.ts';
import { PRESETS } from './presets/index.ts';

const preset = (name: string) => Policy.parse(PRESETS.get(name));
const MEAL_AFTER_AN_HOUR = {
  afterMin: 60,
  startByMin: null,
  lateByWorked: false,
  minMin: 30,
  waivableUpToMin: 0,
  waived: false,
};
const OVER_40 = { weekly: [{ afterMin: 2400, rate: 1.5 }] };

describe('USA, FLSA', () => {
  it('DOL Fact Sheet 53, example 2: 6:50 to 15:37 every day is 41.25 hours', () => {
    const policy = aPolicy({
      rounding: [{ unitMin: 15, mode: 'nearest', seconds: 'truncate', scope: 'both' }],
      ot: OVER_40,
    });
    const days = [0, 1, 2, 3, 4].flatMap(day =>
      punched(nextDate(MONDAY, day), 'IN 06:50', 'MEAL_START 11:00', 'MEAL_END 11:30', 'OUT 15:37'),
    );
    expect(codeHours(compute(days, { policy }))).toEqual({ REG: 40, OT: 1.25 });
  });

  it.each([
    [15, [0, 7, 8, 14], [0, 0, 15, 15]],
    [6, [0, 2, 3, 5], [0, 0, 6, 6]],
    [5, [0, 2, 3, 4], [0, 0, 5, 5]],
    [10, [0, 4, 5, 9], [0, 0, 10, 10]],
  ])('the seven-minute rule with a unit of %i minutes', (unitMin, from, to) => {
    const policy = aPolicy({ rounding: [{ unitMin, mode: 'nearest', seconds: 'truncate', scope: 'in' }] });
    const starts = from.map(minute => {
      // Almost the next minute: seconds must not tip it.
      const inSec = at(`${MONDAY} 08:00`) + minutes(minute) + 59;
      const result = compute([aPunch('IN', inSec), aPunch('OUT', at(`${MONDAY} 12:00`))], { policy });
      return ((result.days[0]?.segments[0]?.startSec ?? 0) - at(`${MONDAY} 08:00`)) / 60;
    });
    expect(starts).toEqual(to);
  });

  it('778.104: each workweek stands alone, 30 and 50 hours are 10 of overtime', () => {
    const punches = [...week(MONDAY, 6, 6, 6, 6, 6), ...week(nextDate(MONDAY, 7), 10, 10, 10, 10, 10)];
    expect(codeHours(compute(punches, { policy: preset('us-flsa') }))).toEqual({ REG: 70, OT: 10 });
  });

  it('785.18 and .19: breaks of 20 minutes are paid, meals of 30 are not, shorter meals are work', () => {
    const policy = preset('us-flsa');
    const day = (start: string, end: string, kind: string) =>
      paid(
        compute(punched(MONDAY, 'IN 08:00', `${kind}_START ${start}`, `${kind}_END ${end}`, 'OUT 16:00'), {
          policy,
        }),
      );
    expect(day('10:00', '10:20', 'BREAK')).toBe(hours(8));
    expect(day('10:00', '10:21', 'BREAK')).toBe(hours(8) - minutes(21));
    expect(day('12:00', '12:30', 'MEAL')).toBe(hours(7.5));
    expect(day('12:00', '12:29', 'MEAL')).toBe(hours(8));
  });

  it('7(j), 8 and 80: daily or 14-day overtime, whichever is greater', () => {
    const policy = aPolicy({
      ot: {
        daily: [{ afterMin: 480, rate: 1.5 }],
        biweekly: [{ afterMin: 4800, rate: 1.5 }],
        biweeklyAnchor: MONDAY,
        combine: 'greaterOf',
      },
    });
    const long = [...week(MONDAY, 12, 12, 12), ...week(nextDate(MONDAY, 7), 12, 12, 12)];
    expect(codeHours(compute(long, { policy }))).toEqual({ REG: 48, OT: 24 });
    const many = [...week(MONDAY, 8, 8, 8, 8, 8, 8), ...week(nextDate(MONDAY, 7), 8, 8, 8, 8, 8, 8)];
    expect(codeHours(compute(many, { policy }))).toEqual({ REG: 80, OT: 16 });
  });
});

describe('California', () => {
  const policy = preset('us-ca');
  it.each([
    ['C1', [8, 8, 8, 8, 8, 8, 8], { REG: 40, OT: 16 }, { 5: { OT: 8 }, 6: { OT: 8 } }],
    ['C2', [10, 10, 10, 10, 10], { REG: 40, OT: 10 }, { 0: { REG: 8, OT: 2 } }],
    ['C3', [13], { REG: 8, OT: 4, DT: 1 }, {}],
    ['C4', [10, 10, 10, 10, 10, 10, 14], { REG: 40, OT: 28, DT: 6 }, { 5: { OT: 10 }, 6: { OT: 8, DT: 6 } }],
  ])('%s: %j', (_name, perDay, expected, ofDays) => {
    const result = compute(week(MONDAY, ...perDay), {
      policy: { ...policy, mealPeriods: [], penalties: { ...policy.penalties, meal: false } },
    });
    expect(codeHours(result)).toEqual(expected);
    for (const [index, codes] of Object.entries(ofDays))
      expect(codeHours(result.days[Number(index)] ?? { codes: [] })).toEqual(codes);
  });

  it.each([
    ['30 hours and 6 on every day', [4, 4, 4, 4, 4, 4, 6], 0],
    ['more than 6 on one day', [4, 4, 4, 4, 4, 7, 3], 3],
    ['more than 30 in the week', [5, 5, 5, 5, 5, 5, 5], 5],
    ['six days', [6, 6, 6, 6, 6, 0, 6], 0],
  ])('the seventh day: %s', (_name, perDay, overtime) => {
    const result = compute(week(MONDAY, ...perDay), { policy });
    expect(codeHours(result).OT ?? 0).toBe(overtime);
  });

  it('counts the seventh day inside the workweek only, not rolling', () => {
    const wednesday = nextDate(MONDAY, 2);
    expect(codeHours(compute(week(wednesday, 5, 5, 5, 5, 5, 5, 5, 5, 5), { policy }))).toEqual({ REG: 45 });
  });

  it('owes rest breaks by major fractions of four hours', () => {
    const owed = [3.49, 3.5, 6, 6.01, 10, 10.01, 14].map(count =>
      restBreaksOwed(hours(count), { fromMin: 210, perMin: 240 }),
    );
    expect(owed).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });

  it('finds a meal of 23 minutes although rounding shows 30 (Donohue)', () => {
    const rounded = Policy.parse({
      ...PRESETS.get('us-ca'),
      rounding: [{ unitMin: 10, mode: 'nearest', scope: 'both' }],
    });
    const punches = punched(MONDAY, 'IN 06:02', 'MEAL_START 11:02', 'MEAL_END 11:25', 'OUT 14:00');
    const result = compute(punches, { policy: rounded });
    expect(findingCodes(result)).toEqual(['MEAL_SHORT']);
    expect(codeHours(result).MEAL_PREMIUM).toBe(1);
  });

  it.each([
    ['begins at five hours', ['IN 08:00', 'MEAL_START 13:00', 'MEAL_END 13:30', 'OUT 17:00'], []],
    ['begins at 5 h 05 min', ['IN 08:00', 'MEAL_START 13:05', 'MEAL_END 13:35', 'OUT 17:00'], ['MEAL_LATE']],
    ['is missed', ['IN 08:00', 'OUT 14:00'], ['MEAL_MISSED']],
    ['is not due', ['IN 08:00', 'OUT 13:00'], []],
    ['is clocked out for', ['IN 08:00', 'OUT 12:00', 'IN 12:30', 'OUT 17:00'], []],
    [
      'is late and short',
      ['IN 08:00', 'MEAL_START 13:05', 'MEAL_END 13:25', 'OUT 17:00'],
      ['MEAL_LATE', 'MEAL_SHORT'],
    ],
  ])('a meal that %s', (_name, entries, expected) => {
    const result = compute(punched(MONDAY, ...entries), { policy });
    expect(findingCodes(result)).toEqual(expected);
    expect(codeHours(result).MEAL_PREMIUM ?? 0).toBe(expected.length > 0 ? 1 : 0);
  });

  it.each([
    ['starts after ten hours', '18:00', []],
    ['starts between', '18:20', ['MEAL_LATE_UNSETTLED']],
    ['starts after ten hours of work', '18:31', ['MEAL_LATE']],
  ])('a second meal that %s', (_name, start, expected) => {
    const entries = [
      'IN 08:00',
      'MEAL_START 12:00',
      'MEAL_END 12:30',
      `MEAL_START ${start}`,
      'MEAL_END 19:05',
      'OUT 21:00',
    ];
    expect(findingCodes(compute(punched(MONDAY, ...entries), { policy }))).toEqual(expected);
  });

  it.each([
    ['reads half an hour as the meal', '12:30', []],
    ['leaves a shorter one a break', '12:29', ['MEAL_MISSED']],
  ])('a clock with one break button: %s', (_name, end, expected) => {
    const punches = punched(MONDAY, 'IN 08:00', 'BREAK_START 12:00', `BREAK_END ${end}`, 'OUT 16:00');
    const result = compute(punches, { policy });
    expect(findingCodes(result)).toEqual(expected);
    const pause = result.days[0]?.segments.find(({ kind }) => kind === 'unpaid-pause');
    expect(pause?.rules.includes('pause.break-is-meal')).toBe(expected.length === 0);
    const twoButtons = { ...policy, breakIsMealFromMin: null };
    expect(findingCodes(compute(punches, { policy: twoButtons }))).toEqual(['MEAL_MISSED']);
    expect(paid(compute(punches, { policy: twoButtons }))).toBe(paid(result));
  });

  it('a break is never read as a meal so short that it would be work', () => {
    const long = { ...policy, meal: { minUnpaidMin: 45 } };
    const punches = punched(MONDAY, 'IN 08:00', 'BREAK_START 12:00', 'BREAK_END 12:40', 'OUT 16:00');
    expect(paid(compute(punches, { policy: long }))).toBe(hours(8) - minutes(40));
  });

  it('pays one meal premium a day however many faults', () => {
    const result = compute(punched(MONDAY, 'IN 08:00', 'OUT 19:00'), { policy });
    expect(findingCodes(result)).toEqual(['MEAL_MISSED', 'MEAL_MISSED']);
    expect(codeHours(result).MEAL_PREMIUM).toBe(1);
  });

  it('pays a rest premium where rests are punched', () => {
    const punchedRests = Policy.parse({
      ...PRESETS.get('us-ca'),
      restBreaks: { minMin: 10, fromMin: 210, perMin: 240, punched: true },
    });
    const result = compute(punched(MONDAY, 'IN 08:00', 'OUT 12:00'), { policy: punchedRests });
    expect([findingCodes(result), codeHours(result)]).toEqual([
      ['REST_BREAK_MISSED'],
      { REG: 4, REST_PREMIUM: 1 },
    ]);
  });

  it('begins the workday with its very first second', () => {
    const noon = Policy.parse({ ...PRESETS.get('us-ca'), workdayStart: '12:00' });
    expect(paidByDate(compute(worked(MONDAY, '12:00-15:00'), { policy: noon }))).toEqual({
      [MONDAY]: hours(3),
    });
  });

  it('cuts workdays at a fixed hour', () => {
    const noon = Policy.parse({ ...PRESETS.get('us-ca'), workdayStart: '12:00', mealPeriods: [] });
    const result = compute(worked(MONDAY, '06:00-17:00'), { policy: noon });
    expect(paidByDate(result)).toEqual({ [nextDate(MONDAY, -1)]: hours(6), [MONDAY]: hours(5) });
    expect(codeHours(result)).toEqual({ REG: 11 });
  });
});

describe('other states', () => {
  it('Colorado: twelve hours in a row count over midnight, meals left out', () => {
    const policy = { ...preset('us-co'), mealPeriods: [] };
    const entries = ['IN 17:00', 'MEAL_START 23:00', 'MEAL_END 23:30', 'OUT 07:30+1'];
    const result = compute(punched(MONDAY, ...entries), { policy });
    expect(codeHours(result)).toEqual({ REG: 12, OT: 2 });
    expect(result.days.map(day => day.segments.at(-1)?.rules.at(-1))).toContain('ot.consecutive#0');
  });

  it.each([
    ['an hour from both ends', ['MEAL_START 09:00', 'MEAL_END 13:30', 'OUT 14:30'], []],
    ['a minute too soon', ['MEAL_START 08:59', 'MEAL_END 09:30', 'OUT 15:00'], [60]],
    ['a minute too late', ['MEAL_START 13:00', 'MEAL_END 13:31', 'OUT 14:30'], [60]],
  ])('Colorado: a meal %s is only found', (_name, entries, expected) => {
    const policy = { ...preset('us-co'), mealPeriods: [{ ...MEAL_AFTER_AN_HOUR, edgeMin: 60 }] };
    const result = compute(punched(MONDAY, 'IN 08:00', ...entries), { policy });
    expect(result.findings.map(({ code, seconds }) => [code, seconds])).toEqual(
      expected.map(seconds => ['MEAL_NEAR_EDGE', seconds]),
    );
  });

  it('Colorado: and over the end of the workweek', () => {
    const policy = { ...preset('us-co'), mealPeriods: [] };
    const result = compute(worked(nextDate(MONDAY, 6), '17:00-07:00'), { policy });
    expect(result.weeks.map(codeHours)).toEqual([{ REG: 7 }, { REG: 5, OT: 2 }]);
  });

  it.each([
    [2, 0],
    [2.01, 1],
    [6, 1],
    [6.01, 2],
    [10.01, 3],
    [14.01, 4],
    [18.01, 5],
    [22.01, 6],
  ])('Colorado: %d hours have %i rests', (count, expected) => {
    expect(restBreaksOwed(hours(count), { fromMin: 0, perMin: 240 })).toBe(expected);
  });

  it('Nevada: a workday runs 24 hours from when work begins', () => {
    const punches = [...worked(MONDAY, '12:00-20:00'), ...worked(nextDate(MONDAY), '06:00-14:00')];
    const result = compute(punches, { policy: preset('us-nv') });
    // Tuesday 06:00 to 12:00 is still Monday's workday: six hours over eight.
    expect(codeHours(result)).toEqual({ REG: 10, OT: 6 });
    expect(paidByDate(result)).toEqual({ [MONDAY]: hours(14), [nextDate(MONDAY)]: hours(2) });
  });

  it('Alaska: hours over eight in a day do not count toward forty', () => {
    expect(codeHours(compute(week(MONDAY, 10, 10, 10, 10), { policy: preset('us-ak') }))).toEqual({
      REG: 32,
      OT: 8,
    });
  });

  it('Oregon: the greater of daily and weekly, never both', () => {
    const policy = preset('us-or');
    expect(codeHours(compute(week(MONDAY, 11, 11, 11, 11), { policy }))).toEqual({ REG: 40, OT: 4 });
    expect(codeHours(compute(week(MONDAY, 12, 12), { policy }))).toEqual({ REG: 20, OT: 4 });
    expect(codeHours(compute(week(MONDAY, 11, 9, 9, 9, 9), { policy }))).toEqual({ REG: 40, OT: 7 });
    expect(findingCodes(compute(week(MONDAY, 14), { policy }))).toEqual(['DAY_OVER_13H']);
  });
});
