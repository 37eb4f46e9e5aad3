import type { Policy } from '@tapclock/contracts';
import type { Segment } from '../breaks/segment.ts';
import type { Handover, HoursFacts } from '../facts/facts.ts';
import { readStays } from '../pair/read-stays.ts';
import { isClosed, outSec } from '../pair/stay.ts';
import { type LocalDay, weekdayAtOrBefore } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';

/**
 * Where the work of one policy ends and that of the next begins, around the date from which the next applies: the first moment from
 * midnight on at which no stay goes on, as either of them pairs punches. A stay so belongs to the policy of its clock-in's date.
 * Null where both date work alike: then dates alone divide it.
 */
export function handoverOf(
  facts: Omit<HoursFacts, 'policy'>,
  { before, after, date }: { before: Policy; after: Policy; date: LocalDay },
  clock: ZoneClock,
): Handover | null {
  if (datesAlike(before, after)) return null;
  const stays = [before, after]
    .flatMap(policy => readStays({ ...facts, policy }).stays)
    .filter(isClosed)
    .sort((a, b) => a.in.atSec - b.in.atSec);
  let atSec = clock.startOf(date);
  for (const stay of stays) {
    if (stay.in.atSec >= atSec) break;
    // One second on, so that work without a break stays together.
    atSec = Math.max(atSec, outSec(stay) + 1);
  }
  return { date, atSec };
}

/** The date of something that began at an instant, kept on its own side of every change of rules. */
export function keptDate(date: LocalDay, beganSec: number, handovers: readonly Handover[]): LocalDay {
  let kept = date;
  for (const handover of handovers)
    kept = beganSec < handover.atSec ? Math.min(kept, handover.date - 1) : Math.max(kept, handover.date);
  return kept;
}

/** A dated segment of a stay that began at an instant. The workday goes with the date where it is one. */
export function keptSegment(segment: Segment, beganSec: number, handovers: readonly Handover[]): Segment {
  const date = keptDate(segment.date, beganSec, handovers);
  if (date === segment.date) return segment;
  return { ...segment, date, workday: segment.workday === segment.date ? date : segment.workday };
}

/** The workweek of something with a date: weeks that are cut at an instant are cut no further than rules change. */
export function keptWeek(
  week: LocalDay,
  { date }: Segment,
  startDow: number,
  handovers: readonly Handover[],
): LocalDay {
  let kept = week;
  for (const handover of handovers) {
    const side = date < handover.date ? handover.date - 1 : handover.date;
    const border = weekdayAtOrBefore(side, startDow);
    kept = date < handover.date ? Math.min(kept, border) : Math.max(kept, border);
  }
  return kept;
}

/** Whether two policies always put the same work on the same dates, and in whole workweeks. */
function datesAlike(before: Policy, after: Policy): boolean {
  return isCutByDay(before) && isCutByDay(after) && datingRules(before) === datingRules(after);
}

function isCutByDay({ workweek }: Policy): boolean {
  return workweek.cut === 'day' && workweek.startTime === '00:00';
}

/** Everything that decides where a stay begins and ends, and which stays go together. One schema parsed both, so texts compare. */
function datingRules(policy: Policy): string {
  return JSON.stringify([
    policy.dayRule,
    policy.workdayStart,
    policy.debounceSec,
    policy.newShiftGapMin,
    policy.maxShiftMin,
    policy.pauseDetection,
    policy.importPairing,
    policy.autoClose,
    policy.shiftMatch,
    policy.rounding,
    policy.dayRule === 'majority' ? [policy.meal, policy.break, policy.breakIsMealFromMin] : null,
  ]);
}
