import { DISCARDED_BYTES_MAX } from '../protocol.ts';
import { CR, type Envelope, ETX, FRAME_CHARS, isHex, LF, STX } from './frame.ts';

export type DiscardReason =
  /** Ahead of the first frame since the port opened: most likely the rest of a frame that was under way. */
  | 'after-open'
  /** Between frames. */
  | 'noise'
  /** A frame broken off by the next one's STX. */
  | 'cut-short'
  /** A character that is neither hex nor the end. */
  | 'not-hex'
  /** ETX too early, or something else where the end belongs. */
  | 'wrong-length'
  /** The line fell silent inside a frame. */
  | 'gap'
  /** The port was opened anew inside a frame. */
  | 'reopened';

export type FramingEvent =
  /** The 12 characters of a frame as sent, and all bytes that it took on the wire. */
  | { kind: 'frame'; characters: string; envelope: Envelope; bytes: Uint8Array }
  /** Bytes that belong to no frame, in order. At most DISCARDED_BYTES_MAX in one event. */
  | { kind: 'discarded'; bytes: Uint8Array; reason: DiscardReason };

export interface Framer {
  /** Takes bytes as they come, in any portions. `nowMs` is monotonic. Never throws, never keeps more than 15 bytes. */
  push(chunk: Uint8Array, nowMs: number): FramingEvent[];
  /** Gives up what is half read, as the last of this framer: its port is opened anew. */
  close(): FramingEvent[];
}

/** Longest silence inside a frame: 14 bytes at 9600 baud take 15 ms, so what comes later belongs to another frame. */
export const INTER_BYTE_GAP_MS = 50;

/**
 * Finds frames of this family in a byte stream: `02`, twelve characters, `03`, with CR LF before the end where an ID-12LA sends them. One
 * framer per opened port: a new port begins with a new one.
 */
export function createFramer(interByteGapMs = INTER_BYTE_GAP_MS): Framer {
  return new EnvelopeFramer(interByteGapMs);
}

class EnvelopeFramer implements Framer {
  readonly #interByteGapMs: number;
  /** STX and what followed; empty while looking for the next STX. */
  #frame: number[] = [];
  #sawStart = false;
  /** Bytes of a CR LF that may still follow the ETX: some modules end their frames so. */
  #tailLeft = 0;
  #lastByteMs = 0;
  #events: FramingEvent[] = [];
  #discarded: { bytes: number[]; reason: DiscardReason } | null = null;

  constructor(interByteGapMs: number) {
    this.#interByteGapMs = interByteGapMs;
  }

  push(chunk: Uint8Array, nowMs: number): FramingEvent[] {
    if (this.#frame.length > 0 && nowMs - this.#lastByteMs > this.#interByteGapMs) this.#drop('gap');
    if (chunk.length > 0) this.#lastByteMs = nowMs;
    for (const byte of chunk) this.#take(byte);
    return this.#takeEvents();
  }

  close(): FramingEvent[] {
    this.#drop('reopened');
    return this.#takeEvents();
  }

  #takeEvents(): FramingEvent[] {
    this.#flush();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #take(byte: number): void {
    if (byte === STX) {
      this.#drop('cut-short');
      this.#sawStart = true;
      this.#tailLeft = 0;
      this.#frame = [byte];
    } else if (this.#frame.length === 0) {
      if (this.#takeTail(byte)) return;
      this.#discard([byte], this.#sawStart ? 'noise' : 'after-open');
    } else {
      this.#takeInside(byte);
    }
  }

  #takeTail(byte: number): boolean {
    const isTail = (byte === CR && this.#tailLeft === 2) || (byte === LF && this.#tailLeft > 0);
    this.#tailLeft = isTail && byte === CR ? 1 : 0;
    return isTail;
  }

  #takeInside(byte: number): void {
    const behind = this.#frame.length - 1 - FRAME_CHARS;
    const isAtEnd = behind >= 0;
    if (byte === ETX && isAtEnd) {
      this.#complete(behind);
      return;
    }
    this.#frame.push(byte);
    if (isAtEnd) {
      const isEnvelope = (behind === 0 && byte === CR) || (behind === 1 && byte === LF);
      if (!isEnvelope) this.#drop('wrong-length');
    } else if (byte === ETX) this.#drop('wrong-length');
    else if (!isHex(byte)) this.#drop('not-hex');
  }

  #complete(behind: number): void {
    this.#flush();
    const characters = String.fromCharCode(...this.#frame.slice(1, 1 + FRAME_CHARS));
    const envelope = behind === 0 ? 'rdm6300' : 'id12la';
    this.#events.push({ kind: 'frame', characters, envelope, bytes: Uint8Array.of(...this.#frame, ETX) });
    this.#frame = [];
    this.#tailLeft = 2;
  }

  /** Gives up the frame under way. Nothing in it can begin another: an STX inside would have begun it already. */
  #drop(reason: DiscardReason): void {
    if (this.#frame.length === 0) return;
    this.#flush();
    this.#discard(this.#frame, reason);
    this.#flush();
    this.#frame = [];
  }

  #discard(bytes: number[], reason: DiscardReason): void {
    if (this.#discarded?.reason !== reason || this.#discarded.bytes.length >= DISCARDED_BYTES_MAX)
      this.#flush();
    this.#discarded ??= { bytes: [], reason };
    this.#discarded.bytes.push(...bytes);
  }

  #flush(): void {
    if (this.#discarded === null) return;
    const { bytes, reason } = this.#discarded;
    this.#events.push({ kind: 'discarded', bytes: Uint8Array.from(bytes), reason });
    this.#discarded = null;
  }
}
