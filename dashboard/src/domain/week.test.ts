import { describe, expect, it } from '@jest/globals';
import type { CoverageSpan } from '@tapclock/contracts';
import { cellOf, coverageOf, datesOf, weekPath } from './week.ts';

const span = (more: Partial<CoverageSpan>): CoverageSpan => ({
  ...{ area: 'assembly', date: '2026-11-23', required: 8, published: 8, drafted: 8 },
  ...{ startsAt: '2026-11-23T05:00:00.000Z', endsAt: '2026-11-23T13:00:00.000Z' },
  ...more,
});

describe('a week', () => {
  it('has seven dates, also over a change of the clocks and of the year', () => {
    expect(datesOf('2026-10-19')).toEqual([19, 20, 21, 22, 23, 24, 25].map(day => `2026-10-${day}`));
    expect(datesOf('2026-12-28').at(-1)).toBe('2027-01-03');
  });

  it('has an empty cell, by the tag of nothing, where the hub named none', () => {
    const cell = { date: '2026-11-24', tag: '5ffccaa857ae28dd', published: [], draft: null, leave: [] };
    expect(cellOf({ cells: [cell] }, '2026-11-24')).toBe(cell);
    expect(cellOf({ cells: [cell] }, '2026-11-23')).toMatchObject({ date: '2026-11-23', tag: '-' });
  });

  it('is short where the drafts leave too few people, the worst first', () => {
    const worse = span({ area: 'press', drafted: 5 });
    const one = span({ drafted: 7 });
    const other = span({ date: '2026-11-24', drafted: 0 });
    expect(coverageOf([one, span({}), worse, other], '2026-11-23')).toEqual({
      spans: 3,
      short: [worse, one],
    });
    expect(coverageOf([span({})], '2026-11-23')?.short).toEqual([]);
    expect(coverageOf([other], '2026-11-23')).toBeNull();
  });

  it('is asked for by team and page; what it is about beside people, by team', () => {
    expect(weekPath('werk-nord', { monday: '2026-11-23', team: 'early', page: 2 })).toEqual({
      rows: '/api/v1/sites/werk-nord/schedule?from=2026-11-23&to=2026-11-29&team=early&page=2&per_page=50',
      overview: '/api/v1/sites/werk-nord/schedule/overview?from=2026-11-23&to=2026-11-29&team=early',
    });
  });
});
