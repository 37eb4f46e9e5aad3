import { FLEET_THRESHOLDS } from './thresholds.ts';

/** Median of the taps of the same hour in other weeks; null of too few weeks. */
export function usualReads(weeks: readonly number[]): number | null {
  if (weeks.length < FLEET_THRESHOLDS.usualWeeks.least) return null;
  const ordered = weeks.toSorted((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle] ?? 0;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? 0) + upper) / 2;
}
