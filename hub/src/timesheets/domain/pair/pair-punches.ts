import type { Policy } from '@tapclock/contracts';
import { assertNever } from '../assert-never.ts';
import { finding, type HoursFinding } from '../findings/finding.ts';
import type { ReadPunch } from '../order/read-punches.ts';
import { type ReadKind, readKind, reopenedBy } from './auto-kind.ts';
import { NO_JOBS, type PauseKind, type Stay } from './stay.ts';

export interface Pairing {
  stays: readonly Stay[];
  findings: readonly HoursFinding[];
}

/** Where the state machine is: off without `open`, on with it, in a pause with `pause`. */
export interface PairState {
  open: Stay | null;
  pause: { kind: PauseKind; start: ReadPunch } | null;
  /** The first clock-in of the shift that `open` or the last stay belongs to, epoch seconds. */
  shiftStartSec: number;
  /** A break of this length is read as a meal, seconds. */
  mealFromSec: number;
  stays: Stay[];
  findings: HoursFinding[];
}

/**
 * Pairs ordered punches to stays (payroll.md 5.1 rules 3 to 6): off → on → meal or break → on → off. What does not follow
 * becomes a finding and no time; nothing is invented. `asOfSec` tells work that goes on from work that was not clocked out.
 */
export function pairPunches(punches: readonly ReadPunch[], policy: Policy, asOfSec: number | null): Pairing {
  const mealFromSec = mealFrom(policy);
  const state: PairState = {
    open: null,
    pause: null,
    shiftStartSec: 0,
    mealFromSec,
    stays: [],
    findings: [],
  };
  const maxSec = policy.maxShiftMin * 60;
  for (const punch of punches) {
    if (state.open && punch.atSec - state.open.in.atSec > maxSec) giveUp(state);
    const absence = reopenedBy(punch, state, policy);
    if (absence) reopen(state, punch, absence);
    else step(state, punch, readKind(punch, state, policy), policy);
  }
  if (state.open) {
    if (asOfSec !== null && asOfSec - state.open.in.atSec <= maxSec) leaveOpen(state);
    else giveUp(state);
  }
  return { stays: state.stays, findings: state.findings };
}

/** Not below the length from which a meal is unpaid: a long break must not turn into a short meal, which is work. */
function mealFrom({ breakIsMealFromMin, meal }: Policy): number {
  return breakIsMealFromMin === null
    ? Number.POSITIVE_INFINITY
    : Math.max(breakIsMealFromMin, meal.minUnpaidMin) * 60;
}

function step(state: PairState, punch: ReadPunch, kind: ReadKind, policy: Policy): void {
  switch (kind) {
    case 'IN':
      clockIn(state, punch, policy);
      break;
    case 'OUT':
      clockOut(state, punch);
      break;
    case 'MEAL_START':
      startPause(state, punch, 'meal');
      break;
    case 'BREAK_START':
      startPause(state, punch, 'break');
      break;
    case 'MEAL_END':
    case 'BREAK_END':
      endPause(state, punch);
      break;
    default:
      assertNever(kind);
  }
}

function clockIn(state: PairState, punch: ReadPunch, policy: Policy): void {
  const { open, pause } = state;
  const gapSec = policy.newShiftGapMin * 60;
  // Who clocks in out of a pause has come back from it, unless a new shift could have begun meanwhile.
  if (open && pause && punch.atSec - pause.start.atSec < gapSec) {
    state.findings.push(note('MISSING_PAUSE_END', punch, pause.start));
    closePause(state, punch);
    return;
  }
  if (open) giveUp(state);
  const before = state.stays.at(-1);
  const continues = before?.end.kind === 'closed' && punch.atSec - before.end.out.atSec < gapSec;
  if (!continues) state.shiftStartSec = punch.atSec;
  state.open = { in: punch, end: { kind: 'open' }, pauses: [], openPause: null, jobs: NO_JOBS };
}

function clockOut(state: PairState, punch: ReadPunch): void {
  const { open, pause } = state;
  if (!open) {
    state.findings.push(note('MISSING_IN', punch));
    return;
  }
  if (pause) closePause(state, punch);
  open.end = { kind: 'closed', out: punch };
  state.stays.push(open);
  state.open = null;
}

function startPause(state: PairState, punch: ReadPunch, kind: PauseKind): void {
  const { open, pause } = state;
  if (!open) {
    state.findings.push(note('MISSING_IN', punch));
    return;
  }
  if (pause?.kind === kind) {
    // The earlier start stands: taking the later would pay time nobody says was worked.
    state.findings.push(note('MISSING_PAUSE_END', punch, pause.start));
    return;
  }
  // From a break straight to a meal: one ends where the other begins.
  if (pause) closePause(state, punch);
  state.pause = { kind, start: punch };
}

function endPause(state: PairState, punch: ReadPunch): void {
  if (state.open && state.pause) closePause(state, punch);
  else state.findings.push(note('MISSING_PAUSE_START', punch));
}

function closePause(state: PairState, punch: ReadPunch): void {
  if (!state.open || !state.pause) return;
  const { kind, start } = state.pause;
  const fromBreak = kind === 'break' && punch.atSec - start.atSec >= state.mealFromSec;
  state.open.pauses.push({
    kind: fromBreak ? 'meal' : kind,
    fromBreak,
    startSec: start.atSec,
    endSec: punch.atSec,
    startId: start.id,
    endId: punch.id,
  });
  state.pause = null;
}

/** What looked like leaving turns out to have been a pause: the last stay goes on. */
function reopen(state: PairState, punch: ReadPunch, kind: PauseKind): void {
  const stay = state.stays.pop();
  if (stay?.end.kind !== 'closed') return;
  state.open = stay;
  state.pause = { kind, start: stay.end.out };
  stay.end = { kind: 'open' };
  closePause(state, punch);
}

/** The clock-out was forgotten: nothing of this stay is paid until a correction says when it was. */
function giveUp(state: PairState): void {
  const { open } = state;
  if (!open) return;
  open.end = { kind: 'missing' };
  keepUnended(state, open);
  state.findings.push(note('MISSING_OUT', open.in));
}

function leaveOpen(state: PairState): void {
  const { open } = state;
  if (!open) return;
  keepUnended(state, open);
  state.findings.push(note('STILL_OPEN', open.in));
}

function keepUnended(state: PairState, open: Stay): void {
  open.openPause = state.pause ? { kind: state.pause.kind, startSec: state.pause.start.atSec } : null;
  state.stays.push(open);
  state.open = null;
  state.pause = null;
}

function note(code: string, punch: ReadPunch, other?: ReadPunch): HoursFinding {
  return finding(code, { atSec: punch.atSec, punchIds: other ? [punch.id, other.id] : [punch.id] });
}
