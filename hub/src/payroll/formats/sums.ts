import { wholeUnits } from '../domain/whole-units.ts';

/** Hundredths of an hour and minutes, in seconds. */
export const HUNDREDTH_SECONDS = 36;
export const MINUTE_SECONDS = 60;

/**
 * Lines with the same key as one, in order of first appearance: seconds added, everything else from the first. The key is what the
 * payroll system tells lines apart by, such as code and job.
 */
export function sumBy<Line extends { seconds: number }>(
  lines: readonly Line[],
  keyOf: (line: Line) => string,
): Line[] {
  const sums = new Map<string, Line>();
  for (const line of lines) {
    const key = keyOf(line);
    const sum = sums.get(key);
    sums.set(key, sum ? { ...sum, seconds: sum.seconds + line.seconds } : line);
  }
  return [...sums.values()];
}

/**
 * Each line's seconds as whole units, so that the lines of one series (by default one pay code) add up to their rounded sum: sum first,
 * round last. With deltas last, the period's own lines add up to their own rounded sum as well.
 */
export function inUnits<Line extends { seconds: number; code: string }>(
  lines: readonly Line[],
  unitSeconds: number,
  seriesOf: (line: Line) => string = line => line.code,
): (Line & { units: number })[] {
  const units = new Map<Line, number>();
  for (const series of Map.groupBy(lines, seriesOf).values()) {
    const counts = wholeUnits(
      series.map(line => line.seconds),
      unitSeconds,
    );
    series.forEach((line, index) => {
      units.set(line, counts[index] ?? 0);
    });
  }
  return lines.map(line => ({ ...line, units: units.get(line) ?? 0 }));
}

/** Key of several parts; no part can run into the next. */
export function keyOf(...parts: readonly (string | number | null)[]): string {
  return JSON.stringify(parts);
}
