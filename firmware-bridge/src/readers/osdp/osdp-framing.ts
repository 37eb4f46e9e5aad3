import { DISCARDED_BYTES_MAX } from '../protocol.ts';
import {
  FRAME_BYTES_MAX,
  type FrameFailureCode,
  HEADER_BYTES,
  headerFailure,
  lengthOf,
  MARK,
  type OsdpFrame,
  parseFrame,
  SOM,
} from './osdp-frame.ts';

/** Longest silence inside a frame. OSDP says 20 ms; USB adapters hand bytes over in portions, with gaps of their own. */
export const INTER_CHARACTER_GAP_MS = 100;
/** Marks that may stand before a frame; more of them are noise. */
const MARKS_MAX = 4;

export type RejectReason = FrameFailureCode | 'gap';
export type OsdpDiscardReason = RejectReason | 'noise';

export type OsdpFramingEvent =
  /** `bytes` is all it took on the wire, marks included. */
  | { kind: 'frame'; frame: OsdpFrame; bytes: Uint8Array }
  /** A valid frame of the other direction: an echo of what we sent ourselves, or another panel. */
  | { kind: 'other-direction'; frame: OsdpFrame; bytes: Uint8Array }
  /**
   * What began as a frame is none. Carries what was there of its header (ADDR, LEN, CTRL) for a peripheral that answers NAK; its bytes
   * come out as discarded, or as a frame that was hidden in them. `offset` counts from the first byte that has not come out yet.
   */
  | { kind: 'rejected'; reason: RejectReason; header: Uint8Array; offset: number }
  /** Bytes that belong to no frame, in order, at most DISCARDED_BYTES_MAX in one event. */
  | { kind: 'discarded'; bytes: Uint8Array; reason: OsdpDiscardReason };

export interface OsdpFramerOptions {
  /** Whose frames are wanted; those of the other side come out as `other-direction`. */
  direction: 'from-reader' | 'from-panel' | 'both';
  maxFrameBytes?: number;
  interCharacterGapMs?: number;
}

export interface OsdpFramer {
  /** Takes bytes as they come, in any portions. `nowMs` is monotonic. Never throws, never keeps more than one frame less a byte. */
  push(chunk: Uint8Array, nowMs: number): OsdpFramingEvent[];
  /** Gives up what is half read: a reply did not come in time, or a recording ends. */
  flush(): OsdpFramingEvent[];
  /** Gives back what is half read, unread: the line was opened anew, and nothing that follows belongs to it. */
  abandon(): Uint8Array;
}

/** Finds frames in a byte stream. After a bad frame it looks for another SOM inside the rejected bytes, not only behind them. */
export function createOsdpFramer(options: OsdpFramerOptions): OsdpFramer {
  return new Framer(options);
}

const NOTHING = new Uint8Array(0);

class Framer implements OsdpFramer {
  readonly #direction: OsdpFramerOptions['direction'];
  readonly #maxFrameBytes: number;
  readonly #gapMs: number;
  /** What has come of a frame, with the marks before it. */
  #kept: Uint8Array = NOTHING;
  #lastByteMs = 0;
  /** Bytes still to come that belonged to a rejected frame, and why it was. */
  #rejectedLeft = 0;
  #rejectedFor: RejectReason = 'gap';

  constructor({ direction, maxFrameBytes = FRAME_BYTES_MAX, interCharacterGapMs }: OsdpFramerOptions) {
    this.#direction = direction;
    this.#maxFrameBytes = maxFrameBytes;
    this.#gapMs = interCharacterGapMs ?? INTER_CHARACTER_GAP_MS;
  }

  push(chunk: Uint8Array, nowMs: number): OsdpFramingEvent[] {
    const isLate = this.#kept.length > 0 && nowMs - this.#lastByteMs > this.#gapMs;
    const events = isLate ? this.#read(this.#kept, 'gap') : [];
    if (chunk.length === 0) return events;
    this.#lastByteMs = nowMs;
    const fresh = this.#read(this.#kept.length === 0 ? chunk : joined(this.#kept, chunk), null);
    return events.length === 0 ? fresh : [...events, ...fresh];
  }

  flush(): OsdpFramingEvent[] {
    return this.#read(this.#kept, 'incomplete');
  }

  abandon(): Uint8Array {
    const kept = this.#kept;
    this.#kept = NOTHING;
    this.#rejectedLeft = 0;
    return kept;
  }

  /** Reads all of `bytes`. A frame without an end is kept, or given up where `unfinished` says why. */
  #read(bytes: Uint8Array, unfinished: 'gap' | 'incomplete' | null): OsdpFramingEvent[] {
    const events: OsdpFramingEvent[] = [];
    this.#kept = NOTHING;
    let at = 0;
    while (at < bytes.length) {
      const found = bytes.indexOf(SOM, at);
      const start = found === -1 ? bytes.length : found;
      const from = start - marksBefore(bytes, at, start);
      this.#discard(events, bytes, at, from);
      const attempt = start < bytes.length ? this.#attempt(bytes, from, start) : UNFINISHED;
      if (attempt.kind === 'unfinished' && unfinished === null) {
        this.#kept = bytes.slice(from);
        break;
      }
      if (attempt.kind === 'frame') {
        events.push(this.#eventOf(attempt.frame, attempt.bytes));
        this.#rejectedLeft = 0;
        at = from + attempt.bytes.length;
        continue;
      }
      at = Math.min(start + 1, bytes.length);
      if (start < bytes.length) {
        const isCut = attempt.kind === 'unfinished';
        const reason = isCut ? (unfinished ?? 'incomplete') : attempt.reason;
        const offset = start - from + (isCut ? bytes.length - start : attempt.offset);
        this.#rejectedFor = reason;
        // A length that cannot be right says nothing about how much to blame on it.
        const isHeader = reason === 'length' || reason === 'control';
        this.#rejectedLeft = start - from + (isHeader ? HEADER_BYTES : lengthOf(bytes, start));
        events.push({ kind: 'rejected', reason, header: bytes.slice(start, start + HEADER_BYTES), offset });
      }
      this.#discard(events, bytes, from, at);
    }
    return events;
  }

  #attempt(bytes: Uint8Array, from: number, start: number): Attempt {
    const failure = headerFailure(bytes, start, this.#maxFrameBytes);
    if (failure !== null) return { kind: 'failed', reason: failure.code, offset: failure.offset };
    if (bytes.length - start < HEADER_BYTES || bytes.length - start < lengthOf(bytes, start))
      return UNFINISHED;
    // A copy: the chunk belongs to the caller, and a frame may be kept.
    const own = bytes.slice(from, start + lengthOf(bytes, start));
    const result = parseFrame(start === from ? own : own.subarray(start - from));
    return result.ok
      ? { kind: 'frame', frame: result.frame, bytes: own }
      : { kind: 'failed', reason: result.code, offset: result.offset };
  }

  #eventOf(frame: OsdpFrame, bytes: Uint8Array): OsdpFramingEvent {
    const isWanted = this.#direction === 'both' || frame.isReply === (this.#direction === 'from-reader');
    return { kind: isWanted ? 'frame' : 'other-direction', frame, bytes };
  }

  #discard(events: OsdpFramingEvent[], bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const isRejected = this.#rejectedLeft > 0;
      const end = isRejected ? Math.min(to, at + this.#rejectedLeft) : to;
      addDiscarded(events, bytes.subarray(at, end), isRejected ? this.#rejectedFor : 'noise');
      if (isRejected) this.#rejectedLeft -= end - at;
      at = end;
    }
  }
}

type Attempt =
  | { kind: 'frame'; frame: OsdpFrame; bytes: Uint8Array }
  | { kind: 'unfinished' }
  | { kind: 'failed'; reason: RejectReason; offset: number };
const UNFINISHED = { kind: 'unfinished' } as const;

function marksBefore(bytes: Uint8Array, from: number, start: number): number {
  let marks = 0;
  while (marks < MARKS_MAX && start - marks > from && bytes[start - marks - 1] === MARK) marks += 1;
  return marks;
}

function addDiscarded(events: OsdpFramingEvent[], bytes: Uint8Array, reason: OsdpDiscardReason): void {
  let rest = bytes;
  const last = events.at(-1);
  if (last?.kind === 'discarded' && last.reason === reason && last.bytes.length < DISCARDED_BYTES_MAX) {
    const fits = DISCARDED_BYTES_MAX - last.bytes.length;
    last.bytes = joined(last.bytes, rest.subarray(0, fits));
    rest = rest.subarray(fits);
  }
  for (let at = 0; at < rest.length; at += DISCARDED_BYTES_MAX)
    events.push({ kind: 'discarded', bytes: rest.slice(at, at + DISCARDED_BYTES_MAX), reason });
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}
