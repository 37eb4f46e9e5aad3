import { describe, expect, it } from '@jest/globals';
import { meaningOf } from './attempt.ts';
import { GIVE_UP_AFTER_MS, nextTry } from './retry.ts';

const MIDDLE = 0.5;

describe('the next try', () => {
  it('comes after ever longer pauses, six hours at most', () => {
    const pauses = Array.from({ length: 11 }, (_, nth) => {
      const next = nextTry({ failures: nth + 1, sinceMs: 0, nowMs: 0, random: MIDDLE });
      return (next ?? 0) / 1_000;
    });
    expect(pauses).toEqual([5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 21_600, 21_600]);
  });

  it('comes a fifth sooner or later at random', () => {
    expect(nextTry({ failures: 1, sinceMs: 0, nowMs: 0, random: 0 })).toBe(4_000);
    expect(nextTry({ failures: 1, sinceMs: 0, nowMs: 0, random: 1 })).toBe(6_000);
  });

  it('does not come once nothing got through for three days', () => {
    const failing = { failures: 20, sinceMs: 1_000, random: MIDDLE };
    expect(nextTry({ ...failing, nowMs: 1_000 + GIVE_UP_AFTER_MS - 1 })).not.toBeNull();
    expect(nextTry({ ...failing, nowMs: 1_000 + GIVE_UP_AFTER_MS })).toBeNull();
  });
});

describe('an answer', () => {
  it.each([
    [200, 'delivered'],
    [299, 'delivered'],
    [199, 'failed'],
    [301, 'failed'],
    [404, 'failed'],
    [410, 'gone'],
    [500, 'failed'],
  ])('%i means %s', (status, meaning) => {
    expect(meaningOf({ kind: 'answered', status, answer: '' })).toBe(meaning);
  });

  it('that does not come means that it failed', () => {
    expect(meaningOf({ kind: 'failed', problem: 'timeout' })).toBe('failed');
  });
});
