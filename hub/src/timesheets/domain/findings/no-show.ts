import type { Policy } from '@tapclock/contracts';
import { type HoursFacts, isOver, type PlannedShift } from '../facts/facts.ts';
import { isClosed, outSec, type Stay } from '../pair/stay.ts';
import { ownerOf, ownership } from '../shift/own-instant.ts';
import type { LocalDay } from '../time/civil.ts';
import type { DatedShift } from './dated-shift.ts';
import { finding, type HoursFinding } from './finding.ts';

/**
 * Planned shifts that are over and that nobody came to: no stay was for them or went on through them, who came did not forget to clock
 * in, and there is no leave that excuses from their date. `seconds` are the planned paid ones.
 */
export function noShowFindings(
  shifts: readonly DatedShift[],
  pairing: readonly HoursFinding[],
  facts: HoursFacts,
): HoursFinding[] {
  const { asOfSec, policy } = facts;
  const came = new Set(shifts.flatMap(({ plan, endPlan }) => [plan, endPlan]));
  const missed = facts.shifts.filter(
    plan => isOver(plan, asOfSec) && !came.has(plan) && !isOff(plan.date, facts),
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
    .map(plan =>
      finding('NO_SHOW', { date: plan.date, atSec: plan.startSec, seconds: plannedPaidSeconds(plan) }),
    );
}

/** Leave excuses from a date when it is for half of what is planned or more, or pays nothing and so says nothing about its length. */
function isOff(date: LocalDay, { leave, shifts }: HoursFacts): boolean {
  const ofDate = leave.filter(entry => entry.date === date);
  if (ofDate.length === 0) return false;
  const offSeconds = ofDate.reduce((sum, { seconds }) => sum + seconds, 0);
  const plannedSeconds = shifts
    .filter(plan => plan.date === date)
    .reduce((sum, plan) => sum + plannedPaidSeconds(plan), 0);
  return offSeconds === 0 || 2 * offSeconds >= plannedSeconds;
}

function plannedPaidSeconds({ startSec, endSec, unpaidSec }: PlannedShift): number {
  return endSec - startSec - unpaidSec;
}

/** A stay without an end may have gone on for as long as stays may. */
function wentThrough(stay: Stay, { startSec, endSec }: PlannedShift, { maxShiftMin }: Policy): boolean {
  const untilSec = isClosed(stay) ? outSec(stay) : stay.in.atSec + maxShiftMin * 60;
  return stay.in.atSec < endSec && untilSec > startSec;
}
