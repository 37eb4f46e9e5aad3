import { Temporal } from 'temporal-polyfill';
import { DAY_SECONDS, type LocalDay, modulo } from './civil.ts';

/** A span of instants, epoch seconds, half-open, within which the zone's offset does not change. */
export interface Stretch {
  fromSec: number;
  toSec: number;
  offsetSec: number;
}

/**
 * The wall clocks of one zone. The only place that asks the time zone data, once per stretch between two changes of clocks;
 * everything else is arithmetic on whole seconds, which is what makes the engine fast. Keep one per zone and use it for all people.
 */
export class ZoneClock {
  readonly zone: string;
  readonly #stretches: Stretch[] = [];
  #last: Stretch;

  /** Throws RangeError for a zone that the time zone data does not know. */
  constructor(zone: string) {
    this.zone = zone;
    this.#last = readStretch(zone, 0);
    this.#stretches.push(this.#last);
  }

  stretchAt(sec: number): Stretch {
    const last = this.#last;
    if (sec >= last.fromSec && sec < last.toSec) return last;
    let found = this.#stretches.find(stretch => sec >= stretch.fromSec && sec < stretch.toSec);
    if (!found) {
      found = readStretch(this.zone, sec);
      this.#stretches.push(found);
    }
    this.#last = found;
    return found;
  }

  /** Seconds that local time is ahead of UTC. */
  offsetAt(sec: number): number {
    return this.stretchAt(sec).offsetSec;
  }

  dayAt(sec: number): LocalDay {
    return Math.floor((sec + this.offsetAt(sec)) / DAY_SECONDS);
  }

  /** Seconds since local midnight on the wall clock. */
  timeOfDayAt(sec: number): number {
    return modulo(sec + this.offsetAt(sec), DAY_SECONDS);
  }

  /** Every instant at which the wall clock shows this: none in a skipped hour, two in a repeated one, earlier first. */
  instantsOf(day: LocalDay, timeSec: number): number[] {
    const wall = day * DAY_SECONDS + timeSec;
    const before = wall - this.offsetAt(wall - DAY_SECONDS);
    const after = wall - this.offsetAt(wall + DAY_SECONDS);
    const shows = (sec: number) => sec + this.offsetAt(sec) === wall;
    const found = [...(shows(before) ? [before] : []), ...(after !== before && shows(after) ? [after] : [])];
    return found.sort((a, b) => a - b);
  }

  /** The first instant at which the wall clock shows this or, where it is skipped, more. Cuts days and weeks. */
  startOf(day: LocalDay, timeSec = 0): number {
    const [first] = this.instantsOf(day, timeSec);
    if (first !== undefined) return first;
    const wall = day * DAY_SECONDS + timeSec;
    return this.stretchAt(wall - this.offsetAt(wall - DAY_SECONDS)).fromSec;
  }

  /** The instant a plan means: the earlier of two; a skipped time moves forward by what is skipped (RFC 5545). */
  plannedAt(day: LocalDay, timeSec: number): number {
    const [first] = this.instantsOf(day, timeSec);
    const wall = day * DAY_SECONDS + timeSec;
    return first ?? wall - this.offsetAt(wall - DAY_SECONDS);
  }
}

function readStretch(zone: string, sec: number): Stretch {
  const at = (second: number) =>
    Temporal.Instant.fromEpochMilliseconds(second * 1000).toZonedDateTimeISO(zone);
  // `previous` is strictly before, and a change at this very second has already happened.
  const previous = at(sec + 1).getTimeZoneTransition('previous');
  const here = at(sec);
  const next = here.getTimeZoneTransition('next');
  return {
    fromSec: previous ? Math.floor(previous.epochMilliseconds / 1000) : Number.NEGATIVE_INFINITY,
    toSec: next ? Math.floor(next.epochMilliseconds / 1000) : Number.POSITIVE_INFINITY,
    offsetSec: Math.round(here.offsetNanoseconds / 1e9),
  };
}

/** One clock per zone, made when first needed. */
export class ZoneClocks {
  readonly #clocks = new Map<string, ZoneClock>();

  of(zone: string): ZoneClock {
    let clock = this.#clocks.get(zone);
    if (!clock) {
      clock = new ZoneClock(zone);
      this.#clocks.set(zone, clock);
    }
    return clock;
  }
}
