import * as z from 'zod/mini';
import { HoursCase } from './hours.ts';
import { LocalDateText, PayCode } from './policy.ts';
import { Count, Digest, EmployeeId, Instant, Slug } from './primitives.ts';

/** A bucket divides paid time, an overlay lies on it (night), extra is paid beside it (leave, penalties, top-ups). */
export const CodeKind = z.enum(['bucket', 'overlay', 'extra']);
export type CodeKind = z.infer<typeof CodeKind>;

/** Seconds of one pay code. */
export const SheetCode = z.object({ code: PayCode, kind: CodeKind, seconds: Count });
export type SheetCode = z.infer<typeof SheetCode>;

/** What one date pays: regular time on its date, overtime on the last day of its workweek. */
export const SheetPay = z.object({ ...SheetCode.shape, job: z.nullable(z.string()) });
export type SheetPay = z.infer<typeof SheetPay>;

/** A piece of a day with one treatment and the chain of rules that made it so. Local times with offset. */
export const SheetSegment = z.object({
  /** Absent where paid time has a length and no place (a total rounded up). */
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  seconds: Count,
  kind: z.enum(['work', 'paid-pause', 'unpaid-pause', 'deducted', 'credit', 'top-up']),
  paid: z.boolean(),
  code: z.optional(PayCode),
  rate: z.optional(z.number()),
  job: z.optional(z.string()),
  rules: z.array(z.string()),
});
export type SheetSegment = z.infer<typeof SheetSegment>;

export const SheetPremium = z.object({
  code: PayCode,
  from: z.string(),
  to: z.string(),
  seconds: Count,
  rule: z.string(),
});
export type SheetPremium = z.infer<typeof SheetPremium>;

/**
 * What was worked by the policy's limits. Before a planned shift is over its date is `expected`; while a stay is open it is `at-work`.
 */
export const Attendance = z.enum(['absent', 'half-day', 'present', 'leave', 'expected', 'at-work']);
export type Attendance = z.infer<typeof Attendance>;

/** One date of one person as the engine derived it. Its SHA-256 is what an approval stands for. */
export const SheetDay = z.object({
  date: LocalDateText,
  policy: z.object({ name: z.string(), version: z.int() }),
  attendance: Attendance,
  presenceSeconds: Count,
  creditSeconds: Count,
  paidSeconds: Count,
  unpaidSeconds: Count,
  codes: z.array(SheetCode),
  pays: z.array(SheetPay),
  segments: z.array(SheetSegment),
  premiums: z.array(SheetPremium),
});
export type SheetDay = z.infer<typeof SheetDay>;

export const SheetFinding = z.object({
  code: z.string(),
  date: z.nullable(LocalDateText),
  at: z.nullable(z.string()),
  seconds: z.nullable(z.int()),
  limitSeconds: z.nullable(z.int()),
  punches: z.array(z.string()),
});
export type SheetFinding = z.infer<typeof SheetFinding>;

export const SheetPerson = z.object({
  employee: EmployeeId,
  site: Slug,
  area: Slug,
  team: z.nullable(Slug),
  number: z.string(),
  givenName: z.string(),
  familyName: z.string(),
});
export type SheetPerson = z.infer<typeof SheetPerson>;

/** Why hours of a locked period came out differently later. */
export const DeltaReason = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('correction'),
    id: z.string(),
    by: z.string(),
    at: z.string(),
    why: z.string(),
  }),
  /** A punch that reached the hub after the lock. */
  z.object({ kind: z.literal('late-punch'), id: z.string(), at: z.string() }),
  /** Shifts, holidays, leave, or the rules of a week that ends later. */
  z.object({ kind: z.literal('changed-plan') }),
]);
export type DeltaReason = z.infer<typeof DeltaReason>;

/** Seconds that a period owes, or takes back, for a date of an earlier locked one. */
export const SheetDelta = z.object({
  /** First day of the period that the date belongs to. */
  period: LocalDateText,
  date: LocalDateText,
  code: PayCode,
  kind: CodeKind,
  job: z.nullable(z.string()),
  /** Not 0; negative when too much was paid. */
  seconds: z.int(),
  reasons: z.array(DeltaReason),
});
export type SheetDelta = z.infer<typeof SheetDelta>;

/** Hours of one person in one period, and everything they follow from: each case can be given to `npm run -s hours`. */
export const Sheet = z.object({
  person: SheetPerson,
  /** Local dates, both included. */
  period: z.object({ from: LocalDateText, to: LocalDateText }),
  days: z.array(SheetDay),
  findings: z.array(SheetFinding),
  deltas: z.array(SheetDelta),
});
export type Sheet = z.infer<typeof Sheet>;

/** One case per policy version of the period, in order; each answers for the dates of its own `period`. */
export const SheetInputs = z.object({ cases: z.array(HoursCase) });
export type SheetInputs = z.infer<typeof SheetInputs>;

/** What a lock keeps: the digests of what was put in and what came out, each over all people in order of their ids. */
export const LockDigests = z.object({ inputs: Digest, sheets: Digest });
export type LockDigests = z.infer<typeof LockDigests>;

/** A pay period as people speak of it. `group` is the policy whose people are paid together. */
export const PeriodName = z.object({
  site: Slug,
  group: z.string(),
  from: LocalDateText,
  to: LocalDateText,
});
export type PeriodName = z.infer<typeof PeriodName>;

export const MadeBy = z.object({ by: z.string(), at: Instant, reason: z.string() });
export type MadeBy = z.infer<typeof MadeBy>;
