import type { ExceptionRow } from '../domain/index.ts';
import type { ReadDay } from './day-reader.ts';

/**
 * Whether the engine still notices what an exception is about: the same of the same punch, or of the same instant where it is about none. What
 * no day notices it cannot say: false.
 */
export function isStillFound({ source, code, at, facts }: ExceptionRow, day: ReadDay | null): boolean {
  if (source !== 'day' || day === null) return false;
  const [punch] = facts.punches ?? [];
  const atSec = Math.floor(Date.parse(at) / 1000);
  return day.findings.some(
    finding =>
      finding.code === code &&
      (punch === undefined ? (finding.atSec ?? atSec) === atSec : finding.punchIds[0] === punch),
  );
}
