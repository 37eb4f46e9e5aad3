import { createDiscards } from '../discards.ts';
import type { ProtocolEvent } from '../protocol.ts';
import { INTER_BYTE_GAP_MS, type TextFramer, type TextFramingEvent } from './line-framing.ts';

export const STX = 0x02;
export const ETX = 0x03;

/** Characters of an IDTECK frame: eight or ten. */
export const STX_LENGTHS: readonly number[] = [8, 10];
const LENGTH_MAX = 10;

/**
 * Finds frames `02`, eight or ten characters, `03`, LRC; the LRC is one byte, the XOR of everything before it, STX and ETX included
 * (IDTECK SR10 and SR30 manuals). A frame whose LRC is wrong is searched for the beginning of another: the byte in the LRC's place may
 * be the next frame's STX.
 */
export function createStxFramer(): TextFramer {
  let frame: number[] = [];
  let lastByteMs = 0;
  const discards = createDiscards();

  const complete = (events: TextFramingEvent[]) => {
    discards.flush(events as ProtocolEvent[]);
    const text = String.fromCharCode(...frame.slice(1, -2));
    events.push({ kind: 'text', text, bytes: Uint8Array.from(frame), textAt: 1 });
    frame = [];
  };
  /** Gives the frame up to its next STX, which begins another. */
  const drop = (reason: string) => {
    const next = frame.indexOf(STX, 1);
    discards.add(next < 0 ? frame : frame.slice(0, next), reason);
    frame = next < 0 ? [] : frame.slice(next);
  };
  const take = (byte: number, events: TextFramingEvent[]) => {
    frame.push(byte);
    const characters = frame.length - 2;
    if (frame[0] !== STX) drop('noise');
    else if (characters > 0 && frame[characters] === ETX) {
      if (lrcOf(frame) === 0) complete(events);
      else drop('checksum');
    } else if (frame.length > 1 && byte === STX) drop('cut-short');
    else if (byte === ETX ? !STX_LENGTHS.includes(characters) : characters >= LENGTH_MAX)
      drop('wrong-length');
  };
  return {
    close() {
      const events: ProtocolEvent[] = [];
      discards.add(frame, 'reopened');
      frame = [];
      discards.flush(events);
      return events;
    },
    push(chunk, nowMs) {
      const events: TextFramingEvent[] = [];
      if (frame.length > 0 && nowMs - lastByteMs > INTER_BYTE_GAP_MS) {
        discards.add(frame, 'gap');
        frame = [];
      }
      if (chunk.length > 0) lastByteMs = nowMs;
      for (const byte of chunk) take(byte, events);
      discards.flush(events as ProtocolEvent[]);
      return events;
    },
  };
}

/** XOR of all bytes; 0 over a frame with its right LRC. */
export function lrcOf(bytes: readonly number[] | Uint8Array): number {
  let lrc = 0;
  for (const byte of bytes) lrc ^= byte;
  return lrc;
}
