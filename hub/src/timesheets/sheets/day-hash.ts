import { hash } from 'node:crypto';
import type { Sheet, SheetFinding } from '@tapclock/contracts';
import { unsettledFinding } from './unsettled-finding.ts';

/**
 * What an approval stands for: SHA-256 of a day's JSON text and of what is unsettled about it, lower-case hex. `findings` are those of
 * the date. One that came later makes it another day, though it pays the same: a forgotten clock-out is no time, and must be seen.
 */
export function dayHash(dayText: string, findings: readonly SheetFinding[]): string {
  const unsettled = findings
    .filter(({ code }) => unsettledFinding(code) !== null)
    .map(({ code, at, punches }) => [code, at, punches]);
  return hash('sha256', unsettled.length === 0 ? dayText : `[${dayText},${JSON.stringify(unsettled)}]`);
}

/** Hashes of the days of a sheet, in their order; `texts` are the days' JSON texts where they are written already. */
export function dayHashes(
  { days, findings }: Pick<Sheet, 'days' | 'findings'>,
  texts: readonly string[] = [],
): string[] {
  const byDate = Map.groupBy(findings, ({ date }) => date);
  return days.map((day, place) => dayHash(texts[place] ?? JSON.stringify(day), byDate.get(day.date) ?? []));
}
