import { expect, it } from '@jest/globals';
import { farApart } from './apart.ts';

const on = (...dates: string[]) => dates.map(date => ({ date }));
const parts = (...dates: string[]) =>
  farApart(on(...dates)).map(part => part.map(({ date }) => date.slice(8)));

it('what is close is judged apart, what is far together', () => {
  expect(parts('2026-06-01', '2026-06-05', '2026-06-09')).toEqual([['01', '05', '09']]);
  expect(parts('2026-06-04', '2026-06-01')).toEqual([['01'], ['04']]);
  expect(parts('2026-06-01', '2026-06-01', '2026-06-02', '2026-06-05')).toEqual([
    ['01', '05'],
    ['01'],
    ['02'],
  ]);
  expect(parts()).toEqual([]);
});
