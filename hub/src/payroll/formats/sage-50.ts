import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable } from './code-table.ts';
import { spellDate } from './dates.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { encodeText, encodingProblem, type TextEncoding } from './encoding.ts';
import { digitsFault, padZeros, refusals, textProblem } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type ExportContext, type Refusal, type Written } from './format.ts';
import { negativeProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { CRLF } from './row-text.ts';
import { bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { checkedText, textSetting } from './setting.ts';

/** Longer than any name of Sage 50; no limit is documented for time slips. */
const NAME_LENGTH_MAX = 100;

/** Text stands between quotes and has no way to write one. */
const QUOTABLE = {
  matches: /^[^"\p{Cc}]+$/u,
  allows: {
    en: 'characters other than quotes, tabs and line breaks',
    de: 'alle Zeichen außer Anführungszeichen, Tabulator und Zeilenumbruch',
  },
};
const Name = textSetting({ lengthMin: 1, lengthMax: NAME_LENGTH_MAX, pattern: QUOTABLE });

const Sage50Settings = z.strictObject({
  /** `1` Canada, `2` USA. */
  country: z.enum(['1', '2']),
  version: checkedText(text => digitsFault(text, 1, 6)).default('12001'),
  /** Time slip items. */
  codes: codeTable(Name),
  /** Names where they are not `Last, First`. */
  employees: employeeIds(),
  customers: bookingTable(Name),
  slips: z.enum(['day', 'period']).default('day'),
  encoding: z.enum(['cp1252', 'utf8']).default('cp1252'),
});
type Sage50Settings = z.infer<typeof Sage50Settings>;

/** Sage 50 Accounting (US, Canada) time slips: one for each person and date, or one for the period. */
export const SAGE_50 = defineFormat<Sage50Settings>({
  id: 'sage-50',
  title: 'Sage 50 Accounting time slips (.imp)',
  mediaType: 'text/plain',
  settings: Sage50Settings,
  fileName: context => fileNameOf(context, 'imp'),
  open: (context, settings) => ({
    begin: () => ({ ...NOTHING, chunk: encodeText(header(settings), settings.encoding) }),
    person: hours => writePerson(hours, context, settings),
    end: () => NOTHING,
  }),
});

function header({ version, country }: Sage50Settings): string {
  return lines(['<Version>', quoted(version, country), '</Version>']);
}

function writePerson(hours: PersonHours, context: ExportContext, settings: Sage50Settings): Written {
  const { person } = hours;
  const employee = employeeIdOf(person, settings.employees, `${person.familyName}, ${person.givenName}`);
  const mapped = mapIdentified(hours, settings.codes, { employee: employeeProblem(employee, settings) });
  const customerOf = (line: { job: string | null }) => bookedOn(settings.customers, person, line);
  const slipDateOf = ({ date }: { date: string }) => (settings.slips === 'day' ? date : context.to);
  const booked = bookings(mapped.lines, 1, line => [slipDateOf(line), customerOf(line)]);

  const refused: Refusal[] = [];
  let chunk = '';
  let details = 0;
  for (const [date, ofDate] of Map.groupBy(booked, slipDateOf)) {
    const detail = writeRows(
      ofDate,
      booking =>
        refusals(placeOfBooking(person, booking, settings.slips), {
          customer: encodingProblem(customerOf(booking), settings.encoding),
          item: encodingProblem(booking.theirs, settings.encoding),
          hours: negativeProblem(booking.units, 'Sage 50', durationText),
        }),
      booking => lines([quoted(customerOf(booking), booking.theirs, durationText(booking.units))]),
    );
    refused.push(...detail.refusals);
    if (detail.lines === 0) continue;
    details += detail.lines;
    chunk += slip(employee, date, detail);
  }
  return {
    chunk: encodeText(chunk, settings.encoding),
    refusals: [...mapped.refusals, ...refused],
    lines: details,
  };
}

function slip(employee: string, date: string, detail: { chunk: string; lines: number }): string {
  const head = [
    '<Timeslip>',
    quoted(employee),
    quoted(String(detail.lines), '', spellDate(date, 'MM-DD-YYYY')),
  ];
  return lines(head) + detail.chunk + lines(['</Timeslip>']);
}

function quoted(...fields: readonly string[]): string {
  return fields.map(field => `"${field}"`).join(',');
}

function lines(texts: readonly string[]): string {
  return texts.map(text => text + CRLF).join('');
}

/** `8:00:00`: Sage 50 takes seconds, so nothing is rounded. */
function durationText(seconds: number): string {
  const length = Math.abs(seconds);
  const twoDigits = (part: number) => padZeros(String(part), 2);
  const minutes = Math.floor(length / 60) % 60;
  return `${seconds < 0 ? '-' : ''}${Math.floor(length / 3_600)}:${twoDigits(minutes)}:${twoDigits(length % 60)}`;
}

function employeeProblem(employee: string, { encoding }: { encoding: TextEncoding }): string | null {
  const problem =
    textProblem(employee, { lengthMin: 1, lengthMax: NAME_LENGTH_MAX, pattern: QUOTABLE }) ??
    encodingProblem(employee, encoding);
  return problem === null ? null : `${problem}: give the name as in Sage 50 under employees`;
}
