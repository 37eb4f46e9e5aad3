import { type Axis, type LinePart, lineOf } from './day-line.ts';
import type { BoardLimits } from './limits.ts';
import type { PersonFacts } from './person-facts.ts';
import { type PersonStatus, statusOf } from './person-status.ts';
import { isActive } from './shifts.ts';
import type { SiteDay } from './site-day.ts';

/** Where a row stands within its area. Whoever is here stays in one group, so that a break moves no row. */
export const GROUPS = ['missing', 'here', 'expected', 'gone', 'off'] as const;
export type Group = (typeof GROUPS)[number];

/** What the counts on top filter by. A person may be in several. */
export const BUCKETS = ['here', 'missing', 'late', 'break', 'expected', 'gone'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Everything one row shows. */
export interface PersonView {
  employee: string;
  name: string;
  number: string;
  area: string;
  status: PersonStatus;
  line: LinePart[];
  /** A planned shift covers this moment. */
  isPlannedNow: boolean;
}

export interface Moment {
  nowMs: number;
  day: SiteDay;
  axis: Axis;
  limits: BoardLimits;
}

export function viewOf(facts: PersonFacts, { nowMs, day, axis, limits }: Moment): PersonView {
  const { person } = facts;
  const status = statusOf(facts, nowMs, day, limits);
  return {
    employee: person.employee,
    name: person.name,
    number: person.number,
    area: person.area,
    status,
    line: lineOf(facts, status, axis),
    isPlannedNow: facts.shifts.some(shift => isActive(shift, nowMs)),
  };
}

export function groupOf({ kind }: PersonStatus): Group {
  switch (kind) {
    case 'in':
    case 'late':
    case 'break':
    case 'unplanned':
    case 'overstay':
      return 'here';
    case 'missing':
    case 'expected':
    case 'gone':
    case 'off':
      return kind;
  }
}

export function isInBucket(status: PersonStatus, bucket: Bucket): boolean {
  if (bucket === 'late') return status.kind === 'late' || (status.kind === 'break' && status.lateSeconds > 0);
  if (bucket === 'break') return status.kind === 'break';
  return groupOf(status) === bucket;
}

/** Present and able to work: whoever is long past the end of the shift has most likely gone without a tap. */
export function isStaffing(view: PersonView): boolean {
  return groupOf(view.status) === 'here' && view.status.kind !== 'overstay';
}
