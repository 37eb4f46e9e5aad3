import { said } from '@tapclock/contracts';
import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText } from '../domain/whole-units.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable, type MappedLine } from './code-table.ts';
import { spellDate } from './dates.ts';
import { firstOfMonth, monthRefusals } from './datev-month.ts';
import {
  ClientNumber,
  ConsultantNumber,
  CostUnit,
  personnelNumberProblem,
  WageType,
} from './datev-settings.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { encodeText } from './encoding.ts';
import { LETTERS_AND_DIGITS, refusals } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type ExportContext, type Written } from './format.ts';
import { negativeProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { CRLF, inColumnOrder } from './row-text.ts';
import { type Booking, bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { textSetting } from './setting.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';

/** Kalendererfassung. */
const CALENDAR_COLUMNS = [
  'Personalnummer',
  'Kalendertag',
  'Ausfallschlüssel',
  'Lohnartennummer',
  'Stundenanzahl',
  'Tagesanzahl',
  'Wert',
  'Abw. Faktor',
  'Abw. Lohnveränderung',
  'Kostenstelle',
  'Kostenträger',
] as const;
type Column = (typeof CALENDAR_COLUMNS)[number];

/** Monatserfassung: the same without the day and what needs one. */
const MONTH_COLUMNS: readonly Column[] = CALENDAR_COLUMNS.filter(
  column => column !== 'Kalendertag' && column !== 'Ausfallschlüssel',
);

/** Stundenanzahl of one line. */
const HUNDREDTHS_MAX = 2_400;

/** A wage type, an absence key, or both. */
const WageTypeOrAbsence = z
  .strictObject({
    wageType: WageType.optional(),
    absenceKey: textSetting({
      lengthMin: 1,
      lengthMax: 10,
      pattern: LETTERS_AND_DIGITS,
    }).optional(),
  })
  .refine(
    ({ wageType, absenceKey }) => wageType !== undefined || absenceKey !== undefined,
    said({
      en: 'must name a wageType, an absenceKey or both',
      de: 'muss wageType, absenceKey oder beide nennen',
    }),
  );
type WageTypeOrAbsence = z.infer<typeof WageTypeOrAbsence>;

const LugSettings = z.strictObject({
  consultantNumber: ConsultantNumber,
  clientNumber: ClientNumber,
  /** Kalendererfassung or Monatserfassung: the import profile at the adviser says which. */
  layout: z.enum(['calendar', 'month']),
  codes: codeTable(WageTypeOrAbsence),
  employees: employeeIds(),
  costCentres: bookingTable(CostUnit),
  costObjects: bookingTable(CostUnit),
  month: z.enum(['period', 'payday']).default('period'),
  dateSeparator: z.enum(['.', '/']).default('.'),
  /** Field of a month's hours: Stundenanzahl takes no more than 24. */
  monthHours: z.enum(['Wert', 'Stundenanzahl']).default('Wert'),
  /** Date of deltas in the calendar layout: within the period, so that it stays in the header's month, or their own. */
  deltas: z.enum(['last-day', 'own-date']).default('last-day'),
});
type LugSettings = z.infer<typeof LugSettings>;

/** DATEV Lohn und Gehalt: a line for each person, wage type and date, or the month's sum. */
export const DATEV_LUG = defineFormat<LugSettings>({
  id: 'datev-lug',
  title: 'DATEV Lohn und Gehalt',
  mediaType: 'text/plain; charset=windows-1252',
  settings: LugSettings,
  fileName: context => fileNameOf(context, 'txt'),
  open(context, settings) {
    const refused = monthRefusals(context, settings.month, 'MM/JJJJ');
    return {
      begin: () => ({ chunk: header(context, settings), refusals: refused, lines: 0 }),
      person: hours => (refused.length > 0 ? NOTHING : writePerson(hours, context, settings)),
      end: () => NOTHING,
    };
  },
});

function header(context: ExportContext, { consultantNumber, clientNumber, month }: LugSettings): Uint8Array {
  const booked = spellDate(firstOfMonth(context, month), 'MM/YYYY');
  return encodeText(line([consultantNumber, clientNumber, booked]), 'cp1252');
}

function writePerson(hours: PersonHours, context: ExportContext, settings: LugSettings): Written {
  const { person } = hours;
  const personnelNumber = employeeIdOf(person, settings.employees);
  const mapped = mapIdentified(hours, settings.codes, {
    Personalnummer: personnelNumberProblem(personnelNumber),
  });
  const columns = settings.layout === 'calendar' ? CALENDAR_COLUMNS : MONTH_COLUMNS;
  const hoursColumn = settings.layout === 'calendar' ? 'Stundenanzahl' : settings.monthHours;
  const costCentreOf = (of: { job: string | null }) => bookedOn(settings.costCentres, person, of);
  const costObjectOf = (of: { job: string | null }) => bookedOn(settings.costObjects, person, of);
  const rows = writeRows(
    bookings(onTheirDates(mapped.lines, context, settings), HUNDREDTH_SECONDS, of => [
      settings.layout === 'calendar' ? of.date : null,
      costCentreOf(of),
      costObjectOf(of),
    ]),
    booking =>
      refusals(placeOfBooking(person, booking, settings.layout === 'calendar' ? 'day' : 'period'), {
        Ausfallschlüssel: absenceProblem(booking, settings),
        [hoursColumn]: hoursColumnProblem(booking.units, hoursColumn, settings),
      }),
    booking =>
      line(
        inColumnOrder<Column>(columns, {
          Personalnummer: personnelNumber,
          Kalendertag: spellDate(booking.date, ['DD', 'MM', 'YYYY'].join(settings.dateSeparator)),
          Ausfallschlüssel: booking.theirs.absenceKey ?? '',
          Lohnartennummer: booking.theirs.wageType ?? '',
          [hoursColumn]: hundredthsText(booking.units, ','),
          Kostenstelle: costCentreOf(booking),
          Kostenträger: costObjectOf(booking),
        }),
      ),
  );
  return {
    chunk: encodeText(rows.chunk, 'cp1252'),
    refusals: [...mapped.refusals, ...rows.refusals],
    lines: rows.lines,
  };
}

/** Deltas moved to the last day of the period, unless they keep their own date. */
function onTheirDates(
  lines: readonly MappedLine<WageTypeOrAbsence>[],
  { to }: ExportContext,
  { deltas }: LugSettings,
): readonly MappedLine<WageTypeOrAbsence>[] {
  if (deltas === 'own-date') return lines;
  return lines.map(of => (of.delta === null ? of : { ...of, date: to }));
}

function absenceProblem({ theirs }: Booking<WageTypeOrAbsence>, { layout }: LugSettings): string | null {
  if (theirs.absenceKey === undefined || layout === 'calendar') return null;
  return `"${theirs.absenceKey}" needs a date, which Monatserfassung has not: use the calendar layout, or map the code to a wage type alone`;
}

function hoursColumnProblem(
  hundredths: number,
  column: LugSettings['monthHours'],
  settings: LugSettings,
): string | null {
  if (column === 'Stundenanzahl' && hundredths > HUNDREDTHS_MAX)
    return `comes to ${hundredthsText(hundredths)} hours, and a line takes at most 24: ${remedyOf(settings)}`;
  return negativeProblem(hundredths, 'Lohn und Gehalt');
}

function remedyOf({ layout, deltas }: LugSettings): string {
  if (layout === 'month') return 'set monthHours to "Wert"';
  return deltas === 'last-day'
    ? 'correct the punches; if hours of earlier periods are in it, set deltas to "own-date" or enter them by hand'
    : 'correct the punches';
}

function line(fields: readonly string[]): string {
  return fields.join(';') + CRLF;
}
