import { datesBetween } from '@tapclock/contracts';
import type { WantedCell } from './fill.ts';
import { type Cycle, type CycleEntry, entryOn, shiftOn } from './rotation.ts';

export interface RotationRule extends Cycle {
  onHoliday: 'skip' | 'plan';
  onLeave: 'skip' | 'plan';
}

/** Who is to be planned by the rotations on which they stand. */
export interface RotatedPerson {
  employee: string;
  /** Entries of their own, and of their team. */
  own: readonly CycleEntry[];
  ofTeam: readonly CycleEntry[];
  /** Dates on which they are off. */
  leave: ReadonlySet<string>;
}

export interface Rotation {
  /** Cells as the rotations want them; dates on which somebody stands on none are left out. */
  wanted: WantedCell[];
  /** Cells that stay off though the cycle has a shift there. */
  skipped: { employee: string; date: string; why: 'holiday' | 'leave' }[];
}

/** What rotations want of people on dates, both included. */
export function rotate(
  people: readonly RotatedPerson[],
  rules: ReadonlyMap<string, RotationRule>,
  dates: { from: string; to: string },
  holidays: ReadonlySet<string>,
): Rotation {
  const rotation: Rotation = { wanted: [], skipped: [] };
  const all = datesBetween(dates.from, dates.to);
  for (const { employee, own, ofTeam, leave } of people) {
    for (const date of all) {
      const entry = entryOn(own, ofTeam, date);
      const rule = entry === null ? undefined : rules.get(entry.rotation);
      if (entry === null || rule === undefined) continue;
      const shift = shiftOn(rule, entry, date);
      const why = offDay(rule, holidays.has(date), leave.has(date));
      if (shift !== null && why !== null) rotation.skipped.push({ employee, date, why });
      rotation.wanted.push({ employee, date, shifts: shift === null || why !== null ? [] : [shift] });
    }
  }
  return rotation;
}

function offDay(rule: RotationRule, isHoliday: boolean, isOnLeave: boolean): 'holiday' | 'leave' | null {
  if (isHoliday && rule.onHoliday === 'skip') return 'holiday';
  return isOnLeave && rule.onLeave === 'skip' ? 'leave' : null;
}
