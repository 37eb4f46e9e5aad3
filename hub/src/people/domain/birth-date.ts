import { CalendarDate } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';

/** Whether somebody is born on a date by now, as the calendar of their site has it. */
export function isBorn(bornOn: string, nowMs: number, zone: string): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).toPlainDate();
  return bornOn <= today.toString();
}

/** `31.5.2009`, as German spreadsheets write it. */
const GERMAN = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;

/**
 * A date of birth as files have it: `2009-05-31` or `31.5.2009`. Null for what is no such date. With slashes nobody can tell day and month
 * apart (5/6/2009), and two digits of a year are of two centuries.
 */
export function readBirthDate(text: string): string | null {
  const [, day = '', month = '', year = ''] = GERMAN.exec(text) ?? [];
  const date = year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return CalendarDate.safeParse(date).data ?? null;
}
