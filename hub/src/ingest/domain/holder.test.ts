import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Holding, holderAt, tappedAtMs } from './holder.ts';

const anna: Holding = { employee: 'anna', fromMs: 100, untilMs: 200, endedWhy: 'lost' };
const berk: Holding = { employee: 'berk', fromMs: 300, untilMs: null, endedWhy: null };

describe('the holder of a badge', () => {
  it.each([
    [-5, 'anna', 'before the office wrote it down, its first holder'],
    [100, 'anna', 'from the instant on at which it was given'],
    [199, 'anna', 'to the last instant before it was lost'],
    [200, 'lost', 'from the instant on at which it was lost, nobody'],
    [299, 'lost', 'between two people, nobody'],
    [300, 'berk', 'whoever got it next'],
    [9_999, 'berk', 'without an end, for good'],
  ])('at %i is %s: %s', (atMs, who) => {
    const holder = holderAt([anna, berk], atMs);
    expect(holder.kind === 'held' ? holder.employee : holder.endedWhy).toBe(who);
  });

  it('is nobody where there never was one', () => {
    expect(holderAt([], 5)).toEqual({ kind: 'nobody', endedWhy: null });
  });

  it('never was who got it by mistake', () => {
    const mistake: Holding = { employee: 'anna', fromMs: 100, untilMs: 100, endedWhy: 'withdrawn' };
    expect(holderAt([mistake], 50)).toEqual({ kind: 'nobody', endedWhy: null });
    expect(holderAt([mistake, berk], 150)).toEqual({ kind: 'held', employee: 'berk' });
  });

  it('is somebody whose time it is, or the first one, whatever the times are', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(times, fc.integer({ min: -10, max: 1_010 }), (instants, atMs) => {
        const sorted = instants.toSorted((a, b) => a - b);
        const holdings = sorted.flatMap((fromMs, at): Holding[] => {
          const untilMs = sorted[at + 1];
          return at % 2 === 1 || untilMs === undefined
            ? []
            : [{ employee: String(at), fromMs, untilMs, endedWhy: 'returned' }];
        });
        const within = holdings.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < (untilMs ?? 0));
        const early = atMs < (holdings[0]?.fromMs ?? 0) ? holdings[0] : undefined;
        const holder = holderAt(holdings, atMs);
        expect(holder.kind === 'held' ? holder.employee : undefined).toBe((within ?? early)?.employee);
      }),
    );
  });
});

describe('the instant of a tap', () => {
  it('is the terminal’s, the monotonic clock’s where that is known, and never after the arrival', () => {
    const receivedAtMs = 1_000;
    expect(tappedAtMs({ occurredAtMs: 500, estimatedAtMs: null, receivedAtMs })).toBe(500);
    expect(tappedAtMs({ occurredAtMs: 500, estimatedAtMs: 700, receivedAtMs })).toBe(700);
    expect(tappedAtMs({ occurredAtMs: 5_000, estimatedAtMs: null, receivedAtMs })).toBe(1_000);
  });
});
