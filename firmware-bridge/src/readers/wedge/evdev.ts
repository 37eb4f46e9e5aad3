import { createDiscards } from '../discards.ts';
import type { ProtocolEvent } from '../protocol.ts';

/** Bytes of an `input_event` on this kind of machine: two C longs for the time, type, code and value. */
export type EventBytes = 16 | 24;

/** `linux/input-event-codes.h`. */
export const EV_SYN = 0;
export const EV_KEY = 1;
export const EV_MSC = 4;
export const SYN_DROPPED = 3;

/** Largest code of each type that keyboards, and mice in the same housing, send: relative and absolute axes, LEDs, repeat rates. */
const CODE_MAX: ReadonlyMap<number, number> = new Map([
  [EV_SYN, 0x0f],
  [EV_KEY, 0x2ff],
  [0x02, 0x0f],
  [0x03, 0x3f],
  [EV_MSC, 0x07],
  [0x11, 0x0f],
  [0x14, 0x01],
]);
/** Largest value: a report may say that it is a repeat. Other types have any. */
const VALUE_MAX: ReadonlyMap<number, number> = new Map([
  [EV_SYN, 1],
  [EV_KEY, 2],
]);
/** The kernel writes whole records: what is left of one after this long will not be completed. */
const RECORD_GAP_MS = 100;

export interface EvdevRecord {
  type: number;
  code: number;
  /** Keys: 1 pressed, 0 let go, 2 repeated because it is held. */
  value: number;
  /** When it happened, by the kernel's clock, in ms: the bridge may look later, and in one go. */
  atMs: number;
}

export type EvdevEvent =
  | { kind: 'record'; record: EvdevRecord }
  | Extract<ProtocolEvent, { kind: 'discarded' }>;

export interface EvdevDecoder {
  /** Takes bytes in any portions. Never throws, keeps less than one record. */
  push(chunk: Uint8Array, nowMs: number): EvdevEvent[];
  /** Gives up what is half read, as the last of this decoder: its device is opened anew. */
  close(): ProtocolEvent[];
}

/** Machines on which a C long has 32 bits. */
const SHORT_LONGS: ReadonlySet<string> = new Set(['arm', 'ia32', 'mips', 'mipsel', 'ppc', 's390']);

/** Record size for `process.arch`. */
export function eventBytesOf(arch: string): EventBytes {
  return SHORT_LONGS.has(arch) ? 16 : 24;
}

/**
 * Cuts a stream into records. One that no keyboard sends (a microsecond past the second, a type that does not exist) is no record: the
 * stream is then searched byte by byte until records fit again.
 */
export function createEvdevDecoder(eventBytes: EventBytes): EvdevDecoder {
  const discards = createDiscards();
  /** The beginning of a record. */
  let rest = new Uint8Array();
  let lastByteMs = 0;
  return {
    close() {
      const events: ProtocolEvent[] = [];
      discards.add(rest, 'reopened');
      rest = new Uint8Array();
      discards.flush(events);
      return events;
    },
    push(chunk, nowMs) {
      const events: EvdevEvent[] = [];
      if (rest.length > 0 && nowMs - lastByteMs > RECORD_GAP_MS) {
        discards.add(rest, 'gap');
        rest = new Uint8Array();
      }
      if (chunk.length > 0) lastByteMs = nowMs;
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      let at = 0;
      let goodEnd = 0;
      while (at + eventBytes <= bytes.length) {
        const record = recordAt(view, at, eventBytes);
        if (record === null) at += 1;
        else {
          discards.add(bytes.subarray(goodEnd, at), 'not-evdev');
          discards.flush(events as ProtocolEvent[]);
          events.push({ kind: 'record', record });
          at += eventBytes;
          goodEnd = at;
        }
      }
      discards.add(bytes.subarray(goodEnd, at), 'not-evdev');
      discards.flush(events as ProtocolEvent[]);
      rest = Uint8Array.from(bytes.subarray(at));
      return events;
    },
  };
}

/** The bytes of one record. */
export function encodeEvdev({ type, code, value, atMs }: EvdevRecord, eventBytes: EventBytes): Uint8Array {
  const bytes = new Uint8Array(eventBytes);
  const view = new DataView(bytes.buffer);
  const long = (eventBytes - 8) / 2;
  view.setUint32(0, Math.floor(atMs / 1000), true);
  view.setUint32(long, Math.round((atMs % 1000) * 1000), true);
  view.setUint16(eventBytes - 8, type, true);
  view.setUint16(eventBytes - 6, code, true);
  view.setInt32(eventBytes - 4, value, true);
  return bytes;
}

function recordAt(view: DataView, at: number, eventBytes: EventBytes): EvdevRecord | null {
  const long = (eventBytes - 8) / 2;
  const end = at + eventBytes;
  const type = view.getUint16(end - 8, true);
  const code = view.getUint16(end - 6, true);
  if (code > (CODE_MAX.get(type) ?? -1)) return null;
  const value = view.getInt32(end - 4, true);
  const valueMax = VALUE_MAX.get(type);
  if (valueMax !== undefined && (value < 0 || value > valueMax)) return null;
  // Seconds of more than 32 bits begin in 2106.
  if (long === 8 && (view.getUint32(at + 4, true) !== 0 || view.getUint32(at + 12, true) !== 0)) return null;
  const microseconds = view.getUint32(at + long, true);
  if (microseconds >= 1_000_000) return null;
  return { type, code, value, atMs: view.getUint32(at, true) * 1000 + microseconds / 1000 };
}
