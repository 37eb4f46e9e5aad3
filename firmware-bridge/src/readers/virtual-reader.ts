import type { Cancel, Clock, Timers } from '../platform/index.ts';
import { rawFromPrinted } from './em4100/printed-numbers.ts';
import type { Reader } from './reader.ts';
import type { LoopTransport } from './transports/loop-transport.ts';

/** A badge by the number printed on it (ten digits), or by all its ten hex characters. */
export type PresentedBadge = { dez10: string } | { hex10: string };

export interface PresentOptions {
  /** Version byte that goes with a printed number, 0x67 unless told. */
  version?: number | undefined;
  /** How long the badge stays; 0 takes it away as soon as the reader can have seen it. At most a minute. */
  holdMs?: number | undefined;
}

/** A reader without hardware: a software reader of any family, whose bytes travel through the real protocol. */
export interface VirtualReader extends Reader {
  /**
   * Holds a badge to the reader, as the card of this reader's kind that its owner carries. A reader that talks by itself has been heard
   * before this returns. A badge that is still held is taken away first. Returns the EM4100 number. Throws RangeError for a badge that
   * is none.
   */
  present(badge: PresentedBadge, options?: PresentOptions): string;
  /** Pulls the reader's plug, or puts it back. */
  setPlugged(isPlugged: boolean): void;
}

const HOLD_MS_MAX = 60_000;

export interface VirtualReaderParts {
  transport: LoopTransport;
  /** Index on the line. */
  index: number;
  /** The card of the reader's kind that stands for an EM4100 badge. */
  cardOfBadge: (em4100: string) => string;
  holdMsMin: number;
  clock: Clock;
  timers: Timers;
}

/** Puts badges before a reader that listens to a software reader. */
export function createVirtualReader(reader: Reader, parts: VirtualReaderParts): VirtualReader {
  const { transport, index, cardOfBadge, holdMsMin, timers } = parts;
  let cancelRemoval: Cancel = () => undefined;
  const remove = () => {
    cancelRemoval();
    transport.remove(index);
  };
  return {
    id: reader.id,
    start: () => reader.start(),
    stop() {
      remove();
      return reader.stop();
    },
    status: () => reader.status(),
    onRead: listener => reader.onRead(listener),
    onStatus: listener => reader.onStatus(listener),
    onKeys: listener => reader.onKeys(listener),
    signal: signal => reader.signal(signal),
    present(badge, { version, holdMs = 0 } = {}) {
      const em4100 = rawOf(badge, version);
      remove();
      transport.present(cardOfBadge(em4100), index);
      const heldMs = Math.min(Math.max(holdMs, holdMsMin), HOLD_MS_MAX);
      if (heldMs === 0) remove();
      else cancelRemoval = timers.after(heldMs, remove);
      return em4100;
    },
    setPlugged: isPlugged => transport.setPlugged(isPlugged),
  };
}

export function isVirtualReader(reader: Reader): reader is VirtualReader {
  return 'present' in reader;
}

function rawOf(badge: PresentedBadge, version?: number): string {
  if ('dez10' in badge) {
    const raw = /^\d{10}$/.test(badge.dez10) ? rawFromPrinted(badge.dez10, version) : null;
    if (raw === null) throw new RangeError('a printed number has ten digits and at most 32 bits');
    return raw;
  }
  const raw = badge.hex10.toUpperCase();
  if (!/^[0-9A-F]{10}$/.test(raw)) throw new RangeError('a raw number is ten hex characters');
  return raw;
}
