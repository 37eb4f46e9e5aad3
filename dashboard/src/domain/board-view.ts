import type { Board, BoardPerson } from '@tapclock/contracts';
import { type Axis, activeShifts, axisAround, mainShift } from './day-line.ts';
import type { BoardLimits } from './limits.ts';
import type { PersonFacts } from './person-facts.ts';
import { BUCKETS, type Bucket, isInBucket, isStaffing, type PersonView, viewOf } from './person-view.ts';
import type { Shift } from './shifts.ts';
import type { SiteDay } from './site-day.ts';

/** Planned people of an area or the site whose shift runs now, and how many of them are here. */
export interface Staffing {
  planned: number;
  present: number;
  /** Here and working without a shift that runs now. */
  extra: number;
}

export interface AreaView {
  id: string;
  /** Null for people whose area the site does not list. */
  name: string | null;
  staffing: Staffing;
}

/** The board at one moment, ready to draw. */
export interface BoardView {
  people: Map<string, PersonView>;
  areas: AreaView[];
  counts: Record<Bucket, number>;
  staffing: Staffing;
  /** Shifts that run now, the largest crew first. */
  shifts: Shift[];
  axis: Axis;
}

/** When to look, and where a board draws its lines. `factsOf` may remember what it worked out for a record. */
export interface Outlook {
  nowMs: number;
  /** The site's calendar day that holds `nowMs`. */
  day: SiteDay;
  limits: BoardLimits;
  factsOf: (person: BoardPerson) => PersonFacts;
}

export function boardViewOf(board: Board, { nowMs, day, limits, factsOf }: Outlook): BoardView {
  const facts = board.people.map(factsOf);
  const axis = axisAround(mainShift(facts, nowMs), nowMs);
  const people = new Map(
    facts.map(known => [known.person.employee, viewOf(known, { nowMs, day, axis, limits })]),
  );
  const views = [...people.values()];
  return {
    people,
    areas: areasOf(board, views),
    counts: countsOf(views),
    staffing: staffingOf(views),
    shifts: activeShifts(facts, nowMs),
    axis,
  };
}

export function countsOf(views: readonly PersonView[]): Record<Bucket, number> {
  const counts: Record<Bucket, number> = { here: 0, missing: 0, late: 0, break: 0, expected: 0, gone: 0 };
  for (const view of views) {
    for (const bucket of BUCKETS) if (isInBucket(view.status, bucket)) counts[bucket] += 1;
  }
  return counts;
}

function areasOf(board: Board, views: readonly PersonView[]): AreaView[] {
  const known = new Set(board.areas.map(area => area.id));
  const areas = board.areas.map(({ id, name }) => ({
    id,
    name: name as string | null,
    staffing: staffingOf(views.filter(view => view.area === id)),
  }));
  // In order of their first appearance in the board, which the hub keeps stable.
  for (const view of views) {
    if (known.has(view.area)) continue;
    known.add(view.area);
    areas.push({
      id: view.area,
      name: null,
      staffing: staffingOf(views.filter(other => other.area === view.area)),
    });
  }
  return areas;
}

function staffingOf(views: readonly PersonView[]): Staffing {
  const planned = views.filter(view => view.isPlannedNow);
  return {
    planned: planned.length,
    present: planned.filter(isStaffing).length,
    extra: views.filter(view => !view.isPlannedNow && isStaffing(view)).length,
  };
}
