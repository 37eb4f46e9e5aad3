import * as z from 'zod/mini';
import { BoardTerminal } from './live.ts';
import { Count, Instant, Slug } from './primitives.ts';
import { JournalState, ReaderStatus } from './status.ts';

const Version = z.string();

/** Something about a terminal that somebody should look at. `urgent` means that people cannot tap, or that somebody plays tricks. */
export const FleetFinding = z.discriminatedUnion('code', [
  /** Enrolled, but never heard of. */
  z.object({ code: z.literal('never-seen'), urgent: z.boolean(), since: Instant }),
  z.object({ code: z.literal('offline'), urgent: z.boolean(), since: Instant }),
  /** `offsetMs` is the hub's clock minus the terminal's. */
  z.object({ code: z.literal('clock-off'), urgent: z.boolean(), offsetMs: z.int() }),
  /** It is online, and still its punches wait for a receipt. */
  z.object({ code: z.literal('journal-growing'), urgent: z.boolean(), depth: Count }),
  /** It takes no punches any more, or soon will not. */
  z.object({ code: z.literal('journal-full'), urgent: z.boolean(), rows: Count, rowsMax: Count }),
  z.object({ code: z.literal('journal-failed'), urgent: z.boolean() }),
  z.object({
    code: z.literal('reader-down'),
    urgent: z.boolean(),
    reader: Slug,
    state: z.string(),
    problem: z.nullable(z.string()),
  }),
  z.object({ code: z.literal('old-version'), urgent: z.boolean(), version: Version, newest: Version }),
  z.object({ code: z.literal('alarm'), urgent: z.boolean(), alarm: z.string() }),
  /** Messages that could not be trusted came in its name. */
  z.object({
    code: z.literal('untrusted-messages'),
    urgent: z.boolean(),
    reasons: z.array(z.string()),
    lastAt: Instant,
  }),
  /** It was revoked, and somebody still sends in its name. */
  z.object({ code: z.literal('revoked-still-sends'), urgent: z.boolean(), lastAt: Instant }),
  /** Far fewer taps than at this hour of this weekday in other weeks. */
  z.object({ code: z.literal('few-reads'), urgent: z.boolean(), reads: Count, usual: z.number() }),
  /** A shift began, people were due, and nobody has tapped at any terminal of the site. */
  z.object({ code: z.literal('no-taps'), urgent: z.boolean(), at: Instant, due: Count }),
]);
export type FleetFinding = z.infer<typeof FleetFinding>;

export const FleetTerminal = z.object({
  terminal: Slug,
  place: z.string(),
  /** null: in use. A revoked one is listed while somebody still sends in its name. */
  revokedAt: z.nullable(Instant),
  online: z.boolean(),
  lastSeenAt: z.nullable(Instant),
  lastPunchAt: z.nullable(Instant),
  /** These and the following as it said last; null: it never said anything. */
  versions: z.nullable(z.object({ bridge: Version, node: Version })),
  /** Hub's clock minus terminal's. */
  clockOffsetMs: z.nullable(z.int()),
  journal: z.nullable(JournalState),
  readers: z.array(ReaderStatus),
  alarm: BoardTerminal.shape.alarm,
  reads: z.object({
    /** Taps of the last 60 minutes. */
    lastHour: Count,
    /** Median of the same 60 minutes of the same weekday in the weeks before; null while too few weeks are known. */
    usual: z.nullable(z.number()),
    /** How many weeks it was taken of. */
    weeks: Count,
  }),
  findings: z.array(FleetFinding),
});
export type FleetTerminal = z.infer<typeof FleetTerminal>;

/** `GET /api/v1/fleet` */
export const Fleet = z.object({ site: Slug, at: Instant, terminals: z.array(FleetTerminal) });
export type Fleet = z.infer<typeof Fleet>;
