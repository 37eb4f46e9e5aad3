import { describe, expect, it } from '@jest/globals';
import { formatDay, parseDay } from './civil.ts';

describe('a day as text', () => {
  it('is the date that it was read from, on each day of a whole cycle of 400 years', () => {
    const wrong: string[] = [];
    for (let day = parseDay('1799-12-31'); day <= parseDay('2200-01-01'); day += 1) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (formatDay(day) !== text) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });

  it.each(['0000-01-01', '0000-02-29', '0999-12-31', '1900-02-28', '9999-12-31'])('is right on %s', date => {
    expect(formatDay(parseDay(date))).toBe(date);
  });
});
