import type { Said } from '@tapclock/contracts';
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
  | { kind: 'LOCAL_TIME_GAP'; message: Said }
  | { kind: 'LOCAL_TIME_AMBIGUOUS'; message: Said };

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
    const { from, to } = jump(earlier, later);
    return {
      kind: 'LOCAL_TIME_GAP',
      message: {
        en: `${shown} does not exist: the clocks go from ${from} to ${to}, give a time before or after that.`,
        de: `${shown} gibt es nicht: Die Uhren springen von ${from} auf ${to}, geben Sie eine Zeit davor oder danach an.`,
      },
    };
  }
  const isTwice = earlier.epochMilliseconds !== later.epochMilliseconds;
  const both = [earlier.offset, later.offset];
  const offsets = isTwice
    ? { en: both.join(' or '), de: both.join(' oder ') }
    : { en: earlier.offset, de: earlier.offset };
  if (offset === undefined) {
    if (!isTwice) return instant(earlier);
    const message = {
      en: `${shown} happens twice, say which with "offset": ${offsets.en}.`,
      de: `${shown} kommt zweimal vor, sagen Sie mit „offset“, welches: ${offsets.de}.`,
    };
    return { kind: 'LOCAL_TIME_AMBIGUOUS', message };
  }
  if (offset === 'earlier' || offset === earlier.offset) return instant(earlier);
  if (offset === 'later' || offset === later.offset) return instant(later);
  const message = {
    en: `${shown} does not have offset ${offset}: ${offsets.en}.`,
    de: `${shown} hat nicht den Versatz ${offset}: ${offsets.de}.`,
  };
  return { kind: 'LOCAL_TIME_AMBIGUOUS', message };
}

function instant(at: Temporal.ZonedDateTime): ResolvedTime {
  return { kind: 'instant', sec: Math.floor(at.epochMilliseconds / 1000) };
}

/** Around a gap, `earlier` is read with the offset before it and `later` with the one after it. */
function jump(earlier: Temporal.ZonedDateTime, later: Temporal.ZonedDateTime): { from: string; to: string } {
  const landing = earlier.getTimeZoneTransition('next')?.toPlainDateTime() ?? later.toPlainDateTime();
  const skipped = { nanoseconds: later.offsetNanoseconds - earlier.offsetNanoseconds };
  const leaving = landing.subtract(skipped);
  const clock = (at: Temporal.PlainDateTime) => at.toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return { from: clock(leaving), to: clock(landing) };
}
