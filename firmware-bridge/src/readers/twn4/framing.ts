import { createDiscards, type Discards } from '../discards.ts';
import type { ProtocolEvent } from '../protocol.ts';
import { CR, CRC_BYTES, hasRightCrc, MESSAGE_BYTES_MAX, type Wire } from './message.ts';

export type DiscardReason =
  /** A character that is no hex digit; the rest of its line goes with it. */
  | 'not-hex'
  /** Half a byte at the end of a line. */
  | 'odd-length'
  /** A CR with nothing ahead of it. */
  | 'empty'
  | 'too-long'
  /** A count of nothing, or of more than a reader ever sends. */
  | 'length'
  | 'crc'
  /** The line fell silent inside a message. */
  | 'gap'
  /** Given up by the host, which begins anew. */
  | 'stale'
  /** The port was opened anew inside a message. */
  | 'reopened'
  /** The recording ends inside a message. */
  | 'incomplete';

export type FramingEvent =
  /** `message` is without CRC; `bytes` is all of it as it was on the wire. */
  { kind: 'message'; message: Uint8Array; bytes: Uint8Array } | Discarded;

export type Discarded = Extract<ProtocolEvent, { kind: 'discarded' }>;

export interface Framer {
  /** Takes bytes as they come, in any portions; none at all to have the time looked at. `nowMs` is monotonic. Never throws. */
  push(chunk: Uint8Array, nowMs: number): FramingEvent[];
  /** Gives up what is half read. */
  reset(reason: 'stale' | 'reopened' | 'incomplete'): Discarded[];
}

/** Longest silence inside a message: a byte at 9600 baud takes 1 ms, busy hosts and USB add to it. */
export const INTER_BYTE_GAP_MS = 100;

/**
 * Finds messages in a byte stream. A spoilt one is given up as a whole, to the CR or to the next silence: there is no mark at the start
 * of a message and mostly no checksum, so what is left of it could be taken for another card.
 */
export function createFramer(wire: Wire): Framer {
  return wire.mode === 'ascii' ? new AsciiFramer(wire.crc) : new BinaryFramer(wire.crc);
}

abstract class GivingUpFramer implements Framer {
  readonly #hasCrc: boolean;
  protected readonly buffer: Uint8Array;
  protected length = 0;
  /** Why what is under way is thrown away up to its end. */
  protected spoilt: DiscardReason | null = null;
  #lastByteMs = 0;
  #events: FramingEvent[] = [];
  readonly #discards: Discards = createDiscards();

  constructor(hasCrc: boolean, capacity: number) {
    this.#hasCrc = hasCrc;
    this.buffer = new Uint8Array(capacity);
  }

  protected abstract take(byte: number): void;

  push(chunk: Uint8Array, nowMs: number): FramingEvent[] {
    if (nowMs - this.#lastByteMs > INTER_BYTE_GAP_MS) this.#giveUp('gap');
    if (chunk.length > 0) this.#lastByteMs = nowMs;
    for (const byte of chunk) this.take(byte);
    return this.#takeEvents();
  }

  reset(reason: DiscardReason): Discarded[] {
    this.#giveUp(reason);
    return this.#takeEvents().filter(event => event.kind === 'discarded');
  }

  protected keep(byte: number): void {
    this.buffer[this.length] = byte;
    this.length += 1;
  }

  /** Hands out what was kept as a message, unless its CRC says otherwise. */
  protected complete(body: Uint8Array): void {
    if (this.#hasCrc && !hasRightCrc(body)) {
      this.drop('crc');
      return;
    }
    this.#flush();
    const message = this.#hasCrc ? body.subarray(0, -CRC_BYTES) : body;
    this.#events.push({ kind: 'message', message, bytes: this.buffer.slice(0, this.length) });
    this.length = 0;
  }

  protected drop(reason: DiscardReason): void {
    this.#discards.add(this.buffer.subarray(0, this.length), reason);
    this.length = 0;
  }

  #giveUp(reason: DiscardReason): void {
    this.drop(this.spoilt ?? reason);
    this.spoilt = null;
  }

  #takeEvents(): FramingEvent[] {
    this.#flush();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #flush(): void {
    const discarded: ProtocolEvent[] = [];
    this.#discards.flush(discarded);
    for (const event of discarded) if (event.kind === 'discarded') this.#events.push(event);
  }
}

class AsciiFramer extends GivingUpFramer {
  constructor(hasCrc: boolean) {
    super(hasCrc, MESSAGE_BYTES_MAX * 2 + 1);
  }

  protected take(byte: number): void {
    this.keep(byte);
    if (byte === CR) {
      this.#endLine();
    } else if (this.spoilt !== null) {
      this.drop(this.spoilt);
    } else if (nibbleOf(byte) === null) {
      this.spoilt = 'not-hex';
      this.drop('not-hex');
    } else if (this.length === this.buffer.length) {
      this.spoilt = 'too-long';
      this.drop('too-long');
    }
  }

  #endLine(): void {
    const chars = this.length - 1;
    if (this.spoilt !== null) this.drop(this.spoilt);
    else if (chars === 0) this.drop('empty');
    else if (chars % 2 !== 0) this.drop('odd-length');
    else this.complete(this.#bytes(chars));
    this.spoilt = null;
  }

  #bytes(chars: number): Uint8Array {
    const bytes = new Uint8Array(chars / 2);
    for (let at = 0; at < bytes.length; at += 1) {
      const high = nibbleOf(this.buffer[at * 2] ?? 0) ?? 0;
      bytes[at] = high * 16 + (nibbleOf(this.buffer[at * 2 + 1] ?? 0) ?? 0);
    }
    return bytes;
  }
}

class BinaryFramer extends GivingUpFramer {
  constructor(hasCrc: boolean) {
    super(hasCrc, 2 + MESSAGE_BYTES_MAX);
  }

  protected take(byte: number): void {
    this.keep(byte);
    if (this.spoilt !== null) this.drop(this.spoilt);
    else if (this.length >= 2) this.#takeCounted();
  }

  #takeCounted(): void {
    const count = (this.buffer[0] ?? 0) + (this.buffer[1] ?? 0) * 0x100;
    if (count < 1 || count > MESSAGE_BYTES_MAX) {
      this.spoilt = 'length';
      this.drop('length');
    } else if (this.length === 2 + count) {
      this.complete(this.buffer.slice(2, this.length));
    }
  }
}

/** The value of a hex digit's character code; null for any other. */
function nibbleOf(char: number): number | null {
  if (char >= 0x30 && char <= 0x39) return char - 0x30;
  if (char >= 0x41 && char <= 0x46) return char - 0x37;
  return char >= 0x61 && char <= 0x66 ? char - 0x57 : null;
}
