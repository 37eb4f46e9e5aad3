import type { Said } from '@tapclock/contracts';
import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText } from '../domain/whole-units.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable } from './code-table.ts';
import { spellDate } from './dates.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { LETTERS_AND_DIGITS, refusals, textFault, textProblem } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type Written } from './format.ts';
import { hoursProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { inColumnOrder, plainCsvRow } from './row-text.ts';
import { bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { checkedText, textSetting } from './setting.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';

const COLUMNS = [
  'Client ID',
  'Worker ID',
  'Org',
  'Job Number',
  'Pay Component',
  'Rate',
  'Rate Number',
  'Hours',
  'Units',
  'Line Date',
  'Amount',
  'Check Seq Number',
  'Override State',
  'Override Local',
  'Override Local Jurisdiction',
  'Labor Assignment',
] as const;

const HUNDREDTHS = { min: -99_999, max: 99_999 };
const ORG_LENGTH_MAX = 60;
/** Empty columns after the sixteen that a newer template may ask for; the largest that was seen has about 25. */
const MORE_COLUMNS_MAX = 60;

/** SPI files are read without regard to quotes, and a guard against formulas would become a part of the name. */
const NO_CSV_SIGNS = {
  matches: /^(?![=+\-@＝＋－＠])[^",\p{Cc}]+$/u,
  allows: {
    en: 'characters other than commas, quotes and tabs, and none of = + - @ in the first place',
    de: 'alle Zeichen außer Komma, Anführungszeichen und Tabulator, an erster Stelle keines von = + - @',
  },
};

const PayComponent = z.strictObject({
  /** Name of the earning exactly as Paychex has it, capitals and all. */
  component: textSetting({ lengthMin: 1, lengthMax: 20, pattern: NO_CSV_SIGNS }),
  rate: checkedText(rateFault).default(''),
  rateNumber: z.literal(['', '1', '2', '3', '4', '5', '6']).default(''),
});

const PaychexSpiSettings = z.strictObject({
  clientId: textSetting({ lengthMin: 1, lengthMax: 8, pattern: LETTERS_AND_DIGITS }),
  codes: codeTable(PayComponent),
  employees: employeeIds(),
  /** Org unit numbers from the top down, such as `1000|1100`. */
  orgs: bookingTable(checkedText(orgFault)),
  jobNumbers: bookingTable(textSetting({ lengthMin: 1, lengthMax: 25, pattern: NO_CSV_SIGNS })),
  header: z.enum(['as-documented', 'upper-case', 'none']).default('as-documented'),
  rows: z.enum(['period', 'day']).default('period'),
  /** Spelling of Line Date where `rows` is `day`. */
  lineDate: z.enum(['MM/DD/YYYY', 'MM/DD/YY', 'YYYY-MM-DD', 'YYYYMMDD']).default('MM/DD/YYYY'),
  moreColumns: z.int().min(0).max(MORE_COLUMNS_MAX).default(0),
});
type PaychexSpiSettings = z.infer<typeof PaychexSpiSettings>;

/** Paychex Flex Standard Payroll Import: sixteen columns in a fixed order, by period or by date. */
export const PAYCHEX_SPI = defineFormat<PaychexSpiSettings>({
  id: 'paychex-spi',
  title: 'Paychex Flex standard payroll import (SPI)',
  mediaType: 'text/csv',
  settings: PaychexSpiSettings,
  fileName: context => fileNameOf(context, 'csv'),
  open: (_context, settings) => ({
    begin: () => ({ ...NOTHING, chunk: header(settings) }),
    person: hours => writePerson(hours, settings),
    end: () => NOTHING,
  }),
});

function header(settings: PaychexSpiSettings): string {
  switch (settings.header) {
    case 'none':
      return '';
    case 'as-documented':
      return row(COLUMNS, settings);
    case 'upper-case':
      return row(
        COLUMNS.map(column => column.toUpperCase()),
        settings,
      );
  }
}

function writePerson(hours: PersonHours, settings: PaychexSpiSettings): Written {
  const { person } = hours;
  const workerId = employeeIdOf(person, settings.employees);
  const mapped = mapIdentified(hours, settings.codes, { 'Worker ID': workerIdProblem(workerId) });
  const orgOf = (line: { job: string | null }) => bookedOn(settings.orgs, person, line);
  const jobNumberOf = (line: { job: string | null }) => bookedOn(settings.jobNumbers, person, line);
  const lineDateOf = ({ date }: { date: string }) =>
    settings.rows === 'day' ? spellDate(date, settings.lineDate) : '';
  const rows = writeRows(
    bookings(mapped.lines, HUNDREDTH_SECONDS, line => [lineDateOf(line), orgOf(line), jobNumberOf(line)]),
    booking =>
      refusals(placeOfBooking(person, booking, settings.rows), {
        Hours: hoursProblem(booking.units, HUNDREDTHS),
      }),
    booking =>
      row(
        inColumnOrder(COLUMNS, {
          'Client ID': settings.clientId,
          'Worker ID': workerId,
          Org: orgOf(booking),
          'Job Number': jobNumberOf(booking),
          'Pay Component': booking.theirs.component,
          Rate: booking.theirs.rate,
          'Rate Number': booking.theirs.rateNumber,
          Hours: hundredthsText(booking.units),
          'Line Date': lineDateOf(booking),
        }),
        settings,
      ),
  );
  return { ...rows, refusals: [...mapped.refusals, ...rows.refusals] };
}

function row(cells: readonly string[], { moreColumns }: PaychexSpiSettings): string {
  return plainCsvRow([...cells, ...Array<string>(moreColumns).fill('')]);
}

function workerIdProblem(workerId: string): string | null {
  const problem = textProblem(workerId, { lengthMin: 1, lengthMax: 10, pattern: LETTERS_AND_DIGITS });
  return problem === null ? null : `${problem}: give the person's Worker ID under employees`;
}

function rateFault(rate: string): Said | null {
  if (rate === '' || /^\d{1,4}(?:\.\d{1,4})?$/.test(rate)) return null;
  return {
    en: `"${rate}" must be 0 to 9999.9999 with at most four decimals`,
    de: `„${rate}“ muss 0 bis 9999.9999 mit höchstens vier Nachkommastellen sein`,
  };
}

function orgFault(org: string): Said | null {
  const fault = textFault(org, { lengthMin: 1, lengthMax: ORG_LENGTH_MAX });
  if (fault !== null || /^\d{1,6}(?:\|\d{1,6}){0,9}$/.test(org)) return fault;
  return {
    en: `"${org}" must be up to ten unit numbers of at most six digits with | between, such as 1000|1100`,
    de: `„${org}“ muss aus bis zu zehn Nummern von höchstens sechs Ziffern mit | dazwischen bestehen, etwa 1000|1100`,
  };
}
