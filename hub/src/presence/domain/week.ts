import { Temporal } from 'temporal-polyfill';

/** A calendar week of a site as two instants, epoch ms; the end is not part of it. */
export interface Week {
  startsAtMs: number;
  endsAtMs: number;
}

/** The week, Monday to Sunday (ISO 8601), that an instant falls into in a zone. 167 or 169 hours long when clocks change. */
export function weekOf(atMs: number, zone: string): Week {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
  const monday = local.subtract({ days: local.dayOfWeek - 1 }).startOfDay();
  return { startsAtMs: monday.epochMilliseconds, endsAtMs: monday.add({ days: 7 }).epochMilliseconds };
}

/** The same with the last answer remembered: almost every punch of a batch lies in one week. */
export function weekFinder(zone: string): (atMs: number) => Week {
  let last: Week | null = null;
  return atMs => {
    if (!last || atMs < last.startsAtMs || atMs >= last.endsAtMs) last = weekOf(atMs, zone);
    return last;
  };
}
