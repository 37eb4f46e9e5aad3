import type { ClockKind, Policy } from '@tapclock/contracts';
import type { ReadPunch } from '../order/read-punches.ts';
import type { PauseKind, Stay } from './stay.ts';

/** A kind that says what happened. */
export type ReadKind = Exclude<ClockKind, 'AUTO'>;

interface Standing {
  open: Stay | null;
  pause: { kind: PauseKind } | null;
  shiftStartSec: number;
  stays: readonly Stay[];
}

/** What a tap without a kind meant: it toggles, and a policy may take leaving at a certain time for a pause. */
export function readKind(punch: ReadPunch, standing: Standing, policy: Policy): ReadKind {
  if (punch.kind !== 'AUTO') return punch.kind;
  if (!standing.open) return 'IN';
  if (standing.pause) return standing.pause.kind === 'meal' ? 'MEAL_END' : 'BREAK_END';
  const sinceStart = punch.atSec - standing.shiftStartSec;
  for (const rule of policy.pauseDetection) {
    if (rule.by !== 'window') continue;
    const fromSec = rule.startMin * 60;
    if (sinceStart >= fromSec && sinceStart <= fromSec + rule.lengthMin * 60)
      return rule.pause === 'meal' ? 'MEAL_START' : 'BREAK_START';
  }
  return 'OUT';
}

/** The pause that an absence turns out to have been, now that the person is back; null when it was none. */
export function reopenedBy(punch: ReadPunch, standing: Standing, policy: Policy): PauseKind | null {
  if (punch.kind !== 'AUTO' || standing.open || policy.pauseDetection.length === 0) return null;
  const last = standing.stays.at(-1);
  if (last?.end.kind !== 'closed' || last.end.out.kind !== 'AUTO') return null;
  const gapSec = punch.atSec - last.end.out.atSec;
  for (const rule of policy.pauseDetection) {
    if (rule.by === 'gap' && gapSec >= rule.minMin * 60 && gapSec <= rule.maxMin * 60) return rule.pause;
  }
  return null;
}
