import { Temporal } from 'temporal-polyfill';

/** From the beginning of yesterday to the end of tomorrow on a site's calendar, as instants. */
export function boardWindow(nowMs: number, zone: string): { from: string; to: string } {
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).startOfDay();
  return {
    from: new Date(today.subtract({ days: 1 }).epochMilliseconds).toISOString(),
    to: new Date(today.add({ days: 2 }).epochMilliseconds).toISOString(),
  };
}
