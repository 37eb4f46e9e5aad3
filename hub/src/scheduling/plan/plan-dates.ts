import { CalendarDate, PLAN_DAYS_MAX, said } from '@tapclock/contracts';
import { z } from 'zod';

const DAY_MS = 86_400_000;

/** Part of a query: dates, both included, of a plan. */
export const PLAN_DATES = {
  from: CalendarDate,
  to: CalendarDate,
};

/** Adds to a query with `PLAN_DATES` that they are in order, and few enough. */
export function ofFewDays<T extends z.ZodType<{ from: string; to: string }>>(query: T): T {
  return query
    .refine(({ from, to }) => from <= to, {
      ...said({ en: 'must not be before "from"', de: 'darf nicht vor „from“ liegen' }),
      path: ['to'],
    })
    .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < PLAN_DAYS_MAX * DAY_MS, {
      ...said({
        en: `must be at most ${PLAN_DAYS_MAX} days with "from"`,
        de: `darf mit „from“ höchstens ${PLAN_DAYS_MAX} Tage umfassen`,
      }),
      path: ['to'],
    });
}
