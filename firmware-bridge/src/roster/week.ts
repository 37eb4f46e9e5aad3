import type { Presence } from '@tapclock/contracts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** 1 January 1970 was a Thursday, three days after a Monday. */
const EPOCH_WEEKDAY = 3;

/**
 * Minutes worked this week as of `atMs`. The hub's figure counts up to `since` and belongs to the week that `since` falls in: what is an older
 * week's counts for nothing, and for somebody at work the time since then is added.
 */
export function weekMinutesAt(
  presence: Presence,
  atMs: number,
  weekStartsAt: (atMs: number) => number,
): number {
  const startMs = weekStartsAt(atMs);
  const sinceMs = Date.parse(presence.since);
  const counted = sinceMs >= startMs ? presence.weekMinutes : 0;
  if (presence.state !== 'in') return counted;
  return counted + Math.max(0, Math.floor((atMs - Math.max(sinceMs, startMs)) / MINUTE_MS));
}

/** Gives the start, epoch ms, of the week (Monday, ISO 8601) that an instant falls in, where the zone's offset is `offsetMinutesAt`. */
export function weekStarts(offsetMinutesAt: (atMs: number) => number): (atMs: number) => number {
  return atMs => {
    const localDay = Math.floor((atMs + offsetMinutesAt(atMs) * MINUTE_MS) / DAY_MS);
    const monday = (localDay - ((localDay + EPOCH_WEEKDAY) % 7)) * DAY_MS;
    // The offset at Monday's midnight, not today's: a clock change may lie between.
    return monday - offsetMinutesAt(monday - offsetMinutesAt(atMs) * MINUTE_MS) * MINUTE_MS;
  };
}
