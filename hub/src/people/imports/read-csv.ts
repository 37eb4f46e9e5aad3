import { IMPORT_BYTES_MAX, IMPORT_ROWS_MAX } from '@tapclock/contracts';
import { CsvError, parse } from 'csv-parse/sync';
import { HubError } from '../../platform/http/hub-error.ts';
import { columnsOf, type ImportField } from '../domain/import/columns.ts';
import { type Delimiter, declaredDelimiter, decodeCsv, delimiterOf } from '../domain/import/decode.ts';
import type { Problem } from '../domain/problem.ts';

/** Longest row of a file, characters. */
const RECORD_LENGTH_MAX = 16_384;

export interface CsvFile {
  encoding: string;
  delimiter: Delimiter;
  /** Header by field. */
  columns: Record<string, string>;
  ignored: string[];
  rows: { line: number; cells: ReadonlyMap<ImportField, string> }[];
}

/** Cells of a file of people, by field. Throws what is wrong with the file as a whole; what is wrong in a row is told row by row. */
export function readCsv(source: Uint8Array | string): CsvFile {
  if (source.length > IMPORT_BYTES_MAX)
    throw refused('TOO_LARGE', {
      en: `A file has at most ${IMPORT_BYTES_MAX / 1_048_576} MB. Split it.`,
      de: `Eine Datei hat höchstens ${IMPORT_BYTES_MAX / 1_048_576} MB. Teilen Sie sie auf.`,
    });
  const { text, encoding } =
    typeof source === 'string' ? { text: source, encoding: 'utf-8' } : decodeCsv(source);
  const declared = declaredDelimiter(text);
  const delimiter = declared?.delimiter ?? delimiterOf(text);
  const table = { text: text.slice(declared?.length ?? 0), linesBefore: declared ? 1 : 0 };
  const [header, ...records] = parseRecords(table, delimiter);
  if (!header || records.length === 0)
    throw refused('EMPTY', {
      en: 'The file has no rows: it needs a line of headers and a row for each person.',
      de: 'Die Datei hat keine Zeilen: Sie braucht eine Kopfzeile und eine Zeile für jede Person.',
    });
  if (records.length > IMPORT_ROWS_MAX)
    throw refused('TOO_MANY_ROWS', {
      en: `A file has at most ${IMPORT_ROWS_MAX} rows. Split it.`,
      de: `Eine Datei hat höchstens ${IMPORT_ROWS_MAX} Zeilen. Teilen Sie sie auf.`,
    });
  const { at, ignored, twice } = columnsOf(header.record);
  const [double] = twice;
  if (double !== undefined)
    throw refused('COLUMN_TWICE', {
      en: `Two columns are about "${double}". Leave one of them out.`,
      de: `Zwei Spalten betreffen „${double}“. Lassen Sie eine davon weg.`,
    });
  if (!at.has('number'))
    throw refused('NO_NUMBER_COLUMN', {
      en: 'The file needs a column of personnel numbers, with "number" or "Personalnummer" in the line of headers.',
      de: 'Die Datei braucht eine Spalte mit Personalnummern, mit „Personalnummer“ oder „number“ in der Kopfzeile.',
    });
  return {
    encoding,
    delimiter,
    columns: Object.fromEntries([...at].map(([field, index]) => [field, header.record[index]?.trim() ?? ''])),
    ignored,
    rows: records.map(({ record, line }) => ({
      line,
      cells: new Map([...at].map(([field, index]) => [field, record[index] ?? ''])),
    })),
  };
}

interface CsvRecord {
  record: string[];
  /** Line on which the row begins. */
  line: number;
}

function parseRecords(
  { text, linesBefore }: { text: string; linesBefore: number },
  delimiter: Delimiter,
): CsvRecord[] {
  let line = 1;
  try {
    const found = parse(text, {
      delimiter,
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: RECORD_LENGTH_MAX,
      // One more than may be: enough to know that they are too many.
      to: IMPORT_ROWS_MAX + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return found.map(({ record, info }) => {
      const breaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      return { record, line: Math.max(info.lines - breaks, 1) + linesBefore };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    line = Number(Reflect.get(error, 'lines') ?? line) + linesBefore;
    throw refused(error.code, {
      en: `The file cannot be read at line ${line}: ${error.code}. Are all quotes closed?`,
      de: `Die Datei ist in Zeile ${line} nicht lesbar: ${error.code}. Sind alle Anführungszeichen geschlossen?`,
    });
  }
}

function refused(code: string, message: Problem['message']): HubError {
  return new HubError('VALIDATION_ERROR', message, { details: [{ code, path: 'csv', message }] });
}
