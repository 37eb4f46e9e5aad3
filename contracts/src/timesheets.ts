import * as z from 'zod/mini';
import { PunchKind } from './hours.ts';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Slug, Zone } from './primitives.ts';
import { SheetCode, SheetDay, SheetFinding, SheetPerson, SheetPremium, SheetSegment } from './sheet.ts';

/** Most dates of one question about timesheets: two months (R11). */
export const TIMESHEET_DAYS_MAX = 62;

/** Seconds of one pay code, and as decimal hours of two places, rounded once. */
export const TimesheetCode = z.object({ ...SheetCode.shape, hours: z.string() });
export type TimesheetCode = z.infer<typeof TimesheetCode>;

/** One person's sums over some dates. */
export const TimesheetLine = z.object({
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  team: z.nullable(Slug),
  presenceSeconds: Count,
  presenceHours: z.string(),
  paidSeconds: Count,
  paidHours: z.string(),
  unpaidSeconds: Count,
  unpaidHours: z.string(),
  /** What these dates pay: overtime on the last day of its workweek. */
  codes: z.array(TimesheetCode),
  findings: z.array(z.object({ code: z.string(), count: Count })),
  /** The days are about to be derived again: other facts have come. */
  pending: z.boolean(),
});
export type TimesheetLine = z.infer<typeof TimesheetLine>;

/** One sentence in every language. */
export const Sentence = z.object({ en: z.string(), de: z.string() });
export type Sentence = z.infer<typeof Sentence>;

/** A punch as the terminal recorded it, local time with offset. */
export const TimesheetPunch = z.object({ id: z.string(), kind: PunchKind, at: z.string() });
export type TimesheetPunch = z.infer<typeof TimesheetPunch>;

/** How a punch is read instead, and who said so. For `add`, `punch` is the correction's own id. */
export const TimesheetCorrection = z.object({
  id: z.string(),
  kind: z.enum(['add', 'move', 'void', 'reclassify']),
  punch: z.string(),
  /** When it was in truth, for `add` and `move`. */
  at: z.nullable(z.string()),
  /** What it was in truth, for `add` and `reclassify`. */
  as: z.nullable(PunchKind),
  by: z.string(),
  madeAt: z.string(),
  reason: z.string(),
});
export type TimesheetCorrection = z.infer<typeof TimesheetCorrection>;

/** One date with the facts behind it and a sentence for every piece of it. */
export const ExplainedDay = z.object({
  ...SheetDay.shape,
  paidHours: z.string(),
  /** Of the stays that count on this date, and those that belong to no stay by their own date. */
  punches: z.array(TimesheetPunch),
  corrections: z.array(TimesheetCorrection),
  segments: z.array(z.object({ ...SheetSegment.shape, why: Sentence })),
  premiums: z.array(z.object({ ...SheetPremium.shape, why: Sentence })),
  findings: z.array(z.object({ ...SheetFinding.shape, why: Sentence })),
});
export type ExplainedDay = z.infer<typeof ExplainedDay>;

/** One person's hours on some dates, derived at the moment of asking. */
export const ExplainedTimesheet = z.object({
  person: SheetPerson,
  zone: Zone,
  period: z.object({ from: LocalDateText, to: LocalDateText }),
  engineVersion: Count,
  timeZoneData: z.string(),
  /** What these dates pay. */
  codes: z.array(TimesheetCode),
  days: z.array(ExplainedDay),
});
export type ExplainedTimesheet = z.infer<typeof ExplainedTimesheet>;
