import { describe, expect, it } from '@jest/globals';
import { datesBetween, spellDate } from './dates.ts';

describe('dates', () => {
  it.each([
    ['DD/MM/YYYY', '02/01/2026'],
    ['MM/DD/YY', '01/02/26'],
    ['YYYYMMDD', '20260102'],
    ['DD.MM.YYYY', '02.01.2026'],
  ])('spells a date as %s', (pattern, text) => {
    expect(spellDate('2026-01-02', pattern)).toBe(text);
  });

  it('counts dates over the change of clocks and the end of a year, both ends included', () => {
    expect(datesBetween('2026-03-28', '2026-03-30')).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
    expect(datesBetween('2026-12-31', '2027-01-01')).toHaveLength(2);
    expect(datesBetween('2026-01-02', '2026-01-01')).toEqual([]);
  });
});
