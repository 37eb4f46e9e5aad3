import {
  type Cursor,
  EmployeeId,
  ExceptionEvent,
  Finding,
  Instant,
  LocalDateText,
  PersonState,
  PunchAction,
  PunchId,
  RequestEvent,
  SheetFinding,
  ShiftWindow,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';

/** A punch as it was committed, with all that downstreams need: none of them reads the punch table to follow the log. */
export const PunchRecorded = z.object({
  punchId: PunchId,
  site: Slug,
  terminal: Slug,
  place: z.string(),
  boot: z.int(),
  sequence: z.int(),
  /** Whom the hub took it for; null for an unknown badge. */
  employee: z.nullable(EmployeeId),
  /** As the hub reads it: `auto` stays only where nobody is known. */
  action: PunchAction,
  occurredAt: Instant,
  receivedAt: Instant,
  /** State after the punch; null where nobody is known. */
  state: z.nullable(PersonState),
  shift: z.nullable(ShiftWindow),
  findings: z.array(Finding),
});
export type PunchRecorded = z.infer<typeof PunchRecorded>;

/** Which people a change of master data touches; an empty list means that it may be anybody. */
const Touched = z.object({ employees: z.array(EmployeeId) });
/** Local dates, both included, that are planned otherwise now; absent when a new day only begins on what was planned. */
const TouchedDates = Touched.extend({
  dates: z.optional(z.object({ from: LocalDateText, to: LocalDateText })),
});
/** A record that changes how punches are read, and the span of instants that it touches. */
export const CorrectionMade = z.object({
  correction: z.uuid(),
  employee: EmployeeId,
  from: Instant,
  to: Instant,
});

/** What is noticed on dates of a person now, all of it: what stood there before counts no more. Dates without any finding are in it, too. */
export const FindingsChanged = z.object({
  employee: EmployeeId,
  days: z.array(z.object({ date: LocalDateText, findings: z.array(SheetFinding) })),
});
export type FindingsChanged = z.infer<typeof FindingsChanged>;

/** People were told what they are planned for on dates, both included, that they were not told before. */
export const SchedulePublished = z.object({
  publication: z.uuid(),
  employees: z.array(EmployeeId),
  from: LocalDateText,
  to: LocalDateText,
  by: z.string(),
});

/** A person said that their hours of some dates, both included, are right, or took it back. */
export const AttestationChanged = z.object({
  employee: EmployeeId,
  from: LocalDateText,
  to: LocalDateText,
  attested: z.boolean(),
});

/** Something was decided about a pay period; `employees` is whom it is about, empty: everybody in it. */
export const PeriodChanged = z.object({
  group: z.string(),
  from: LocalDateText,
  change: z.enum(['approved', 'withdrawn', 'locked', 'unlocked', 'exported']),
  employees: z.array(EmployeeId),
  by: z.string(),
});

/** Everything that is written to the event log. */
export const HubEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('punch.recorded'), payload: PunchRecorded }),
  z.object({ kind: z.literal('terminal.changed'), payload: z.object({ terminal: Slug }) }),
  z.object({ kind: z.literal('people.changed'), payload: Touched }),
  z.object({ kind: z.literal('schedule.changed'), payload: TouchedDates }),
  z.object({ kind: z.literal('correction.made'), payload: CorrectionMade }),
  /** Other rules apply to these people, or to anybody of the site, from a date on: another policy, or a date of birth, which is not told. */
  z.object({ kind: z.literal('policy.changed'), payload: Touched.extend({ from: LocalDateText }) }),
  z.object({ kind: z.literal('findings.changed'), payload: FindingsChanged }),
  z.object({ kind: z.literal('exception.changed'), payload: ExceptionEvent }),
  z.object({ kind: z.literal('schedule.published'), payload: SchedulePublished }),
  z.object({ kind: z.literal('request.changed'), payload: RequestEvent }),
  z.object({ kind: z.literal('attestation.changed'), payload: AttestationChanged }),
  z.object({ kind: z.literal('period.changed'), payload: PeriodChanged }),
  z.object({ kind: z.literal('task.changed'), payload: z.object({ task: z.uuid() }) }),
]);
export type HubEvent = z.infer<typeof HubEvent>;
export type EventKind = HubEvent['kind'];
export const EVENT_KINDS = [
  'punch.recorded',
  'terminal.changed',
  'people.changed',
  'schedule.changed',
  'correction.made',
  'policy.changed',
  'findings.changed',
  'exception.changed',
  'schedule.published',
  'request.changed',
  'attestation.changed',
  'period.changed',
  'task.changed',
] as const satisfies readonly EventKind[];

/** An event to append. `key` names what it is about (employee, terminal): events of one key stay in order everywhere. */
export type NewEvent = HubEvent & { site: string; key: string };

/** An event as it is read: `cursor` is its place and its identity. */
export type LogEvent = NewEvent & { cursor: Cursor; position: number; recordedAt: Instant };
