import { utcMidnightMs } from './dates.ts';
import type { TimesheetWords } from './timesheet-words.ts';

/** Minutes as `7:45`. */
export function minutesText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : ''}${Math.floor(size / 60)}:${String(size % 60).padStart(2, '0')}`;
}

/** A date of the table, `Mo 01.06.`. */
export function dayText(date: string, { weekdays, day }: TimesheetWords): string {
  const [, month = '', dayOfMonth = ''] = date.split('-');
  return `${weekdays[weekdayOf(date)] ?? ''} ${day(month, dayOfMonth)}`;
}

/** 0 Monday to 6 Sunday. */
export function weekdayOf(date: string): number {
  return (new Date(utcMidnightMs(date)).getUTCDay() + 6) % 7;
}

/** A date with its year, `01.06.2026`. */
export function dateText(date: string, words: TimesheetWords): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return words.date(year, month, day);
}

/** Local time with offset as the engine writes it, `2026-06-01T22:00:00+02:00`, as `22:00`. */
export function clockText(local: string): string {
  return local.slice(11, 16);
}

/** An instant as the wall of a zone shows it. */
export function wallOf(instant: string, zone: string): { date: string; time: string } {
  // Swedish writes `2026-06-01 22:00`.
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(instant));
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}
