import { describe, expect, it } from '@jest/globals';
import { Policy } from '@tapclock/contracts';
import {
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
  punched,
  week,
  worked,
  workedIn,
} from '../../../test/kit/hours-kit.ts';
import { averageUk, averageWithoutNeutral } from './findings/limits.ts';
import { averageNightDay } from './findings/night-average.ts';
import { PRESETS } from './presets/index.ts';
import { parseDay } from './time/civil.ts';

const preset = (name: string) => Policy.parse(PRESETS.get(name));
const _OVER_40 = { weekly: [{ afterMin: 2400, rate: 1.5 }] };

describe('Germany, ArbZG', () => {
  const GROSS = ['5:59', '6:00', '6:10', '6:30', '6:31', '9:30', '9:31', '9:40', '9:45', '9:46', '10:00'];
  const STRICT = ['5:59', '6:00', '5:40', '6:00', '6:01', '9:00', '8:46', '8:55', '9:00', '9:01', '9:15'];
  const SLIDING = ['5:59', '6:00', '6:00', '6:00', '6:01', '9:00', '9:00', '9:00', '9:00', '9:01', '9:15'];
  const seconds = (text: string) => {
    const [hour = 0, minute = 0] = text.split(':').map(Number);
    return hours(hour) + minutes(minute);
  };
  const base = preset('de-arbzg');
  const ofMode = (mode: 'strict' | 'sliding') => ({
    ...base,
    statutoryBreak: base.statutoryBreak && { ...base.statutoryBreak, mode },
  });
  const paidFor = (gross: number, mode: 'strict' | 'sliding') => {
    const inSec = at(`${MONDAY} 06:00`);
    return compute([aPunch('IN', inSec), aPunch('OUT', inSec + gross)], { policy: ofMode(mode) });
  };

  it.each(GROSS.map((gross, index) => [gross, STRICT[index] ?? '', SLIDING[index] ?? '']))(
    'presence %s without a break: strict %s, sliding %s',
    (gross, strict, sliding) => {
      expect(paid(paidFor(seconds(gross), 'strict'))).toBe(seconds(strict));
      expect(paid(paidFor(seconds(gross), 'sliding'))).toBe(seconds(sliding));
      const isDue = seconds(gross) > hours(6);
      expect(findingCodes(paidFor(seconds(gross), 'sliding')).includes('BREAK_NOT_TAKEN')).toBe(isDue);
    },
  );

  it('never pays less for more presence when sliding', () => {
    for (let gross = hours(5); gross < hours(11); gross += 61)
      expect(paid(paidFor(gross + 61, 'sliding'))).toBeGreaterThanOrEqual(paid(paidFor(gross, 'sliding')));
  });

  it.each([
    ['a break of 30 min is enough', ['BREAK_START 10:00', 'BREAK_END 10:30'], 8, []],
    [
      'two parts of 15 min',
      ['BREAK_START 10:00', 'BREAK_END 10:15', 'BREAK_START 12:00', 'BREAK_END 12:15'],
      8,
      [],
    ],
    [
      '10 min are unpaid but no break',
      ['BREAK_START 10:00', 'BREAK_END 10:10'],
      8.5 - 10 / 60 - 0.5,
      ['BREAK_NOT_TAKEN'],
    ],
  ])('%s', (_name, pauses, expected, codes) => {
    const result = compute(punched(MONDAY, 'IN 06:00', ...pauses, 'OUT 14:30'), { policy: base });
    expect([paid(result), findingCodes(result)]).toEqual([Math.round(expected * 3600), codes]);
  });

  it('turns at ten hours of work to the second', () => {
    const codes = (span: string) => {
      const policy = { ...base, statutoryBreak: null };
      return findingCodes(compute(worked(MONDAY, span), { policy }));
    };
    expect(codes('06:00-16:00')).toEqual([]);
    expect(codes('06:00:00-16:00:01')).toEqual(['DAY_OVER_10H']);
  });

  it('finds days over ten hours and rests under eleven', () => {
    const punches = [...worked(MONDAY, '06:00-17:00'), ...worked(nextDate(MONDAY), '03:59-09:00')];
    const codes = findingCodes(compute(punches, { policy: base }));
    expect(codes).toContain('DAY_OVER_10H');
    expect(codes).toContain('REST_SHORT');
    const rested = [...worked(MONDAY, '06:00-12:00'), ...worked(nextDate(MONDAY), '06:00-12:00')];
    expect(findingCodes(compute(rested, { policy: base }))).toEqual([]);
  });

  it('turns at eleven hours of rest to the second', () => {
    const rest = (start: string) =>
      findingCodes(
        compute([...worked(MONDAY, '14:00-19:00'), ...worked(nextDate(MONDAY), start)], { policy: base }),
      );
    expect(rest('06:00-10:00')).toEqual([]);
    expect(rest('05:59:59-10:00')).toEqual(['REST_SHORT']);
  });

  it('measures rest in elapsed time: the spring night takes an hour', () => {
    const zone = 'Europe/Berlin';
    const rest = (date: string) =>
      findingCodes(
        compute([...workedIn(zone, date, '14:00-19:00'), ...workedIn(zone, nextDate(date), '06:30-12:00')], {
          policy: base,
          zone,
        }),
      );
    expect(rest('2026-03-27')).toEqual([]);
    expect(rest('2026-03-28')).toEqual(['REST_SHORT']);
  });

  it('protects young people by policy', () => {
    const bornOn = Math.floor(Date.UTC(2009, 5, 16) / 86_400_000);
    const punches = [...worked(MONDAY, '05:00-14:30'), ...worked(nextDate(MONDAY), '01:00-06:00')];
    const codes = findingCodes(compute(punches, { policy: base, bornOn }));
    expect(codes).toEqual(expect.arrayContaining(['MINOR_DAY_LIMIT', 'MINOR_HOURS', 'MINOR_REST_SHORT']));
    // The day of the 17th birthday is not the 18th.
    expect(findingCodes(compute(punches, { policy: base, bornOn: bornOn - 400 }))).not.toContain(
      'MINOR_HOURS',
    );
  });
});

describe('France, UK, EU', () => {
  it('France: 45 hours are 48.0 paid-hour equivalents', () => {
    const result = compute(week(MONDAY, 9, 9, 9, 9, 9), { policy: preset('fr') });
    expect(codeHours(result)).toMatchObject({ REG: 35, OT125: 8, OT: 2 });
    const equivalents = result.days
      .flatMap(day => day.segments)
      .reduce((sum, { seconds, rate }) => sum + seconds * rate, 0);
    expect(equivalents / 3600).toBe(48);
  });

  it.each([
    ['05:59:59', []],
    ['06:00:00', ['BREAK_NOT_TAKEN']],
  ])('France: 20 minutes are due when work reaches six hours: %s', (length, expected) => {
    const result = compute(worked(MONDAY, `00:00:00-${length}`), { policy: preset('fr') });
    expect(findingCodes(result)).toEqual(expected);
  });

  it.each([
    ['as long as the others', '06:00-15:36', []],
    ['a minute longer', '06:00-15:37', [7]],
  ])(
    'UK: days after the period stand in for two of leave: (A + B) / C with B %s',
    (_name, span, expected) => {
      // 17 weeks of five times 9:36 are 48.0 a week; two days of the fourth were leave.
      const weeks = Array.from({ length: 18 }, (_, index) => nextDate(MONDAY, index * 7));
      const punches = weeks.flatMap((monday, index) =>
        [0, 1, 2, 3, 4]
          .filter(day => index !== 3 || day > 1)
          .flatMap(day => worked(nextDate(monday, day), index === 17 ? span : '06:00-15:36')),
      );
      const leave = [21, 22].map(day => ({
        date: parseDay(nextDate(MONDAY, day)),
        kind: 'annual' as const,
        seconds: 0,
        code: 'LEAVE',
      }));
      const policy = { ...preset('uk-wtr'), statutoryBreak: null };
      const { findings } = compute(punches, { policy, leave });
      // Two minutes over 17 weeks.
      expect(findings.map(({ seconds }) => seconds)).toEqual(expected);
    },
  );

  it('UK: 17 weeks of 40 and ten times 12 hours of overtime average 47.06', () => {
    expect((averageUk(hours(17 * 40 + 10 * 12), 0, 17) / 3600).toFixed(2)).toBe('47.06');
  });

  it('UK: night work of 17 weeks of 4 × 12 hours averages 8.0 a day', () => {
    expect(averageNightDay(hours(816), 119, 17) / 3600).toBe(8);
  });

  it.each([
    ['four nights of 12 hours', '19:00-07:00', []],
    ['four nights of 12:15', '19:00-07:15', ['NIGHT_AVERAGE_OVER_8H']],
    ['four days of 12:15', '07:00-19:15', []],
  ])('UK: finds night workers who work too long: %s', (_name, span, expected) => {
    const policy = { ...preset('uk-wtr'), statutoryBreak: null, averages: [] };
    const punches = Array.from({ length: 17 }, (_, index) =>
      [0, 1, 2, 3].flatMap(day => worked(nextDate(MONDAY, index * 7 + day), span)),
    ).flat();
    expect(findingCodes(compute(punches, { policy }))).toEqual(expected);
  });

  it('leaves weeks of leave out of the average', () => {
    expect(averageWithoutNeutral([hours(50), 0, hours(46)], 1)).toBe(hours(48));
    expect(averageWithoutNeutral([0], 1)).toBeNull();
  });

  it.each([
    ['under', 47, false],
    ['at', 48, false],
    ['over', 49, true],
  ])('finds an average %s 48 hours over the full reference period only', (_name, perWeek, isOver) => {
    const policy = { ...preset('uk-wtr'), statutoryBreak: null };
    const weeks = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        week(nextDate(MONDAY, index * 7), ...Array.from({ length: 5 }, () => perWeek / 5)),
      ).flat();
    const codes = (count: number) => findingCodes(compute(weeks(count), { policy }));
    expect(codes(17).includes('WEEKLY_AVERAGE_OVER_48')).toBe(isOver);
    expect(codes(16)).not.toContain('WEEKLY_AVERAGE_OVER_48');
  });

  it('counts a week of leave as neutral in the EU average', () => {
    const policy = { ...preset('eu-wtd'), statutoryBreak: null };
    const perWeek = Array.from({ length: 17 }, (_, index) => (index === 3 ? [] : [10, 10, 10, 10, 10]));
    const punches = perWeek.flatMap((days, index) => week(nextDate(MONDAY, index * 7), ...days));
    const leave = [
      {
        date: Math.floor(at(`${nextDate(MONDAY, 21)} 00:00`) / 86_400),
        kind: 'annual' as const,
        seconds: 0,
        code: 'LEAVE',
      },
    ];
    // 16 × 50 = 800 h: over 17 weeks 47.1, over the 16 that count 50.
    expect(findingCodes(compute(punches, { policy, leave }))).toEqual(['WEEKLY_AVERAGE_OVER_48']);
    expect(findingCodes(compute(punches, { policy }))).toEqual([]);
  });

  describe('UK: 48 hours of rest in 14 days instead of 24 in seven', () => {
    const days = (...which: number[]) => which.flatMap(day => worked(nextDate(MONDAY, day), '08:00-18:00'));
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
    const uk = { ...preset('uk-wtr'), statutoryBreak: null, averages: [] };
    const missing = (punches: ReturnType<typeof days>, more = {}) =>
      findingCodes(compute(punches, { policy: { ...uk, ...more } })).filter(
        code => code === 'WEEKLY_REST_MISSING',
      ).length;

    it.each([
      ['twelve days in a row, then two off', [...range(0, 12), ...range(14, 18)], 0],
      ['thirteen days in a row', [...range(0, 13), ...range(15, 18)], 1],
      ['a day off every week, but never two', [...range(0, 6), ...range(7, 13), ...range(14, 20)], 0],
      [
        'seven in a row, and no two days off for weeks',
        [...range(0, 7), ...range(8, 14), ...range(15, 21)],
        1,
      ],
    ])('%s', (_name, which, expected) => {
      expect(missing(days(...which))).toBe(expected);
    });

    it('is not for employers who did not choose it', () => {
      const twelve = days(...range(0, 12));
      expect([missing(twelve), missing(twelve, { weeklyRestInstead: null })]).toEqual([0, 1]);
    });
  });

  it('turns where seven days leave exactly 35 hours', () => {
    const saturday = nextDate(MONDAY, 5);
    const weekdays = [0, 1, 2, 3, 4].flatMap(day => worked(nextDate(MONDAY, day), '08:00-12:00'));
    // Monday 08:00 to Saturday 21:00 are 133 hours, which leaves 35 of 168.
    const codes = (span: string) =>
      findingCodes(compute([...weekdays, ...worked(saturday, span)], { policy: preset('eu-wtd') }));
    expect(codes('17:00-21:00')).toEqual([]);
    expect(codes('17:00:00-21:00:01')).toEqual(['WEEKLY_REST_MISSING']);
  });

  it('finds seven days without a long rest', () => {
    const days = [0, 1, 2, 3, 4, 5, 6].flatMap(day => worked(nextDate(MONDAY, day), '08:00-12:00'));
    expect(findingCodes(compute(days, { policy: preset('eu-wtd') }))).toEqual(['WEEKLY_REST_MISSING']);
    const sixDays = days.slice(0, -2);
    expect(findingCodes(compute(sixDays, { policy: preset('eu-wtd') }))).toEqual([]);
  });
});
