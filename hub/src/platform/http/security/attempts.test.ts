import { describe, expect, it } from '@jest/globals';
import { Attempts } from './attempts.ts';

const T0 = Date.parse('2026-11-23T06:00:00.000Z');

describe('attempts', () => {
  it('are refused after so many, until the span that began with the first is over', () => {
    const attempts = new Attempts({ max: 2, spanMs: 60_000 });
    attempts.count('a', T0);
    expect(attempts.waitMs('a', T0)).toBe(0);
    attempts.count('a', T0 + 10_000);
    expect(attempts.waitMs('a', T0 + 10_000)).toBe(50_000);
    expect(attempts.waitMs('b', T0 + 10_000)).toBe(0);
    expect(attempts.waitMs('a', T0 + 60_000)).toBe(0);
  });

  it('begin a new span afterwards', () => {
    const attempts = new Attempts({ max: 1, spanMs: 60_000 });
    attempts.count('a', T0);
    attempts.count('a', T0 + 60_000);
    expect(attempts.waitMs('a', T0 + 60_000)).toBe(60_000);
  });

  it('forget the oldest source rather than grow', () => {
    const attempts = new Attempts({ max: 1, spanMs: 60_000 });
    for (let source = 0; source < 10_001; source += 1) attempts.count(String(source), T0);
    expect(attempts.waitMs('0', T0)).toBe(0);
    expect(attempts.waitMs('1', T0)).toBe(60_000);
  });
});
