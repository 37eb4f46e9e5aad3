import { stringify } from 'csv-stringify/sync';

/** Windows line end, which every desktop payroll program takes. */
export const CRLF = '\r\n';

/** Cells of some columns by name as values in the order of all columns; a column without a cell is empty. */
export function inColumnOrder<Column extends string>(
  columns: readonly Column[],
  cells: Readonly<Partial<Record<Column, string>>>,
): string[] {
  return columns.map(column => cells[column] ?? '');
}

/** One row of cells that hold no comma, quote or line break: their checks see to it. With CRLF. */
export function plainCsvRow(cells: readonly string[]): string {
  return cells.join(',') + CRLF;
}

/** What a cell cannot hold without quotes. */
const QUOTED = /[",\r\n]/;

/** One row of RFC 4180 with CRLF: quotes only where a cell needs them, which hardly any does. */
export function csvRow(cells: readonly string[]): string {
  if (!cells.some(cell => QUOTED.test(cell))) return plainCsvRow(cells);
  return stringify([[...cells]], { record_delimiter: CRLF });
}
