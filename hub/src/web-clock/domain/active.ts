import {
  type PersonState,
  type PunchAction,
  type PunchLocation,
  type PunchSource,
  stateAfter,
} from '@tapclock/contracts';

/** A punch of one person as it is read now, after every correction. */
export interface ReadPunch {
  id: string;
  action: PunchAction;
  /** Epoch milliseconds. */
  atMs: number;
  /** Code of a task; null: none; absent: nothing was said. */
  job?: string | null | undefined;
  source: PunchSource;
  terminal: string | null;
  place: string | null;
  location: PunchLocation | null;
  note: string | null;
}

/** What somebody is at now. */
export interface Active {
  state: PersonState;
  sinceMs: number | null;
  clockedInAtMs: number | null;
  job: string | null;
}

export const OUT: Active = { state: 'out', sinceMs: null, clockedInAtMs: null, job: null };

/** By time, then id, which ascends too. */
export function comparePunches(a: ReadPunch, b: ReadPunch): number {
  return a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** One punch further. A clock-in long after the last is a new stay: the clock-out between them was forgotten. */
export function activeAfter(before: Active, punch: ReadPunch, openStaySeconds: number): Active {
  const state = stateAfter(punch.action);
  if (state === null) return before;
  if (state === 'out') return OUT;
  const stay = isForgotten(before, punch.atMs, openStaySeconds) ? OUT : before;
  // A second clock-in within a stay begins nothing.
  if (punch.action === 'clock-in' && stay.state === 'in') return stay;
  return {
    state,
    sinceMs: punch.atMs,
    clockedInAtMs: stay.clockedInAtMs ?? punch.atMs,
    job: punch.job === undefined ? stay.job : punch.job,
  };
}

/** What somebody is at after these punches, oldest first; a stay that has been open for too long is over. */
export function activeAt(punches: readonly ReadPunch[], nowMs: number, openStaySeconds: number): Active {
  const active = punches.reduce((before, punch) => activeAfter(before, punch, openStaySeconds), OUT);
  return isForgotten(active, nowMs, openStaySeconds) ? OUT : active;
}

function isForgotten({ clockedInAtMs }: Active, nowMs: number, openStaySeconds: number): boolean {
  return clockedInAtMs !== null && nowMs - clockedInAtMs > openStaySeconds * 1000;
}
