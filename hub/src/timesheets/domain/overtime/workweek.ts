import type { Policy } from '@tapclock/contracts';
import { part, type Segment } from '../breaks/segment.ts';
import { workdayAt } from '../day/assign-day.ts';
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
export function intoWeeks(segments: readonly Segment[], policy: Policy, clock: ZoneClock): WeekSegment[] {
  const { startDow, startTime, cut } = policy.workweek;
  const startSec = timeOfDaySec(startTime);
  if (cut === 'day' && startSec === 0) {
    return segments.map(segment => ({ segment, week: weekdayAtOrBefore(segment.date, startDow) }));
  }
  return segments.flatMap(segment => cutAtWeek(segment, startDow, startSec, clock));
}

function cutAtWeek(segment: Segment, startDow: number, startSec: number, clock: ZoneClock): WeekSegment[] {
  const week = weekdayAtOrBefore(workdayAt(segment.startSec, clock, startSec), startDow);
  const borderSec = clock.startOf(week + 7, startSec);
  if (segment.endSec <= borderSec) return [{ segment, week }];
  return [
    { segment: part(segment, segment.startSec, borderSec), week },
    { segment: part(segment, borderSec, segment.endSec), week: week + 7 },
  ];
}
