import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { codeTable, mapCodes } from './code-table.ts';
import { oneLine } from './fields.ts';
import type { ExportContext, Refusal } from './format.ts';
import { HUNDREDTH_SECONDS, inUnits, keyOf, MINUTE_SECONDS, sumBy } from './sums.ts';

/** Settings that the generic CSV, JSON and XLSX share. Without a table, our pay codes are exported under their own names. */
export const GENERIC_SETTINGS = z.strictObject({
  codes: codeTable(z.string().min(1).max(64)).optional(),
  /** What stands in `cost_center`. */
  costCenter: z.enum(['none', 'site', 'area', 'team']).default('area'),
});
export type GenericSettings = z.infer<typeof GENERIC_SETTINGS>;

/** The columns, in order (payroll.md 6.9). `rate` and `amount` stay empty: the hub knows hours, not money. */
export const GENERIC_COLUMNS = [
  'employee_id',
  'employee_number',
  'name',
  'period_start',
  'period_end',
  'date',
  'pay_code',
  'hours',
  'minutes',
  'rate',
  'amount',
  'cost_center',
  'job',
  'note',
] as const;

/** One date, code and job of one person. */
export interface GenericRow {
  employee_id: string;
  employee_number: string;
  name: string;
  period_start: string;
  period_end: string;
  date: string;
  pay_code: string;
  /** Hundredths of an hour. */
  hundredths: number;
  minutes: number;
  cost_center: string;
  job: string;
  /** Of a delta: the period that it belongs to, and why. */
  note: string;
}

/** A person's rows; the hours and the minutes of a pay code each add up to their rounded sum. */
export function genericRows(
  hours: PersonHours,
  context: ExportContext,
  { codes, costCenter }: GenericSettings,
): { rows: GenericRow[]; refusals: readonly Refusal[] } {
  const { person } = hours;
  const { lines, refusals } = mapCodes(hours, codes ?? ownNames(hours));
  const sums = sumBy(lines, ({ date, theirs, job, delta }) =>
    keyOf(date, theirs, job, delta?.period ?? null, delta?.why ?? null),
  );
  const minutes = inUnits(sums, MINUTE_SECONDS, line => line.theirs).map(({ units }) => units);
  const rows = inUnits(sums, HUNDREDTH_SECONDS, line => line.theirs).map((line, index) => ({
    employee_id: person.employee,
    employee_number: person.number,
    name: oneLine(`${person.givenName} ${person.familyName}`),
    period_start: context.from,
    period_end: context.to,
    date: line.date,
    pay_code: line.theirs,
    hundredths: line.units,
    minutes: minutes[index] ?? 0,
    cost_center: costCenter === 'none' ? '' : (person[costCenter] ?? ''),
    job: oneLine(line.job ?? ''),
    note: line.delta === null ? '' : oneLine(`period from ${line.delta.period}: ${line.delta.why}`),
  }));
  return { rows, refusals };
}

function ownNames({ lines }: PersonHours): Record<string, string> {
  return Object.fromEntries(lines.map(({ code }) => [code, code]));
}
