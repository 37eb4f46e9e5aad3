import * as z from 'zod/mini';
import { Finding } from './finding.ts';
import { EmployeeId, Instant, PunchId, Slug, Zone } from './primitives.ts';
import { PersonState, PunchAction } from './punch.ts';
import { ShiftWindow } from './roster.ts';
import { ReaderStatus } from './status.ts';

/** Place in the event log, `<xid>-<position>`; opaque to clients, who only hand it back. */
export const Cursor = z.string().check(z.regex(/^\d{1,20}-\d{1,20}$/));
export type Cursor = z.infer<typeof Cursor>;

export const BoardPerson = z.object({
  employee: EmployeeId,
  name: z.string(),
  shortName: z.string(),
  number: z.string(),
  area: Slug,
  team: z.nullable(Slug),
  state: PersonState,
  since: z.nullable(Instant),
  clockedInAt: z.nullable(Instant),
  place: z.nullable(z.string()),
  /** The person's shifts from yesterday to tomorrow, in order: enough to say who is late, missing or gone. */
  shifts: z.array(ShiftWindow),
  /** The last punches of the last 24 hours with what was noticed, newest first. */
  recent: z.array(
    z.object({ punchId: PunchId, action: PunchAction, occurredAt: Instant, findings: z.array(Finding) }),
  ),
});
export type BoardPerson = z.infer<typeof BoardPerson>;

export const BoardTerminal = z.object({
  terminal: Slug,
  place: z.string(),
  online: z.boolean(),
  lastSeenAt: z.nullable(Instant),
  lastPunchAt: z.nullable(Instant),
  journalDepth: z.nullable(z.int()),
  clockOffsetMs: z.nullable(z.int()),
  readers: z.array(ReaderStatus),
  /** An unfilled hole or a break in the punches' chain. */
  alarm: z.nullable(z.enum(['gap', 'chain-broken', 'sequence-conflict', 'bad-signature'])),
});
export type BoardTerminal = z.infer<typeof BoardTerminal>;

/** A tap of a badge nobody knows, for the person who can hand it out. */
export const BoardUnknownBadge = z.object({ punchId: PunchId, occurredAt: Instant, place: z.string() });
export type BoardUnknownBadge = z.infer<typeof BoardUnknownBadge>;

export const Board = z.object({
  site: z.object({ id: Slug, name: z.string(), zone: Zone }),
  areas: z.array(z.object({ id: Slug, name: z.string() })),
  teams: z.array(z.object({ id: Slug, name: z.string() })),
  people: z.array(BoardPerson),
  terminals: z.array(BoardTerminal),
  unknownBadges: z.array(BoardUnknownBadge),
});
export type Board = z.infer<typeof Board>;

/** One thing that changed on the board: each carries the whole new value, so applying one twice changes nothing. */
export const BoardChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), person: BoardPerson }),
  z.object({ kind: z.literal('terminal'), terminal: BoardTerminal }),
  z.object({ kind: z.literal('unknown-badge'), badge: BoardUnknownBadge }),
  /** Somebody whom the board showed belongs to others now, who may see them. */
  z.object({ kind: z.literal('gone'), employee: EmployeeId }),
]);
export type BoardChange = z.infer<typeof BoardChange>;

/** Close codes of the live line's own (RFC 6455 section 7.4.2). */
export const LIVE_CLOSE = {
  /** No token came, or its session has ended: log in, or bring a new token. */
  unauthenticated: 4401,
  /** Whoever asks may not see boards. */
  forbidden: 4403,
} as const;

/** A token must come within this time of opening the line. */
export const LIVE_HELLO_WITHIN_MS = 5_000;

/** A board must be asked for within this time of opening the line: one that nobody looks at takes the place of another. */
export const LIVE_SUBSCRIBE_WITHIN_MS = 10_000;

/**
 * Dashboard to hub. `hello` comes first, and again with a new access token before the old one ends. With `after` the hub resumes there, or
 * sends a snapshot when it cannot.
 */
export const LiveClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), token: z.string().check(z.minLength(1), z.maxLength(2_048)) }),
  z.object({ type: z.literal('subscribe'), site: Slug, after: z.optional(Cursor) }),
]);
export type LiveClientMessage = z.infer<typeof LiveClientMessage>;

/** Hub to dashboard. `at` is the hub's clock: boards count from it, not from the tablet's. */
export const LiveServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), cursor: Cursor, at: Instant, board: Board }),
  z.object({ type: z.literal('delta'), cursor: Cursor, at: Instant, changes: z.array(BoardChange) }),
  /** Every 15 s: proves the line is alive both ways. */
  z.object({ type: z.literal('heartbeat'), cursor: Cursor, at: Instant }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type LiveServerMessage = z.infer<typeof LiveServerMessage>;
