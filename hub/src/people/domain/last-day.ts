import { Temporal } from 'temporal-polyfill';

/** The instant at which a date is over at a site, as an ISO string with milliseconds. Throws RangeError for a date or zone that does not exist. */
export function endOfDay(date: string, zone: string): string {
  const next = Temporal.PlainDate.from(date).add({ days: 1 });
  return new Date(next.toZonedDateTime(zone).epochMilliseconds).toISOString();
}
