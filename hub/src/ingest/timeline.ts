import { comparePunches, type PastPunch } from '../scheduling/index.ts';

/**
 * A person's punches in order, as far back as they are known. `isComplete`: there are none before the first.
 */
export interface Timeline {
  readonly punches: readonly PastPunch[];
  readonly isComplete: boolean;
}

/** Punches before one that are enough to judge it: the stay, its breaks, and the shift's beginning. */
export const PAST_PUNCHES = 24;
/** Fewer than these before a punch, and it is looked up whether there are more. */
const PAST_PUNCHES_MIN = 8;

/** The punches before an instant, oldest first, at most PAST_PUNCHES. */
export function pastOf(punches: readonly PastPunch[], punch: PastPunch): PastPunch[] {
  const end = lowerBound(punches, punch);
  return punches.slice(Math.max(0, end - PAST_PUNCHES), end);
}

/** Whether a timeline reaches back far enough to judge a punch at this instant. */
export function reachesBack(timeline: Timeline, atMs: number): boolean {
  if (timeline.isComplete) return true;
  return timeline.punches.filter(punch => punch.occurredAtMs < atMs).length >= PAST_PUNCHES_MIN;
}

/** Adds a punch in its place. */
export function insertPunch(punches: PastPunch[], punch: PastPunch): void {
  punches.splice(lowerBound(punches, punch), 0, punch);
}

/** Index of the first punch that is not before this one. */
function lowerBound(punches: readonly PastPunch[], punch: PastPunch): number {
  // From the end: nearly every punch is the newest of its person.
  let index = punches.length;
  for (; index > 0; index -= 1) {
    const before = punches[index - 1];
    if (before && comparePunches(before, punch) < 0) break;
  }
  return index;
}
