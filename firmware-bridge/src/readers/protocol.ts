import type { Card } from './badge-read.ts';

/** What a reader shows the person who has just tapped, with whatever lights and sounds it has. */
export type Signal =
  /** Recorded, and the hub is there. */
  | 'accepted'
  /** Recorded here; the hub will hear of it later. */
  | 'offline'
  /** Recorded, but nobody here knows this badge. */
  | 'unknown'
  /** Not recorded: the journal is full or broken, or the read was not clean. */
  | 'refused';

export type ProtocolEvent =
  /** A card in the field. Sent for every sighting: telling a new presentation from a held card is the driver's, for all families alike. */
  | { kind: 'read'; card: Card; reader?: number }
  /** A whole and valid message about a badge that cannot be trusted or understood. `reason` is a slug, see docs/errors.md. */
  | { kind: 'refused'; reason: string; reader?: number }
  /** Bytes that belong to no valid frame, in order, at most DISCARDED_BYTES_MAX in one event. `reason` is a slug. */
  | { kind: 'discarded'; bytes: Uint8Array; reason: string; reader?: number }
  /** Bytes for the reader, one message in each event. */
  | { kind: 'write'; bytes: Uint8Array }
  /** Keys of the reader's own keypad: digits, `*` and `#`. */
  | { kind: 'keys'; keys: string; reader?: number }
  /** Whether a polled reader answers. Families that only listen never say. `problem` is a slug: why not, or what is wrong all the same. */
  | { kind: 'peer'; isAnswering: boolean; problem: string | null; reader?: number }
  /** Something an operator should find in the log, such as a tamper contact; no bytes, no badge numbers. */
  | {
      kind: 'note';
      level: 'info' | 'warn';
      text: string;
      facts?: Readonly<Record<string, string | number>>;
      reader?: number;
    }
  /** The line is to be closed and opened again, at another speed where one is given. */
  | { kind: 'reopen'; problem: string; baudRate?: number };

/** Bytes shown in one `discarded` event; a longer run comes in several. */
export const DISCARDED_BYTES_MAX = 64;

/**
 * What a reader family makes of bytes and of time. Pure: no timers, no I/O, no clock; never throws, whatever the bytes are, and never keeps
 * more of them than its named maximum. `nowMs` is monotonic. One protocol serves one line, which may carry several readers (OSDP);
 * `reader` is their index in the line's configuration and 0 where it is left out.
 */
export interface ReaderProtocol {
  /** The line was opened, at first or again: what was half read or under way before is void. */
  open(nowMs: number): ProtocolEvent[];
  /** Bytes as they come, in any portions. Every byte comes out once: in a valid frame, or as discarded with a reason. */
  receive(chunk: Uint8Array, nowMs: number): ProtocolEvent[];
  /** Time has passed; called at `dueMs`, or later. */
  tick(nowMs: number): ProtocolEvent[];
  /** When `tick` is wanted next; null when nothing is waited for. Asked again after every call. */
  dueMs(): number | null;
  /** Shows a person how their tap ended. Families without lights and sounds answer with nothing. */
  signal(signal: Signal, reader: number, nowMs: number): ProtocolEvent[];
}

/** For families that only listen. */
export const LISTEN_ONLY: Pick<ReaderProtocol, 'open' | 'tick' | 'dueMs' | 'signal'> = {
  open: () => [],
  tick: () => [],
  dueMs: () => null,
  signal: () => [],
};
