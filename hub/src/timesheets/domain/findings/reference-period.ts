import { type LocalDay, weekdayAtOrBefore } from '../time/civil.ts';

const WEEK_DAYS = 7;

/** Worked seconds by date. */
export type DaySeconds = ReadonlyMap<LocalDay, number>;

/** Worked seconds by first day of the workweek, of every week on whose dates anything is known. */
export function weeklySeconds(worked: DaySeconds, startDow: number): Map<LocalDay, number> {
  const weeks = new Map<LocalDay, number>();
  for (const [date, seconds] of worked) {
    const week = weekdayAtOrBefore(date, startDow);
    weeks.set(week, (weeks.get(week) ?? 0) + seconds);
  }
  return weeks;
}

/** The workweeks that an average is taken over. */
export interface ReferencePeriod {
  startDay: LocalDay;
  /** Not part of it. */
  endDay: LocalDay;
  /** Worked seconds of each week, in order. */
  weekSeconds: readonly number[];
}

/**
 * The reference periods of so many weeks that end with a week in which something was worked. Weeks are those of the calendar: one
 * that nothing is known of has 0 seconds, so that an average never depends on how far back the facts reach (R5), and who has begun
 * within the period is found only when even the whole of it is over the limit.
 */
export function referencePeriods(
  weekSeconds: ReadonlyMap<LocalDay, number>,
  count: number,
): ReferencePeriod[] {
  return [...weekSeconds].flatMap(([lastWeek, seconds]) => {
    if (seconds === 0) return [];
    const endDay = lastWeek + WEEK_DAYS;
    const startDay = endDay - count * WEEK_DAYS;
    const ofPeriod: number[] = [];
    for (let week = startDay; week < endDay; week += WEEK_DAYS) ofPeriod.push(weekSeconds.get(week) ?? 0);
    return [{ startDay, endDay, weekSeconds: ofPeriod }];
  });
}

export function sumWeeks({ weekSeconds }: ReferencePeriod): number {
  return weekSeconds.reduce((sum, seconds) => sum + seconds, 0);
}
