import * as z from 'zod/mini';
import { FreePayCode, LocalDateText, PayCode } from './policy.ts';
import { EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
import { said } from './said.ts';

/** Most dates between the two ends of one question to a calendar: three years. */
export const CALENDAR_DAYS_MAX = 1_096;

const MINUTES_PER_DAY = 1_440;
const FIRST_DATE = '1900-01-01';

/** `YYYY-MM-DD` of a day that exists, from 1900 on. */
export const CalendarDate = LocalDateText.check(
  z.refine(
    date => date >= FIRST_DATE && z.safeParse(Instant, `${date}T00:00:00.000Z`).success,
    said({ en: 'must be a date that exists, from 1900 on', de: 'muss ein Tag sein, den es gibt, ab 1900' }),
  ),
);
export type CalendarDate = z.infer<typeof CalendarDate>;

/** A day on which a site is closed, or pays as on a holiday. */
export const Holiday = z.object({ site: Slug, date: LocalDateText, name: z.string() });
export type Holiday = z.infer<typeof Holiday>;

export const NewHoliday = z.strictObject({ name: lineOfText(120) });
export type NewHoliday = z.infer<typeof NewHoliday>;

export const LeaveKind = z.enum(['annual', 'sick', 'holiday', 'other']);
export type LeaveKind = z.infer<typeof LeaveKind>;

/** Paid time off of one person on one date, under the pay code that it is paid by. */
export const LeaveDay = z.object({
  employee: EmployeeId,
  date: LocalDateText,
  code: PayCode,
  kind: LeaveKind,
  minutes: z.int(),
  by: z.string(),
  madeAt: Instant,
});
export type LeaveDay = z.infer<typeof LeaveDay>;

export const NewLeaveDay = z.strictObject({
  kind: LeaveKind,
  minutes: z.int().check(z.minimum(0), z.maximum(MINUTES_PER_DAY)),
  code: z._default(FreePayCode, 'LEAVE'),
});
export type NewLeaveDay = z.infer<typeof NewLeaveDay>;
