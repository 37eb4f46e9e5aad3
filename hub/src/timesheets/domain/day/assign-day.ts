import type { Policy } from '@tapclock/contracts';
import { isPaid, part, type Segment } from '../breaks/segment.ts';
import type { PlannedShift } from '../facts/facts.ts';
import type { RuleName } from '../rules/rule-id.ts';
import { DAY_SECONDS, type LocalDay, timeOfDaySec } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';

/** Where the Nevada workday that is running began; carried from shift to shift. Epoch seconds. */
export interface RollingWorkday {
  startSec: number | null;
}

export interface DayContext {
  policy: Policy;
  clock: ZoneClock;
  rolling: RollingWorkday;
}

/**
 * Assigns a shift's segments to dates (payroll.md 5.3). Rules that keep a shift together give all of it one date; the others cut
 * it where the day ends. An end at exactly 24:00 leaves nothing on the next date.
 */
export function assignDay(
  segments: readonly Segment[],
  plan: PlannedShift | null,
  { policy, clock, rolling }: DayContext,
): Segment[] {
  const first = segments[0];
  const last = segments.at(-1);
  if (!first || !last) return [];
  switch (policy.dayRule) {
    case 'shiftStart':
      return dated(segments, plan?.date ?? clock.dayAt(first.startSec), 'day.shiftStart');
    case 'shiftEnd':
      return dated(segments, clock.dayAt(Math.max(first.startSec, last.endSec - 1)), 'day.shiftEnd');
    case 'majority':
      return dated(segments, mostWorked(segments, first, clock), 'day.majority');
    case 'splitMidnight':
      return segments.flatMap(segment => cutAtDays(segment, clock, 0, 'day.splitMidnight'));
    case 'workdayStart': {
      const startSec = timeOfDaySec(policy.workdayStart);
      return segments.flatMap(segment => cutAtDays(segment, clock, startSec, 'day.workdayStart'));
    }
    case 'rolling24':
      return segments.flatMap(segment => cutAtRolling(segment, clock, rolling));
  }
}

function dated(segments: readonly Segment[], date: LocalDay, rule: RuleName): Segment[] {
  return segments.map(segment => onDate(segment, date, date, rule));
}

function onDate(segment: Segment, date: LocalDay, workday: number, rule: RuleName): Segment {
  return { ...segment, date, workday, rules: [...segment.rules, rule] };
}

/** The local date with most paid time; the start's when two are equal. */
function mostWorked(segments: readonly Segment[], first: Segment, clock: ZoneClock): LocalDay {
  const startDay = clock.dayAt(first.startSec);
  const byDay = new Map<LocalDay, number>();
  for (const piece of segments.flatMap(segment => cutAtDays(segment, clock, 0, 'day.majority'))) {
    if (isPaid(piece)) byDay.set(piece.date, (byDay.get(piece.date) ?? 0) + piece.seconds);
  }
  let best = startDay;
  for (const [day, seconds] of byDay) {
    if (seconds > (byDay.get(best) ?? 0)) best = day;
  }
  return best;
}

/** The workday of an instant, when workdays begin at this local time. */
export function workdayAt(sec: number, clock: ZoneClock, workdayStartSec: number): LocalDay {
  const day = clock.dayAt(sec);
  return workdayStartSec > 0 && sec < clock.startOf(day, workdayStartSec) ? day - 1 : day;
}

function cutAtDays(segment: Segment, clock: ZoneClock, workdayStartSec: number, rule: RuleName): Segment[] {
  const pieces: Segment[] = [];
  let fromSec = segment.startSec;
  let day = workdayAt(fromSec, clock, workdayStartSec);
  for (;;) {
    const nextSec = clock.startOf(day + 1, workdayStartSec);
    if (nextSec >= segment.endSec) break;
    pieces.push(onDate(part(segment, fromSec, nextSec), day, day, rule));
    fromSec = nextSec;
    day += 1;
  }
  pieces.push(onDate(part(segment, fromSec, segment.endSec), day, day, rule));
  return pieces;
}

/**
 * NRS 608.0126: a workday is 24 elapsed hours from when work begins; the next begins with the first worked second at or after its
 * end. Unpaid time starts no workday.
 */
function cutAtRolling(segment: Segment, clock: ZoneClock, rolling: RollingWorkday): Segment[] {
  const pieces: Segment[] = [];
  const place = (piece: Segment, startSec: number) =>
    pieces.push(onDate(piece, clock.dayAt(startSec), startSec, 'day.rolling24'));
  let fromSec = segment.startSec;
  if (!isPaid(segment)) {
    place(segment, rolling.startSec ?? fromSec);
    return pieces;
  }
  while (fromSec < segment.endSec || fromSec === segment.startSec) {
    if (rolling.startSec === null || fromSec >= rolling.startSec + DAY_SECONDS) rolling.startSec = fromSec;
    const toSec = Math.min(segment.endSec, rolling.startSec + DAY_SECONDS);
    place(part(segment, fromSec, toSec), rolling.startSec);
    if (toSec === segment.endSec) break;
    fromSec = toSec;
  }
  return pieces;
}
