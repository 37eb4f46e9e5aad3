import * as z from 'zod/mini';
import { KeyOffer, RawKeyText } from './pairing.ts';
import { Boot, Count, Instant, Sequence, Slug } from './primitives.ts';

export const ReaderState = z.enum(['opening', 'online', 'silent', 'missing']);
export type ReaderState = z.infer<typeof ReaderState>;

export const ReaderStatus = z.object({
  id: Slug,
  family: Slug,
  place: z.string().check(z.maxLength(60)),
  state: ReaderState,
  /** Why it does not work, or what is wrong with it though it does, such as `no-permission` or `flood`; docs/errors.md lists them. */
  problem: z._default(z.nullable(Slug), null),
  reads: Count,
  /** Whole messages that were no badge to be trusted, such as one with a wrong parity bit. */
  refusedReads: z._default(Count, 0),
  /** Bytes that belonged to no valid frame. Noise is counted, never dropped unseen. */
  discardedBytes: Count,
  lastReadAt: z.nullable(Instant),
});
export type ReaderStatus = z.infer<typeof ReaderStatus>;

/** How far a journal has come: the last punch written, whether delivered or not. */
export const JournalHead = z.object({ boot: Boot, sequence: Sequence });
export type JournalHead = z.infer<typeof JournalHead>;

/** How full a journal is. */
export const JournalState = z.object({
  /** Punches without a receipt. */
  depth: Count,
  rows: Count,
  rowsMax: Count,
  state: z.enum(['ok', 'full', 'failed']),
  head: z.nullable(JournalHead),
});
export type JournalState = z.infer<typeof JournalState>;

/** A terminal's health, retained. The broker publishes the short form itself (last will) when the link dies. */
export const TerminalStatus = z.discriminatedUnion('online', [
  z.object({
    online: z.literal(true),
    sentAt: Instant,
    startedAt: Instant,
    boot: Boot,
    versions: z.object({
      bridge: z.string().check(z.maxLength(40)),
      node: z.string().check(z.maxLength(40)),
    }),
    journal: JournalState,
    /** Hub clock minus terminal clock; null while unmeasured. */
    clockOffsetMs: z.nullable(z.int()),
    readers: z.array(ReaderStatus).check(z.maxLength(16)),
    /** The device key that signs its punches. */
    publicKey: z._default(z.nullable(RawKeyText), null),
    /** A new device key, until the hub has taken it. */
    keyOffer: z._default(z.nullable(KeyOffer), null),
  }),
  z.object({ online: z.literal(false), boot: Boot }),
]);
export type TerminalStatus = z.infer<typeof TerminalStatus>;
export type OnlineStatus = Extract<TerminalStatus, { online: true }>;
