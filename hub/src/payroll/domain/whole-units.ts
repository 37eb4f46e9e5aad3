/**
 * Divides seconds into whole units (36 for hundredths of an hour, 60 for minutes) so that the parts add up to the rounded whole:
 * sum first, round last, half up (away from zero). Three times 20 minutes are 0.33, 0.34, 0.33 and 1.00 together, never 0.99.
 */
export function wholeUnits(seconds: readonly number[], unitSeconds: number): number[] {
  let sumSeconds = 0;
  let given = 0;
  return seconds.map(part => {
    sumSeconds += part;
    const due = roundHalfUp(sumSeconds, unitSeconds);
    const units = due - given;
    given = due;
    return units;
  });
}

/** Seconds as whole units, half away from zero. */
export function roundHalfUp(seconds: number, unitSeconds: number): number {
  // Twice the numerator keeps the half exact: no fraction is ever stored.
  const units = Math.floor((2 * Math.abs(seconds) + unitSeconds) / (2 * unitSeconds));
  // Not `-units`: a rounded -10 seconds would be the number -0.
  return seconds < 0 ? 0 - units : units;
}

/** Hundredths of an hour as text, `7.75`; `mark` is the decimal mark. */
export function hundredthsText(hundredths: number, mark = '.'): string {
  const digits = String(Math.abs(hundredths)).padStart(3, '0');
  return `${hundredths < 0 ? '-' : ''}${digits.slice(0, -2)}${mark}${digits.slice(-2)}`;
}
