import { describe, expect, it } from '@jest/globals';
import { lockSeconds, ringTiming, secondsLeft } from './countdown.ts';

describe('the countdown', () => {
  it.each([
    [4_000, 4],
    [3_999, 4],
    [3_001, 4],
    [3_000, 3],
    [1, 1],
    [0, 0],
    [-50, 0],
  ])('shows %i ms as %i s', (ms, seconds) => {
    expect(secondsLeft(ms)).toBe(seconds);
  });

  it('draws a ring that is as far as the bridge says', () => {
    expect(ringTiming(4_000, 2_900)).toEqual({ durationMs: 4_000, elapsedMs: 1_100, steps: 4 });
  });

  it('never draws a ring that is more than full or less than empty', () => {
    expect(ringTiming(4_000, 9_000).elapsedMs).toBe(0);
    expect(ringTiming(4_000, -1).elapsedMs).toBe(4_000);
    expect(ringTiming(0, 0)).toEqual({ durationMs: 1, elapsedMs: 1, steps: 1 });
  });

  it('counts a lock down from the moment it was told and then opens', () => {
    expect(lockSeconds(30_000, 1_000, 1_000)).toBe(30);
    expect(lockSeconds(30_000, 1_000, 30_999)).toBe(1);
    expect(lockSeconds(30_000, 1_000, 31_000)).toBe(0);
    expect(lockSeconds(30_000, 1_000, 0)).toBe(30);
    expect(lockSeconds(0, 1_000, 1_000)).toBe(0);
  });
});
