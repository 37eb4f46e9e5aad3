import { EmployeeId, Instant, Slug, said } from '@tapclock/contracts';
import { z } from 'zod';
import { PageQuery } from '../platform/http/page.ts';

/**
 * Most punches that a list counts and pages through (R11). A company makes millions a year: to count them all takes longer than anybody waits for a
 * page, and nobody turns the hundredth. What is further back is asked for by `to`.
 */
export const PUNCHES_LISTED_MAX = 10_000;

/** Filters of the list of punches; instants are compared with the terminal's clock. */
export const PunchQuery = PageQuery.extend({
  site: z.optional(Slug),
  terminal: z.optional(Slug),
  employee: z.optional(EmployeeId),
  /** Included. */
  from: z.optional(Instant),
  /** Excluded. */
  to: z.optional(Instant),
}).refine(({ page, per_page }) => (page - 1) * per_page < PUNCHES_LISTED_MAX, {
  ...said({
    en: `only the newest ${PUNCHES_LISTED_MAX} can be paged through: for older ones give "to"`,
    de: `nur durch die neuesten ${PUNCHES_LISTED_MAX} kann geblättert werden: für ältere geben Sie „to“ an`,
  }),
  path: ['page'],
});
export type PunchQuery = z.infer<typeof PunchQuery>;
