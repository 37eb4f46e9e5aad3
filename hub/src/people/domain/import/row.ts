import {
  EmployeeNumber,
  Language,
  type Language as LanguageName,
  PersonNamePart,
  type Said,
  ShortName,
} from '@tapclock/contracts';
import { readBirthDate } from '../birth-date.ts';
import { problems as knownProblems, type Problem } from '../problem.ts';
import type { ImportField } from './columns.ts';

/** What one row wants; what is absent stays as it is, or as usual. */
export interface WantedRow {
  number: string;
  givenName?: string;
  familyName?: string;
  shortName?: string;
  area?: string;
  team?: string | null;
  language?: LanguageName;
  bornOn?: string;
}

export interface ReadRow {
  /** Line of the file on which the row begins. */
  line: number;
  wanted: WantedRow;
  /** Of the badge in the row; its number goes no further. */
  digest: string | null;
  problems: Problem[];
}

/** What rows are read against. */
export interface RowContext {
  areas: readonly Place[];
  teams: readonly Place[];
  /** Whether a date has come, by the calendar of the site. */
  hasCome: (date: string) => boolean;
  readBadge: (printed: string) => { digest: string } | { problem: Problem };
}

interface Place {
  id: string;
  name: string;
}

/** Stands in the column of teams for nobody's. */
const NO_TEAM = new Set(['-', '–', '—']);

const LANGUAGES: ReadonlyMap<string, LanguageName> = new Map([
  ['english', 'en'],
  ['englisch', 'en'],
  ['german', 'de'],
  ['deutsch', 'de'],
]);

/** Reads the cells of one row; an empty cell says nothing. */
export function readRow(line: number, cells: ReadonlyMap<ImportField, string>, context: RowContext): ReadRow {
  const problems: Problem[] = [];
  const cell = (field: ImportField): string | undefined => {
    const text = cells.get(field)?.trim();
    return text === undefined || text === '' ? undefined : text;
  };
  const checked = (
    field: ImportField,
    isGood: (text: string) => boolean,
    message: Said,
  ): string | undefined => {
    const text = cell(field);
    if (text === undefined || isGood(text)) return text;
    problems.push({ code: 'WRONG_FORMAT', path: field, message });
    return undefined;
  };
  const number = checked('number', text => EmployeeNumber.safeParse(text).success, NUMBER_WORDS);
  if (cell('number') === undefined)
    problems.push({ code: 'REQUIRED', path: 'number', message: NUMBER_WORDS });
  const isName = (text: string) => PersonNamePart.safeParse(text).success;
  const both = bothNames(cell('name'), isName, problems);
  const givenName = checked('givenName', isName, NAME_WORDS) ?? both?.givenName;
  const familyName = checked('familyName', isName, NAME_WORDS) ?? both?.familyName;
  const shortName = checked('shortName', text => ShortName.safeParse(text).success, SHORT_NAME_WORDS);
  const area = placeOf('area', cell('area'), context.areas, problems);
  const teamCell = cell('team');
  const team =
    teamCell !== undefined && NO_TEAM.has(teamCell)
      ? null
      : placeOf('team', teamCell, context.teams, problems);
  const language = languageOf(cell('language'), problems);
  const bornOn = bornOnOf(cell('bornOn'), context, problems);
  const wanted: WantedRow = {
    number: number ?? cell('number')?.slice(0, 40) ?? '',
    ...(givenName === undefined ? {} : { givenName }),
    ...(familyName === undefined ? {} : { familyName }),
    ...(shortName === undefined ? {} : { shortName }),
    ...(area === undefined ? {} : { area }),
    ...(team === undefined ? {} : { team }),
    ...(language === undefined ? {} : { language }),
    ...(bornOn === undefined ? {} : { bornOn }),
  };
  return { line, wanted, digest: digestOf(cell('badge'), context, problems), problems };
}

/** Marks what stands twice in one file: the second one is wrong, and so is every one after. */
export function markTwice(rows: readonly ReadRow[]): void {
  mark(
    rows,
    row => row.wanted.number,
    'number',
    line => ({
      en: `This number stands on line ${line} already. Leave one of them out.`,
      de: `Diese Nummer steht schon in Zeile ${line}. Lassen Sie eine davon weg.`,
    }),
  );
  mark(
    rows,
    row => row.digest ?? '',
    'badge',
    line => ({
      en: `This badge stands on line ${line} already. A badge is one person's.`,
      de: `Dieser Ausweis steht schon in Zeile ${line}. Ein Ausweis gehört einer Person.`,
    }),
  );
}

function mark(
  rows: readonly ReadRow[],
  keyOf: (row: ReadRow) => string,
  path: string,
  words: (line: number) => Said,
): void {
  const lines = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    const line = lines.get(key);
    if (key === '') continue;
    if (line === undefined) lines.set(key, row.line);
    else row.problems.push({ code: 'TWICE_IN_FILE', path, message: words(line) });
  }
}

/** By id or by name, without case. */
function placeOf(
  path: 'area' | 'team',
  text: string | undefined,
  places: readonly Place[],
  problems: Problem[],
): string | undefined {
  if (text === undefined) return undefined;
  const wanted = text.toLowerCase();
  const found = places.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (found) return found.id;
  // The text came from outside and may be long.
  const shown = text.slice(0, 80);
  problems.push({
    code: path === 'area' ? 'UNKNOWN_AREA' : 'UNKNOWN_TEAM',
    path,
    message:
      path === 'area'
        ? {
            en: `The site has no area "${shown}". Add it first, or write its id or name as it is there.`,
            de: `Der Standort hat keinen Bereich „${shown}“. Legen Sie ihn zuerst an, oder schreiben Sie Kennung oder Namen wie dort.`,
          }
        : {
            en: `The site has no team "${shown}". Add it first, or write its id or name as it is there.`,
            de: `Der Standort hat kein Team „${shown}“. Legen Sie es zuerst an, oder schreiben Sie Kennung oder Namen wie dort.`,
          },
  });
  return undefined;
}

/** `Groß, Jürgen`. Without a comma nobody can tell which is which. */
function bothNames(
  text: string | undefined,
  isName: (text: string) => boolean,
  problems: Problem[],
): { givenName: string; familyName: string } | undefined {
  if (text === undefined) return undefined;
  const [familyName = '', givenName = '', ...more] = text.split(',').map(part => part.trim());
  if (more.length === 0 && isName(familyName) && isName(givenName)) return { givenName, familyName };
  problems.push({
    code: 'WRONG_FORMAT',
    path: 'name',
    message: {
      en: 'Write family name and given name with a comma between them, such as Doe, Jane; or give each a column.',
      de: 'Schreiben Sie Nachname und Vorname mit einem Komma dazwischen, etwa Groß, Jürgen; oder geben Sie beiden eine Spalte.',
    },
  });
  return undefined;
}

function languageOf(text: string | undefined, problems: Problem[]): LanguageName | undefined {
  if (text === undefined) return undefined;
  const name = text.toLowerCase();
  const language = Language.safeParse(name).data ?? LANGUAGES.get(name);
  if (language === undefined)
    problems.push({
      code: 'UNKNOWN_LANGUAGE',
      path: 'language',
      message: {
        en: `Write one of: ${Language.options.join(', ')}.`,
        de: `Schreiben Sie eines von: ${Language.options.join(', ')}.`,
      },
    });
  return language;
}

function bornOnOf(
  text: string | undefined,
  { hasCome }: RowContext,
  problems: Problem[],
): string | undefined {
  if (text === undefined) return undefined;
  const bornOn = readBirthDate(text);
  if (bornOn !== null && hasCome(bornOn)) return bornOn;
  problems.push(
    bornOn === null
      ? { code: 'WRONG_FORMAT', path: 'bornOn', message: BORN_ON_WORDS }
      : knownProblems.notBornYet(),
  );
  return undefined;
}

function digestOf(text: string | undefined, { readBadge }: RowContext, problems: Problem[]): string | null {
  if (text === undefined) return null;
  const read = readBadge(text);
  if ('digest' in read) return read.digest;
  problems.push(read.problem);
  return null;
}

const NUMBER_WORDS = {
  en: 'Write the personnel number as 1 to 10 digits.',
  de: 'Schreiben Sie die Personalnummer als 1 bis 10 Ziffern.',
};
const NAME_WORDS = {
  en: 'Write a name of at most 60 characters that does not begin with = + - or @.',
  de: 'Schreiben Sie einen Namen mit höchstens 60 Zeichen, der nicht mit = + - oder @ beginnt.',
};
const BORN_ON_WORDS = {
  en: 'Write the date of birth such as 2009-05-31 or 31.5.2009, from 1900 on.',
  de: 'Schreiben Sie das Geburtsdatum wie 31.5.2009 oder 2009-05-31, ab 1900.',
};
const SHORT_NAME_WORDS = {
  en: 'Write a short name of at most 40 characters that does not begin with = + - or @.',
  de: 'Schreiben Sie einen Kurznamen mit höchstens 40 Zeichen, der nicht mit = + - oder @ beginnt.',
};
