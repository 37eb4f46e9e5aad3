import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText } from '../domain/whole-units.ts';
import { codeTable } from './code-table.ts';
import { spellDate } from './dates.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { LETTERS_AND_DIGITS, padZeros, refusals, textProblem } from './fields.ts';
import { defineFormat, type Written } from './format.ts';
import { hoursProblem, negativeProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { CRLF } from './row-text.ts';
import { bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { textSetting } from './setting.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';

/** Positions of a record, from 1, both included. What lies between is blank. */
const EMPLOYEE = { from: 1, to: 6 };
const EARNING = { from: 51, to: 53 };
const OVERRIDE_RATE = { from: 54, to: 62 };
const HOURS = { from: 63, to: 70 };
const DATE = { from: 71, to: 78 };
const STATE = { from: 105, to: 106 };
const LOCAL = { from: 107, to: 116 };
const FLAG = { from: 117, to: 117 };

const HUNDREDTHS = { min: 0, max: 9_999_999 };

const PaychexPreviewSettings = z.strictObject({
  /** `NNNN` of the file name. */
  clientNumber: textSetting({ lengthMin: 4, lengthMax: 4, pattern: LETTERS_AND_DIGITS }),
  /** Earning codes without the `E` before them. */
  codes: codeTable(textSetting({ lengthMin: 1, lengthMax: 2, pattern: LETTERS_AND_DIGITS })),
  employees: employeeIds(),
  rows: z.enum(['period', 'day']).default('period'),
  overrideRate: z.enum(['blank', 'zeros']).default('blank'),
  state: textSetting({
    lengthMax: 2,
    pattern: { matches: /^[A-Z]{2}$/, allows: { en: 'two capital letters', de: 'zwei Großbuchstaben' } },
  }).default(''),
  local: textSetting({ lengthMax: 10, pattern: LETTERS_AND_DIGITS }).default(''),
  position117: z.enum(['', 'S']).default(''),
});
type PaychexPreviewSettings = z.infer<typeof PaychexPreviewSettings>;

/** Paychex Preview (legacy): fixed width, a record for each person and code, by period or by date. */
export const PAYCHEX_PREVIEW = defineFormat<PaychexPreviewSettings>({
  id: 'paychex-preview',
  title: 'Paychex Preview time file',
  mediaType: 'text/plain',
  settings: PaychexPreviewSettings,
  fileName: (_context, { clientNumber }) => `${clientNumber}_TA.txt`,
  open: (_context, settings) => ({
    begin: () => NOTHING,
    person: hours => writePerson(hours, settings),
    end: () => NOTHING,
  }),
});

function writePerson(hours: PersonHours, settings: PaychexPreviewSettings): Written {
  const { person } = hours;
  const employee = employeeIdOf(person, settings.employees);
  const mapped = mapIdentified(hours, settings.codes, { employee: employeeProblem(employee) });
  const dateOf = ({ date }: { date: string }) => (settings.rows === 'day' ? spellDate(date, 'YYYYMMDD') : '');
  const records = writeRows(
    bookings(mapped.lines, HUNDREDTH_SECONDS, line => [dateOf(line)]),
    booking =>
      refusals(placeOfBooking(person, booking, settings.rows), {
        hours: negativeProblem(booking.units, 'Paychex Preview') ?? hoursProblem(booking.units, HUNDREDTHS),
      }),
    booking =>
      record([
        [EMPLOYEE, employee.padStart(6)],
        [EARNING, `E${booking.theirs}`],
        [OVERRIDE_RATE, settings.overrideRate === 'zeros' ? padZeros('', 9) : ''],
        [HOURS, padZeros(hundredthsText(booking.units), 8)],
        [DATE, dateOf(booking)],
        [STATE, settings.state],
        [LOCAL, settings.local],
        [FLAG, settings.position117],
      ]),
  );
  return { ...records, refusals: [...mapped.refusals, ...records.refusals] };
}

/** Fields at their positions, blanks between, nothing after the last that has text. */
function record(fields: readonly (readonly [{ from: number; to: number }, string])[]): string {
  let text = '';
  for (const [{ from, to }, field] of fields)
    if (field !== '') text = text.padEnd(from - 1) + field.padEnd(to - from + 1);
  return text + CRLF;
}

function employeeProblem(employee: string): string | null {
  const problem = textProblem(employee, { lengthMin: 1, lengthMax: 6, pattern: LETTERS_AND_DIGITS });
  return problem === null ? null : `${problem}: give the person's Paychex number under employees`;
}
