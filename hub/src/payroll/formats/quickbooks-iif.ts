import { said } from '@tapclock/contracts';
import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable, type MappedLine } from './code-table.ts';
import { spellDate } from './dates.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { encodeText, encodingProblem } from './encoding.ts';
import { DIGITS, oneLine, PRINTED, padZeros, refusals, textProblem, WHOLE_FILE } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type Written } from './format.ts';
import { negativeProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { CRLF, inColumnOrder } from './row-text.ts';
import { type Booking, bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { textSetting } from './setting.ts';
import { keyOf, MINUTE_SECONDS } from './sums.ts';

const HEADER_COLUMNS = [
  'VER',
  'REL',
  'COMPANYNAME',
  'IMPORTEDBEFORE',
  'FROMTIMER',
  'COMPANYCREATETIME',
] as const;

const COLUMNS = [
  'DATE',
  'JOB',
  'EMP',
  'ITEM',
  'PITEM',
  'DURATION',
  'PROJ',
  'NOTE',
  'XFERTOPAYROLL',
  'BILLINGSTATUS',
] as const;

const DURATION_MINUTES_MAX = 23 * 60 + 59;
const NOTE_LENGTH_MAX = 1_000;
/** No documented limit: longer than any list of QuickBooks shows. */
const NAME_LENGTH_MAX = 200;

const Name = textSetting({ lengthMin: 1, lengthMax: NAME_LENGTH_MAX, pattern: PRINTED });
const NameOrNone = textSetting({ lengthMax: NAME_LENGTH_MAX, pattern: PRINTED });

/** ITEM and PITEM; either may be blank. */
const Items = z.strictObject({ item: NameOrNone.default(''), payrollItem: NameOrNone.default('') }).refine(
  ({ item, payrollItem }) => item !== '' || payrollItem !== '',
  said({
    en: 'must name an item, a payrollItem or both',
    de: 'muss item, payrollItem oder beide nennen',
  }),
);
type Items = z.infer<typeof Items>;

const QuickBooksSettings = z.strictObject({
  version: textSetting({ lengthMin: 1, lengthMax: 10, pattern: DIGITS }).default('8'),
  release: textSetting({ lengthMin: 1, lengthMax: 10, pattern: DIGITS }).default('0'),
  companyName: Name,
  /** From a timer export of the same company: QuickBooks refuses the file of another one. */
  companyCreateTime: textSetting({ lengthMin: 1, lengthMax: 20, pattern: DIGITS }),
  codes: codeTable(Items),
  /** Names of the Employee list where they are not `Last, First`. */
  employees: employeeIds(),
  /** JOB, `Customer:Job`. */
  customers: bookingTable(Name),
  /** PROJ. */
  classes: bookingTable(Name),
  transferToPayroll: z.boolean().default(true),
  billingStatus: z.enum(['0', '1', '2']).default('0'),
  /** Whether NOTE tells why hours of an earlier period come now. */
  notes: z.boolean().default(true),
  encoding: z.enum(['cp1252', 'utf8']).default('cp1252'),
});
type QuickBooksSettings = z.infer<typeof QuickBooksSettings>;

/** QuickBooks Desktop timer activities: a row for each person, date, items, job and class; deltas on their own dates. */
export const QUICKBOOKS_IIF = defineFormat<QuickBooksSettings>({
  id: 'quickbooks-iif',
  title: 'QuickBooks Desktop timer activities (IIF)',
  mediaType: 'text/plain',
  settings: QuickBooksSettings,
  fileName: context => fileNameOf(context, 'iif'),
  open: (_context, settings) => ({
    begin: () => writeHeader(settings),
    person: hours => writePerson(hours, settings),
    end: () => NOTHING,
  }),
});

function writeHeader({
  version,
  release,
  companyName,
  companyCreateTime,
  encoding,
}: QuickBooksSettings): Written {
  const refused = refusals(WHOLE_FILE, { COMPANYNAME: encodingProblem(companyName, encoding) });
  if (refused.length > 0) return { ...NOTHING, refusals: refused };
  const company = inColumnOrder(HEADER_COLUMNS, {
    VER: version,
    REL: release,
    COMPANYNAME: companyName,
    IMPORTEDBEFORE: 'N',
    FROMTIMER: 'Y',
    COMPANYCREATETIME: companyCreateTime,
  });
  const header = row('!TIMERHDR', HEADER_COLUMNS) + row('TIMERHDR', company) + row('!TIMEACT', COLUMNS);
  return { ...NOTHING, chunk: encodeText(header, encoding) };
}

function writePerson(hours: PersonHours, settings: QuickBooksSettings): Written {
  const { person } = hours;
  const employee = employeeIdOf(person, settings.employees, `${person.familyName}, ${person.givenName}`);
  const mapped = mapIdentified(hours, settings.codes, { EMP: employeeProblem(employee, settings) });
  const customerOf = (line: { job: string | null }) => bookedOn(settings.customers, person, line);
  const classOf = (line: { job: string | null }) => bookedOn(settings.classes, person, line);
  const apart = (line: Line) => [line.date, customerOf(line), classOf(line)];
  const notes = settings.notes ? notesOf(mapped.lines, apart) : new Map<string, string>();
  const cellsOf = (booking: Booking<Items>) => ({
    DATE: spellDate(booking.date, 'MM/DD/YY'),
    JOB: customerOf(booking),
    EMP: employee,
    ITEM: booking.theirs.item,
    PITEM: booking.theirs.payrollItem,
    DURATION: durationText(booking.units),
    PROJ: classOf(booking),
    NOTE: notes.get(activityOf(booking, apart)) ?? '',
    XFERTOPAYROLL: settings.transferToPayroll ? 'Y' : 'N',
    BILLINGSTATUS: settings.billingStatus,
  });
  const rows = writeRows(
    bookings(mapped.lines, MINUTE_SECONDS, apart),
    booking => {
      const { JOB, ITEM, PITEM, PROJ, NOTE } = cellsOf(booking);
      return refusals(placeOfBooking(person, booking, 'day'), {
        JOB: encodingProblem(JOB, settings.encoding),
        ITEM: encodingProblem(ITEM, settings.encoding),
        PITEM: encodingProblem(PITEM, settings.encoding),
        DURATION: durationProblem(booking.units),
        PROJ: encodingProblem(PROJ, settings.encoding),
        NOTE: noteProblem(NOTE, settings),
      });
    },
    booking => row('TIMEACT', inColumnOrder(COLUMNS, cellsOf(booking))),
  );
  return {
    chunk: encodeText(rows.chunk, settings.encoding),
    refusals: [...mapped.refusals, ...rows.refusals],
    lines: rows.lines,
  };
}

type Line = MappedLine<Items>;

/** What makes one activity of QuickBooks. */
function activityOf(line: Line, apart: (line: Line) => readonly string[]): string {
  return keyOf(line.theirs.item, line.theirs.payrollItem, ...apart(line));
}

/** Why hours of earlier periods come now, by activity, each reason once. */
function notesOf(lines: readonly Line[], apart: (line: Line) => readonly string[]): Map<string, string> {
  const reasons = new Map<string, Set<string>>();
  for (const line of lines) {
    if (line.delta === null) continue;
    const activity = activityOf(line, apart);
    reasons.set(activity, (reasons.get(activity) ?? new Set()).add(oneLine(line.delta.why)));
  }
  return new Map([...reasons].map(([activity, whys]) => [activity, [...whys].join('; ')]));
}

function row(keyword: string, cells: readonly string[]): string {
  return [keyword, ...cells].join('\t') + CRLF;
}

/** `8:00` */
function durationText(minutes: number): string {
  const length = Math.abs(minutes);
  return `${minutes < 0 ? '-' : ''}${Math.floor(length / 60)}:${padZeros(String(length % 60), 2)}`;
}

function durationProblem(minutes: number): string | null {
  if (minutes > DURATION_MINUTES_MAX)
    return `comes to ${durationText(minutes)} on one date, and QuickBooks takes at most ${durationText(DURATION_MINUTES_MAX)}: correct the punches, or enter that date there by hand`;
  return negativeProblem(minutes, 'QuickBooks', durationText);
}

function employeeProblem(employee: string, { encoding }: QuickBooksSettings): string | null {
  const problem =
    textProblem(employee, { lengthMin: 1, lengthMax: NAME_LENGTH_MAX, pattern: PRINTED }) ??
    encodingProblem(employee, encoding);
  return problem === null
    ? null
    : `${problem}: give the name as in QuickBooks' Employee list under employees`;
}

function noteProblem(note: string, { encoding }: QuickBooksSettings): string | null {
  const problem = textProblem(note, { lengthMax: NOTE_LENGTH_MAX }) ?? encodingProblem(note, encoding);
  return problem === null ? null : `${problem}: set notes to false to leave reasons out`;
}
