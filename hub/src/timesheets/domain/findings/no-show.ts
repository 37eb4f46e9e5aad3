import type { Policy } from '@tapclock/contracts';
import { type HoursFacts, isOver, type PlannedShift } from '../facts/facts.ts';
import { isClosed, outSec, type Stay } from '../pair/stay.ts';
import { ownerOf, ownership } from '../shift/own-instant.ts';
import type { DatedShift } from './dated-shift.ts';
import { finding, type HoursFinding } from './finding.ts';

/**
 * Planned shifts that are over and that nobody came to: no stay was for them or went on through them, who came did not forget to clock
 * in, and there is no leave on their date. `seconds` are the planned paid ones.
 */
export function noShowFindings(
  shifts: readonly DatedShift[],
  pairing: readonly HoursFinding[],
  facts: HoursFacts,
): HoursFinding[] {
  const { asOfSec, policy } = facts;
  const came = new Set(shifts.flatMap(({ plan, endPlan }) => [plan, endPlan]));
  const leaveDays = new Set(facts.leave.map(({ date }) => date));
  const missed = facts.shifts.filter(
    plan => isOver(plan, asOfSec) && !came.has(plan) && !leaveDays.has(plan.date),
  );
  if (missed.length === 0) return [];
  const stays = shifts.flatMap(shift => shift.stays);
  const owned = ownership(facts.shifts, policy.shiftMatch);
  const left = new Set(
    pairing.map(({ code, atSec }) =>
      code === 'MISSING_IN' && atSec !== null ? ownerOf(atSec, owned) : null,
    ),
  );
  return missed
    .filter(plan => !left.has(plan) && !stays.some(stay => wentThrough(stay, plan, policy)))
    .map(({ date, startSec, endSec, unpaidSec }) =>
      finding('NO_SHOW', { date, atSec: startSec, seconds: endSec - startSec - unpaidSec }),
    );
}

/** A stay without an end may have gone on for as long as stays may. */
function wentThrough(stay: Stay, { startSec, endSec }: PlannedShift, { maxShiftMin }: Policy): boolean {
  const untilSec = isClosed(stay) ? outSec(stay) : stay.in.atSec + maxShiftMin * 60;
  return stay.in.atSec < endSec && untilSec > startSec;
}
