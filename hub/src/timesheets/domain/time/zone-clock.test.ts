import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDay, parseDay, timeOfDaySec } from './civil.ts';
import { formatTimeOfDay } from './wall-time.ts';
import { ZoneClock } from './zone-clock.ts';

const sec = (instant: string) => Date.parse(instant) / 1000;
const iso = (second: number) => new Date(second * 1000).toISOString().replace('.000', '');
const clockOf = (zone: string) => new ZoneClock(zone);
const dayHours = (clock: ZoneClock, date: string) =>
  (clock.startOf(parseDay(date) + 1) - clock.startOf(parseDay(date))) / 3600;

describe('changes of clocks, payroll.md section 4', () => {
  it.each([
    ['America/New_York', '2026-03-08T07:00:00Z', '02:30', '2026-11-01T06:00:00Z', '01:30'],
    ['America/New_York', '2027-03-14T07:00:00Z', '02:30', '2027-11-07T06:00:00Z', '01:30'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '02:30', '2026-10-25T01:00:00Z', '02:30'],
    ['Europe/Berlin', '2027-03-28T01:00:00Z', '02:30', '2027-10-31T01:00:00Z', '02:30'],
  ])('%s in spring at %s and in autumn at %s', (zone, spring, missing, autumn, repeated) => {
    const clock = clockOf(zone);
    expect(clock.offsetAt(sec(spring)) - clock.offsetAt(sec(spring) - 1)).toBe(3600);
    expect(clock.offsetAt(sec(autumn)) - clock.offsetAt(sec(autumn) - 1)).toBe(-3600);
    const [springDay, autumnDay] = [clock.dayAt(sec(spring)), clock.dayAt(sec(autumn))];
    expect(clock.instantsOf(springDay, timeOfDaySec(missing))).toEqual([]);
    expect(clock.instantsOf(autumnDay, timeOfDaySec(repeated)).map(iso)).toEqual([
      iso(sec(autumn) - 1800),
      iso(sec(autumn) + 1800),
    ]);
    expect([dayHours(clock, formatDay(springDay)), dayHours(clock, formatDay(autumnDay))]).toEqual([23, 25]);
    expect(iso(clock.startOf(springDay, timeOfDaySec(missing)))).toBe(spring);
    expect(iso(clock.plannedAt(springDay, timeOfDaySec(missing)))).toBe(iso(sec(spring) + 1800));
  });

  it.each([
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Europe/London', '2026-03-29', 23],
    ['Europe/London', '2026-10-25', 25],
    ['Asia/Kolkata', '2026-03-29', 24],
    ['America/Phoenix', '2026-03-08', 24],
  ])('%s on %s has %d hours', (zone, date, expected) => {
    expect(dayHours(clockOf(zone), date)).toBe(expected);
  });

  it.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Sao_Paulo',
  ])('agrees with Intl everywhere: %s', zone => {
    const clock = clockOf(zone);
    const intl = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const instants = fc.integer({ min: sec('1990-01-01T00:00:00Z'), max: sec('2040-01-01T00:00:00Z') });
    fc.assert(
      fc.property(instants, second => {
        const time = formatTimeOfDay(clock.timeOfDayAt(second));
        const full = time.length === 5 ? `${time}:00` : time;
        expect(`${formatDay(clock.dayAt(second))}, ${full}`).toBe(intl.format(second * 1000));
      }),
    );
  });

  it('refuses zones and dates that do not exist', () => {
    expect(() => clockOf('Europe/Atlantis')).toThrow(RangeError);
    expect(() => parseDay('2026-02-30')).toThrow(RangeError);
  });
});
