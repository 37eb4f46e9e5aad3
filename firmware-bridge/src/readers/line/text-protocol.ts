import { createDiscards } from '../discards.ts';
import { LISTEN_ONLY, type ProtocolEvent, type ReaderProtocol } from '../protocol.ts';
import type { TextFramer } from './line-framing.ts';
import type { ReadValue, ValueReading } from './value.ts';

/** A reader that only talks, in texts: each that is a card is a sighting, each that is none is refused with the reason. */
export function createTextProtocol(newFramer: () => TextFramer, read: ReadValue): ReaderProtocol {
  let framer = newFramer();
  return {
    ...LISTEN_ONLY,
    open() {
      const halfRead = framer.close();
      framer = newFramer();
      return halfRead;
    },
    receive(chunk, nowMs) {
      const events: ProtocolEvent[] = [];
      for (const event of framer.push(chunk, nowMs)) {
        if (event.kind === 'discarded') {
          events.push(event);
          continue;
        }
        addReading(read(event.text), event.bytes, events);
      }
      return events;
    },
  };
}

/**
 * Adds what a text came to. What was damaged on the way is noise of the line, as in every family with a checksum, and shown as `bytes`;
 * what is refused arrived as it was sent.
 */
export function addReading(reading: ValueReading, bytes: Uint8Array, events: ProtocolEvent[]): void {
  if (reading.kind === 'card') events.push({ kind: 'read', card: reading.card });
  else if (reading.kind === 'refused') events.push({ kind: 'refused', reason: reading.reason });
  else addDiscarded(bytes, reading.reason, events);
}

/** Adds bytes of no use, in pieces where they are many. */
export function addDiscarded(bytes: Uint8Array, reason: string, events: ProtocolEvent[]): void {
  const discards = createDiscards();
  discards.add(bytes, reason);
  discards.flush(events);
}
