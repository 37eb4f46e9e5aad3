import type { PersonHours } from '../domain/hours-line.ts';
import { type CodeTable, type MappedHours, mapCodes } from './code-table.ts';
import { placeOf, refusals } from './fields.ts';

/**
 * A person's lines in the payroll system's codes, none if it could not tell who the person is: `problems` are those of the fields that
 * name the person, `null` for none. A person without lines is in no file and has no problem.
 */
export function mapIdentified<Theirs>(
  hours: PersonHours,
  codes: CodeTable<Theirs>,
  problems: Readonly<Record<string, string | null>>,
): MappedHours<Theirs> {
  const mapped = mapCodes(hours, codes);
  if (mapped.lines.length === 0) return mapped;
  const unknown = refusals(placeOf(hours.person), problems);
  if (unknown.length === 0) return mapped;
  return { lines: [], refusals: [...mapped.refusals, ...unknown] };
}
