import { refusal, WHOLE_FILE } from './fields.ts';
import type { ExportContext, Refusal } from './format.ts';

/** Whose month DATEV books the hours in. */
export type DatevMonth = 'period' | 'payday';

/** First day of the month that a file is booked in, `YYYY-MM-DD`. */
export function firstOfMonth({ from, payday }: ExportContext, month: DatevMonth): string {
  return `${(month === 'payday' ? payday : from).slice(0, 7)}-01`;
}

/** DATEV books by month; a period that lies in two has none of its own. */
export function monthRefusals({ from, to }: ExportContext, month: DatevMonth, field: string): Refusal[] {
  if (month === 'payday' || from.slice(0, 7) === to.slice(0, 7)) return [];
  return [
    refusal(
      WHOLE_FILE,
      field,
      `${from} to ${to} lies in two months, and DATEV books by month: use a monthly pay period, or set month to "payday"`,
    ),
  ];
}
