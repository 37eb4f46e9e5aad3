import type { StoredCorrection } from './correction.ts';
import { type PunchReading, secondOf } from './punch-readings.ts';

/** A correction with the span of instants, epoch milliseconds, both included, between which hours may change. */
export type PlacedCorrection = StoredCorrection & { touchesFromMs: number; touchesToMs: number };

/**
 * Places a correction after those that its punch has already. The span holds where the punch was recorded, where it is read now and where
 * it goes. `reading` is the punch before the correction; undefined for one that is added.
 */
export function place(correction: StoredCorrection, reading: PunchReading | undefined): PlacedCorrection {
  const instants = [reading?.recordedAtMs, reading?.atMs, correction.occurredAtMs].filter(
    instant => typeof instant === 'number',
  );
  return {
    ...correction,
    madeAtMs: madeAfter(correction.madeAtMs, reading?.correctedAtMs ?? null),
    touchesFromMs: Math.min(...instants),
    touchesToMs: Math.max(...instants),
  };
}

/**
 * The later correction of a punch wins, and time is counted by whole seconds: one that is made in the same second as the last counts as
 * made in the next.
 */
function madeAfter(nowMs: number, lastMs: number | null): number {
  return lastMs === null ? nowMs : Math.max(nowMs, (secondOf(lastMs) + 1) * 1000);
}
