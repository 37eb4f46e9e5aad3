import { describe, expect, it } from '@jest/globals';
import { Policy, type PolicyDraft } from '@tapclock/contracts';
import fc from 'fast-check';
import { aPolicy, aPunch, compute } from '../../../test/kit/hours-kit.ts';
import { formatDay, PRESETS, parseDay } from '../domain/index.ts';
import { factsFrom, factsTo, firstTouched, workweekEnd } from './load-window.ts';

/** A Wednesday. */
const DAY = parseDay('2026-06-17');
const rules = (draft: Partial<PolicyDraft> = {}) => aPolicy(draft);

describe('the facts that hours of some dates need', () => {
  it.each<[string, Partial<PolicyDraft>, string]>([
    ['two workweeks before the first one', {}, '2026-06-01'],
    ['from the first day of the workweek that the policy has', { workweek: { startDow: 7 } }, '2026-05-31'],
    [
      'as many weeks as the longest average has',
      { averages: [{ weeks: 17, limitMin: 2880, code: 'WEEK_OVER_48H' }] },
      '2026-02-16',
    ],
    [
      'the same for nights',
      { nightAverage: { premium: 'NIGHT', overMin: 180, weeks: 24, limitMin: 480, code: 'NIGHT_OVER_8H' } },
      '2025-12-29',
    ],
    ['more where a stay may be longer than that', { maxShiftMin: 20_160 }, '2026-05-25'],
    ['a week more for a weekly rest', { weeklyRestMin: 2100 }, '2026-05-25'],
    [
      'and as many as one longer rest may stand in for',
      { weeklyRestMin: 1440, weeklyRestInstead: { restMin: 2880, days: 14 } },
      '2026-05-11',
    ],
  ])('begin %s', (_, draft, date) => {
    expect(formatDay(factsFrom(DAY, rules(draft)))).toBe(date);
  });

  it('end a week after the workweek of the last date', () => {
    expect(formatDay(factsTo(DAY, rules()))).toBe('2026-06-28');
    expect(formatDay(factsTo(parseDay('2026-06-21'), rules()))).toBe('2026-06-28');
    expect(formatDay(factsTo(parseDay('2026-06-22'), rules()))).toBe('2026-07-05');
  });

  it.each<[string, Partial<PolicyDraft>, string]>([
    [
      'as many weeks later as days may stand in for leave',
      { averages: [{ weeks: 17, limitMin: 2880, code: 'WEEK_OVER_48H', leave: 'replace' }] },
      '2026-10-25',
    ],
    [
      'as one longer rest may stand in for',
      { weeklyRestMin: 1440, weeklyRestInstead: { restMin: 2880, days: 14 } },
      '2026-07-12',
    ],
  ])('end %s', (_, draft, date) => {
    expect(formatDay(factsTo(DAY, rules(draft)))).toBe(date);
  });

  it('hold the whole 14-day span that a date lies in', () => {
    const policy = rules({ ot: { biweekly: [{ afterMin: 4800, rate: 1.5 }], biweeklyAnchor: '2026-06-08' } });
    for (let day = DAY; day < DAY + 14; day += 1)
      expect(factsFrom(day, policy)).toBeLessThanOrEqual(firstTouched(day, policy));
  });
});

describe('the dates that a fact touches', () => {
  it.each<[string, Partial<PolicyDraft>, string]>([
    ['the workweek in which a stay may have begun', {}, '2026-06-15'],
    [
      'both weeks where overtime counts over two',
      { ot: { biweekly: [{ afterMin: 4800, rate: 1.5 }], biweeklyAnchor: '2026-06-08' } },
      '2026-06-08',
    ],
    [
      'the reference periods for which later days stand in for leave',
      { averages: [{ weeks: 17, limitMin: 2880, code: 'WEEK_OVER_48H', leave: 'replace' }] },
      '2026-02-16',
    ],
    [
      'the weeks that one longer rest may stand in for',
      { weeklyRestMin: 1440, weeklyRestInstead: { restMin: 2880, days: 14 } },
      '2026-06-01',
    ],
  ])('begin with %s', (_, draft, date) => {
    expect(formatDay(firstTouched(DAY, rules(draft)))).toBe(date);
  });

  it('R5: a Monday morning may belong to a stay of the week before', () => {
    expect(formatDay(firstTouched(parseDay('2026-06-15'), rules()))).toBe('2026-06-08');
  });
});

it('the present workweek ends as the policy says', () => {
  expect(formatDay(workweekEnd(DAY, rules()))).toBe('2026-06-21');
  expect(formatDay(workweekEnd(DAY, rules({ workweek: { startDow: 3 } })))).toBe('2026-06-23');
});

describe('R5: what is found in a week is the same with all facts as with those of its window', () => {
  const WEEKS = 40;
  const START = parseDay('2025-06-02');
  /** Those with rules about more than one workweek. */
  const CASES = ['eu-wtd', 'de-arbzg', 'uk-wtr'].flatMap(name => [12, 30].map(week => [name, week] as const));

  it.each(CASES)('%s, week %i', (name, week) => {
    const preset = Policy.parse(PRESETS.get(name));
    // Short periods, so that what lies before the window comes up often.
    const averages = preset.averages.map(average => ({ ...average, weeks: 4 }));
    const nightAverage = preset.nightAverage && { ...preset.nightAverage, weeks: 4 };
    const policy = { ...preset, averages, nightAverage };
    const day = START + week * 7 + 3;
    const first = workweekEnd(day, policy) - 6;
    const fromSec = factsFrom(first, policy) * 86_400;
    const beforeSec = (factsTo(first, policy) + 1) * 86_400;
    // Long runs without a day off, weeks off and weeks of leave: what the rules about weeks and averages look at.
    const aWeek = fc.record({
      worked: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 7, maxLength: 7 }),
      isOff: fc.integer({ min: 0, max: 9 }),
      hours: fc.integer({ min: 9, max: 11 }),
      from: fc.constantFrom(7, 9, 21),
    });
    fc.assert(
      fc.property(fc.array(aWeek, { minLength: WEEKS, maxLength: WEEKS }), weeks => {
        const days = weeks.flatMap((of, index) =>
          of.worked.map((die, offset) => ({ ...of, date: START + index * 7 + offset, isWorked: die > 0 })),
        );
        const punches = days
          .filter(({ isOff, isWorked }) => isOff > 1 && isWorked)
          .flatMap(({ date, from, hours }) => {
            const inSec = date * 86_400 + from * 3600;
            return [aPunch('IN', inSec), aPunch('OUT', inSec + hours * 3600)];
          });
        const leave = days
          .filter(({ isOff }) => isOff === 1)
          .map(({ date }) => ({ date, kind: 'annual' as const, seconds: 0, code: 'LEAVE' }));
        const found = (given: typeof punches) =>
          compute(given, { policy, leave }).findings.filter(
            ({ date }) => date !== null && date >= first && date < first + 7,
          );
        const window = punches.filter(({ atSec }) => atSec >= fromSec && atSec < beforeSec);
        expect(found(window)).toEqual(found(punches));
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
