import { ETX, FRAME_CHARS, STX } from './frame.ts';

export type DiscardReason =
  /** Ahead of the first STX since the port opened: most likely the rest of a frame that was under way. */
  | 'after-open'
  /** Between frames. */
  | 'noise'
  /** A frame broken off by the next one's STX. */
  | 'cut-short'
  /** A character that is neither hex nor the end. */
  | 'not-hex'
  /** ETX too early, or something else where ETX belongs. */
  | 'wrong-length'
  /** The line fell silent inside a frame. */
  | 'gap';

export type FramingEvent =
  /** The 12 characters between STX and ETX, as sent. */
  | { kind: 'frame'; characters: string }
  /** Bytes that belong to no frame, in order. At most 64 in one event. */
  | { kind: 'discarded'; bytes: Uint8Array; reason: DiscardReason };

export interface Framer {
  /** Takes bytes as they come, in any portions. `nowMs` is monotonic. Never throws, never keeps more than 13 bytes. */
  push(chunk: Uint8Array, nowMs: number): FramingEvent[];
}

/** Longest silence inside a frame: 14 bytes at 9600 baud take 15 ms, so what comes later belongs to another frame. */
export const INTER_BYTE_GAP_MS = 50;
const DISCARDED_BYTES_MAX = 64;

const CR = 0x0d;
const LF = 0x0a;

/** Finds RDM6300 frames in a byte stream. One framer per opened port: a new port begins with a new one. */
export function createFramer(interByteGapMs = INTER_BYTE_GAP_MS): Framer {
  return new Rdm6300Framer(interByteGapMs);
}

class Rdm6300Framer implements Framer {
  readonly #interByteGapMs: number;
  /** STX and what followed; empty while looking for the next STX. */
  #frame: number[] = [];
  #sawStart = false;
  /** Just behind an ETX: some modules end their frames with CR LF. */
  #atTail = false;
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
    this.#flush();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #take(byte: number): void {
    if (byte === STX) {
      this.#drop('cut-short');
      this.#sawStart = true;
      this.#atTail = false;
      this.#frame = [byte];
    } else if (this.#frame.length === 0) {
      if (this.#atTail && (byte === CR || byte === LF)) return;
      this.#atTail = false;
      this.#discard([byte], this.#sawStart ? 'noise' : 'after-open');
    } else {
      this.#takeInside(byte);
    }
  }

  #takeInside(byte: number): void {
    const isComplete = this.#frame.length === 1 + FRAME_CHARS;
    if (isComplete && byte === ETX) {
      this.#flush();
      this.#events.push({ kind: 'frame', characters: String.fromCharCode(...this.#frame.slice(1)) });
      this.#frame = [];
      this.#atTail = true;
      return;
    }
    this.#frame.push(byte);
    if (isComplete || byte === ETX) this.#drop('wrong-length');
    else if (!isHex(byte)) this.#drop('not-hex');
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

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
