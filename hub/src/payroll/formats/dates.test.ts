import { describe, expect, it } from '@jest/globals';
import { spellDate } from './dates.ts';

describe('dates', () => {
  it.each([
    ['DD/MM/YYYY', '02/01/2026'],
    ['MM/DD/YY', '01/02/26'],
    ['YYYYMMDD', '20260102'],
    ['DD.MM.YYYY', '02.01.2026'],
  ])('spells a date as %s', (pattern, text) => {
    expect(spellDate('2026-01-02', pattern)).toBe(text);
  });
});
