import * as z from 'zod/mini';
import { CalendarDate } from './calendar.ts';
import { CorrectionView } from './corrections.ts';
import { Finding } from './finding.ts';
import { ClockTime } from './hours.ts';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, PunchId, Slug, TaskCode } from './primitives.ts';
import { PersonState, PunchAction, PunchLocation, PunchSource } from './punch.ts';
import { said } from './said.ts';

// settings ------------------------------------------------------------------------------------------------------------

export const WEB_CLOCK_TEAMS_MAX = 200;
export const WEB_CLOCK_NETWORKS_MAX = 100;

/** Whether a punch from the web says where it was made. */
export const LocationRule = z.enum(['never', 'allowed', 'required']);
export type LocationRule = z.infer<typeof LocationRule>;

const Network = z.union([z.cidrv4(), z.cidrv6()]);

const SETTINGS = {
  /** Who may clock by the web; `teams`: whoever is in one of `teams`. */
  open: z.enum(['nobody', 'teams', 'everybody']),
  teams: z.array(Slug).check(z.maxLength(WEB_CLOCK_TEAMS_MAX)),
  location: LocationRule,
  /** Networks from which it is allowed, such as `10.20.0.0/16`; empty: from anywhere. */
  networks: z.array(Network).check(z.maxLength(WEB_CLOCK_NETWORKS_MAX)),
};

/** `PUT /api/v1/sites/:site/web-clock` */
export const WebClockPut = z.strictObject(SETTINGS).check(
  z.refine(({ open, teams }) => (open === 'teams') === teams.length > 0, {
    ...said({
      en: 'names teams if "open" is "teams", and only then',
      de: 'nennt Teams, wenn „open“ „teams“ ist, und nur dann',
    }),
    path: ['teams'],
  }),
);
export type WebClockPut = z.infer<typeof WebClockPut>;

/** `GET /api/v1/sites/:site/web-clock` */
export const WebClockView = z.object({
  site: Slug,
  ...SETTINGS,
  networks: z.array(z.string()),
  /** The terminal that its punches come from; null until the first of them. */
  terminal: z.nullable(Slug),
  version: Count,
});
export type WebClockView = z.infer<typeof WebClockView>;

// clocking ------------------------------------------------------------------------------------------------------------

const SAID = { location: z.optional(PunchLocation), note: z.optional(lineOfText(200)) };
/** Id or code of a task. */
const Task = z.string().check(z.minLength(1), z.maxLength(40));

/** `POST /api/v1/time/start`: begins to work, or goes on with another task. */
export const StartRequest = z.strictObject({
  /** null: goes on with none. */
  task: z.optional(z.nullable(Task)),
  ...SAID,
});
export type StartRequest = z.infer<typeof StartRequest>;

/** `POST /api/v1/time/stop`, `/pause` and `/resume` */
export const ClockRequest = z.strictObject(SAID);
export type ClockRequest = z.infer<typeof ClockRequest>;

/** A task as time names it; null title: nobody knows a task of this code. */
export const TimeTask = z.object({ code: TaskCode, title: z.nullable(z.string()) });
export type TimeTask = z.infer<typeof TimeTask>;

/** A punch that was made by the web clock. */
export const WebPunch = z.object({
  punchId: PunchId,
  employee: EmployeeId,
  terminal: Slug,
  action: PunchAction,
  occurredAt: Instant,
  receivedAt: Instant,
  task: z.nullable(TimeTask),
  state: PersonState,
  findings: z.array(Finding),
  /** As on a kiosk's screen. */
  receipt: z.string(),
});
export type WebPunch = z.infer<typeof WebPunch>;

/** `GET /api/v1/time/active` */
export const ActiveTime = z.object({
  employee: EmployeeId,
  state: PersonState,
  /** When the present state began; null while out. */
  since: z.nullable(Instant),
  clockedInAt: z.nullable(Instant),
  task: z.nullable(TimeTask),
  /** How this person may clock by the web from where they ask; null: they may not. */
  webClock: z.nullable(z.object({ location: LocationRule, breaks: z.boolean() })),
});
export type ActiveTime = z.infer<typeof ActiveTime>;

// entries -------------------------------------------------------------------------------------------------------------

/** Most dates of one question, both ends included. */
export const TIME_ENTRY_DAYS_MAX = 62;
/** How long others than the person see where a punch was made: until its month is paid. */
export const LOCATION_SHOWN_DAYS = 35;

/** One end of an entry. */
export const EntryEnd = z.object({
  at: Instant,
  /** Id of the punch, or of the correction that added it. */
  punch: z.string(),
  source: PunchSource,
  /** Null for what a correction added. */
  terminal: z.nullable(Slug),
  place: z.nullable(z.string()),
  location: z.nullable(PunchLocation),
  note: z.nullable(z.string()),
});
export type EntryEnd = z.infer<typeof EntryEnd>;

/** Work on one task, or on none, without leaving. What of it is paid is in the timesheet. */
export const TimeEntry = z.object({
  employee: EmployeeId,
  /** Local date on which it began. */
  date: LocalDateText,
  start: EntryEnd,
  /** Null while it goes on, and where the clock-out was forgotten. */
  end: z.nullable(EntryEnd),
  breaks: z.array(z.object({ from: Instant, to: z.nullable(Instant) })),
  /** From start to end without breaks; null without an end. */
  seconds: z.nullable(Count),
  task: z.nullable(TimeTask),
});
export type TimeEntry = z.infer<typeof TimeEntry>;

/** `POST /api/v1/time/entries`: time that nobody clocked. `out` before `in` is the next day. */
export const NewTimeEntry = z
  .strictObject({
    /** Whose; left out: one's own, which somebody else then approves. */
    employee: z.optional(EmployeeId),
    date: CalendarDate,
    in: ClockTime,
    out: ClockTime,
    task: z.optional(Task),
    reason: lineOfText(500),
  })
  .check(
    z.refine(entry => entry.in !== entry.out, {
      ...said({
        en: 'must not be the same as "in": that would be a whole day',
        de: 'darf nicht dasselbe wie „in“ sein: Das wäre ein ganzer Tag',
      }),
      path: ['out'],
    }),
  );
export type NewTimeEntry = z.infer<typeof NewTimeEntry>;

/** What became of it: a statement that waits for somebody's approval, or corrections at once. */
export const NewTimeEntryAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('stated'), statement: z.uuid() }),
  z.object({ outcome: z.literal('corrected'), corrections: z.array(CorrectionView) }),
]);
export type NewTimeEntryAnswer = z.infer<typeof NewTimeEntryAnswer>;
