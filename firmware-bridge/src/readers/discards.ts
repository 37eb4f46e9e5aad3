import { DISCARDED_BYTES_MAX, type ProtocolEvent } from './protocol.ts';

export interface Discards {
  /** Adds bytes that belong to no frame. */
  add(bytes: readonly number[] | Uint8Array, reason: string): void;
  /** Writes what was gathered to `events`, in order: called before anything else is, and at the end of a chunk. */
  flush(events: ProtocolEvent[]): void;
}

/** Gathers discarded bytes into events of at most DISCARDED_BYTES_MAX: noise is shown, byte by byte it would only flood. */
export function createDiscards(): Discards {
  let bytes: number[] = [];
  let because = '';
  const full: ProtocolEvent[] = [];
  const close = () => {
    if (bytes.length > 0) full.push({ kind: 'discarded', bytes: Uint8Array.from(bytes), reason: because });
    bytes = [];
  };
  return {
    add(more, reason) {
      if (reason !== because) close();
      because = reason;
      for (const byte of more) {
        bytes.push(byte);
        if (bytes.length === DISCARDED_BYTES_MAX) close();
      }
    },
    flush(events) {
      close();
      events.push(...full.splice(0));
    },
  };
}
