import { daysBetween } from './dates.ts';

/** A cycle of templates, a day each; null: off. */
export interface Cycle {
  days: readonly (string | null)[];
}

/** Somebody stands on a rotation from a date on; `offset` is the day of the cycle that `startsOn` is. */
export interface CycleEntry {
  rotation: string;
  startsOn: string;
  /** Last date; null: until further notice. */
  endsOn: string | null;
  offset: number;
}

/** The template that the cycle has for a date not before `startsOn`, or null for a day off. By calendar days, so no zone has a part in it. */
export function shiftOn({ days }: Cycle, { startsOn, offset }: CycleEntry, date: string): string | null {
  return days[(offset + daysBetween(startsOn, date)) % days.length] ?? null;
}

/**
 * Which entry counts for a person on a date: one of their own before one of their team; of several the one that begins last. Null where
 * none does.
 */
export function entryOn<T extends CycleEntry>(
  own: readonly T[],
  ofTeam: readonly T[],
  date: string,
): T | null {
  return latestOn(own, date) ?? latestOn(ofTeam, date);
}

function latestOn<T extends CycleEntry>(entries: readonly T[], date: string): T | null {
  return entries
    .filter(({ startsOn, endsOn }) => startsOn <= date && (endsOn === null || date <= endsOn))
    .reduce<T | null>(
      (latest, entry) => (latest === null || entry.startsOn > latest.startsOn ? entry : latest),
      null,
    );
}
