import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTokenBucket } from './token-bucket.ts';

describe('token bucket', () => {
  it('lets a burst through, then what comes back with time, in whole tokens', () => {
    const bucket = createTokenBucket({ burst: 10, perSecond: 5 });
    expect(bucket.take(4, 1000)).toBe(4);
    expect(bucket.take(9, 1000)).toBe(6);
    expect(bucket.take(1, 1000)).toBe(0);
    expect(bucket.take(1, 1199)).toBe(0);
    expect(bucket.take(1, 1200)).toBe(1);
    expect(bucket.take(3, 1600)).toBe(2);
  });

  it('never saves up more than the burst', () => {
    const bucket = createTokenBucket({ burst: 3, perSecond: 5 });
    bucket.take(3, 0);
    expect(bucket.take(100, 3_600_000)).toBe(3);
  });

  it('gives nothing for time that runs backwards', () => {
    const bucket = createTokenBucket({ burst: 1, perSecond: 1 });
    bucket.take(1, 5000);
    expect(bucket.take(1, 0)).toBe(0);
  });

  it('lets through at most the burst and the rate, however it is asked', () => {
    const asks = fc.array(fc.tuple(fc.nat(50), fc.nat(400)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(asks, input => {
        const bucket = createTokenBucket({ burst: 20, perSecond: 10 });
        let [nowMs, startMs, taken] = [0, 0, 0];
        input.forEach(([wanted, waitMs], index) => {
          nowMs += waitMs;
          if (index === 0) startMs = nowMs;
          taken += bucket.take(wanted, nowMs);
        });
        expect(taken).toBeLessThanOrEqual(20 + ((nowMs - startMs) * 10) / 1000);
      }),
    );
  });
});
