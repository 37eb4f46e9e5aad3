import { createDiscards } from '../discards.ts';
import type { ProtocolEvent } from '../protocol.ts';
import { FRAME_CHARS, isHex } from './frame.ts';
import { type Framer, type FramingEvent, INTER_BYTE_GAP_MS } from './framing.ts';

/**
 * Finds the frames of an EM-18, which has no STX and no ETX: twelve hex characters with silence before them. After anything else the
 * rest of that burst is thrown away: sliding on to the next twelve characters would make badges out of noise, one in 256.
 */
export function createBareFramer(interByteGapMs = INTER_BYTE_GAP_MS): Framer {
  let frame: number[] = [];
  /** Set until the next silence: the burst under way is not to be trusted. */
  let isSpoilt = false;
  let lastByteMs: number | null = null;
  const discards = createDiscards();

  const drop = (reason: string) => {
    discards.add(frame, reason);
    frame = [];
  };
  const flush = (events: FramingEvent[]) => {
    const discarded: ProtocolEvent[] = [];
    discards.flush(discarded);
    events.push(...(discarded as Extract<FramingEvent, { kind: 'discarded' }>[]));
  };
  return {
    close() {
      const events: FramingEvent[] = [];
      drop('reopened');
      flush(events);
      return events;
    },
    push(chunk, nowMs) {
      const events: FramingEvent[] = [];
      if (lastByteMs !== null && nowMs - lastByteMs > interByteGapMs) {
        drop('gap');
        isSpoilt = false;
      }
      if (chunk.length > 0) lastByteMs = nowMs;
      for (const byte of chunk) {
        frame.push(byte);
        if (isSpoilt) drop('noise');
        else if (!isHex(byte)) {
          drop('not-hex');
          isSpoilt = true;
        } else if (frame.length === FRAME_CHARS) {
          flush(events);
          const characters = String.fromCharCode(...frame);
          events.push({ kind: 'frame', characters, envelope: 'bare', bytes: Uint8Array.from(frame) });
          frame = [];
        }
      }
      flush(events);
      return events;
    },
  };
}
