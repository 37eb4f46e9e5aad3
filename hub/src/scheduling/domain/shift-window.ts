import type { Instant, Zone } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';

/**
 * Two instants of a shift that is planned by wall clock, such as Night, 22:00 to 06:00, on 2026-03-28 in Europe/Berlin. Done once,
 * when planned; from then on nobody rebuilds an instant from a wall-clock time (R6).
 *
 * - An end that is not after the start by the wall clock is on the next day.
 * - A time that the zone skips (spring) moves forward by what is skipped: 02:30 becomes 03:30.
 * - A time that the zone has twice (autumn) is the earlier of the two.
 * - Elapsed time counts: a night over the spring change is an hour shorter, over the autumn change an hour longer.
 * - Where the first two rules would leave nothing (a shift that lies in the skipped hour), the planned length counts from the start.
 *
 * `workDate` is `YYYY-MM-DD`, times are `HH:MM` or `HH:MM:SS`. Throws RangeError for a date, time or zone that does not exist.
 */
export function shiftWindow(
  workDate: string,
  startsLocal: string,
  endsLocal: string,
  zone: Zone,
): { startsAt: Instant; endsAt: Instant } {
  const startDay = Temporal.PlainDate.from(workDate);
  const startTime = Temporal.PlainTime.from(startsLocal);
  const endTime = Temporal.PlainTime.from(endsLocal);
  const overnight = Temporal.PlainTime.compare(endTime, startTime) <= 0;
  const endDay = overnight ? startDay.add({ days: 1 }) : startDay;
  const starts = instantOf(startDay, startTime, zone);
  const ends = instantOf(endDay, endTime, zone);
  if (ends > starts) return { startsAt: toInstant(starts), endsAt: toInstant(ends) };
  const plannedMs = startDay
    .toPlainDateTime(startTime)
    .until(endDay.toPlainDateTime(endTime))
    .total('milliseconds');
  return { startsAt: toInstant(starts), endsAt: toInstant(starts + plannedMs) };
}

/** RFC 5545's reading of wall-clock times, which Temporal calls 'compatible'. */
function instantOf(day: Temporal.PlainDate, time: Temporal.PlainTime, zone: Zone): number {
  return day.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

function toInstant(epochMs: number): Instant {
  return new Date(epochMs).toISOString();
}
