import type { Cancel, Clock, Timers } from '../platform/index.ts';
import { rawFromPrinted } from './em4100/printed-numbers.ts';
import { type Checksum, encodeFrame } from './rdm6300/frame.ts';
import type { Reader } from './reader.ts';
import type { VirtualTransport } from './transports/virtual-transport.ts';

/** A badge by the number printed on it (ten digits), or by all its ten hex characters. */
export type PresentedBadge = { dez10: string } | { hex10: string };

export interface PresentOptions {
  /** Version byte that goes with a printed number, 0x67 unless told. */
  version?: number | undefined;
  /** How long the badge stays; 0 gives a single frame. At most a minute. */
  holdMs?: number | undefined;
}

/** A reader without hardware. Its frames are real and travel through the real driver. */
export interface VirtualReader extends Reader {
  /**
   * Holds a badge to the reader: one frame at once, before this returns, then repeats. A badge that is still held is taken
   * away first. Returns the raw number. Throws RangeError for a badge that is no EM4100 number.
   */
  present(badge: PresentedBadge, options?: PresentOptions): string;
  /** Pulls the reader's plug, or puts it back. */
  setPlugged(isPlugged: boolean): void;
}

/** How often a module repeats the frame of a held badge: often quoted, not confirmed by a manual; only this emulator uses it. */
const REPEAT_MS = 65;
const HOLD_MS_MAX = 60_000;

/** Puts a badge emulator before a reader that listens on the given transport. */
export function createVirtualReader(
  reader: Reader,
  emulator: { transport: VirtualTransport; checksum: Checksum; clock: Clock; timers: Timers },
): VirtualReader {
  const { transport, checksum, clock, timers } = emulator;
  let takeAway: Cancel | null = null;

  const hold = (frame: Uint8Array, untilMs: number) => {
    transport.write(frame);
    const isOver = clock.uptimeMs() + REPEAT_MS > untilMs;
    takeAway = isOver ? null : timers.after(REPEAT_MS, () => hold(frame, untilMs));
  };

  return {
    id: reader.id,
    start: () => reader.start(),
    stop() {
      takeAway?.();
      takeAway = null;
      return reader.stop();
    },
    status: () => reader.status(),
    onRead: listener => reader.onRead(listener),
    onStatus: listener => reader.onStatus(listener),
    present(badge, { version, holdMs = 0 } = {}) {
      const raw = rawOf(badge, version);
      takeAway?.();
      hold(encodeFrame(raw, checksum), clock.uptimeMs() + Math.min(holdMs, HOLD_MS_MAX));
      return raw;
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
