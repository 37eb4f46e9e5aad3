import { seededRandom } from './testing/seeded-random.ts';

/** What a bad line does to what a reader sends. All nothing unless said. */
export interface LineFaults {
  /** How often stray bytes stand before a message, in [0, 1]. */
  noise?: number;
  /** How often one bit of a message is wrong, in [0, 1]: a wrong checksum, or worse. */
  corrupt?: number;
  /** How often a message does not arrive, in [0, 1]. */
  silence?: number;
  /** How many more times each message comes. */
  repeat?: number;
  /** Most bytes that arrive together; 0 leaves messages whole. */
  split?: number;
  /** From one piece of a message to the next. */
  splitGapMs?: number;
  /** Until a message begins to arrive. */
  latencyMs?: number;
}

/** Bytes and when they arrive, counted from when the message was sent. */
export interface Piece {
  delayMs: number;
  bytes: Uint8Array;
}

export const STRAY_BYTES_MAX = 12;
export const REPEAT_MAX = 100;
const SPLIT_GAP_MS = 5;

/**
 * A line with these faults, the same for the same seed. Give it each message of a reader; it says what arrives, in order. Pure: waiting is
 * done by whoever owns the time.
 */
export function createLineFaults(faults: LineFaults, seed: number): (message: Uint8Array) => Piece[] {
  const { noise = 0, corrupt = 0, silence = 0, latencyMs = 0 } = faults;
  const copies = 1 + Math.min(Math.max(0, Math.floor(faults.repeat ?? 0)), REPEAT_MAX);
  const random = seededRandom(seed);
  return message => {
    const pieces: Piece[] = [];
    let delayMs = latencyMs;
    for (let copy = 0; copy < copies; copy += 1) {
      // Drawn each time, whatever comes of it: the same seed then gives the same line with other settings too.
      const [isNoisy, isWrong, isLost] = [
        random.next() < noise,
        random.next() < corrupt,
        random.next() < silence,
      ];
      if (isNoisy) pieces.push({ delayMs, bytes: random.bytes(1 + random.below(STRAY_BYTES_MAX)) });
      if (isLost) continue;
      const bytes = isWrong
        ? withBitFlipped(message, random.below(Math.max(1, message.length * 8)))
        : message;
      for (const [index, part] of split(bytes, faults.split ?? 0).entries()) {
        if (index > 0) delayMs += faults.splitGapMs ?? SPLIT_GAP_MS;
        pieces.push({ delayMs, bytes: part });
      }
    }
    return pieces;
  };
}

function withBitFlipped(message: Uint8Array, bit: number): Uint8Array {
  const flipped = message.slice();
  const at = bit >> 3;
  if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

function split(bytes: Uint8Array, lengthMax: number): Uint8Array[] {
  if (lengthMax < 1) return [bytes];
  return Array.from({ length: Math.ceil(bytes.length / lengthMax) }, (_, index) =>
    bytes.subarray(index * lengthMax, (index + 1) * lengthMax),
  );
}
