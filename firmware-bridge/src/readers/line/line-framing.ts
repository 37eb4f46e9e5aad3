import { createDiscards, type Discards } from '../discards.ts';
import type { ProtocolEvent } from '../protocol.ts';

export type Terminator = 'cr' | 'lf' | 'crlf' | 'any';

export type TextFramingEvent =
  /** `text` has a character for each byte, whatever it is; `bytes` are all that it took on the wire, the text begins at `textAt`. */
  | { kind: 'text'; text: string; bytes: Uint8Array; textAt: number }
  | Extract<ProtocolEvent, { kind: 'discarded' }>;

export interface TextFramer {
  /** Takes bytes as they come, in any portions. `nowMs` is monotonic. Never throws; what it keeps is bounded. */
  push(chunk: Uint8Array, nowMs: number): TextFramingEvent[];
  /** Gives up what is half read, as the last of this framer: its port is opened anew. */
  close(): ProtocolEvent[];
}

/** Longest silence inside a line; the slowest of these readers, at 1200 baud, takes 8 ms for a byte. */
export const INTER_BYTE_GAP_MS = 100;
/** Line ends ahead of a text, such as the LF behind a CR or the one that begins a Parallax frame. More than these are noise. */
export const LEADING_ENDS_MAX = 8;

const CR = 0x0d;
const LF = 0x0a;

export interface LineFramerOptions {
  terminator: Terminator;
  /** Characters of the longest line. */
  lengthMax: number;
}

/**
 * Cuts a stream into lines. Empty lines are none: with `any`, each CR and each LF ends a line, so CR LF ends it once. A line that is too
 * long is thrown away up to its end, one that stops for longer than the gap at its next byte.
 */
export function createLineFramer(options: LineFramerOptions): TextFramer {
  return new LineFramer(options);
}

class LineFramer implements TextFramer {
  readonly #terminator: Terminator;
  readonly #lengthMax: number;
  /** Line ends, then characters. */
  readonly #buffer: Buffer;
  #textAt = 0;
  #length = 0;
  /** Set from the first character that was too many to the end of that line. */
  #isSkipping = false;
  #previous = 0;
  #lastByteMs = 0;
  readonly #discards: Discards = createDiscards();
  #events: TextFramingEvent[] = [];

  constructor({ terminator, lengthMax }: LineFramerOptions) {
    this.#terminator = terminator;
    // CR LF: the CR waits among the characters for its LF.
    this.#lengthMax = lengthMax + (terminator === 'crlf' ? 1 : 0);
    this.#buffer = Buffer.alloc(LEADING_ENDS_MAX + this.#lengthMax + 1);
  }

  push(chunk: Uint8Array, nowMs: number): TextFramingEvent[] {
    if (nowMs - this.#lastByteMs > INTER_BYTE_GAP_MS) this.#silence();
    if (chunk.length > 0) this.#lastByteMs = nowMs;
    for (const byte of chunk) this.#take(byte);
    this.#flush();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  close(): ProtocolEvent[] {
    const events: ProtocolEvent[] = [];
    this.#discard('reopened');
    this.#discards.flush(events);
    return events;
  }

  #silence(): void {
    if (this.#length > this.#textAt) this.#discard('gap');
    this.#isSkipping = false;
  }

  #take(byte: number): void {
    const isEnd = this.#isEnd(byte);
    this.#previous = byte;
    this.#buffer[this.#length++] = byte;
    if (this.#isSkipping) {
      if (isEnd || this.#length > this.#lengthMax) this.#discard('too-long');
      if (isEnd) this.#isSkipping = false;
      return;
    }
    if (isEnd) this.#end();
    else if (this.#length - this.#textAt > this.#lengthMax) {
      this.#discard('too-long');
      this.#isSkipping = true;
    }
  }

  #isEnd(byte: number): boolean {
    if (byte === CR) return this.#terminator === 'any' || this.#terminator === 'cr';
    if (byte !== LF) return false;
    if (this.#terminator !== 'crlf') return this.#terminator !== 'cr';
    return this.#previous === CR && (this.#isSkipping || this.#length > this.#textAt);
  }

  /** The line's end has just been put into the buffer. */
  #end(): void {
    const endBytes = this.#terminator === 'crlf' ? 2 : 1;
    const textEnd = this.#length - endBytes;
    if (textEnd === this.#textAt) {
      this.#textAt = this.#length;
      if (this.#textAt + endBytes > LEADING_ENDS_MAX) this.#discard('blank-lines');
      return;
    }
    this.#flush();
    this.#events.push({
      kind: 'text',
      text: this.#buffer.toString('latin1', this.#textAt, textEnd),
      bytes: Uint8Array.from(this.#buffer.subarray(0, this.#length)),
      textAt: this.#textAt,
    });
    this.#empty();
  }

  #discard(reason: string): void {
    this.#discards.add(this.#buffer.subarray(0, this.#length), reason);
    this.#empty();
  }

  #empty(): void {
    this.#length = 0;
    this.#textAt = 0;
  }

  #flush(): void {
    this.#discards.flush(this.#events as ProtocolEvent[]);
  }
}
