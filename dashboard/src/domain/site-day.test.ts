import { describe, expect, it } from '@jest/globals';
import { siteDay } from './site-day.ts';

const hours = (zone: string, instant: string) => {
  const { startMs, endMs } = siteDay(Date.parse(instant), zone);
  return { from: new Date(startMs).toISOString(), hours: (endMs - startMs) / 3_600_000 };
};

describe('the day of a site', () => {
  it.each([
    ['Europe/Berlin', '2026-11-23T05:10:00.000Z', '2026-11-22T23:00:00.000Z', 24],
    ['Europe/Berlin', '2026-11-22T23:00:00.000Z', '2026-11-22T23:00:00.000Z', 24],
    ['Europe/Berlin', '2026-11-22T22:59:59.999Z', '2026-11-21T23:00:00.000Z', 24],
    ['Europe/Berlin', '2026-10-25T12:00:00.000Z', '2026-10-24T22:00:00.000Z', 25],
    ['Europe/Berlin', '2026-03-29T12:00:00.000Z', '2026-03-28T23:00:00.000Z', 23],
    ['America/New_York', '2026-11-23T04:59:00.000Z', '2026-11-22T05:00:00.000Z', 24],
    ['Asia/Kolkata', '2026-11-23T05:10:00.000Z', '2026-11-22T18:30:00.000Z', 24],
  ])('%s at %s began at %s and has %s hours (R6)', (zone, now, from, length) => {
    expect(hours(zone, now)).toEqual({ from, hours: length });
  });
});
