import type { Said } from '@tapclock/contracts';
import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText } from '../domain/whole-units.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable } from './code-table.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { digitsFault, refusals, textProblem } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type Written } from './format.ts';
import { negativeProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { inColumnOrder, plainCsvRow } from './row-text.ts';
import { bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { checkedText, textSetting } from './setting.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';

/** Columns A to G. The file has no header: the names are for refusals. */
const COLUMNS = [
  'type',
  'employee no.',
  'payment no.',
  'department',
  'cost centre',
  'hours',
  'hourly rate',
] as const;

/** Longer than any number or code of Sage; no limit is documented. */
const CODE_LENGTH_MAX = 20;

const PLAIN = {
  matches: /^[A-Za-z0-9./_-]+$/,
  allows: { en: 'letters, digits and . / _ -', de: 'Buchstaben, Ziffern und . / _ -' },
};
const Code = textSetting({ lengthMin: 1, lengthMax: CODE_LENGTH_MAX, pattern: PLAIN });

const SagePayment = z.strictObject({
  /** `2` a payment, `D` a deduction. */
  type: z.enum(['2', 'D']).default('2'),
  number: checkedText(text => digitsFault(text, 1, CODE_LENGTH_MAX)),
  /** Empty for the person's own rate. */
  rate: checkedText(rateFault).default(''),
});

const SageIeSettings = z.strictObject({
  codes: codeTable(SagePayment),
  employees: employeeIds(),
  departments: bookingTable(Code),
  costCentres: bookingTable(Code),
});
type SageIeSettings = z.infer<typeof SageIeSettings>;

/** Sage Payroll (Ireland) multi-timesheet import: a row for each person, payment, department and cost centre. */
export const SAGE_IE = defineFormat<SageIeSettings>({
  id: 'sage-ie',
  title: 'Sage Payroll (Ireland) multi-timesheet',
  mediaType: 'text/csv',
  settings: SageIeSettings,
  fileName: context => fileNameOf(context, 'csv'),
  open: (_context, settings) => ({
    begin: () => NOTHING,
    person: hours => writePerson(hours, settings),
    end: () => NOTHING,
  }),
});

function writePerson(hours: PersonHours, settings: SageIeSettings): Written {
  const { person } = hours;
  const employee = employeeIdOf(person, settings.employees);
  const mapped = mapIdentified(hours, settings.codes, { 'employee no.': employeeProblem(employee) });
  const departmentOf = (line: { job: string | null }) => bookedOn(settings.departments, person, line);
  const costCentreOf = (line: { job: string | null }) => bookedOn(settings.costCentres, person, line);
  const rows = writeRows(
    bookings(mapped.lines, HUNDREDTH_SECONDS, line => [departmentOf(line), costCentreOf(line)]),
    booking =>
      refusals(placeOfBooking(person, booking, 'period'), {
        hours: negativeProblem(booking.units, 'Sage Payroll'),
      }),
    booking =>
      plainCsvRow(
        inColumnOrder(COLUMNS, {
          type: booking.theirs.type,
          'employee no.': employee,
          'payment no.': booking.theirs.number,
          department: departmentOf(booking),
          'cost centre': costCentreOf(booking),
          hours: hundredthsText(booking.units),
          'hourly rate': booking.theirs.rate,
        }),
      ),
  );
  return { ...rows, refusals: [...mapped.refusals, ...rows.refusals] };
}

function employeeProblem(employee: string): string | null {
  const problem = textProblem(employee, { lengthMin: 1, lengthMax: CODE_LENGTH_MAX, pattern: PLAIN });
  return problem === null ? null : `${problem}: give the person's Sage number under employees`;
}

function rateFault(rate: string): Said | null {
  if (rate === '' || /^\d{1,7}(?:\.\d{1,4})?$/.test(rate)) return null;
  return { en: `"${rate}" must be a rate such as 14.50`, de: `„${rate}“ muss ein Satz sein, etwa 14.50` };
}
