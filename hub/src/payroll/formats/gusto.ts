import { type Said, said } from '@tapclock/contracts';
import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText } from '../domain/whole-units.ts';
import { bookedOn, bookingTable } from './booking-table.ts';
import { codeTable, mapCodes } from './code-table.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { guardFormula, PRINTED, placeOf, refusal, refusals, textProblem } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type Refusal, type Written } from './format.ts';
import { negativeProblem } from './hours-problem.ts';
import { mapIdentified } from './identified.ts';
import { csvRow } from './row-text.ts';
import { type Booking, bookings, NOTHING, placeOfBooking, writeRows } from './rows.ts';
import { checkedText, textSetting } from './setting.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';

/** Namesakes are found by keeping every row until the end; a company of Gusto's is far smaller (R11). */
const PEOPLE_MAX = 20_000;
const HOUR_COLUMNS_MAX = 30;

/** A guard against formulas would become a part of the name. */
const NO_FORMULA = {
  matches: /^(?![=+\-@＝＋－＠])[^\p{Cc}]+$/u,
  allows: {
    en: 'characters other than tabs and line breaks, and none of = + - @ in the first place',
    de: 'alle Zeichen außer Tabulator und Zeilenumbruch, an erster Stelle keines von = + - @',
  },
};
const Header = textSetting({ lengthMin: 1, lengthMax: 60, pattern: NO_FORMULA });

const Headers = z.strictObject({
  lastName: Header.default('last_name'),
  firstName: Header.default('first_name'),
  title: Header.default('title'),
  id: Header.default('gusto_employee_id'),
  ssn: Header.default('ssn'),
});

const GustoSettings = z
  .strictObject({
    headers: Headers.prefault({}),
    hourColumns: z
      .array(Header)
      .min(1)
      .max(HOUR_COLUMNS_MAX)
      .default(['regular_hours', 'overtime_hours', 'double_overtime_hours']),
    /** Each code's hour column. */
    codes: codeTable(Header),
    /** Gusto employee ids. */
    employees: employeeIds(),
    /** Last four digits after `*`, of namesakes without an id. */
    ssns: z.record(z.string(), checkedText(ssnFault)).default({}),
    /** Job titles of people with several pay rates. */
    titles: bookingTable(textSetting({ lengthMin: 1, lengthMax: 200, pattern: NO_FORMULA })),
  })
  .superRefine(({ codes, hourColumns }, context) => {
    for (const [code, column] of Object.entries(codes))
      if (column !== null && !hourColumns.includes(column))
        context.addIssue({
          code: 'custom',
          path: ['codes', code],
          ...ofColumns(column, hourColumns),
        });
  });
type GustoSettings = z.infer<typeof GustoSettings>;

/** Gusto hours CSV: a row for each person and title with the period's sums, deltas of earlier periods in them. */
export const GUSTO = defineFormat<GustoSettings>({
  id: 'gusto',
  title: 'Gusto hours CSV',
  mediaType: 'text/csv; charset=utf-8',
  settings: GustoSettings,
  fileName: context => fileNameOf(context, 'csv'),
  open(_context, settings) {
    const people: GustoPerson[] = [];
    return {
      begin: () => ({ ...NOTHING, chunk: header(settings) }),
      person(hours) {
        const { rows, refused } = rowsOf(hours, settings);
        if (rows.length === 0) return { ...NOTHING, refusals: refused };
        if (people.length === PEOPLE_MAX) return { ...NOTHING, refusals: [...refused, tooMany(hours)] };
        people.push({ person: hours.person, rows });
        return { ...NOTHING, refusals: refused };
      },
      end: () => writeAll(people, settings),
    };
  },
  sets(hours, settings) {
    const titleOf = titlesOf(hours, settings);
    const { lines } = mapCodes(hours, settings.codes);
    return bookings(lines, HUNDREDTH_SECONDS, line => [titleOf(line)])
      .filter(({ units }) => units > 0)
      .map(booking => [booking.theirs, titleOf(booking)].filter(part => part !== '').join(' of '));
  },
});

/** A person and their rows, until all names are known. */
interface GustoPerson {
  person: PersonHours['person'];
  rows: readonly string[];
}

function header({ headers, hourColumns }: GustoSettings): string {
  const { lastName, firstName, title, id, ssn } = headers;
  return csvRow([lastName, firstName, title, id, ssn, ...hourColumns]);
}

function titlesOf({ person }: PersonHours, { titles }: GustoSettings) {
  return (line: { job: string | null }) => bookedOn(titles, person, line);
}

function rowsOf(hours: PersonHours, settings: GustoSettings): { rows: string[]; refused: Refusal[] } {
  const { person } = hours;
  const { headers, hourColumns } = settings;
  const id = employeeIdOf(person, settings.employees, '');
  const mapped = mapIdentified(hours, settings.codes, {
    [headers.lastName]: nameProblem(person.familyName),
    [headers.firstName]: nameProblem(person.givenName),
    [headers.id]: idProblem(id),
  });
  const titleOf = titlesOf(hours, settings);
  const booked = bookings(mapped.lines, HUNDREDTH_SECONDS, line => [titleOf(line)]);
  const someTitle = booked.map(titleOf).find(title => title !== '');
  const taken: Booking<string>[] = [];
  const refused: Refusal[] = [...mapped.refusals];
  for (const booking of booked) {
    const found = refusals(placeOfBooking(person, booking, 'period'), {
      [headers.title]: titleOf(booking) === '' && someTitle !== undefined ? titleProblem(someTitle) : null,
      [booking.theirs]: negativeProblem(booking.units, 'Gusto'),
    });
    refused.push(...found);
    if (found.length === 0) taken.push(booking);
  }
  const rows = [...Map.groupBy(taken, titleOf)].map(([title, ofTitle]) =>
    csvRow([
      person.familyName,
      person.givenName,
      title,
      id,
      employeeIdOf(person, settings.ssns, ''),
      // Blank, never zero: a zero would overwrite what Gusto has.
      ...hourColumns.map(column => hoursCell(ofTitle.find(({ theirs }) => theirs === column))),
    ]),
  );
  return { rows, refused };
}

function hoursCell(booking: Booking<string> | undefined): string {
  return booking === undefined ? '' : hundredthsText(booking.units);
}

function writeAll(people: readonly GustoPerson[], settings: GustoSettings): Written {
  const namesakes = Map.groupBy(people, ({ person }) => nameKey(person));
  return writeRows(
    people,
    ({ person }) => namesakeRefusals(person, namesakes.get(nameKey(person)) ?? [], settings),
    ({ rows }) => rows.join(''),
  );
}

/** Gusto compares names without regard to capitals. */
function nameKey({ familyName, givenName }: PersonHours['person']): string {
  return JSON.stringify([familyName.normalize().toLowerCase(), givenName.normalize().toLowerCase()]);
}

function namesakeRefusals(
  person: PersonHours['person'],
  sameName: readonly GustoPerson[],
  { employees, ssns, headers }: GustoSettings,
): Refusal[] {
  const nameOf = (of: PersonHours['person']) => employeeIdOf(of, employees, employeeIdOf(of, ssns, ''));
  const own = nameOf(person);
  const others = sameName.filter(other => other.person.number !== person.number);
  if (others.length === 0 || (own !== '' && others.every(other => nameOf(other.person) !== own))) return [];
  const numbers = others.map(other => other.person.number).join(', ');
  return [
    refusal(
      placeOf(person),
      headers.ssn,
      `has the same name as ${numbers}: give each a Gusto id of their own under employees, or the last four digits under ssns`,
    ),
  ];
}

function nameProblem(name: string): string | null {
  const problem = textProblem(name, { lengthMin: 1, lengthMax: 200, pattern: PRINTED });
  if (problem !== null) return `${problem}: correct the person's name`;
  if (guardFormula(name) === name) return null;
  return `"${name}" starts like a formula, which a spreadsheet would run: correct the person's name`;
}

function idProblem(id: string): string | null {
  return id === '' || /^[A-Za-z0-9]{6}$/.test(id)
    ? null
    : `"${id}" must be six letters and digits, as in the person's profile in Gusto`;
}

function ssnFault(ssn: string): Said | null {
  if (/^\*\d{4}$/.test(ssn)) return null;
  return {
    en: 'must be * and the last four digits, such as *1234',
    de: 'muss * und die letzten vier Ziffern sein, etwa *1234',
  };
}

function ofColumns(column: string, hourColumns: readonly string[]) {
  const known = hourColumns.join(', ');
  const words = {
    en: `"${column}" is none of hourColumns: ${known}`,
    de: `„${column}“ ist keine von hourColumns: ${known}`,
  };
  return { message: words.en, params: said(words).params };
}

function titleProblem(otherTitle: string): string {
  return `is missing, and other hours of the person have "${otherTitle}": with several pay rates each row needs one, under titles`;
}

function tooMany({ person }: PersonHours): Refusal {
  return refusal(
    placeOf(person),
    'people',
    `is more than the ${PEOPLE_MAX} people of one file: export by group`,
  );
}
