import { createDiscards } from '../discards.ts';
import type { ProtocolEvent } from '../protocol.ts';
import {
  DATA_BYTES_MAX,
  FRAME_BYTES_MAX,
  type Frame,
  TFI_ERROR,
  TFI_FROM_CHIP,
  TFI_TO_CHIP,
} from './frame.ts';

export type DiscardReason =
  /** Zeros and 55s between frames, more than a postamble and a preamble: what wakes a chip. No fault. */
  | 'fill'
  /** Anything else between frames. */
  | 'noise'
  /** The length does not agree with its own checksum. */
  | 'lcs'
  /** A length of nothing, or of more than the chip ever sends. */
  | 'length'
  | 'dcs'
  /** The frame identifier is neither D4 nor D5. */
  | 'tfi'
  /** The line fell silent inside the frame. */
  | 'gap'
  /** The port was opened anew inside the frame. */
  | 'reopened'
  /** The recording ends inside the frame. */
  | 'incomplete';

export type FramingEvent =
  /** All bytes from the preamble, where there is one, to the data checksum. */
  | { kind: 'frame'; frame: Frame; bytes: Uint8Array }
  /** The zero behind a frame; it may come late, or not at all. */
  | { kind: 'postamble'; bytes: Uint8Array }
  | Discarded;

type Discarded = Extract<ProtocolEvent, { kind: 'discarded' }>;

/** Longest silence inside a frame: 275 bytes at 115200 baud take 24 ms, USB adapters and busy hosts add to it. */
export const INTER_BYTE_GAP_MS = 100;

/** Start of a frame under way: `at` is where its preamble is, `start` where its start code 00 FF is. */
interface Start {
  at: number;
  start: number;
}
type Header =
  | { kind: 'more' }
  | { kind: 'reject'; reason: DiscardReason; end: number }
  | { kind: 'frame'; frame: Frame; end: number };

/**
 * Finds PN532 frames, of either direction, in a byte stream. A frame that is none is given up byte by byte, so that one which begins
 * inside it is found. Never throws, never keeps more than FRAME_BYTES_MAX bytes.
 */
export class Framer {
  readonly #buffer = new Uint8Array(FRAME_BYTES_MAX + 1);
  #length = 0;
  /** The byte ahead of the buffer ended a frame: a zero may be its postamble. */
  #isBehindFrame = false;
  /** Bytes of the buffer that belong to a rejected frame, and why it was. */
  #rejectedTo = 0;
  #rejectedBecause: DiscardReason = 'noise';
  #lastByteMs = 0;
  readonly #discards = createDiscards();
  #events: FramingEvent[] = [];

  /** Takes bytes as they come, in any portions; none at all to have the time looked at. `nowMs` is monotonic. */
  push(chunk: Uint8Array, nowMs: number): FramingEvent[] {
    if (nowMs - this.#lastByteMs > INTER_BYTE_GAP_MS) this.#giveUp('gap');
    if (chunk.length > 0) this.#lastByteMs = nowMs;
    for (let at = 0; at < chunk.length; ) {
      const portion = chunk.subarray(at, at + this.#buffer.length - this.#length);
      this.#buffer.set(portion, this.#length);
      this.#length += portion.length;
      at += portion.length;
      this.#scan();
    }
    return this.#takeEvents();
  }

  /** Hands out what is left, at the end of a recording. */
  finish(): FramingEvent[] {
    this.#giveUp('incomplete');
    if (this.#isBehindFrame && this.#length > 0) this.#consume(this.#takePostamble(0));
    this.#discard(0, this.#length);
    this.#consume(this.#length);
    return this.#takeEvents();
  }

  /** Gives up what is half read, as the last of this framer: its port is opened anew. */
  close(): FramingEvent[] {
    const at = this.#isBehindFrame && this.#length > 0 ? this.#takePostamble(0) : 0;
    this.#discards.add(this.#buffer.subarray(at, this.#length), 'reopened');
    this.#consume(this.#length);
    return this.#takeEvents();
  }

  #takeEvents(): FramingEvent[] {
    this.#flush();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Gives up the frames that are begun and cannot be waited for any longer. */
  #giveUp(reason: DiscardReason): void {
    while (this.#length > 0 && this.#buffer.subarray(0, this.#length).includes(0xff)) {
      // What waits is always at the front: zeros, then the start code.
      const end = this.#buffer.indexOf(0xff) + 1;
      this.#reject(reason, this.#length);
      this.#discard(0, end);
      this.#consume(end);
      this.#scan();
    }
  }

  #scan(): void {
    let at = 0;
    for (;;) {
      const found = this.#findStart(at);
      at = found.at;
      if (found.start === null) break;
      const header = this.#readFrame(found.start);
      if (header.kind === 'more') break;
      if (header.kind === 'frame') {
        this.#flush();
        this.#events.push({
          kind: 'frame',
          frame: header.frame,
          bytes: this.#buffer.slice(found.at, header.end),
        });
        at = header.end;
        this.#isBehindFrame = true;
        this.#rejectedTo = 0;
      } else {
        this.#reject(header.reason, header.end);
        const next = found.start + 2;
        this.#discard(at, next);
        at = next;
      }
    }
    this.#consume(at);
  }

  /** Discards up to the next start code 00 FF; `start` is null when there is none yet. What may become one stays. */
  #findStart(from: number): Start | { at: number; start: null } {
    let at = from;
    for (;;) {
      let behindZeros = at;
      while (behindZeros < this.#length && this.#buffer[behindZeros] === 0) behindZeros += 1;
      const isAtEnd = behindZeros === this.#length;
      const isStart = !isAtEnd && behindZeros > at && this.#buffer[behindZeros] === 0xff;
      // A preamble and the first byte of the start code; whatever zeros are ahead of these two end the frame before or are fill.
      const kept = isAtEnd || isStart ? Math.min(2, behindZeros - at) : 0;
      if (behindZeros - at > kept && this.#isBehindFrame) at = this.#takePostamble(at);
      this.#discard(at, behindZeros - kept);
      at = behindZeros - kept;
      if (isStart) return { at, start: behindZeros - 1 };
      if (isAtEnd) return { at, start: null };
      this.#isBehindFrame = false;
      this.#discard(at, at + 1);
      at += 1;
    }
  }

  #takePostamble(at: number): number {
    this.#isBehindFrame = false;
    if (this.#buffer[at] !== 0) return at;
    this.#flush();
    this.#events.push({ kind: 'postamble', bytes: this.#buffer.slice(at, at + 1) });
    return at + 1;
  }

  /** Reads the frame whose start code is at `start`. */
  #readFrame(start: number): Header {
    if (start + 4 > this.#length) return { kind: 'more' };
    const length = this.#byte(start + 2);
    const lcs = this.#byte(start + 3);
    if (length === 0x00 && lcs === 0xff) return { kind: 'frame', frame: { kind: 'ack' }, end: start + 4 };
    if (length === 0xff && lcs === 0x00) return { kind: 'frame', frame: { kind: 'nack' }, end: start + 4 };
    if (length !== 0xff || lcs !== 0xff) {
      if (((length + lcs) & 0xff) !== 0) return { kind: 'reject', reason: 'lcs', end: start + 4 };
      return this.#readBody(start + 4, length, false);
    }
    if (start + 7 > this.#length) return { kind: 'more' };
    const high = this.#byte(start + 4);
    const low = this.#byte(start + 5);
    if (((high + low + this.#byte(start + 6)) & 0xff) !== 0)
      return { kind: 'reject', reason: 'lcs', end: start + 7 };
    return this.#readBody(start + 7, high * 0x100 + low, true);
  }

  #readBody(body: number, length: number, isExtended: boolean): Header {
    if (length < 1 || length > DATA_BYTES_MAX + 1) return { kind: 'reject', reason: 'length', end: body };
    const end = body + length + 1;
    if (end > this.#length) return { kind: 'more' };
    let sum = 0;
    for (let at = body; at < end; at += 1) sum += this.#byte(at);
    if ((sum & 0xff) !== 0) return { kind: 'reject', reason: 'dcs', end };
    const tfi = this.#byte(body);
    if (tfi === TFI_ERROR && length === 1) return { kind: 'frame', frame: { kind: 'syntax-error' }, end };
    if (tfi !== TFI_TO_CHIP && tfi !== TFI_FROM_CHIP) return { kind: 'reject', reason: 'tfi', end };
    const data = this.#buffer.slice(body + 1, end - 1);
    return { kind: 'frame', frame: { kind: 'information', tfi, data, isExtended }, end };
  }

  #reject(reason: DiscardReason, end: number): void {
    this.#isBehindFrame = false;
    // What is scanned again inside a rejected frame stays part of it, whatever it looks like.
    if (end <= this.#rejectedTo) return;
    this.#rejectedTo = end;
    this.#rejectedBecause = reason;
  }

  #discard(from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const isFill = this.#buffer[at] === 0x00 || this.#buffer[at] === 0x55;
      const between = isFill ? 'fill' : 'noise';
      const reason = at < this.#rejectedTo ? this.#rejectedBecause : between;
      this.#discards.add(this.#buffer.subarray(at, at + 1), reason);
    }
  }

  #consume(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#rejectedTo = Math.max(0, this.#rejectedTo - count);
  }

  #flush(): void {
    const discarded: ProtocolEvent[] = [];
    this.#discards.flush(discarded);
    for (const event of discarded) if (event.kind === 'discarded') this.#events.push(event);
  }

  #byte(at: number): number {
    return this.#buffer[at] ?? 0;
  }
}
