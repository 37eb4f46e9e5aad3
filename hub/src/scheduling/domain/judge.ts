import {
  type BadgeEnd,
  type Finding,
  mayFollow,
  type PunchAction,
  stateAfter,
  type Verdict,
} from '@tapclock/contracts';
import { MATCH_AFTER_SECONDS, matchShift, type TimedWindow } from './match-shift.ts';
import {
  OPEN_STAY_SECONDS,
  type PastPunch,
  resolveAction,
  type Standing,
  standingAfter,
} from './standing.ts';

/** The same action of the same person within this time, the end included, is one act that was recorded twice. */
export const DUPLICATE_SECONDS = 60;
/** A terminal's clock may differ from the hub's by this much before anybody needs to know. */
export const CLOCK_OFF_SECONDS = 120;

/** A punch as the hub judges it. */
export interface JudgedPunch {
  punchId: string;
  action: PunchAction;
  occurredAtMs: number;
  /** Whom the hub takes it for; null when the badge is unknown. */
  employee: string | null;
  /** Why the badge of nobody is nobody's any more; absent or null where it never was anybody's. */
  badgeEnded?: BadgeEnd | null;
  /** Terminal's clock minus hub's, in milliseconds; null when nothing is known about it. */
  clockSkewMs: number | null;
}

export interface Judgement {
  /** The action as the hub reads it: an `auto` of a known person becomes what must have been meant. */
  action: PunchAction;
  verdict: Verdict;
}

/**
 * What the hub makes of a punch. `past` are the person's punches before it, oldest first: at least the current stay and those of the
 * shift. `windows` are the person's shifts from two days before to one after. Never refuses (R3), and is a pure function:
 * the same punch against the same plan and past gets the same verdict.
 */
export function judge(
  punch: JudgedPunch,
  past: readonly PastPunch[],
  windows: readonly TimedWindow[],
): Judgement {
  const clock = clockFinding(punch.clockSkewMs);
  if (punch.employee === null) {
    const findings: Finding[] = [unknownBadge(punch.badgeEnded ?? null), ...clock];
    return { action: punch.action, verdict: { employee: null, state: null, shift: null, findings } };
  }
  const before = standingAfter(past);
  const action = resolveAction(punch.action, before.state);
  const shift = matchShift(action, punch.occurredAtMs, windows);
  const twin = twinOf(action, punch.occurredAtMs, past);
  const findings: Finding[] = twin
    ? [{ code: 'duplicate', of: twin.punchId }, ...clock]
    : [
        ...orderFindings(action, punch.occurredAtMs, before, windows),
        ...scheduleFindings(action, punch.occurredAtMs, { shift, past, windows }),
        ...clock,
      ];
  const verdict: Verdict = {
    employee: punch.employee,
    state: stateAfter(action),
    shift: shift?.window ?? null,
    findings,
  };
  return { action, verdict };
}

function unknownBadge(ended: BadgeEnd | null): Finding {
  return ended === null ? { code: 'unknown-badge' } : { code: 'unknown-badge', ended };
}

/** The last punch, if this is the same act again. */
function twinOf(action: PunchAction, atMs: number, past: readonly PastPunch[]): PastPunch | null {
  const last = past.findLast(punch => punch.action !== 'auto');
  if (last?.action !== action) return null;
  return atMs - last.occurredAtMs <= DUPLICATE_SECONDS * 1000 ? last : null;
}

function orderFindings(
  action: PunchAction,
  atMs: number,
  before: Standing,
  windows: readonly TimedWindow[],
): Finding[] {
  if (mayFollow(before.state, action)) return [];
  const { clockedInAtMs } = before;
  if (action === 'clock-in' && clockedInAtMs !== null && isLongOver(clockedInAtMs, atMs, windows)) {
    return [{ code: 'missing-clock-out', clockedInAt: new Date(clockedInAtMs).toISOString() }];
  }
  return [{ code: 'wrong-order', state: before.state }];
}

/** Whether a stay that began then cannot still be meant: its shift ended four hours ago, or without one it is 16 hours old. */
function isLongOver(clockedInAtMs: number, atMs: number, windows: readonly TimedWindow[]): boolean {
  const shift = matchShift('clock-in', clockedInAtMs, windows);
  if (!shift) return atMs - clockedInAtMs > OPEN_STAY_SECONDS * 1000;
  return atMs > shift.endsAtMs + MATCH_AFTER_SECONDS * 1000;
}

interface Plan {
  shift: TimedWindow | null;
  past: readonly PastPunch[];
  windows: readonly TimedWindow[];
}

function scheduleFindings(action: PunchAction, atMs: number, plan: Plan): Finding[] {
  const { shift } = plan;
  if (action !== 'clock-in' && action !== 'clock-out') return [];
  if (!shift) return [{ code: 'unscheduled' }];
  if (action === 'clock-in') {
    if (atMs <= shift.startsAtMs + shift.graceMs || hasComeBefore(plan, shift)) return [];
    const seconds = Math.floor((atMs - shift.startsAtMs) / 1000);
    return [{ code: 'late', seconds, shiftStartsAt: shift.window.startsAt }];
  }
  if (atMs >= shift.endsAtMs - shift.graceMs) return [];
  const seconds = Math.ceil((shift.endsAtMs - atMs) / 1000);
  return [{ code: 'early', seconds, shiftEndsAt: shift.window.endsAt }];
}

/** Who comes back from an errand is not late for a shift that they began. */
function hasComeBefore({ past, windows }: Plan, shift: TimedWindow): boolean {
  return past.some(
    punch =>
      punch.action === 'clock-in' &&
      matchShift('clock-in', punch.occurredAtMs, windows)?.window === shift.window,
  );
}

function clockFinding(skewMs: number | null): Finding[] {
  if (skewMs === null || Math.abs(skewMs) <= CLOCK_OFF_SECONDS * 1000) return [];
  return [{ code: 'clock-off', seconds: Math.trunc(skewMs / 1000) }];
}
