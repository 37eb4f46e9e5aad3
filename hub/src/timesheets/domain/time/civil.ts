import { twoDigits } from './two-digits.ts';

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

/** A day to `YYYY-MM-DD`, for years 0 to 9999. Hours are written date by date, so the text is nearly always the one before. */
export function formatDay(day: LocalDay): string {
  if (day !== latest.day) latest = { day, text: dayText(day) };
  return latest.text;
}

let latest = { day: Number.NaN, text: '' };

/** Arithmetic on the 400-year cycle, as Howard Hinnant's `civil_from_days`: a `Date` takes many times as long. */
function dayText(day: LocalDay): string {
  // Years begin on 1 March here, so that the leap day is the last of its year.
  const sinceMarch = day + DAYS_TO_MARCH_OF_YEAR_0;
  const cycle = Math.floor(sinceMarch / CYCLE_DAYS);
  const dayOfCycle = sinceMarch - cycle * CYCLE_DAYS;
  const yearOfCycle = Math.floor(
    (dayOfCycle -
      Math.floor(dayOfCycle / 1460) +
      Math.floor(dayOfCycle / 36_524) -
      Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

const CYCLE_DAYS = 146_097;
/** From 0000-03-01 to 1970-01-01. */
const DAYS_TO_MARCH_OF_YEAR_0 = 719_468;

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
  return Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60 + Number(text.slice(6, 8));
}

/** Remainder that is never negative. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
