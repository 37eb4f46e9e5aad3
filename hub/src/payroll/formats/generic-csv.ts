import { z } from 'zod';
import { hundredthsText } from '../domain/whole-units.ts';
import { guardFormula } from './fields.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat } from './format.ts';
import { GENERIC_COLUMNS, GENERIC_SETTINGS, type GenericRow, genericRows } from './generic-row.ts';
import { csvRow } from './row-text.ts';

const SETTINGS = GENERIC_SETTINGS.extend({
  /** A byte order mark, so that Excel reads UTF-8 on a double click. */
  bom: z.boolean().default(false),
});

/** Our own CSV: UTF-8, RFC 4180, one line per person, date, code and job. */
export const GENERIC_CSV = defineFormat<z.infer<typeof SETTINGS>>({
  id: 'generic-csv',
  title: 'CSV',
  mediaType: 'text/csv; charset=utf-8',
  settings: SETTINGS,
  fileName: context => fileNameOf(context, 'csv'),
  open: (context, settings) => ({
    begin: () => ({
      chunk: `${settings.bom ? '\uFEFF' : ''}${csvRow(GENERIC_COLUMNS)}`,
      refusals: [],
      lines: 0,
    }),
    person(hours) {
      const { rows, refusals } = genericRows(hours, context, settings);
      return { chunk: rows.map(row => csvRow(cells(row))).join(''), refusals, lines: rows.length };
    },
    end: () => ({ chunk: '', refusals: [], lines: 0 }),
  }),
});

function cells(row: GenericRow): string[] {
  return [
    row.employee_id,
    guardFormula(row.employee_number),
    guardFormula(row.name),
    row.period_start,
    row.period_end,
    row.date,
    guardFormula(row.pay_code),
    hundredthsText(row.hundredths),
    String(row.minutes),
    '',
    '',
    row.cost_center,
    guardFormula(row.job),
    guardFormula(row.note),
  ];
}
