import { CalendarDate, PLAN_DAYS_MAX, spanOfDays } from '@tapclock/contracts';
import type { z } from 'zod';

/** Part of a query: dates, both included, of a plan. */
export const PLAN_DATES = {
  from: CalendarDate,
  to: CalendarDate,
};

/** Adds to a query with `PLAN_DATES` that they are in order, and few enough. */
export function ofFewDays<T extends z.ZodType<{ from: string; to: string }>>(query: T): T {
  return query.check(...spanOfDays(PLAN_DAYS_MAX));
}
