import { describe, expect, it } from '@jest/globals';
import { resolveWallTime } from './wall-time.ts';

const sec = (instant: string) => Date.parse(instant) / 1000;
const BERLIN = 'Europe/Berlin';

describe('typed wall-clock times', () => {
  it.each([
    ['in summer', '2026-06-15', '07:58', '2026-06-15T05:58:00Z'],
    ['with seconds', '2026-06-15', '07:58:30', '2026-06-15T05:58:30Z'],
    ['just before a gap', '2026-03-29', '01:59', '2026-03-29T00:59:00Z'],
    ['just after a gap', '2026-03-29', '03:00', '2026-03-29T01:00:00Z'],
    ['just after what happens twice', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
  ])('are the instant they name %s', (_, date, time, expected) => {
    expect(resolveWallTime(BERLIN, { date, time })).toEqual({ kind: 'instant', sec: sec(expected) });
  });

  it.each([
    [BERLIN, '2026-03-29', '02:30', 'from 2026-03-29 02:00 to 2026-03-29 03:00'],
    ['America/New_York', '2026-03-08', '02:00', 'from 2026-03-08 02:00 to 2026-03-08 03:00'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', 'from 2026-10-04 02:00 to 2026-10-04 02:30'],
    ['Pacific/Apia', '2011-12-30', '12:00', 'from 2011-12-30 00:00 to 2011-12-31 00:00'],
  ])('are refused in the gap of %s, whatever the offset', (zone, date, time, jump) => {
    for (const offset of [undefined, 'earlier', '+02:00']) {
      const resolved = resolveWallTime(zone, { date, time, offset });
      expect(resolved).toMatchObject({
        kind: 'LOCAL_TIME_GAP',
        message: { en: expect.stringContaining(jump) },
      });
    }
  });

  it.each([
    [BERLIN, '02:30', '+02:00', '2026-10-25T00:30:00Z'],
    [BERLIN, '02:30', 'earlier', '2026-10-25T00:30:00Z'],
    [BERLIN, '02:30', '+01:00', '2026-10-25T01:30:00Z'],
    [BERLIN, '02:30', 'later', '2026-10-25T01:30:00Z'],
    // Half an hour is repeated there.
    ['Australia/Lord_Howe', '01:45', '+11:00', '2026-04-04T14:45:00Z'],
    ['Australia/Lord_Howe', '01:45', '+10:30', '2026-04-04T15:15:00Z'],
  ])('%s: a repeated %s with offset %s is one instant', (zone, time, offset, expected) => {
    const date = zone === BERLIN ? '2026-10-25' : '2026-04-05';
    expect(resolveWallTime(zone, { date, time, offset })).toEqual({ kind: 'instant', sec: sec(expected) });
  });

  it('are refused without offset when they happen twice, and with an offset that is not there', () => {
    expect(resolveWallTime(BERLIN, { date: '2026-10-25', time: '02:30' })).toEqual({
      kind: 'LOCAL_TIME_AMBIGUOUS',
      message: {
        en: '2026-10-25 02:30 in Europe/Berlin happens twice, say which with "offset": +02:00 or +01:00.',
        de: '2026-10-25 02:30 in Europe/Berlin kommt zweimal vor, sagen Sie mit „offset“, welches: +02:00 oder +01:00.',
      },
    });
    expect(resolveWallTime(BERLIN, { date: '2026-10-25', time: '02:30', offset: '+05:00' }).kind).toBe(
      'LOCAL_TIME_AMBIGUOUS',
    );
    expect(resolveWallTime(BERLIN, { date: '2026-06-15', time: '02:30', offset: '+01:00' })).toMatchObject({
      kind: 'LOCAL_TIME_AMBIGUOUS',
      message: { en: '2026-06-15 02:30 in Europe/Berlin does not have offset +01:00: +02:00.' },
    });
    expect(resolveWallTime(BERLIN, { date: '2026-06-15', time: '02:30', offset: '+02:00' }).kind).toBe(
      'instant',
    );
  });

  it('throw for a date or a zone that does not exist', () => {
    expect(() => resolveWallTime(BERLIN, { date: '2026-02-30', time: '02:30' })).toThrow(RangeError);
    expect(() => resolveWallTime('Europe/Atlantis', { date: '2026-02-20', time: '02:30' })).toThrow(
      RangeError,
    );
  });
});
