import * as z from 'zod/mini';
import { FreePayCode, LocalDateText, PayCode } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
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
export const Holiday = z.object({
  site: Slug,
  date: LocalDateText,
  name: z.string(),
  /** Region that the site has it from; null: the site's own. */
  region: z.nullable(z.string()),
});
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

// holidays of regions ---------------------------------------------------------------------------------------------------

/** Most holidays that a region has in one year. */
export const REGION_HOLIDAYS_MAX = 60;

/** Such as `DE-BY`: by ISO 3166-2 where there is a code. */
export const RegionCode = z.string().check(z.regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,12})*$/));
export type RegionCode = z.infer<typeof RegionCode>;

export const RegionHoliday = z.object({ date: LocalDateText, name: z.string() });
export type RegionHoliday = z.infer<typeof RegionHoliday>;

/** Most regions of a company. */
export const REGIONS_MAX = 500;

/** `POST /api/v1/holiday-regions` */
export const NewRegion = z.strictObject({ region: RegionCode, name: lineOfText(120) });
export type NewRegion = z.infer<typeof NewRegion>;

/** `PUT /api/v1/holiday-regions/:region/years/:year`: all of that year, in place of what was there. */
export const RegionYear = z
  .strictObject({
    holidays: z
      .array(z.strictObject({ date: CalendarDate, name: lineOfText(120) }))
      .check(z.maxLength(REGION_HOLIDAYS_MAX)),
  })
  .check(
    z.refine(({ holidays }) => new Set(holidays.map(({ date }) => date)).size === holidays.length, {
      ...said({ en: 'must name each date once', de: 'muss jeden Tag einmal nennen' }),
      path: ['holidays'],
    }),
  );
export type RegionYear = z.infer<typeof RegionYear>;

export const RegionView = z.object({
  region: RegionCode,
  name: z.string(),
  /** Sites that follow it. */
  sites: z.array(Slug),
  version: z.int(),
});
export type RegionView = z.infer<typeof RegionView>;

/** `PUT /api/v1/sites/:site/holiday-region`; null: it follows none. */
export const SiteRegion = z.strictObject({ region: z.nullable(RegionCode) });
export type SiteRegion = z.infer<typeof SiteRegion>;

/** `GET /api/v1/sites/:site/holiday-region` */
export const SiteRegionView = z.object({ region: z.nullable(RegionCode), version: Count });
export type SiteRegionView = z.infer<typeof SiteRegionView>;

// balances of leave -----------------------------------------------------------------------------------------------------

/** Most minutes of leave in one year: every day of it. */
const YEAR_MINUTES_MAX = 366 * MINUTES_PER_DAY;
const YearMinutes = z.int().check(z.minimum(0), z.maximum(YEAR_MINUTES_MAX));
export const CalendarYear = z.int().check(z.minimum(1_900), z.maximum(9_999));
export type CalendarYear = z.infer<typeof CalendarYear>;
/** Monday is 1. */
const Weekday = z.int().check(z.minimum(1), z.maximum(7));

/** `PUT /api/v1/employees/:employee/leave-balances/:year/:kind`: what somebody may take of a kind in a year. */
export const EntitlementPut = z
  .strictObject({
    grantedMinutes: YearMinutes,
    carriedMinutes: z._default(YearMinutes, 0),
    /** Last date on which what was carried over can be taken; null: it stays. */
    carriedUntil: z._default(z.nullable(CalendarDate), null),
    /** Minutes that a whole day of leave takes. */
    dayMinutes: z._default(z.int().check(z.minimum(1), z.maximum(MINUTES_PER_DAY)), 480),
    /** On which leave is taken where nothing is planned. */
    weekdays: z._default(z.array(Weekday).check(z.maxLength(7)), [1, 2, 3, 4, 5]),
  })
  .check(
    z.refine(({ weekdays }) => new Set(weekdays).size === weekdays.length, {
      ...said({ en: 'must name each weekday once', de: 'muss jeden Wochentag einmal nennen' }),
      path: ['weekdays'],
    }),
  );
export type EntitlementPut = z.infer<typeof EntitlementPut>;

/** An amount of leave: in minutes, which count, and in days of the person's own length, rounded to hundredths, for reading. */
export const LeaveAmount = z.object({ minutes: z.int(), days: z.number() });
export type LeaveAmount = z.infer<typeof LeaveAmount>;

export const LeaveBalance = z.object({
  employee: EmployeeId,
  year: z.int(),
  kind: LeaveKind,
  granted: LeaveAmount,
  carried: LeaveAmount,
  carriedUntil: z.nullable(LocalDateText),
  /** Carried over, and not taken in time. */
  lapsed: LeaveAmount,
  /** Granted and on dates up to today; granted and on later ones; asked for. */
  taken: LeaveAmount,
  planned: LeaveAmount,
  asked: LeaveAmount,
  /** What nobody has asked for yet; below zero where more was given than there is. */
  left: LeaveAmount,
  dayMinutes: z.int(),
  weekdays: z.array(z.int()),
  /** Of what was entitled; 0 while nothing is. The ETag of it. */
  version: z.int(),
});
export type LeaveBalance = z.infer<typeof LeaveBalance>;

// the calendar of one person on their own phone ---------------------------------------------------------------------------

/** `POST /api/v1/employees/:employee/calendar-link`. Whoever has the link sees the plan: it is shown once and kept as a digest. */
export const CalendarLinkMade = z.object({ path: z.string(), madeAt: Instant });
export type CalendarLinkMade = z.infer<typeof CalendarLinkMade>;

/** `GET /api/v1/employees/:employee/calendar-link`; null: there is none. */
export const CalendarLink = z.object({ madeAt: z.nullable(Instant) });
export type CalendarLink = z.infer<typeof CalendarLink>;
