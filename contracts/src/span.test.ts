import { expect, it } from '@jest/globals';
import { datesBetween } from './span.ts';

it('dates between two are every one of them, over the end of a month, of a year, and a change of clocks', () => {
  expect(datesBetween('2026-10-24', '2026-10-26')).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
  expect(datesBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  expect(datesBetween('2026-12-31', '2027-01-01')).toEqual(['2026-12-31', '2027-01-01']);
  expect(datesBetween('2026-01-02', '2026-01-01')).toEqual([]);
});
