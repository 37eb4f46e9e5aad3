import { said } from '@tapclock/contracts';
import { z } from 'zod';
import { DAY_MS } from './dates.ts';

/** A Xero payroll calendar: how long its periods are, and the first day of any one of them. */
export const XERO_CALENDAR = z
  .strictObject({
    kind: z.enum(['weekly', 'fortnightly', 'four-weekly', 'twice-monthly', 'monthly', 'quarterly']),
    start: z.iso.date(),
  })
  .refine(({ start }) => Number(start.slice(8)) <= 28, {
    path: ['start'],
    ...said({
      en: 'must be a day that every month has: at most the 28th',
      de: 'muss ein Tag sein, den jeder Monat hat: höchstens der 28.',
    }),
  });
export type XeroCalendar = z.infer<typeof XERO_CALENDAR>;

/** The period of a calendar that a date is in; both days included, `YYYY-MM-DD`. */
export function xeroPeriodOf({ kind, start }: XeroCalendar, date: string): { from: string; to: string } {
  switch (kind) {
    case 'weekly':
      return weeksFrom(start, date, 1);
    case 'fortnightly':
      return weeksFrom(start, date, 2);
    case 'four-weekly':
      return weeksFrom(start, date, 4);
    case 'twice-monthly':
      return halfMonth(date);
    case 'monthly':
      return monthsFrom(start, date, 1);
    case 'quarterly':
      return monthsFrom(start, date, 3);
  }
}

function weeksFrom(start: string, date: string, weeks: number): { from: string; to: string } {
  const lengthMs = weeks * 7 * DAY_MS;
  const startMs = Date.parse(start);
  const fromMs = startMs + Math.floor((Date.parse(date) - startMs) / lengthMs) * lengthMs;
  return span(fromMs, fromMs + lengthMs);
}

/** From the 1st and from the 16th. */
function halfMonth(date: string): { from: string; to: string } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return day < 16
    ? span(Date.UTC(year, month - 1, 1), Date.UTC(year, month - 1, 16))
    : span(Date.UTC(year, month - 1, 16), Date.UTC(year, month, 1));
}

function monthsFrom(start: string, date: string, months: number): { from: string; to: string } {
  const [startYear = 0, startMonth = 0, startDay = 0] = start.split('-').map(Number);
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const whole = (year - startYear) * 12 + month - startMonth - (day < startDay ? 1 : 0);
  const first = startMonth - 1 + Math.floor(whole / months) * months;
  return span(Date.UTC(startYear, first, startDay), Date.UTC(startYear, first + months, startDay));
}

function span(fromMs: number, endMs: number): { from: string; to: string } {
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: text(fromMs), to: text(endMs - DAY_MS) };
}
