import { isWorked, type Segment } from '../breaks/segment.ts';
import { keptDate } from '../day/handover.ts';
import type { Handover } from '../facts/facts.ts';
import { isClosed, outSec, type Stay } from '../pair/stay.ts';
import type { WorkShift } from '../shift/group-shifts.ts';
import type { LocalDay } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';

/** Time off duty within a shift: a punched meal, or an absence between two stays. Raw instants, epoch seconds. */
export interface OffDuty {
  startSec: number;
  endSec: number;
  punchIds: readonly string[];
}

/** A shift by its raw punches, which is what meal, rest and lateness rules look at: rounding would hide violations. */
export interface DatedShift extends WorkShift {
  date: LocalDay;
  /** First clock-in and last clock-out, epoch seconds; no end while one is missing. */
  startSec: number;
  endSec: number | null;
  meals: readonly OffDuty[];
  /** Clock to clock less meals and absences. */
  workedSec: number;
  /** Paid as worked, after rounding and deductions. */
  paidSec: number;
}

/** Adds dates and raw sums to shifts. `segments` tell which date the policy assigned. */
export function datedShifts(
  shifts: readonly WorkShift[],
  segments: readonly Segment[],
  clock: ZoneClock,
  handovers: readonly Handover[] = [],
): DatedShift[] {
  const dates = new Map<number, LocalDay>();
  const paid = new Map<number, number>();
  for (const segment of segments) {
    const { shift, date } = segment;
    if (!dates.has(shift)) dates.set(shift, date);
    if (isWorked(segment)) paid.set(shift, (paid.get(shift) ?? 0) + segment.seconds);
  }
  return shifts.flatMap((shift, index) => {
    const first = shift.stays[0];
    const last = shift.stays.at(-1);
    if (!first || !last) return [];
    const meals = offDuty(shift.stays);
    const startSec = first.in.atSec;
    const endSec = isClosed(last) ? outSec(last) : null;
    const offSec = meals.reduce((sum, meal) => sum + meal.endSec - meal.startSec, 0);
    const date = dates.get(index) ?? keptDate(shift.plan?.date ?? clock.dayAt(startSec), startSec, handovers);
    return [
      {
        ...shift,
        date,
        startSec,
        endSec,
        meals,
        workedSec: endSec === null ? 0 : endSec - startSec - offSec,
        paidSec: paid.get(index) ?? 0,
      },
    ];
  });
}

function offDuty(stays: readonly Stay[]): OffDuty[] {
  const found: OffDuty[] = [];
  let before: Stay | null = null;
  for (const stay of stays) {
    if (before && before.end.kind === 'closed' && stay.in.atSec > before.end.out.atSec) {
      const { out } = before.end;
      found.push({ startSec: out.atSec, endSec: stay.in.atSec, punchIds: [out.id, stay.in.id] });
    }
    for (const { kind, startSec, endSec, startId, endId } of stay.pauses) {
      if (kind === 'meal') found.push({ startSec, endSec, punchIds: [startId, endId] });
    }
    before = stay;
  }
  return found;
}
