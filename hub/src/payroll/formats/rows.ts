import type { SheetPerson } from '@tapclock/contracts';
import type { MappedLine } from './code-table.ts';
import { type Place, placeOf } from './fields.ts';
import type { Refusal, Written } from './format.ts';
import { inUnits, keyOf, sumBy } from './sums.ts';

/** Hours that the file books as one: whole units, such as hundredths of an hour, of one code of theirs. */
export type Booking<Theirs> = MappedLine<Theirs> & { units: number };

/**
 * Lines as the file books them: one of each code of theirs and of what else keeps hours `apart` (a date, a cost centre). Sum first,
 * round last: the bookings of one code add up to its rounded sum. What comes to nothing is left out.
 */
export function bookings<Theirs>(
  lines: readonly MappedLine<Theirs>[],
  unitSeconds: number,
  apart: (line: MappedLine<Theirs>) => readonly (string | null)[],
): Booking<Theirs>[] {
  const codeOf = (line: MappedLine<Theirs>) => JSON.stringify(line.theirs);
  const sums = sumBy(lines, line => keyOf(codeOf(line), ...apart(line)));
  return inUnits(sums, unitSeconds, codeOf).filter(({ units }) => units !== 0);
}

/** Whether a file has a row for each date or one for the whole period. */
export type RowSpan = 'period' | 'day';

/** What a refusal of booked hours is about; a sum of a period has no date. */
export function placeOfBooking(
  person: Pick<SheetPerson, 'number'>,
  booking: { date: string; code: string },
  span: RowSpan,
): Place {
  const place = placeOf(person, booking);
  return span === 'day' ? place : { ...place, date: null };
}

/** Nothing written and nothing refused. */
export const NOTHING: Written = { chunk: '', refusals: [], lines: 0 };

/** Rows of a file: one that the payroll system would refuse stays out and says why. */
export function writeRows<Line>(
  lines: readonly Line[],
  refusalsOf: (line: Line) => readonly Refusal[],
  rowOf: (line: Line) => string,
): Written & { chunk: string } {
  const refused: Refusal[] = [];
  let chunk = '';
  let rows = 0;
  for (const line of lines) {
    const found = refusalsOf(line);
    refused.push(...found);
    if (found.length > 0) continue;
    chunk += rowOf(line);
    rows += 1;
  }
  return { chunk, refusals: refused, lines: rows };
}
