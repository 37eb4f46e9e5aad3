import * as z from 'zod/mini';
import { CalendarDate } from './calendar.ts';
import { LocalDateText } from './policy.ts';
import { EmployeeId, Instant, Slug } from './primitives.ts';

/** What a person may be planned for, such as `forklift`. */
export const Qualification = z.object({
  employee: EmployeeId,
  qualification: Slug,
  /** Last date on which it counts; null: until further notice. */
  validUntil: z.nullable(LocalDateText),
  by: z.string(),
  madeAt: Instant,
});
export type Qualification = z.infer<typeof Qualification>;

export const QualificationPut = z.strictObject({ validUntil: z._default(z.nullable(CalendarDate), null) });
export type QualificationPut = z.infer<typeof QualificationPut>;
