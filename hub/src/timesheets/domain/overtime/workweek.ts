import type { Policy } from '@tapclock/contracts';
import { part, type Segment } from '../breaks/segment.ts';
import { workdayAt } from '../day/assign-day.ts';
import { keptWeek } from '../day/handover.ts';
import type { Handover } from '../facts/facts.ts';
import { type LocalDay, timeOfDaySec, weekdayAtOrBefore } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';

/** A segment and the first day of the workweek it counts in. */
export interface WeekSegment {
  segment: Segment;
  week: LocalDay;
}

/**
 * Puts segments into workweeks: fixed spans of seven local days (29 CFR 778.105), 167 or 169 hours long when clocks change. By the
 * assigned date, so that a shift stays whole; or cut at the very instant where the policy says so or the week begins within a day.
 */
export function intoWeeks(
  segments: readonly Segment[],
  policy: Policy,
  clock: ZoneClock,
  handovers: readonly Handover[] = [],
): WeekSegment[] {
  const { startDow, startTime, cut } = policy.workweek;
  const startSec = timeOfDaySec(startTime);
  if (cut === 'day' && startSec === 0) {
    return segments.map(segment => ({ segment, week: weekdayAtOrBefore(segment.date, startDow) }));
  }
  const cutSegments = segments.flatMap(segment => cutAtWeek(segment, startDow, startSec, clock));
  if (handovers.length === 0) return cutSegments;
  return cutSegments.map(({ segment, week }) => ({
    segment,
    week: keptWeek(week, segment, startDow, handovers),
  }));
}

function cutAtWeek(segment: Segment, startDow: number, startSec: number, clock: ZoneClock): WeekSegment[] {
  const { startSec: fromSec, endSec } = segment;
  // What has no place follows work that ended here: it is of the week that work was in.
  const insideSec = fromSec === endSec ? fromSec - 1 : fromSec;
  let week = weekdayAtOrBefore(workdayAt(insideSec, clock, startSec), startDow);
  const pieces: WeekSegment[] = [];
  let rest = segment;
  for (;;) {
    const borderSec = clock.startOf(week + 7, startSec);
    if (rest.endSec <= borderSec) break;
    pieces.push({ segment: part(rest, rest.startSec, borderSec), week });
    rest = part(rest, borderSec, endSec);
    week += 7;
  }
  pieces.push({ segment: rest, week });
  return pieces;
}
