import * as z from 'zod/mini';
import { CalendarDate, LeaveKind } from './calendar.ts';
import { FreePayCode, LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, Slug } from './primitives.ts';
import { said } from './said.ts';

/** What a person asks for. */
export const RequestKind = z.enum(['leave', 'offer', 'swap', 'open-shift', 'statement']);
export type RequestKind = z.infer<typeof RequestKind>;

/**
 * Where a request stands. `offered`: other workers may take part in it, or were asked to; `asked`: somebody must decide it; the others are
 * ends.
 */
export const RequestState = z.enum(['offered', 'asked', 'granted', 'refused', 'withdrawn', 'expired']);
export type RequestState = z.infer<typeof RequestState>;

/** What changed about a request, as downstreams read it. */
export const RequestEvent = z.object({
  request: z.uuid(),
  kind: RequestKind,
  state: RequestState,
  /** Who asks. */
  employee: EmployeeId,
  /** Who else must hear of it: with whom to swap, to whom it was offered. */
  others: z.array(EmployeeId),
  /** Who said yes to a swap or an offer, and so would be planned otherwise too. */
  taker: z.optional(EmployeeId),
  from: LocalDateText,
  to: LocalDateText,
  by: z.string(),
});
export type RequestEvent = z.infer<typeof RequestEvent>;

/** What is asked for by `POST /api/v1/requests`; statements about punches have routes of their own. */
export const AskedKind = z.enum(['leave', 'offer', 'swap', 'open-shift']);
export type AskedKind = z.infer<typeof AskedKind>;

/** Most dates between the two ends of one request for leave, both included. */
export const LEAVE_REQUEST_DAYS_MAX = 366;
/** Most people that a shift is offered to by name. */
export const OFFERED_TO_MAX = 20;
/** Most of the own team that a shift is offered to. */
export const OFFERED_TEAM_MAX = 500;
/** Requests that are made for one person within 24 hours, those that were taken back counted. */
export const REQUESTS_PER_DAY_MAX = 20;

const Note = lineOfText(500);
const DAY_MS = 86_400_000;
/** Left out: the one who asks. */
const ForWhom = z.optional(EmployeeId);

/** Whole days, half days, or so many minutes of each date. */
export const LeavePortion = z.union([
  z.enum(['day', 'half']),
  z.strictObject({ minutes: z.int().check(z.minimum(1), z.maximum(1_440)) }),
]);
export type LeavePortion = z.infer<typeof LeavePortion>;

export const NewLeaveRequest = z.strictObject({
  kind: z.literal('leave'),
  employee: ForWhom,
  leave: LeaveKind,
  from: CalendarDate,
  to: CalendarDate,
  portion: z._default(LeavePortion, 'day'),
  note: z.optional(Note),
});
export type NewLeaveRequest = z.infer<typeof NewLeaveRequest>;

export const NewOffer = z.strictObject({
  kind: z.literal('offer'),
  employee: ForWhom,
  /** One's own, as published. */
  assignment: z.uuid(),
  /** Left out: everybody of the own team. */
  to: z.optional(z.array(EmployeeId).check(z.minLength(1), z.maxLength(OFFERED_TO_MAX))),
  note: z.optional(Note),
});
export type NewOffer = z.infer<typeof NewOffer>;

export const NewSwap = z.strictObject({
  kind: z.literal('swap'),
  employee: ForWhom,
  assignment: z.uuid(),
  /** The other's, which one would work instead. */
  wanted: z.uuid(),
  note: z.optional(Note),
});
export type NewSwap = z.infer<typeof NewSwap>;

export const NewOpenShiftRequest = z.strictObject({
  kind: z.literal('open-shift'),
  employee: ForWhom,
  openShift: z.uuid(),
  note: z.optional(Note),
});
export type NewOpenShiftRequest = z.infer<typeof NewOpenShiftRequest>;

/** `POST /api/v1/requests` */
export const NewRequest = z
  .discriminatedUnion('kind', [NewLeaveRequest, NewOffer, NewSwap, NewOpenShiftRequest])
  .check(
    z.refine(asked => asked.kind !== 'leave' || asked.from <= asked.to, {
      ...said({ en: 'must not be before "from"', de: 'darf nicht vor „from“ liegen' }),
      path: ['to'],
    }),
    z.refine(
      asked =>
        asked.kind !== 'leave' ||
        Date.parse(asked.to) - Date.parse(asked.from) < LEAVE_REQUEST_DAYS_MAX * DAY_MS,
      {
        ...said({
          en: `must be at most ${LEAVE_REQUEST_DAYS_MAX} days with "from"`,
          de: `darf mit „from“ höchstens ${LEAVE_REQUEST_DAYS_MAX} Tage umfassen`,
        }),
        path: ['to'],
      },
    ),
  );
export type NewRequest = z.infer<typeof NewRequest>;

/** Why something stands against a request: a code of the plan's conflicts, or that the balance is not enough. */
const ObjectionCode = z.string().check(z.regex(/^[A-Z][A-Z0-9_]{0,63}$/));

/** `POST /api/v1/requests/:request/decision` */
export const RequestDecision = z
  .strictObject({
    granted: z.boolean(),
    /** Needed where it is refused, and where something is accepted. */
    reason: z.optional(lineOfText(500)),
    /** Codes of objections in spite of which it is granted. */
    accept: z._default(z.array(ObjectionCode).check(z.maxLength(20)), []),
    /** Of leave: the pay code that it is paid by. */
    code: z._default(FreePayCode, 'LEAVE'),
    /** Of leave: which of the planned shifts on its dates are taken from the person. The others stay, and the plan shows the conflict. */
    release: z._default(z.array(z.uuid()).check(z.maxLength(LEAVE_REQUEST_DAYS_MAX)), []),
  })
  .check(
    z.refine(({ granted, accept, reason }) => (granted && accept.length === 0) || reason !== undefined, {
      ...said({
        en: 'say why, for whoever asked',
        de: 'nennen Sie den Grund, für die Person, die gefragt hat',
      }),
      path: ['reason'],
    }),
  );
export type RequestDecision = z.infer<typeof RequestDecision>;

/** `POST /api/v1/requests/:request/withdrawal` and `…/decline` */
export const RequestReason = z.strictObject({ reason: z.optional(lineOfText(500)) });
export type RequestReason = z.infer<typeof RequestReason>;

/** Somebody in a request, by name. */
export const RequestPerson = z.object({
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  team: z.nullable(Slug),
});
export type RequestPerson = z.infer<typeof RequestPerson>;

/** A planned shift as it was when somebody asked. */
export const RequestShift = z.object({
  /** null: of an open shift, on which nobody is planned yet. */
  assignment: z.nullable(z.uuid()),
  shift: z.uuid(),
  name: z.string(),
  date: LocalDateText,
  startsAt: Instant,
  endsAt: Instant,
});
export type RequestShift = z.infer<typeof RequestShift>;

export const LeaveTaken = z.object({ date: LocalDateText, minutes: z.int() });
export type LeaveTaken = z.infer<typeof LeaveTaken>;

export const RequestView = z.object({
  id: z.uuid(),
  kind: AskedKind,
  state: RequestState,
  site: Slug,
  person: RequestPerson,
  /** With whom to swap, to whom it is offered. */
  others: z.array(RequestPerson),
  /** Who said yes to an offer or a swap. */
  takenBy: z.nullable(EmployeeId),
  from: LocalDateText,
  to: LocalDateText,
  note: z.nullable(z.string()),
  leave: z.nullable(z.object({ kind: LeaveKind, minutes: z.int(), days: z.array(LeaveTaken) })),
  /** The shift it is about, and of a swap the one that is wanted for it. */
  shift: z.nullable(RequestShift),
  wanted: z.nullable(RequestShift),
  openShift: z.nullable(z.uuid()),
  madeBy: z.string(),
  madeAt: Instant,
  changedAt: Instant,
  /** An end by itself; null: none. */
  expiresAt: z.nullable(Instant),
  decision: z.nullable(z.object({ by: z.string(), at: Instant, reason: z.nullable(z.string()) })),
  /** Rises with every change; the ETag of the request. */
  version: z.int(),
});
export type RequestView = z.infer<typeof RequestView>;

/** One thing that happened to a request. */
export const RequestEntry = z.object({
  at: Instant,
  /** "the hub" where the clock, or the plan, ended it. */
  by: z.string(),
  what: z.enum(['asked', 'accepted', 'declined', 'granted', 'refused', 'withdrawn', 'expired']),
  state: RequestState,
  reason: z.nullable(z.string()),
});
export type RequestEntry = z.infer<typeof RequestEntry>;

/** What speaks against granting a request as things stand. */
export const RequestObjection = z.object({
  code: ObjectionCode,
  /** An error keeps it from being granted by whoever does not accept it. */
  level: z.enum(['error', 'warning']),
  employee: EmployeeId,
  date: LocalDateText,
  /** In the caller's language. */
  message: z.string(),
});
export type RequestObjection = z.infer<typeof RequestObjection>;

/** `GET /api/v1/requests/:request` */
export const RequestDetail = z.object({
  ...RequestView.shape,
  history: z.array(RequestEntry),
  /** Empty once it is decided. */
  objections: z.array(RequestObjection),
  /** Of leave: shifts that the person is planned on at its dates. */
  collisions: z.array(RequestShift),
});
export type RequestDetail = z.infer<typeof RequestDetail>;

// open shifts -----------------------------------------------------------------------------------------------------------

export const OPEN_SHIFT_SEATS_MAX = 200;

/** `ask`: somebody decides who gets it; `take`: first come, first served. */
export const OpenShiftMode = z.enum(['ask', 'take']);
export type OpenShiftMode = z.infer<typeof OpenShiftMode>;

const Seats = z.int().check(z.minimum(1), z.maximum(OPEN_SHIFT_SEATS_MAX));

/** `POST /api/v1/sites/:site/open-shifts`. Times, area and qualification are those of the shift. */
export const NewOpenShift = z.strictObject({
  shift: z.uuid(),
  date: CalendarDate,
  seats: z._default(Seats, 1),
  mode: z._default(OpenShiftMode, 'ask'),
  /** Left out: everybody of the site. */
  team: z.optional(Slug),
  note: z.optional(Note),
});
export type NewOpenShift = z.infer<typeof NewOpenShift>;

/** `PATCH /api/v1/open-shifts/:openShift` */
export const OpenShiftChange = z.strictObject({
  seats: z.optional(Seats),
  mode: z.optional(OpenShiftMode),
  /** Nobody can have it any more; who asks for it still is refused. */
  closed: z.optional(z.literal(true)),
});
export type OpenShiftChange = z.infer<typeof OpenShiftChange>;

export const OpenShiftState = z.enum(['open', 'full', 'closed', 'begun']);
export type OpenShiftState = z.infer<typeof OpenShiftState>;

export const OpenShiftView = z.object({
  id: z.uuid(),
  site: Slug,
  team: z.nullable(Slug),
  shift: z.uuid(),
  name: z.string(),
  date: LocalDateText,
  startsAt: Instant,
  endsAt: Instant,
  seats: Count,
  taken: Count,
  mode: OpenShiftMode,
  state: OpenShiftState,
  note: z.nullable(z.string()),
  madeBy: z.string(),
  madeAt: Instant,
  version: z.int(),
});
export type OpenShiftView = z.infer<typeof OpenShiftView>;
