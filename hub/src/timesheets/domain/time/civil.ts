/**
 * A local calendar date as days since 1970-01-01: whole numbers compare, sort and add without a library. "Add one day" is the
 * next date, never 86,400 seconds, so the change of clocks cannot shift it.
 */
export type LocalDay = number;

const DAY_MS = 86_400_000;
export const DAY_SECONDS = 86_400;

/** `YYYY-MM-DD` to a day. Throws RangeError for a date that does not exist, such as 2026-02-30. */
export function parseDay(text: string): LocalDay {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text)
    throw new RangeError(`there is no date ${text}`);
  return ms / DAY_MS;
}

export function formatDay(day: LocalDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** ISO 8601 weekday, 1 Monday to 7 Sunday; 1970-01-01 was a Thursday. */
export function weekday(day: LocalDay): number {
  return modulo(day + 3, 7) + 1;
}

/** The latest day not after `day` that has this weekday. */
export function weekdayAtOrBefore(day: LocalDay, startDow: number): LocalDay {
  return day - modulo(weekday(day) - startDow, 7);
}

export interface YearMonth {
  year: number;
  /** 1 to 12. */
  month: number;
}

export function monthOf(day: LocalDay): YearMonth & { dayOfMonth: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
}

export function addMonths({ year, month }: YearMonth, months: number): YearMonth {
  const index = year * 12 + month - 1 + months;
  return { year: Math.floor(index / 12), month: modulo(index, 12) + 1 };
}

/** A day of a month; one that the month does not have is its last (payroll.md 5.4). */
export function dayInMonth({ year, month }: YearMonth, dayOfMonth: number): LocalDay {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Date.UTC(year, month - 1, Math.min(dayOfMonth, last)) / DAY_MS;
}

/** Whole years between two dates, as a birthday counts them. */
export function yearsBetween(born: LocalDay, day: LocalDay): number {
  const from = monthOf(born);
  const to = monthOf(day);
  const beforeBirthday =
    to.month < from.month || (to.month === from.month && to.dayOfMonth < from.dayOfMonth);
  return to.year - from.year - (beforeBirthday ? 1 : 0);
}

/** `HH:MM` or `HH:MM:SS` to seconds since local midnight; `24:00` is the end of the day. */
export function timeOfDaySec(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** Remainder that is never negative. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
