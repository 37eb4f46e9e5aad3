import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText } from '../domain/whole-units.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable } from './code-table.ts';
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
import { refusal, refusals, WHOLE_FILE } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type ExportContext, type Refusal, type Written } from './format.ts';
import { negativeProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { CRLF, inColumnOrder } from './row-text.ts';
import { bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';

const TABLE = 'u_lod_bwd_buchung_standard';
/** Names our record in Satzbeschreibung and at the start of each line of Bewegungsdaten. */
const RECORD = '10';
/** Declared in Satzbeschreibung and written in this order. */
const COLUMNS = [
  'abrechnung_zeitraum#bwd',
  'pnr#bwd',
  'la_eigene#bwd',
  'bs_nr#bwd',
  'bs_wert_butab#bwd',
  'kostenstelle#bwd',
] as const;
/** Bearbeitungsschlüssel of hours, the only one that all known files agree on. */
const HOURS_KEY = '1';

const DATE_PATTERNS = {
  'TT/MM/JJJJ': 'DD/MM/YYYY',
  'TT.MM.JJJJ': 'DD.MM.YYYY',
  'JJJJ-MM-TT': 'YYYY-MM-DD',
  TTMMJJJJ: 'DDMMYYYY',
} as const;

const LodasSettings = z.strictObject({
  consultantNumber: ConsultantNumber,
  clientNumber: ClientNumber,
  codes: codeTable(WageType),
  employees: employeeIds(),
  costCentres: bookingTable(CostUnit),
  emptyCostCentre: z.enum(['', 'NULL']).default(''),
  month: z.enum(['period', 'payday']).default('period'),
  /** Where deltas go: into the month's sums, or into the month of their own date, which makes LODAS reckon that month again. */
  deltas: z.enum(['sum', 'own-month']).default('sum'),
  dateFormat: z.enum(['TT/MM/JJJJ', 'TT.MM.JJJJ', 'JJJJ-MM-TT', 'TTMMJJJJ']).default('TT/MM/JJJJ'),
  versionSst: z.boolean().default(true),
  /** A comment line that names the period and the lock. */
  comment: z.boolean().default(false),
});
type LodasSettings = z.infer<typeof LodasSettings>;

/** DATEV LODAS Bewegungsdaten: a line for each person, wage type and cost centre with the month's hours. */
export const DATEV_LODAS = defineFormat<LodasSettings>({
  id: 'datev-lodas',
  title: 'DATEV LODAS Bewegungsdaten',
  mediaType: 'text/plain; charset=windows-1252',
  settings: LodasSettings,
  fileName: context => fileNameOf(context, 'txt'),
  open(context, settings) {
    const refused = monthRefusals(context, settings.month, COLUMNS[0]);
    let lines = 0;
    return {
      begin: () => ({ chunk: header(context, settings), refusals: refused, lines: 0 }),
      person(hours) {
        if (refused.length > 0) return NOTHING;
        const written = writePerson(hours, context, settings);
        lines += written.lines;
        return written;
      },
      end: () => (lines > 0 || refused.length > 0 ? NOTHING : { ...NOTHING, refusals: [emptyRefusal()] }),
    };
  },
});

function header(context: ExportContext, settings: LodasSettings): Uint8Array {
  const { site, group, from, to, lock } = context;
  const lines = [
    '[Allgemein]',
    'Ziel=LODAS',
    ...(settings.versionSst ? ['Version_SST=1.0'] : []),
    `BeraterNr=${settings.consultantNumber}`,
    `MandantenNr=${settings.clientNumber}`,
    `Datumsformat=${settings.dateFormat}`,
    'Feldtrennzeichen=;',
    'Zahlenkomma=,',
    ...(settings.comment ? [`* Tapclock ${site} ${group} ${from} ${to} ${lock}`] : []),
    '',
    '[Satzbeschreibung]',
    line([RECORD, TABLE, ...COLUMNS]),
    '',
    '[Bewegungsdaten]',
  ];
  return encodeText(lines.join(CRLF) + CRLF, 'cp1252');
}

function writePerson(hours: PersonHours, context: ExportContext, settings: LodasSettings): Written {
  const { person } = hours;
  const personnelNumber = employeeIdOf(person, settings.employees);
  const mapped = mapIdentified(hours, settings.codes, { 'pnr#bwd': personnelNumberProblem(personnelNumber) });
  const costCentreOf = (of: { job: string | null }) => bookedOn(settings.costCentres, person, of);
  const monthOf = (of: { date: string; delta: object | null }) =>
    of.delta !== null && settings.deltas === 'own-month'
      ? `${of.date.slice(0, 7)}-01`
      : firstOfMonth(context, settings.month);
  const rows = writeRows(
    bookings(mapped.lines, HUNDREDTH_SECONDS, of => [monthOf(of), costCentreOf(of)]),
    booking =>
      refusals(placeOfBooking(person, booking, 'period'), {
        'bs_wert_butab#bwd': negativeProblem(booking.units, 'LODAS'),
      }),
    booking =>
      line([
        RECORD,
        ...inColumnOrder(COLUMNS, {
          'abrechnung_zeitraum#bwd': spellDate(monthOf(booking), DATE_PATTERNS[settings.dateFormat]),
          'pnr#bwd': personnelNumber,
          'la_eigene#bwd': booking.theirs,
          'bs_nr#bwd': HOURS_KEY,
          'bs_wert_butab#bwd': hundredthsText(booking.units, ','),
          'kostenstelle#bwd': costCentreOf(booking) || settings.emptyCostCentre,
        }),
      ]) + CRLF,
  );
  return {
    chunk: encodeText(rows.chunk, 'cp1252'),
    refusals: [...mapped.refusals, ...rows.refusals],
    lines: rows.lines,
  };
}

/** Every field is closed by a `;`, the last one too. */
function line(fields: readonly string[]): string {
  return fields.map(field => `${field};`).join('');
}

function emptyRefusal(): Refusal {
  return refusal(
    WHOLE_FILE,
    '[Bewegungsdaten]',
    'has no line, and LODAS takes no empty file: nobody has hours of a code with a wage type',
  );
}
