import writeXlsxFile, { type CellObject, type Row } from 'write-excel-file/node';
import { utcMidnightMs } from './dates.ts';
import { placeOf, refusal, refusals, textProblem } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type ExportWriter, type Refusal, type Written } from './format.ts';
import {
  GENERIC_COLUMNS,
  GENERIC_SETTINGS,
  type GenericRow,
  type GenericSettings,
  genericRows,
} from './generic-row.ts';
import { NOTHING } from './rows.ts';
import { withoutTimes } from './zip-times.ts';

/** Most rows of hours, some 2,000 people of a month: a workbook is made in memory, unlike the other files (R11). Excel itself takes 1,048,576. */
export const XLSX_ROWS_MAX = 50_000;
/** Most characters of a cell in Excel. */
const CELL_MAX = 32_767;

/** Our own workbook: the columns of the CSV, with numbers as numbers, dates as dates and text as text, so leading zeros stay. */
export const GENERIC_XLSX = defineFormat<GenericSettings>({
  id: 'generic-xlsx',
  title: 'Excel',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  settings: GENERIC_SETTINGS,
  fileName: context => fileNameOf(context, 'xlsx'),
  open(context, settings): ExportWriter {
    const sheet: Row[] = [GENERIC_COLUMNS.map(value => ({ value, fontWeight: 'bold' }))];
    return {
      begin: () => NOTHING,
      person(hours) {
        const { rows, refusals: found } = genericRows(hours, context, settings);
        const problems = rows.map(textProblems);
        const fitting = rows.filter((_, index) => problems[index]?.length === 0);
        const room = XLSX_ROWS_MAX + 1 - sheet.length;
        for (const row of fitting.slice(0, room)) sheet.push(cells(row));
        const refused = [...found, ...problems.flat()];
        if (fitting.length > room) refused.push(refusal(placeOf(hours.person), 'rows', FULL));
        return { chunk: '', refusals: refused, lines: Math.min(fitting.length, room) };
      },
      end: () => workbook(sheet),
    };
  },
});

const FULL = `does not fit: a workbook takes ${XLSX_ROWS_MAX} rows; export this period as CSV`;

async function workbook(sheet: Row[]): Promise<Written> {
  const file = writeXlsxFile(sheet, {
    sheet: 'Hours',
    dateFormat: 'yyyy-mm-dd',
    stickyRowsCount: 1,
    columns: GENERIC_COLUMNS.map(column => ({ width: WIDTHS[column] ?? 14 })),
  });
  return { chunk: withoutTimes(await file.toBuffer()), refusals: [], lines: 0 };
}

/** In characters, where the usual width would cut something off. */
const WIDTHS: Partial<Record<(typeof GENERIC_COLUMNS)[number], number>> = {
  employee_id: 38,
  employee_number: 18,
  name: 28,
  note: 60,
};

/** In the order of the columns. A text is a text here and never a formula, so it needs no guard. */
function cells(row: GenericRow): Row {
  return [
    row.employee_id,
    code(row.employee_number),
    row.name,
    day(row.period_start),
    day(row.period_end),
    day(row.date),
    code(row.pay_code),
    { value: row.hundredths / 100, type: Number, format: '0.00' },
    row.minutes,
    null,
    null,
    row.cost_center,
    row.job,
    row.note,
  ];
}

/** Text that may look like a number: `@` keeps its zeros when somebody edits the cell. */
function code(value: string): CellObject {
  return { value, type: String, format: '@' };
}

function day(date: string): Date {
  return new Date(utcMidnightMs(date));
}

function textProblems({
  employee_number,
  date,
  pay_code,
  name,
  cost_center,
  job,
  note,
}: GenericRow): Refusal[] {
  const texts = { employee_number, name, pay_code, cost_center, job, note };
  const problems = Object.entries(texts).map(([field, text]) => [field, cellProblem(text)]);
  return refusals({ person: employee_number, date, code: pay_code }, Object.fromEntries(problems));
}

function cellProblem(text: string): string | null {
  // write-excel-file keeps its texts in a plain object, where these names are taken.
  if (text in Object.prototype) return `"${text}" cannot be written to a workbook; export this period as CSV`;
  return textProblem(text, { lengthMax: CELL_MAX });
}
