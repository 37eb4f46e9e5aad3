import type { Instant } from '@tapclock/contracts';

/** One entry of a calendar. */
export interface CalendarEntry {
  /** The same for the same thing for ever. */
  uid: string;
  summary: string;
  location: string | null;
  /** A span of instants, or a whole date. */
  when: { startsAt: Instant; endsAt: Instant } | { date: string };
  changedAt: Instant;
}

/** Octets of a line, its end aside (RFC 5545, 3.1). */
const LINE_OCTETS_MAX = 75;
/** Revisions are counted in seconds from here on: later is always more, and it fits the 31 bits of an INTEGER until 2088. */
const SEQUENCE_START_MS = Date.UTC(2020, 0, 1);

/** A calendar to subscribe to (RFC 5545; name and refresh by RFC 7986), lines ended by CRLF. Instants are UTC, so it needs no zones. */
export function icalendar(name: string, entries: readonly CalendarEntry[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tapclock//Schedule//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...entries.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return lines.map(line => `${folded(line)}\r\n`).join('');
}

function eventLines({ uid, summary, location, when, changedAt }: CalendarEntry): string[] {
  const sequence = Math.max(0, Math.floor((Date.parse(changedAt) - SEQUENCE_START_MS) / 1000));
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    // Without a METHOD it says when the entry was last revised (3.8.7.2), and stays the same while nothing changes.
    `DTSTAMP:${utc(changedAt)}`,
    `LAST-MODIFIED:${utc(changedAt)}`,
    `SEQUENCE:${sequence}`,
    ...('date' in when
      ? [
          `DTSTART;VALUE=DATE:${when.date.replaceAll('-', '')}`,
          `DTEND;VALUE=DATE:${nextDate(when.date)}`,
          'TRANSP:TRANSPARENT',
        ]
      : [`DTSTART:${utc(when.startsAt)}`, `DTEND:${utc(when.endsAt)}`, 'TRANSP:OPAQUE']),
    `SUMMARY:${escaped(summary)}`,
    ...(location === null ? [] : [`LOCATION:${escaped(location)}`]),
    'END:VEVENT',
  ];
}

/** 3.3.11: what has a meaning of its own is marked; line ends become `\n`. */
function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '\\n');
}

/** 3.1: a long line goes on behind CRLF and a space, which counts; characters stay whole. */
function folded(line: string): string {
  const parts: string[] = [];
  let [part, octets] = ['', 0];
  for (const character of line) {
    const size = octetsOf(character);
    const max = parts.length === 0 ? LINE_OCTETS_MAX : LINE_OCTETS_MAX - 1;
    if (octets + size > max) {
      parts.push(part);
      [part, octets] = ['', 0];
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}

function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x8_00) return 2;
  return code < 0x1_00_00 ? 3 : 4;
}

/** `2026-06-15T06:00:00.000Z` as `20260615T060000Z`. */
function utc(instant: Instant): string {
  return instant.replaceAll(/[-:]|\.\d{3}/g, '');
}

function nextDate(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}
