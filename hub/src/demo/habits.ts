import type { PunchAction } from '@tapclock/contracts';
import { type DemoPerson, type DemoTeam, UNKNOWN_BADGES } from './factory.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A real week: two of seven days off, spread so that every day has people. */
const DAYS_OFF = 2;
const BREAK_MS = 25 * MINUTE_MS;
const FIRST_BREAK_AFTER_MS = 60 * MINUTE_MS;
const SECOND_BREAK_AFTER_MS = 255 * MINUTE_MS;
/** Breaks are taken in turns, so that somebody is on break most of the time. */
const TURN_MS = 20 * MINUTE_MS;

export interface DemoTap {
  atMs: number;
  badge: string;
  /** Null for a badge of nobody. */
  employee: string | null;
  action: PunchAction;
}

export interface DemoStay {
  person: DemoPerson;
  /** `YYYY-MM-DD` of the shift's start. */
  workDate: string;
  startsAtMs: number;
  endsAtMs: number;
}

/** Whether the demo plans this person on this day. The first of the early team is there every day, so the tour always works. */
export function worksOn(person: DemoPerson, workDate: string): boolean {
  if (person.team === 'early' && person.rank === 0) return true;
  return (dayNumber(workDate) + person.rank * 3) % 7 >= DAYS_OFF;
}

/**
 * What one person did in one planned shift, in order. Most come some minutes early and go on time; each day one or two of a
 * team are late, one or two do not come, and one of the late team forgets to clock out. The same day always goes the same way.
 */
export function tapsOfStay(stay: DemoStay): DemoTap[] {
  const { person, startsAtMs, endsAtMs } = stay;
  const role = roleOn(person, stay.workDate);
  if (role === 'missing') return [];
  const jitterMs = ((person.rank * 7 + dayNumber(stay.workDate) * 3) % 11) * MINUTE_MS + person.rank * 3_700;
  const comesAtMs =
    role === 'late' ? startsAtMs + 9 * MINUTE_MS + jitterMs : startsAtMs - 2 * MINUTE_MS - jitterMs;
  const turnMs = (person.rank % 9) * TURN_MS;
  const taps: [number, PunchAction][] = [[comesAtMs, 'clock-in']];
  for (const after of [FIRST_BREAK_AFTER_MS, SECOND_BREAK_AFTER_MS]) {
    const breakAtMs = startsAtMs + after + turnMs;
    taps.push([breakAtMs, 'break-start'], [breakAtMs + BREAK_MS, 'break-end']);
  }
  if (role !== 'forgetful') taps.push([endsAtMs + Math.floor(jitterMs / 3), 'clock-out']);
  return taps.map(([atMs, action]) => ({ atMs, badge: person.badge, employee: person.id, action }));
}

/** Somebody with a badge of nobody, nine minutes into each early shift. */
export function strangerOf(stay: DemoStay): DemoTap[] {
  const { person, startsAtMs } = stay;
  const [badge = ''] = UNKNOWN_BADGES;
  if (person.team !== 'early' || person.rank !== 0) return [];
  return [{ atMs: startsAtMs + 9 * MINUTE_MS, badge, employee: null, action: 'auto' }];
}

type Role = 'usual' | 'late' | 'missing' | 'forgetful';

/** Roles go round the team, a step each day; the first of the early team is always there on time. */
function roleOn(person: DemoPerson, workDate: string): Role {
  if (person.team === 'early' && person.rank === 0) return 'usual';
  const roles = ROLES[person.team];
  return roles[(person.rank + dayNumber(workDate)) % roles.length] ?? 'usual';
}

const USUAL: Role[] = ['usual', 'usual', 'usual', 'usual'];
const ROLES: Record<DemoTeam, Role[]> = {
  early: ['late', ...USUAL, 'missing', ...USUAL, 'late', 'missing', 'usual'],
  day: ['usual', 'late', 'usual', 'usual', 'missing', 'usual', 'usual'],
  late: ['usual', 'late', 'usual', 'missing', ...USUAL, 'forgetful', 'usual', 'late', 'missing'],
  night: ['usual', 'usual', 'late', ...USUAL, 'missing', 'usual'],
};

function dayNumber(workDate: string): number {
  return Math.floor(Date.parse(`${workDate}T00:00:00Z`) / DAY_MS);
}
