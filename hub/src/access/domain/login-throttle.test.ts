import { describe, expect, it } from '@jest/globals';
import { LOCK_MS, type LoginHistory, waitBeforeLogin } from './login-throttle.ts';

const NOW = Date.UTC(2026, 10, 27, 6);

function waits(history: Partial<LoginHistory>, nowMs = NOW): number {
  return waitBeforeLogin(
    { pair: null, account: null, source: null, isKnownSource: false, ...history },
    nowMs,
  );
}

const failed = (failures: number, lastAtMs = NOW) => ({ failures, lastAtMs });

describe('how long a login waits', () => {
  it('is not at all when nothing failed', () => expect(waits({})).toBe(0));

  it('grows from the first failure of an account from one source, and the fifth locks it there', () => {
    expect([1, 2, 3, 4, 5, 6].map(failures => waits({ pair: failed(failures) }))).toEqual([
      1_000,
      2_000,
      4_000,
      8_000,
      LOCK_MS,
      LOCK_MS,
    ]);
  });

  it('ends with the moment it was said to end', () => {
    expect(waits({ pair: failed(5) }, NOW + LOCK_MS - 1)).toBe(1);
    expect(waits({ pair: failed(5) }, NOW + LOCK_MS)).toBe(0);
  });

  it('is nothing for a known source, whatever strangers do elsewhere and neighbours mistype', () => {
    expect(waits({ account: failed(100_000), source: failed(299), isKnownSource: true })).toBe(0);
  });

  it('is a moment between any two where so many fail that somebody there tries passwords, and no lock', () => {
    expect(
      [299, 300, 100_000].map(failures => waits({ source: failed(failures), isKnownSource: true })),
    ).toEqual([0, 2_000, 2_000]);
  });

  it('holds for a known source that fails itself', () => {
    expect(waits({ pair: failed(5), isKnownSource: true })).toBe(LOCK_MS);
  });

  it('is a minute at most for an unknown source while strangers try', () => {
    expect([9, 10, 11, 15, 16, 1_000_000].map(failures => waits({ account: failed(failures) }))).toEqual([
      0, 1_000, 2_000, 32_000, 60_000, 60_000,
    ]);
  });

  it('is the lock for a source that tried many accounts', () => {
    expect([49, 50].map(failures => waits({ source: failed(failures) }))).toEqual([0, LOCK_MS]);
  });

  it('is the longest of what applies', () => {
    expect(waits({ pair: failed(2), account: failed(13), source: failed(3) })).toBe(8_000);
  });
});
