import * as z from 'zod/mini';
import { lineOfText, Zone } from './primitives.ts';
import { type Said, said, saidOf } from './said.ts';

/** Longest text and list in a policy: far above what any site needs, below what would slow the engine down (R11). */
const TEXT_MAX = 500;
const RULES_MAX = 32;
/** Highest number of a version: the database's own limit. */
const VERSIONS_MAX = 2_147_483_647;

/** An object whose unknown fields are errors that name what would have been known. */
export function known<T extends z.core.$ZodLooseShape>(shape: T) {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: saidOf(complaint => {
      if (complaint.code !== 'unrecognized_keys') return undefined;
      const { keys } = complaint;
      return {
        en: `unknown field ${keys.map(key => `"${key}"`).join(', ')}; known fields: ${names}`,
        de: `unbekanntes Feld ${keys.map(key => `„${key}“`).join(', ')}; bekannte Felder: ${names}`,
      };
    }),
  });
}

const text = (pattern: RegExp, words: Said) => z.string().check(z.regex(pattern, said(words)));
const rules = <T extends z.ZodMiniType>(rule: T) =>
  z._default(z.array(rule).check(z.maxLength(RULES_MAX)), []);

/** Decimal number without exponent, as text so that no cent is lost, or a JSON number. */
export const Decimal = z.union([
  text(/^-?\d{1,12}(?:\.\d{1,6})?$/, {
    en: 'must be a decimal such as 12.50',
    de: 'muss eine Dezimalzahl sein, etwa 12.50',
  }),
  z.number().check(z.minimum(-1e12), z.maximum(1e12)),
]);

/** Whole minutes, at most four weeks. */
const Minutes = z.int().check(z.minimum(0), z.maximum(40_320));
/** `HH:MM`, `00:00` to `23:59`. */
export const TimeOfDay = text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
  en: 'must be a time such as 06:00',
  de: 'muss eine Uhrzeit sein, etwa 06:00',
});
/** As above, or `24:00`, the end of the day. */
const TimeOfDayEnd = text(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  en: 'must be a time such as 22:00, at most 24:00',
  de: 'muss eine Uhrzeit sein, etwa 22:00, höchstens 24:00',
});
/** ISO 8601 weekday: 1 Monday to 7 Sunday. */
const Weekday = z.int().check(z.minimum(1), z.maximum(7));
/** `YYYY-MM-DD`; whether the day exists is checked where it is read. */
export const LocalDateText = text(/^\d{4}-\d{2}-\d{2}$/, {
  en: 'must be a date such as 2026-06-15',
  de: 'muss ein Datum sein, etwa 2026-06-15',
});
/** A pay code of ours; payroll systems get their own by a map. */
export const PayCode = text(/^[A-Z][A-Z0-9_]{0,31}$/, {
  en: 'must be capitals, digits and _, such as NIGHT',
  de: 'muss aus Großbuchstaben, Ziffern und _ bestehen, etwa NIGHT',
});

/** What the engine itself pays by: time by its rate (REG, OT, DT, OT125), top-ups and penalties. */
const ENGINE_CODES = /^(?:REG|DT|OT\d{0,4}|TOP_UP|MEAL_PREMIUM|REST_PREMIUM|REPORTING_TIME)$/;

/** A code that leave or a premium may be paid by: one that the engine pays by means something else already. */
export const FreePayCode = PayCode.check(
  z.refine(
    code => !ENGINE_CODES.test(code),
    said({
      en: 'is what worked time, top-ups or penalties are paid by; choose another code, such as LEAVE or NIGHT',
      de: 'bezahlt Arbeitszeit, Aufstockungen oder Strafzahlungen; nehmen Sie einen anderen Code, etwa LEAVE oder NIGHT',
    }),
  ),
);

/** Name of a policy, and of the group of people that it pays. */
export const PolicyName = text(/^[a-z0-9][a-z0-9-]{0,63}$/, {
  en: 'must be lower-case letters, digits and -',
  de: 'muss aus Kleinbuchstaben, Ziffern und - bestehen',
});

/** Rounding of punches or totals. `graceMin` shifts the edge of `up` and `down`; `truncate` drops seconds first. */
export const RoundingRule = known({
  unitMin: z.int().check(z.minimum(1), z.maximum(1440)),
  mode: z.enum(['nearest', 'up', 'down']),
  seconds: z._default(z.enum(['exact', 'truncate']), 'exact'),
  graceMin: z._default(Minutes, 0),
  scope: z.enum(['in', 'out', 'both', 'dayTotal', 'mealTotal', 'duration']),
  /** Only a punch this near its target is rounded; one that is not loses its seconds. Without a target: the planned shift's. */
  onlyWithin: z._default(
    z.nullable(
      known({
        windowMin: Minutes,
        in: z.optional(TimeOfDay),
        out: z.optional(TimeOfDayEnd),
        totalMin: z.optional(Minutes),
      }),
    ),
    null,
  ),
});
export type RoundingRule = z.infer<typeof RoundingRule>;

/** How a pause is found among taps that say no kind. */
export const PauseDetection = z.discriminatedUnion('by', [
  /** Leaving within [start, start + length] after the shift's start begins a pause; the next tap ends it. */
  known({ by: z.literal('window'), pause: z.enum(['meal', 'break']), startMin: Minutes, lengthMin: Minutes }),
  /** An absence within [min, max] turns out to have been a pause when the person comes back. */
  known({ by: z.literal('gap'), pause: z.enum(['meal', 'break']), minMin: Minutes, maxMin: Minutes }),
]);
export type PauseDetection = z.infer<typeof PauseDetection>;

/** Above `afterMin` minutes the pay is `rate` times: 1.5 is time and a half. */
export const OvertimeTier = known({
  afterMin: Minutes,
  rate: z.number().check(z.minimum(1), z.maximum(10), z.multipleOf(0.01)),
});
export type OvertimeTier = z.infer<typeof OvertimeTier>;

/** Overtime: each second lands in one bucket; daily first, then the nth day, then weekly on what is left. */
export const OvertimePolicy = known({
  daily: rules(OvertimeTier),
  /** What exceeds the day's planned paid time, whatever it is. */
  schedule: z._default(z.nullable(known({ rate: OvertimeTier.shape.rate })), null),
  /** A day's overtime up to this counts as nothing; beyond it all of it counts. */
  employerToleranceMin: z._default(Minutes, 0),
  /** The nth day worked in a row within the workweek. Not applied when the week and every day stay within the exemption. */
  seventhDay: z._default(
    z.nullable(
      known({
        nth: z._default(z.int().check(z.minimum(2), z.maximum(7)), 7),
        tiers: z.array(OvertimeTier).check(z.minLength(1), z.maxLength(RULES_MAX)),
        exempt: z._default(z.nullable(known({ weekMaxMin: Minutes, dayMaxMin: Minutes })), null),
      }),
    ),
    null,
  ),
  /** Hours in a row, unpaid pauses not counted, whatever workdays they touch. */
  consecutive: rules(OvertimeTier),
  weekly: rules(OvertimeTier),
  biweekly: rules(OvertimeTier),
  /** Any first day of a 14-day span; needed by `biweekly`. */
  biweeklyAnchor: z._default(z.nullable(LocalDateText), null),
  /** `greaterOf`: daily or weekly overtime of a week, whichever pays more, never both. */
  combine: z._default(z.enum(['noPyramiding', 'greaterOf']), 'noPyramiding'),
});
export type OvertimePolicy = z.infer<typeof OvertimePolicy>;

/** An overlay on paid time whose local time of day is within [from, to), such as a night premium. Not a bucket. */
export const PremiumRule = known({
  code: FreePayCode,
  from: z._default(TimeOfDay, '00:00'),
  to: z._default(TimeOfDayEnd, '24:00'),
  /** Local weekdays; null for all. */
  days: z._default(z.nullable(z.array(Weekday)), null),
  /** Only on the case's holidays. */
  holidaysOnly: z._default(z.boolean(), false),
  /** Only time whose shift began on an earlier local date, or on its own (EStG 3b: 40 % from 00:00 for who began before). */
  begun: z._default(z.enum(['anyDay', 'dayBefore', 'sameDay']), 'anyDay'),
  /** Counts only when the day has more than this of it. */
  overMin: z._default(Minutes, 0),
  /** Extra pay: percent of the rate of the job, or money per hour. */
  percent: z._default(z.number().check(z.minimum(0), z.maximum(1000)), 0),
  perHour: z.optional(Decimal),
  /** Whether it belongs to the regular rate, or is paid beside it and credited against overtime (29 USC 207(e)). */
  regularRate: z._default(z.enum(['included', 'creditable', 'excluded']), 'included'),
});
export type PremiumRule = z.infer<typeof PremiumRule>;

/** A meal that must begin in time when the work gets long. */
export const MealPeriodRule = known({
  /** Required when the shift's work exceeds this. */
  afterMin: Minutes,
  /** Must begin no later than this after the shift's start; null: at any time. */
  startByMin: z._default(z.nullable(Minutes), null),
  /** Between `startByMin` elapsed and `startByMin` worked the law is unsettled: flagged, no premium. */
  lateByWorked: z._default(z.boolean(), false),
  minMin: Minutes,
  /** Both sides may agree to do without up to this much work. 0: never. */
  waivableUpToMin: z._default(Minutes, 0),
  waived: z._default(z.boolean(), false),
  /** Where practical this far from the shift's start and from its end: a finding, nothing is owed. */
  edgeMin: z._default(Minutes, 0),
});
export type MealPeriodRule = z.infer<typeof MealPeriodRule>;

/** Days from the end of a period to its payday: negative where it is paid ahead, at most a year. */
const PayLagDays = z.int().check(z.minimum(-31), z.maximum(366));

/** Pay periods; each is a half-open range of local dates. `payLagDays` and `payDays` make the payday. */
export const PayPeriodRule = z.discriminatedUnion('kind', [
  known({ kind: z.literal('weekly'), startDow: Weekday, payLagDays: z._default(PayLagDays, 0) }),
  known({ kind: z.literal('biweekly'), anchor: LocalDateText, payLagDays: z._default(PayLagDays, 0) }),
  known({
    kind: z.literal('semimonthly'),
    startDays: z.tuple([
      z.int().check(z.minimum(1), z.maximum(31)),
      z.int().check(z.minimum(1), z.maximum(31)),
    ]),
    payDays: z.tuple([
      z.int().check(z.minimum(1), z.maximum(31)),
      z.int().check(z.minimum(1), z.maximum(31)),
    ]),
  }),
  known({
    kind: z.literal('monthly'),
    startDay: z.int().check(z.minimum(1), z.maximum(31)),
    payDay: z.int().check(z.minimum(1), z.maximum(31)),
  }),
]);
export type PayPeriodRule = z.infer<typeof PayPeriodRule>;

/** Extra limits for people under an age. Times are local. */
export const MinorRule = known({
  underAge: z.int().check(z.minimum(1), z.maximum(21)),
  dayMaxMin: z.optional(Minutes),
  weekMaxMin: z.optional(Minutes),
  restMin: z.optional(Minutes),
  notBefore: z.optional(TimeOfDay),
  notAfter: z.optional(TimeOfDayEnd),
});
export type MinorRule = z.infer<typeof MinorRule>;

/** How time becomes hours and hours become pay: data with a version, never a constant in code. */
export const Policy = known({
  name: PolicyName,
  version: z.int().check(z.minimum(1), z.maximum(VERSIONS_MAX)),
  /** Regulation or clause each rule comes from, by field: `ot.daily` → `Cal. Lab. Code 510(a)`. */
  sources: z._default(z.record(lineOfText(TEXT_MAX), lineOfText(TEXT_MAX)), {}),
  /** What is uncertain about this policy and which default was chosen. */
  openQuestions: z._default(z.array(lineOfText(TEXT_MAX)), []),

  debounceSec: z._default(z.int().check(z.minimum(0), z.maximum(3600)), 60),
  newShiftGapMin: z._default(Minutes, 240),
  maxShiftMin: z._default(Minutes, 960),
  pauseDetection: rules(PauseDetection),
  /** Pairs as another system did, for comparing imported hours: not our rules. */
  importPairing: z._default(
    z.nullable(
      known({ kinds: z.enum(['alternating', 'strict']), hours: z.enum(['firstInLastOut', 'everyPair']) }),
    ),
    null,
  ),
  /** Ends a forgotten stay when the planned paid time plus this is reached. Null: a forgotten clock-out is never invented. */
  autoClose: z._default(z.nullable(known({ toleranceMin: Minutes })), null),
  shiftMatch: z._default(known({ beforeMin: Minutes, afterMin: Minutes }), { beforeMin: 120, afterMin: 240 }),

  rounding: rules(RoundingRule),
  /** Somebody has checked that rounding up in and down out is fair here. */
  roundingReviewed: z._default(z.boolean(), false),

  meal: z._default(known({ minUnpaidMin: Minutes }), { minUnpaidMin: 30 }),
  break: z._default(
    known({ paidMaxMin: Minutes, beyondMax: z._default(z.enum(['allUnpaid', 'excessUnpaid']), 'allUnpaid') }),
    { paidMaxMin: 20, beyondMax: 'allUnpaid' },
  ),
  /** A break of this length or more is read as a meal: for clocks with one button for both. */
  breakIsMealFromMin: z._default(z.nullable(Minutes), null),
  paidMeal: z._default(
    z.nullable(known({ maxMin: Minutes, includePunched: z._default(z.boolean(), true) })),
    null,
  ),
  paidBreak: z._default(
    z.nullable(
      known({
        maxMin: Minutes,
        includePunched: z._default(z.boolean(), true),
        multiple: z._default(z.boolean(), false),
      }),
    ),
    null,
  ),

  dayRule: z._default(
    z.enum(['shiftStart', 'shiftEnd', 'majority', 'splitMidnight', 'workdayStart', 'rolling24']),
    'shiftStart',
  ),
  workdayStart: z._default(TimeOfDay, '00:00'),

  autoDeduct: rules(
    known({ afterMin: Minutes, deductMin: Minutes, includePunched: z._default(z.boolean(), true) }),
  ),
  /** `flag` only says that a break is missing; the other two also take the missing time off. */
  statutoryBreak: z._default(
    z.nullable(
      known({
        mode: z.enum(['sliding', 'strict', 'flag']),
        partMin: z._default(Minutes, 0),
        /** Due when a tier's minutes are reached, not only beyond them. */
        inclusive: z._default(z.boolean(), false),
        /** Longest work in a row without such a part; more is found, nothing is taken off. */
        inARowMaxMin: z._default(z.nullable(Minutes), null),
        tiers: z.array(known({ overMin: Minutes, breakMin: Minutes })).check(z.minLength(1), z.maxLength(8)),
      }),
    ),
    null,
  ),
  minShift: z._default(z.nullable(known({ minMin: Minutes, newShiftGapMin: z.optional(Minutes) })), null),

  workweek: z._default(
    known({
      startDow: z._default(Weekday, 1),
      startTime: z._default(TimeOfDay, '00:00'),
      zone: z.optional(Zone),
      /** `day`: a shift counts in the week of its day. `instant`: it is cut where the week ends. */
      cut: z._default(z.enum(['day', 'instant']), 'day'),
    }),
    { startDow: 1, startTime: '00:00', cut: 'day' },
  ),
  ot: z._default(OvertimePolicy, OvertimePolicy.parse({})),
  premiums: rules(PremiumRule),

  attendance: z._default(
    known({
      lateGraceMin: z._default(Minutes, 0),
      earlyGraceMin: z._default(Minutes, 0),
      absentBelowMin: z._default(Minutes, 0),
      halfDayBelowMin: z._default(Minutes, 0),
    }),
    { lateGraceMin: 0, earlyGraceMin: 0, absentBelowMin: 0, halfDayBelowMin: 0 },
  ),
  mealPeriods: rules(MealPeriodRule),
  /** Rest breaks owed: one per `perMin` of work or major fraction, none below `fromMin`; checked only where they are punched. */
  restBreaks: z._default(
    z.nullable(
      known({
        minMin: Minutes,
        fromMin: z._default(Minutes, 0),
        perMin: z.int().check(z.minimum(1), z.maximum(1440)),
        punched: z._default(z.boolean(), false),
      }),
    ),
    null,
  ),
  /** One hour of pay per day for a missed meal or rest; minimum wage for the split shift's sum. */
  penalties: z._default(
    known({
      meal: z._default(z.boolean(), false),
      rest: z._default(z.boolean(), false),
      splitShift: z._default(z.nullable(known({ gapMin: Minutes })), null),
    }),
    { meal: false, rest: false, splitShift: null },
  ),
  /**
   * Who came for planned work and was sent home with less than a share of it is paid that share, within the limits. Not on days of
   * leave, and not for what the person was late by.
   */
  reportingTime: z._default(
    z.nullable(
      known({
        sharePercent: z._default(z.int().check(z.minimum(1), z.maximum(100)), 50),
        minMin: z._default(Minutes, 0),
        maxMin: Minutes,
      }),
    ),
    null,
  ),
  /** Elapsed rest between the work of two days. */
  dailyRestMin: z._default(z.nullable(Minutes), null),
  /** One rest of this length in every seven days. */
  weeklyRestMin: z._default(z.nullable(Minutes), null),
  /** Or one of this length in so many days: then seven days may go without theirs. */
  weeklyRestInstead: z._default(
    z.nullable(known({ restMin: Minutes, days: z.int().check(z.minimum(8), z.maximum(28)) })),
    null,
  ),
  dayLimits: rules(known({ overMin: Minutes, code: PayCode })),
  weekLimits: rules(known({ overMin: Minutes, code: PayCode })),
  averages: rules(
    known({
      weeks: z.int().check(z.minimum(1), z.maximum(53)),
      limitMin: Minutes,
      code: PayCode,
      /** `neutral`: weeks of leave do not count. `replace`: days after the period stand in for days of leave (UK WTR reg. 4(6)). */
      leave: z._default(z.enum(['neutral', 'replace']), 'neutral'),
    }),
  ),
  /** Average day of people who mostly work nights: those with `overMin` or more of a premium's window on most days. */
  nightAverage: z._default(
    z.nullable(
      known({
        premium: PayCode,
        overMin: Minutes,
        weeks: z.int().check(z.minimum(1), z.maximum(53)),
        restDaysPerWeek: z._default(z.int().check(z.minimum(0), z.maximum(6)), 1),
        limitMin: Minutes,
        code: PayCode,
      }),
    ),
    null,
  ),
  minors: rules(MinorRule),

  pay: z._default(
    known({
      overtimeBasis: z._default(z.enum(['regularRate', 'rateInEffect']), 'regularRate'),
      flatSumBonus: z._default(z.enum(['allHours', 'regularHours']), 'allHours'),
      amounts: z._default(z.enum(['exact', 'decimal']), 'exact'),
      roundRateFirst: z._default(z.boolean(), false),
    }),
    { overtimeBasis: 'regularRate', flatSumBonus: 'allHours', amounts: 'exact', roundRateFirst: false },
  ),
  payPeriod: z._default(z.nullable(PayPeriodRule), null),
  /** When a payday is no business day: the one before, or leave it. */
  payday: z._default(z.enum(['previousBusinessDay', 'asIs']), 'previousBusinessDay'),
});
export type Policy = z.infer<typeof Policy>;
/** A policy as it is written down: what has a default may be left out. */
export type PolicyDraft = z.input<typeof Policy>;
