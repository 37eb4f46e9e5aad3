import { describe, expect, it } from '@jest/globals';
import { type CalendarEntry, icalendar } from './icalendar.ts';

const shift: CalendarEntry = {
  uid: 'a1@tapclock',
  summary: 'Early',
  location: 'Werk Nord, Assembly',
  when: { startsAt: '2026-06-15T04:00:00.000Z', endsAt: '2026-06-15T12:00:00.000Z' },
  changedAt: '2026-06-01T08:30:15.999Z',
};

const linesOf = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');
const utf8 = new TextEncoder();

describe('a calendar', () => {
  it('has every entry with its instants in UTC, its revision and its words', () => {
    expect(linesOf(icalendar('Maria', [shift]))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tapclock//Schedule//EN',
      'CALSCALE:GREGORIAN',
      'NAME:Maria',
      'X-WR-CALNAME:Maria',
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'BEGIN:VEVENT',
      'UID:a1@tapclock',
      'DTSTAMP:20260601T083015Z',
      'LAST-MODIFIED:20260601T083015Z',
      `SEQUENCE:${Math.floor((Date.parse(shift.changedAt) - Date.UTC(2020, 0, 1)) / 1000)}`,
      'DTSTART:20260615T040000Z',
      'DTEND:20260615T120000Z',
      'TRANSP:OPAQUE',
      'SUMMARY:Early',
      'LOCATION:Werk Nord\\, Assembly',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('has a whole date up to the next one, over the end of a month too, and leaves the time free', () => {
    const lines = linesOf(icalendar('M', [{ ...shift, when: { date: '2028-02-29' } }]));
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTART;VALUE=DATE:20280229',
        'DTEND;VALUE=DATE:20280301',
        'TRANSP:TRANSPARENT',
      ]),
    );
  });

  it('marks what has a meaning of its own in texts', () => {
    const lines = linesOf(icalendar('a;b\\c,d\r\ne\nf', []));
    expect(lines).toContain('NAME:a\\;b\\\\c\\,d\\ne\\nf');
  });

  it.each([
    ['of one octet', 'x'],
    ['of two', 'ß'],
    ['of three', '€'],
    ['of four', '🏭'],
  ])('folds lines at 75 octets and leaves characters %s whole', (_, character) => {
    for (let length = 1; length < 200; length += 1) {
      const summary = character.repeat(length);
      const text = icalendar('M', [{ ...shift, summary }]);
      const lines = text.split('\r\n');
      expect(Math.max(...lines.map(line => utf8.encode(line).length))).toBeLessThanOrEqual(75);
      expect(linesOf(text)).toContain(`SUMMARY:${summary}`);
    }
  });

  it('folds no line before it must', () => {
    const summary = 'x'.repeat(75 - 'SUMMARY:'.length);
    expect(icalendar('M', [{ ...shift, summary }])).toContain(`SUMMARY:${summary}\r\n`);
    expect(icalendar('M', [{ ...shift, summary: `${summary}y` }])).toContain(`SUMMARY:${summary}\r\n y\r\n`);
  });

  it('counts a later revision higher', () => {
    const sequenceOf = (changedAt: string) =>
      Number(/SEQUENCE:(\d+)/.exec(icalendar('M', [{ ...shift, changedAt }]))?.[1]);
    expect(sequenceOf('2026-06-01T08:30:17.000Z')).toBeGreaterThan(sequenceOf('2026-06-01T08:30:16.000Z'));
    expect(sequenceOf('2087-12-31T00:00:00.000Z')).toBeLessThan(2 ** 31);
  });
});
