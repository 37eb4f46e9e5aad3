import { datesBetween, type LeavePortion, type LeaveTaken } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';

/** What a whole day of leave is, and on which weekdays it is taken where nothing is planned. Monday is 1. */
export interface LeaveTerms {
  dayMinutes: number;
  weekdays: readonly number[];
}

/** Of whoever has no entitlement. */
export const USUAL_TERMS: LeaveTerms = { dayMinutes: 480, weekdays: [1, 2, 3, 4, 5] };

/**
 * What leave from one date to another takes, both included: of each date on which the person works, the portion. They work where a shift is
 * planned for them, and on their weekdays where no plan is settled: a date is settled where a publication covers it and the person is planned in
 * its week. An extra shift alone settles nothing. Holidays take nothing. `termsOf` by year, as entitlements are.
 */
export function leaveDays(
  { from, to, portion }: { from: string; to: string; portion: LeavePortion },
  known: {
    planned: ReadonlySet<string>;
    /** Dates that a publication for their site or team covers. */
    published: ReadonlySet<string>;
    holidays: ReadonlySet<string>;
    termsOf: (year: number) => LeaveTerms;
  },
): LeaveTaken[] {
  const plannedWeeks = new Set([...known.planned].map(mondayOf));
  return datesBetween(from, to).flatMap(date => {
    const terms = known.termsOf(Number(date.slice(0, 4)));
    const isSettled = known.published.has(date) && plannedWeeks.has(mondayOf(date));
    const isUsual = !isSettled && terms.weekdays.includes(weekdayOf(date));
    if (known.holidays.has(date) || !(known.planned.has(date) || isUsual)) return [];
    return [{ date, minutes: minutesOf(portion, terms.dayMinutes) }];
  });
}

/** First and last date of the weeks, Monday to Sunday, that a span lies in: what is planned in all of them decides. */
export function wholeWeeks({ from, to }: { from: string; to: string }): { from: string; to: string } {
  return { from: mondayOf(from), to: Temporal.PlainDate.from(mondayOf(to)).add({ days: 6 }).toString() };
}

/** Minutes are whole: half of an odd day is rounded up. */
function minutesOf(portion: LeavePortion, dayMinutes: number): number {
  if (portion === 'day') return dayMinutes;
  if (portion === 'half') return Math.ceil(dayMinutes / 2);
  return portion.minutes;
}

function weekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

function mondayOf(date: string): string {
  const day = Temporal.PlainDate.from(date);
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
}
