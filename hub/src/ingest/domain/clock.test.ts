import { describe, expect, it } from '@jest/globals';
import { clockSkewMs, estimateOccurredAtMs } from './clock.ts';

const sending = { sentAtMs: 1_000_000, sentUptimeMs: 60_000, receivedAtMs: 1_000_040 };

describe('clocks of a sending', () => {
  it('counts back from the arrival by the monotonic clock', () => {
    expect(estimateOccurredAtMs(50_000, sending)).toBe(990_040);
  });

  it('knows nothing about an earlier boot or a clock that ran backwards', () => {
    expect(estimateOccurredAtMs(50_000, { ...sending, sentUptimeMs: null })).toBeNull();
    expect(estimateOccurredAtMs(60_001, sending)).toBeNull();
  });

  it('finds a clock that was wrong at the punch and right at the sending', () => {
    const estimated = estimateOccurredAtMs(50_000, sending);
    expect(clockSkewMs(990_040 - 3_600_000, estimated, sending)).toBe(-3_600_000);
    expect(clockSkewMs(990_000, estimated, sending)).toBe(-40);
  });

  it('falls back to the clock at the sending', () => {
    expect(clockSkewMs(5, null, { ...sending, sentAtMs: 2_000_040 })).toBe(1_000_000);
  });
});
