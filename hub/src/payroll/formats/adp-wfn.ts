import type { Said } from '@tapclock/contracts';
import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText } from '../domain/whole-units.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable } from './code-table.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import {
  digitsFault,
  digitsProblem,
  LETTERS_AND_DIGITS,
  padZeros,
  rangeFault,
  rangeProblem,
  refusals,
} from './fields.ts';
import { defineFormat, type Written } from './format.ts';
import { hoursProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { inColumnOrder, plainCsvRow } from './row-text.ts';
import { bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { checkedText, textSetting } from './setting.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';

const COLUMNS = [
  'Co Code',
  'Batch ID',
  'File #',
  'Reg Hours',
  'O/T Hours',
  'Temp Dept',
  'Hours 3 Code',
  'Hours 3 Amount',
  'Hours 4 Code',
  'Hours 4 Amount',
] as const;

const FILE_NUMBER_DIGITS = 6;
const FILE_NUMBERS = { min: 51, max: 999_999 };
const HUNDREDTHS = { min: -4_050_000, max: 9_999_999 };
/** Numbers that ADP keeps for itself among 0 to 79. */
const RESERVED_CODES = [40, 50, 60, 61];

const HoursCode = checkedText(hoursCodeFault);

/** Where hours of a code go: the two plain columns, or one that carries ADP's own hours code. */
const AdpColumn = z.discriminatedUnion('column', [
  z.strictObject({ column: z.literal('Reg Hours') }),
  z.strictObject({ column: z.literal('O/T Hours') }),
  z.strictObject({ column: z.literal('Hours 3'), code: HoursCode }),
  z.strictObject({ column: z.literal('Hours 4'), code: HoursCode }),
]);
type AdpColumn = z.infer<typeof AdpColumn>;

const AdpSettings = z.strictObject({
  companyCode: textSetting({
    lengthMin: 2,
    lengthMax: 3,
    pattern: LETTERS_AND_DIGITS,
  }),
  batch: checkedText(batchFault).default('01'),
  codes: codeTable(AdpColumn),
  employees: employeeIds(),
  /** Temp Dept. */
  departments: bookingTable(checkedText(departmentFault)),
  /** `{company}` is the company code padded with `_` to three, `{batch}` the batch. */
  fileName: checkedText(fileNameFault).default('PR{company}EPI.csv'),
});
type AdpSettings = z.infer<typeof AdpSettings>;

/** ADP Workforce Now paydata: a row for each person and code with the period's sum, deltas of earlier periods in it. */
export const ADP_WFN = defineFormat<AdpSettings>({
  id: 'adp-wfn',
  title: 'ADP Workforce Now paydata',
  mediaType: 'text/csv',
  settings: AdpSettings,
  fileName: (_context, { companyCode, batch, fileName }) =>
    fileName.replaceAll('{company}', companyCode.padEnd(3, '_')).replaceAll('{batch}', batch),
  open: (_context, settings) => ({
    begin: () => ({ ...NOTHING, chunk: plainCsvRow(COLUMNS) }),
    person: hours => writePerson(hours, settings),
    end: () => NOTHING,
  }),
});

function writePerson(hours: PersonHours, settings: AdpSettings): Written {
  const { person } = hours;
  const fileNumber = employeeIdOf(person, settings.employees);
  const mapped = mapIdentified(hours, settings.codes, { 'File #': fileNumberProblem(fileNumber) });
  const departmentOf = (line: { job: string | null }) => bookedOn(settings.departments, person, line);
  const rows = writeRows(
    bookings(mapped.lines, HUNDREDTH_SECONDS, line => [departmentOf(line)]),
    booking =>
      refusals(placeOfBooking(person, booking, 'period'), {
        [booking.theirs.column]: hoursProblem(booking.units, HUNDREDTHS),
      }),
    booking =>
      plainCsvRow(
        inColumnOrder(COLUMNS, {
          'Co Code': settings.companyCode,
          'Batch ID': settings.batch,
          'File #': padZeros(fileNumber, FILE_NUMBER_DIGITS),
          'Temp Dept': departmentOf(booking),
          ...hoursCells(booking.theirs, hundredthsText(booking.units)),
        }),
      ),
  );
  return { ...rows, refusals: [...mapped.refusals, ...rows.refusals] };
}

function hoursCells(theirs: AdpColumn, hours: string): Partial<Record<(typeof COLUMNS)[number], string>> {
  switch (theirs.column) {
    case 'Reg Hours':
    case 'O/T Hours':
      return { [theirs.column]: hours };
    case 'Hours 3':
      return { 'Hours 3 Code': theirs.code, 'Hours 3 Amount': hours };
    case 'Hours 4':
      return { 'Hours 4 Code': theirs.code, 'Hours 4 Amount': hours };
  }
}

function fileNumberProblem(fileNumber: string): string | null {
  const problem =
    digitsProblem(fileNumber, 1, FILE_NUMBER_DIGITS) ?? rangeProblem(Number(fileNumber), FILE_NUMBERS);
  return problem === null ? null : `${problem}: give the person's File # under employees`;
}

function hoursCodeFault(code: string): Said | null {
  if (/^[A-Z][A-Z0-9]?$/.test(code)) return null;
  if (/^[0-7]?[0-9]$/.test(code) && !RESERVED_CODES.includes(Number(code))) return null;
  const reserved = RESERVED_CODES.join(', ');
  return {
    en: `"${code}" must be a letter A to Z with a letter or digit after it if any, or 0 to 79 except ${reserved}`,
    de: `„${code}“ muss ein Buchstabe A bis Z sein, dem ein Buchstabe oder eine Ziffer folgen darf, oder 0 bis 79 außer ${reserved}`,
  };
}

function batchFault(batch: string): Said | null {
  return digitsFault(batch, 1, 2) ?? rangeFault(Number(batch), { min: 1, max: 99 });
}

function departmentFault(department: string): Said | null {
  if (/^(?:[A-Za-z0-9]{3}|[A-Za-z0-9]{6})$/.test(department)) return null;
  return {
    en: `"${department}" must be 3 or 6 letters and digits`,
    de: `„${department}“ muss aus 3 oder 6 Buchstaben und Ziffern bestehen`,
  };
}

function fileNameFault(fileName: string): Said | null {
  if (/^(?:[A-Za-z0-9_-]|\{company\}|\{batch\}){1,40}\.csv$/.test(fileName)) return null;
  return {
    en: `"${fileName}" must be letters, digits, _, -, {company} and {batch}, and end in .csv`,
    de: `„${fileName}“ muss aus Buchstaben, Ziffern, _, -, {company} und {batch} bestehen und auf .csv enden`,
  };
}
