import { describe, expect, it } from '@jest/globals';
import { aPolicy } from '../../../test/kit/hours-kit.ts';
import { formatDay, parseDay } from '../domain/index.ts';
import { borderProblem, bordersOf, changedGroups, nextBorder } from './borders.ts';
import type { RefSpan } from './resolve.ts';

const MONDAYS = aPolicy({ name: 'mondays' });
const SUNDAYS = aPolicy({ name: 'sundays', workweek: { startDow: 7 } });
const MONTHLY = aPolicy({ name: 'monthly', payPeriod: { kind: 'monthly', startDay: 1, payDay: 5 } });
const WEEKLY = aPolicy({ name: 'weekly', payPeriod: { kind: 'weekly', startDow: 1 } });

const day = parseDay;
const span = (name: string, from: string, to: string): RefSpan => ({
  policy: { name, version: 1 },
  from: day(from),
  to: day(to),
});

describe('where rules may change', () => {
  it.each([
    ['a Monday between two policies of Mondays', '2026-06-08', MONDAYS, MONDAYS, null],
    [
      'a Tuesday',
      '2026-06-09',
      MONDAYS,
      MONDAYS,
      '2026-06-09 is not the first day of a workweek of "mondays"',
    ],
    ['a Sunday that only one of them begins on', '2026-06-07', MONDAYS, SUNDAYS, 'of "mondays"'],
    ['the beginning of the first rules', '2026-06-07', null, SUNDAYS, null],
    ['the end of the last rules', '2026-06-10', MONDAYS, null, 'of "mondays"'],
    ['a Monday in a month', '2026-06-08', WEEKLY, MONTHLY, 'of a pay period of "monthly"'],
    ['a Monday that begins a month', '2026-06-01', WEEKLY, MONTHLY, null],
    ['a Monday in a month between two versions', '2026-06-08', MONTHLY, { ...MONTHLY, version: 2 }, null],
    ['a Monday in a month before which nobody was paid', '2026-06-08', MONDAYS, MONTHLY, '"monthly"'],
    ['no rules on either side', '2026-06-10', null, null, null],
  ])('%s', (_name, date, before, after, expected) => {
    const problem = borderProblem(day(date), before, after);
    if (expected === null) expect(problem).toBeNull();
    else expect(problem?.en).toContain(expected);
  });

  it('is found ahead, or is nowhere near', () => {
    const found = nextBorder(day('2026-06-09'), [{ before: WEEKLY, after: MONTHLY }]);
    expect(found === null ? null : formatDay(found)).toBe('2027-02-01');
    const pairs = [
      { before: WEEKLY, after: MONTHLY },
      { before: MONDAYS, after: SUNDAYS },
    ];
    expect(nextBorder(day('2026-06-09'), pairs)).toBeNull();
  });
});

describe('borders of what applies', () => {
  it('are where a policy begins, ends or gives way, after the first day', () => {
    const spans = [span('a', '2026-06-01', '2026-06-07'), span('b', '2026-06-08', '2026-06-14')];
    expect(bordersOf(spans, day('2026-06-01'), day('2026-06-30'))).toEqual([
      { day: day('2026-06-08'), before: { name: 'a', version: 1 }, after: { name: 'b', version: 1 } },
      { day: day('2026-06-15'), before: { name: 'b', version: 1 }, after: null },
    ]);
    expect(bordersOf(spans, day('2026-05-31'), day('2026-06-07'))).toMatchObject([
      { before: null, after: { name: 'a' } },
    ]);
  });
});

describe('groups that are touched', () => {
  it('are those of the dates that differ, from a date on', () => {
    const old = [span('a', '2026-06-01', '2026-06-14'), span('b', '2026-06-15', '2026-06-30')];
    const next = [span('c', '2026-06-01', '2026-06-14'), span('b', '2026-06-15', '2026-06-30')];
    expect(changedGroups(old, next, day('2026-06-01'))).toEqual(new Set(['a', 'c']));
    expect(changedGroups(old, next, day('2026-06-15'))).toEqual(new Set());
    expect(changedGroups(old, old.slice(0, 1), day('2026-06-01'))).toEqual(new Set(['b']));
  });
});
