import { Temporal } from 'temporal-polyfill';

/** An instant (epoch seconds) as the wall clock of a zone shows it: `14:00`, with the date where that is not the date it counts for. */
export function wallClock(sec: number, { zone, date }: { zone: string; date: string | null }): string {
  const local = Temporal.Instant.fromEpochMilliseconds(sec * 1000).toZonedDateTimeISO(zone);
  const day = local.toPlainDate().toString();
  const time = local.toPlainTime().toString({ smallestUnit: sec % 60 === 0 ? 'minute' : 'second' });
  return day === date ? time : `${day} ${time}`;
}

/** Epoch seconds as the instants of contracts are written. */
export function instantOf(sec: number): string {
  return new Date(sec * 1000).toISOString();
}
