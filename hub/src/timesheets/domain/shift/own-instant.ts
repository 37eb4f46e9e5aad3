import type { PlannedShift } from '../facts/facts.ts';

/** The instants that belong to a planned shift, epoch seconds, both ends included. */
interface Owned {
  shift: PlannedShift;
  fromSec: number;
  toSec: number;
}

export interface ShiftMargins {
  beforeMin: number;
  afterMin: number;
}

/**
 * Cuts overlapping margins at the earlier shift's end or the later window's start, whichever is later, so that each instant has
 * one owner; the border itself is the earlier shift's (payroll.md 5.1 rule 9).
 */
export function ownership(shifts: readonly PlannedShift[], margins: ShiftMargins): readonly Owned[] {
  const owned = shifts
    .toSorted((a, b) => a.startSec - b.startSec || a.endSec - b.endSec || (a.id < b.id ? -1 : 1))
    .map(shift => ({
      shift,
      fromSec: shift.startSec - margins.beforeMin * 60,
      toSec: shift.endSec + margins.afterMin * 60,
    }));
  let earlier: Owned | null = null;
  for (const later of owned) {
    if (earlier && later.fromSec <= earlier.toSec) {
      const borderSec = Math.min(Math.max(later.fromSec, earlier.shift.endSec), earlier.toSec);
      earlier.toSec = borderSec;
      later.fromSec = borderSec + 1;
    }
    earlier = later;
  }
  return owned;
}

/** The shift that an instant belongs to, or null. Instants are asked for in ascending order mostly; the search is by halves. */
export function ownerOf(sec: number, owned: readonly Owned[]): PlannedShift | null {
  let low = 0;
  let high = owned.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = owned[middle];
    if (!candidate) return null;
    if (sec < candidate.fromSec) high = middle - 1;
    else if (sec > candidate.toSec) low = middle + 1;
    else return candidate.shift;
  }
  return null;
}
