import * as z from 'zod/mini';
import { Decimal, known, LocalDateText, PayCode } from './policy.ts';
import { Zone } from './primitives.ts';
import { said } from './said.ts';

/** Most entries of a list in one case: a person's punches of several years (R11). */
const ENTRIES_MAX = 20_000;
/** Most changes of rules around one case: one a week for four years. */
const HANDOVERS_MAX = 208;

const entries = <T extends z.ZodMiniType>(entry: T) =>
  z._default(z.array(entry).check(z.maxLength(ENTRIES_MAX)), []);

const Name = z.string().check(z.minLength(1), z.maxLength(200));
/** RFC 3339 instant with `Z` or a numeric offset. */
const InstantText = z.string().check(
  z.regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/,
    said({
      en: 'must be an instant such as 2026-06-15T05:58:00Z or 2026-06-15T07:58:00+02:00',
      de: 'muss ein Zeitpunkt sein, etwa 2026-06-15T05:58:00Z oder 2026-06-15T07:58:00+02:00',
    }),
  ),
);
/** Time of a wall clock, `HH:MM` or `HH:MM:SS`. */
export const ClockTime = z.string().check(
  z.regex(
    /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/,
    said({
      en: 'must be a time such as 07:58 or 07:58:30',
      de: 'muss eine Uhrzeit sein, etwa 07:58 oder 07:58:30',
    }),
  ),
);
/** Which of the two instants a repeated hour has: by its offset, or the first or second pass. */
export const OffsetChoice = z.string().check(
  z.regex(
    /^(?:[+-]\d{2}:\d{2}|earlier|later)$/,
    said({
      en: 'must be an offset such as +02:00, "earlier" or "later"',
      de: 'muss ein Abstand zu UTC sein, etwa +02:00, oder „earlier“ oder „later“',
    }),
  ),
);
const CLOCK_KINDS = ['IN', 'OUT', 'MEAL_START', 'MEAL_END', 'BREAK_START', 'BREAK_END', 'AUTO'] as const;

/** What decides when somebody worked. */
export const ClockKind = z.enum(CLOCK_KINDS);
export type ClockKind = z.infer<typeof ClockKind>;

/** `JOB` only says what the time from here on is booked on: it changes no second of it. */
export const PunchKind = z.enum([...CLOCK_KINDS, 'JOB']);
export type PunchKind = z.infer<typeof PunchKind>;

/** When: an instant, or a local date and time that the case's zone resolves. */
const WHEN = {
  at: z.optional(InstantText),
  date: z.optional(LocalDateText),
  time: z.optional(ClockTime),
  offset: z.optional(OffsetChoice),
};
const Moment = known(WHEN);
export type CaseMoment = z.infer<typeof Moment>;

const CasePunch = known({
  id: z.optional(Name),
  kind: PunchKind,
  ...WHEN,
  /** Order of punches of the same instant. */
  sequence: z.optional(z.int()),
  /** What the time is booked on from here, said by `IN` and `JOB`; chooses the rate. A `JOB` without one: on nothing. */
  job: z.optional(Name),
});
export type CasePunch = z.infer<typeof CasePunch>;

const Reason = z.string().check(z.minLength(1), z.maxLength(500));
const MADE = { id: z.optional(Name), by: Name, at: InstantText, why: Reason };
const CaseCorrection = z.discriminatedUnion('kind', [
  known({ kind: z.literal('add'), ...MADE, punch: CasePunch }),
  known({ kind: z.literal('move'), ...MADE, punch: Name, to: Moment }),
  known({ kind: z.literal('void'), ...MADE, punch: Name }),
  known({ kind: z.literal('reclassify'), ...MADE, punch: Name, as: ClockKind }),
]);
export type CaseCorrection = z.infer<typeof CaseCorrection>;

const CaseShift = known({
  id: z.optional(Name),
  date: z.optional(LocalDateText),
  start: z.optional(ClockTime),
  end: z.optional(ClockTime),
  startsAt: z.optional(InstantText),
  endsAt: z.optional(InstantText),
  /** Planned unpaid pause within it. */
  unpaidMin: z._default(z.int().check(z.minimum(0), z.maximum(1440)), 0),
});
export type CaseShift = z.infer<typeof CaseShift>;

const CaseLeave = known({
  date: LocalDateText,
  kind: z.enum(['annual', 'sick', 'holiday', 'other']),
  minutes: z._default(z.int().check(z.minimum(0), z.maximum(1440)), 0),
  code: z.optional(PayCode),
});

const CaseRates = known({
  currency: z._default(z.string().check(z.regex(/^[A-Z]{3}$/)), 'USD'),
  hourly: z.optional(Decimal),
  /**
   * Instead of an hourly rate: straight pay for `forHours` hours a week (29 CFR 778.113), or without them for however many are
   * worked (fluctuating, 778.114).
   */
  salary: z.optional(
    known({
      amount: Decimal,
      per: z.enum(['week', 'biweek', 'semimonth', 'month', 'year']),
      forHours: z.optional(z.number().check(z.minimum(1), z.maximum(168))),
    }),
  ),
  /** Other rates by job. */
  jobs: z._default(z.record(z.string(), Decimal), {}),
  minimumWage: z.optional(Decimal),
  bonuses: entries(
    known({
      /** Any day of the workweek it was earned in. */
      date: LocalDateText,
      amount: Decimal,
      kind: z.enum(['production', 'flatSum', 'discretionary']),
    }),
  ),
});
export type CaseRates = z.infer<typeof CaseRates>;

/** One person's question to the engine, as a document. `policy` alone, or `preset` with `overrides` in the same names. */
export const HoursCase = known({
  zone: Zone,
  preset: z.optional(z.string()),
  overrides: z.optional(z.record(z.string(), z.unknown())),
  policy: z.optional(z.record(z.string(), z.unknown())),
  punches: entries(CasePunch),
  corrections: entries(CaseCorrection),
  shifts: entries(CaseShift),
  holidays: entries(z.union([LocalDateText, known({ date: LocalDateText, name: z.optional(Name) })])),
  leave: entries(CaseLeave),
  rates: z.optional(CaseRates),
  person: z.optional(known({ bornOn: z.optional(LocalDateText) })),
  /** Local dates, both included. */
  period: z.optional(known({ from: LocalDateText, to: LocalDateText })),
  /** What is still open then is at work, not forgotten. */
  asOf: z.optional(InstantText),
  /**
   * Where other rules begin or end that date work differently: what began before `at` counts before `date`, and what began at it or
   * later counts from `date` on.
   */
  handovers: z.optional(
    z.array(known({ date: LocalDateText, at: InstantText })).check(z.maxLength(HANDOVERS_MAX)),
  ),
});
export type HoursCase = z.infer<typeof HoursCase>;
