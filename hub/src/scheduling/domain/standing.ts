import { type PersonState, type PunchAction, stateAfter } from '@tapclock/contracts';

/** A punch of one person that was made before. */
export interface PastPunch {
  punchId: string;
  action: PunchAction;
  occurredAtMs: number;
}

/** Where a person stands after some punches. */
export interface Standing {
  state: PersonState;
  /** When the current stay began; null while out. */
  clockedInAtMs: number | null;
  last: PastPunch | null;
}

/** A second clock-in this long after the first begins a new stay: the clock-out between them was forgotten. */
export const OPEN_STAY_SECONDS = 16 * 3600;

/** Order of a person's punches: by the terminal's clock, then by id, which also ascends. */
export function comparePunches(a: PastPunch, b: PastPunch): number {
  return a.occurredAtMs - b.occurredAtMs || (a.punchId < b.punchId ? -1 : a.punchId > b.punchId ? 1 : 0);
}

/** Where a person stands after `punches`, oldest first. Each action says what it leads to, so an early start of the list may be missing. */
export function standingAfter(punches: readonly PastPunch[]): Standing {
  let standing: Standing = { state: 'out', clockedInAtMs: null, last: null };
  for (const punch of punches) {
    const state = stateAfter(punch.action);
    if (state === null) continue;
    standing = { state, clockedInAtMs: stayBegin(standing, state, punch), last: punch };
  }
  return standing;
}

function stayBegin(before: Standing, state: PersonState, punch: PastPunch): number | null {
  if (state === 'out') return null;
  if (before.state === 'out' || before.clockedInAtMs === null) return punch.occurredAtMs;
  const openMs = punch.occurredAtMs - before.clockedInAtMs;
  return punch.action === 'clock-in' && openMs > OPEN_STAY_SECONDS * 1000
    ? punch.occurredAtMs
    : before.clockedInAtMs;
}

/** What a tap meant whose kind nobody could choose at the terminal, now that the person is known. */
export function resolveAction(action: PunchAction, before: PersonState): PunchAction {
  if (action !== 'auto') return action;
  switch (before) {
    case 'out':
      return 'clock-in';
    case 'in':
      return 'clock-out';
    case 'break':
      return 'break-end';
  }
}
