import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { elsewhere, isTooOften, leastMetres, soonestSeconds, tappedWith } from './identity.ts';

const tap = (atMs: number, more: { latitude?: number; isWeb?: boolean; accuracyMetres?: number } = {}) => ({
  atMs,
  isWeb: more.isWeb ?? false,
  spot:
    more.latitude === undefined
      ? null
      : { latitude: more.latitude, longitude: 11, accuracyMetres: more.accuracyMetres ?? 0 },
});

describe('one person at two terminals', () => {
  it.each([
    [0, 'two-places'],
    [5_000, 'two-places'],
    [5_001, undefined],
  ])('%i ms apart', (apart, code) => {
    expect(elsewhere(tap(0), tap(apart))?.code).toBe(code);
    expect(elsewhere(tap(apart), tap(0))?.code).toBe(code);
  });

  it('of which one is a browser may be anywhere', () => {
    expect(elsewhere(tap(0), tap(1_000, { isWeb: true }))).toBeNull();
  });

  it('has gone the way between them, if there was time for it', () => {
    // 0.01 degrees of latitude are 1,112 m: driving takes 150 s, running 277.
    const way = (apart: number) => elsewhere(tap(0, { latitude: 48 }), tap(apart, { latitude: 48.01 }));
    expect(way(149_999)).toEqual({ code: 'impossible-way', seconds: 149, limitSeconds: 150 });
    expect(way(150_000)).toBeNull();
  });

  it('may be nearer than a telephone says', () => {
    const phone = tap(1_000, { latitude: 48.01, isWeb: true, accuracyMetres: 1_200 });
    expect(elsewhere(tap(0, { latitude: 48 }), phone)).toBeNull();
  });

  it('takes longer for a longer way, and no way has a negative length', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000), (metres, more) => {
        expect(soonestSeconds(metres + more)).toBeGreaterThanOrEqual(soonestSeconds(metres));
      }),
    );
    const spot = fc.record({
      latitude: fc.integer({ min: -90, max: 90 }),
      longitude: fc.integer({ min: -180, max: 180 }),
      accuracyMetres: fc.nat(1_000),
    });
    fc.assert(
      fc.property(spot, spot, (a, b) => {
        expect(leastMetres(a, b)).toBeGreaterThanOrEqual(0);
        expect(leastMetres(a, b)).toBeCloseTo(leastMetres(b, a), 3);
        expect(leastMetres(a, b)).toBeLessThan(20_100_000);
      }),
    );
  });
});

it.each([
  [5, 5, true],
  [5, 10, true],
  [5, 11, false],
  [4, 4, false],
])('two badges together on %i of %i days: %s', (days, ofDays, tooOften) => {
  expect(isTooOften(days, ofDays)).toBe(tooOften);
});

describe('who was tapped with', () => {
  const near = (employee: string | null, apartMs: number) => ({ employee, apartMs });

  it.each([
    ['is the only one around, within four seconds', [near('berk', 4_000)], 'berk'],
    ['is nobody at more', [near('berk', 4_001)], null],
    ['is one person, however often', [near('berk', 3_000), near('berk', 20_000)], 'berk'],
    ['is nobody in a queue', [near('berk', 3_000), near('anna', 50_000)], null],
    ['is nobody beside an unknown badge', [near('berk', 3_000), near(null, 50_000)], null],
    ['is nobody where nobody is', [], null],
  ])('%s', (_name, neighbours, expected) => {
    expect(tappedWith(neighbours)).toBe(expected);
  });
});
