import { Temporal } from 'temporal-polyfill';

/** What somebody typed: a date, what the clock on the wall showed, and which of two instants where it showed that twice. */
export interface WallTime {
  /** `YYYY-MM-DD`. */
  date: string;
  /** `HH:MM` or `HH:MM:SS`. */
  time: string;
  /** `+02:00`, `earlier` or `later`. */
  offset?: string | undefined;
}

/** A wall-clock time as an instant, epoch seconds; or why it is none, and what to give instead. */
export type ResolvedTime =
  | { kind: 'instant'; sec: number }
  | { kind: 'LOCAL_TIME_GAP'; message: string }
  | { kind: 'LOCAL_TIME_AMBIGUOUS'; message: string };

/**
 * Resolves a typed local time in a zone. A skipped time is refused, a repeated one needs `offset`, and an offset that the zone does not
 * have then is refused as well: nobody is paid by a guess. Throws RangeError for a date, time or zone that does not exist.
 */
export function resolveWallTime(zone: string, { date, time, offset }: WallTime): ResolvedTime {
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  const shown = `${date} ${time} in ${zone}`;
  if (!earlier.toPlainDateTime().equals(wall)) {
    return { kind: 'LOCAL_TIME_GAP', message: `${shown} does not exist: ${jump(earlier, later)}` };
  }
  const isTwice = earlier.epochMilliseconds !== later.epochMilliseconds;
  const offsets = isTwice ? `${earlier.offset} or ${later.offset}` : earlier.offset;
  if (offset === undefined) {
    if (!isTwice) return instant(earlier);
    const message = `${shown} happens twice, say which with "offset": ${offsets}`;
    return { kind: 'LOCAL_TIME_AMBIGUOUS', message };
  }
  if (offset === 'earlier' || offset === earlier.offset) return instant(earlier);
  if (offset === 'later' || offset === later.offset) return instant(later);
  const message = `${shown} does not have offset ${offset}: ${offsets}`;
  return { kind: 'LOCAL_TIME_AMBIGUOUS', message };
}

function instant(at: Temporal.ZonedDateTime): ResolvedTime {
  return { kind: 'instant', sec: Math.floor(at.epochMilliseconds / 1000) };
}

/** Around a gap, `earlier` is read with the offset before it and `later` with the one after it. */
function jump(earlier: Temporal.ZonedDateTime, later: Temporal.ZonedDateTime): string {
  const landing = earlier.getTimeZoneTransition('next')?.toPlainDateTime() ?? later.toPlainDateTime();
  const skipped = { nanoseconds: later.offsetNanoseconds - earlier.offsetNanoseconds };
  const leaving = landing.subtract(skipped);
  const clock = (at: Temporal.PlainDateTime) => at.toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return `the clocks go from ${clock(leaving)} to ${clock(landing)}, give a time before or after that`;
}
