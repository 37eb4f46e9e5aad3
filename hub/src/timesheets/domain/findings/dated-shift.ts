import type { Segment } from '../breaks/segment.ts';
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
}

/** Adds dates and raw sums to shifts. `segments` tell which date the policy assigned. */
export function datedShifts(
  shifts: readonly WorkShift[],
  segments: readonly Segment[],
  clock: ZoneClock,
): DatedShift[] {
  const dates = new Map<number, LocalDay>();
  for (const { shift, date } of segments) if (!dates.has(shift)) dates.set(shift, date);
  return shifts.flatMap((shift, index) => {
    const first = shift.stays[0];
    const last = shift.stays.at(-1);
    if (!first || !last) return [];
    const meals = offDuty(shift.stays);
    const startSec = first.in.atSec;
    const endSec = isClosed(last) ? outSec(last) : null;
    const offSec = meals.reduce((sum, meal) => sum + meal.endSec - meal.startSec, 0);
    const date = dates.get(index) ?? shift.plan?.date ?? clock.dayAt(startSec);
    return [
      {
        ...shift,
        date,
        startSec,
        endSec,
        meals,
        workedSec: endSec === null ? 0 : endSec - startSec - offSec,
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
