import type { Policy } from '@tapclock/contracts';
import type { PlannedShift } from '../facts/facts.ts';
import { isClosed, outSec, type Stay } from '../pair/stay.ts';
import { ownerOf, ownership } from './own-instant.ts';

/** Stays that are one shift of work, and the planned shifts they were for. */
export interface WorkShift {
  stays: Stay[];
  /** Of the first clock-in: whose start it is measured against and whose date it has. */
  plan: PlannedShift | null;
  /** Of the last clock-out: a later one in a double shift. */
  endPlan: PlannedShift | null;
}

/**
 * Groups stays to shifts: a gap of `newShiftGapMin` or more begins a new one (payroll.md 5.1 rule 5), and so does coming for
 * another planned shift.
 */
export function groupShifts(
  stays: readonly Stay[],
  planned: readonly PlannedShift[],
  policy: Policy,
): WorkShift[] {
  const owned = ownership(planned, policy.shiftMatch);
  const starting = new Map(planned.map(shift => [shift.startSec, shift]));
  const gapSec = policy.newShiftGapMin * 60;
  const shifts: WorkShift[] = [];
  let before: Stay | null = null;
  for (const stay of stays) {
    const endPlan = isClosed(stay) ? ownerOf(outSec(stay), owned) : null;
    // At the border of two shifts back to back nobody comes for the one that is over.
    const plan = starting.get(stay.in.atSec) ?? ownerOf(stay.in.atSec, owned) ?? endPlan;
    const shift = shifts.at(-1);
    const continues =
      shift !== undefined &&
      before !== null &&
      isClosed(before) &&
      stay.in.atSec - outSec(before) < gapSec &&
      (plan === null || shift.endPlan === null || plan === shift.endPlan || plan === shift.plan);
    if (continues) {
      shift.stays.push(stay);
      shift.plan ??= plan;
      shift.endPlan = endPlan ?? shift.endPlan;
    } else {
      shifts.push({ stays: [stay], plan, endPlan: endPlan ?? plan });
    }
    before = stay;
  }
  return shifts;
}
