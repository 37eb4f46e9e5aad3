import { describe, expect, it } from '@jest/globals';
import { createFormat } from './format.ts';

const NOW = Date.parse('2026-11-23T04:58:12.345Z');
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('times on screens', () => {
  const english = createFormat('en', 'Europe/Berlin');
  const german = createFormat('de', 'Europe/Berlin');
  const american = createFormat('en', 'America/Chicago');

  it('are in the zone of the site, not of the device', () => {
    expect(english.time('2026-11-23T04:58:12.345Z')).toBe('05:58');
    expect(plain(american.time('2026-11-23T04:58:12.345Z'))).toBe('10:58 PM');
    expect(english.clock(NOW)).toEqual({ hour: '05', minute: '58', second: '12', period: '' });
    expect(american.clock(NOW).period).toBe('PM');
    expect(american.hour('2026-11-23T04:58:12.345Z')).toBe(22);
  });

  it('R6: follow both sides of a daylight-saving night', () => {
    expect(german.time('2026-10-25T00:30:00.000Z')).toBe('02:30');
    expect(german.time('2026-10-25T01:30:00.000Z')).toBe('02:30');
    expect(german.time('2026-10-25T02:30:00.000Z')).toBe('03:30');
  });

  it('show midnight as 00, never as 24', () => {
    expect(english.clock(Date.parse('2026-11-22T23:05:00.000Z')).hour).toBe('00');
    expect(german.hour('2026-11-22T23:05:00.000Z')).toBe(0);
  });

  it('name the day only when it was not today on the site', () => {
    expect(english.moment('2026-11-23T04:57:00.000Z', NOW)).toBe('05:57');
    expect(plain(english.moment('2026-11-20T04:57:00.000Z', NOW))).toBe('Fri 05:57');
    expect(plain(german.moment('2026-11-20T04:57:00.000Z', NOW))).toBe('Fr 05:57');
    // 23:30 UTC on the 22nd is already the 23rd in Berlin.
    expect(english.moment('2026-11-22T23:30:00.000Z', NOW)).toBe('00:30');
  });

  it('write dates and ranges the way the language does', () => {
    expect(english.date(NOW)).toBe('Monday 23 November');
    expect(german.date(NOW)).toBe('Montag, 23. November');
    expect(english.range('2026-11-23T05:00:00.000Z', '2026-11-23T13:00:00.000Z')).toBe('06:00–14:00');
  });

  it('fall back to the device’s zone when the browser does not know the site’s', () => {
    expect(createFormat('en', 'Mars/Olympus').time('2026-11-23T04:58:12.345Z')).toMatch(
      /^\d\d:\d8$|^\d\d:58$/,
    );
  });
});

describe('durations', () => {
  const { duration, count } = createFormat('de', 'Europe/Berlin');

  it.each([
    [0, '0 min'],
    [1, '1 min'],
    [59, '1 min'],
    [60, '1 min'],
    [430, '7 min'],
    [3_600, '1 h'],
    [12_840, '3 h 34 min'],
    [3_600_000, '1.000 h'],
  ])('of %i s read %s', (seconds, text) => {
    expect(plain(duration(seconds))).toBe(text);
  });

  it('keep number and unit on one line', () => {
    expect(duration(12_840)).not.toContain(' ');
    expect(count(12_500)).toBe('12.500');
  });
});
