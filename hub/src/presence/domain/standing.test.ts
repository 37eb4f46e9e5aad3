import { describe, expect, it } from '@jest/globals';
import type { PunchAction } from '@tapclock/contracts';
import { stateAfter } from '@tapclock/contracts';
import fc from 'fast-check';
import { isNewer, realInstantMs, type Standing, standingAfter, standingOf, type Tap } from './standing.ts';
import { weekFinder, weekOf } from './week.ts';

const week = weekFinder('Europe/Berlin');
let made = 0;

function tap(at: string, action: PunchAction, more: Partial<Tap> = {}): Tap {
  made += 1;
  return {
    punchId: `0195a1b2-0000-7000-8000-${String(made).padStart(12, '0')}`,
    atMs: Date.parse(at),
    action,
    state: stateAfter(action) ?? 'out',
    forgotClockOut: false,
    terminal: 'gate-1',
    place: 'Gate 1',
    ...more,
  };
}

describe('standingOf', () => {
  it('counts from in to out without breaks', () => {
    const taps = [
      tap('2026-11-23T05:00:00Z', 'clock-in'),
      tap('2026-11-23T09:00:00Z', 'break-start'),
      tap('2026-11-23T09:30:00Z', 'break-end'),
      tap('2026-11-23T13:00:30Z', 'clock-out'),
    ];
    expect(standingOf(taps, week)).toMatchObject({
      state: 'out',
      clockedInAtMs: null,
      weekSeconds: 7.5 * 3600 + 30,
    });
  });

  it('keeps the start of the stay over a break', () => {
    const taps = [tap('2026-11-23T05:00:00Z', 'clock-in'), tap('2026-11-23T09:00:00Z', 'break-start')];
    expect(standingOf(taps, week)).toMatchObject({
      state: 'break',
      clockedInAtMs: Date.parse('2026-11-23T05:00:00Z'),
    });
  });

  it('pays elapsed time in the night the clocks go back (R6)', () => {
    const taps = [tap('2026-10-24T20:00:00Z', 'clock-in'), tap('2026-10-25T05:00:00Z', 'clock-out')];
    expect(standingOf(taps, week)?.weekSeconds).toBe(9 * 3600);
  });

  it("splits a night shift at the site's midnight from Sunday to Monday", () => {
    const taps = [tap('2026-11-22T21:00:00Z', 'clock-in'), tap('2026-11-23T05:00:00Z', 'clock-out')];
    expect(standingOf(taps, week)?.weekSeconds).toBe(6 * 3600);
  });

  it('does not pay a night that nobody clocked out of', () => {
    const taps = [
      tap('2026-11-23T05:00:00Z', 'clock-in'),
      tap('2026-11-24T05:00:00Z', 'clock-in', { forgotClockOut: true }),
    ];
    expect(standingOf(taps, week)).toMatchObject({
      clockedInAtMs: Date.parse('2026-11-24T05:00:00Z'),
      weekSeconds: 0,
    });
  });

  it('goes on with the stay at a second clock-in that is only a slip', () => {
    const taps = [tap('2026-11-23T05:00:00Z', 'clock-in'), tap('2026-11-23T06:00:00Z', 'clock-in')];
    expect(standingOf(taps, week)).toMatchObject({
      clockedInAtMs: Date.parse('2026-11-23T05:00:00Z'),
      weekSeconds: 3600,
    });
  });

  it('gives the same for any order of arrival, one by one or all at once (R8)', () => {
    const actions: PunchAction[] = ['clock-in', 'clock-out', 'break-start', 'break-end'];
    const anyTaps = fc.array(
      fc
        .record({ minute: fc.integer({ min: 0, max: 20_000 }), action: fc.constantFrom(...actions) })
        .map(({ minute, action }) =>
          tap(new Date(Date.UTC(2026, 10, 16) + minute * 60_000).toISOString(), action),
        ),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(anyTaps, fc.infiniteStream(fc.nat()), (taps, order) => {
        const all = standingOf(taps, week);
        const shuffled = taps
          .map(entry => ({ entry, key: order.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const seen: Tap[] = [];
        let standing: Standing | null = null;
        for (const entry of shuffled) {
          seen.push(entry);
          standing =
            !standing || isNewer(entry, standing)
              ? standingAfter(standing, entry, week)
              : standingOf(seen, week);
        }
        expect(standing).toEqual(all);
      }),
    );
  });
});

describe('realInstantMs', () => {
  const receivedAt = '2026-11-23T06:00:00.000Z';
  it('believes the terminal while its clock is right', () => {
    const occurredAt = '2026-11-22T20:00:00.000Z';
    expect(realInstantMs({ occurredAt, receivedAt, findings: [] })).toBe(Date.parse(occurredAt));
  });
  it('puts a measured clock right', () => {
    const findings = [{ code: 'clock-off' as const, seconds: 3600 }];
    expect(realInstantMs({ occurredAt: '2026-11-23T06:50:00.000Z', receivedAt, findings })).toBe(
      Date.parse('2026-11-23T05:50:00.000Z'),
    );
  });
  it('lets no punch be of the future', () => {
    expect(realInstantMs({ occurredAt: '2099-01-01T00:00:00.000Z', receivedAt, findings: [] })).toBe(
      Date.parse(receivedAt),
    );
  });
});

describe('weekOf', () => {
  it('is an hour longer when the clocks go back', () => {
    const { startsAtMs, endsAtMs } = weekOf(Date.parse('2026-10-25T12:00:00Z'), 'Europe/Berlin');
    expect(new Date(startsAtMs).toISOString()).toBe('2026-10-18T22:00:00.000Z');
    expect((endsAtMs - startsAtMs) / 3_600_000).toBe(169);
  });
});
