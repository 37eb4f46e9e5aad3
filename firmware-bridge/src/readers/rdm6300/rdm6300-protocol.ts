import { em4100Card } from '../em4100/em4100-card.ts';
import { LISTEN_ONLY, type ProtocolEvent, type ReaderProtocol } from '../protocol.ts';
import { createBareFramer } from './bare-framing.ts';
import { type Checksum, decodeFrame } from './frame.ts';
import { createFramer, type FramingEvent } from './framing.ts';

export interface Rdm6300Options {
  checksum: Checksum;
  envelope: 'framed' | 'bare';
}

/** A module that only talks: each frame with a right checksum is a sighting of a badge. */
export function createRdm6300Protocol({ checksum, envelope }: Rdm6300Options): ReaderProtocol {
  const newFramer = () => (envelope === 'bare' ? createBareFramer() : createFramer());
  const read = (event: FramingEvent): ProtocolEvent => {
    if (event.kind === 'discarded') return event;
    const decoded = decodeFrame(event.characters, checksum);
    if (decoded.kind === 'number') return { kind: 'read', card: em4100Card(decoded.raw, decoded.integrity) };
    return { kind: 'discarded', bytes: event.bytes, reason: decoded.reason };
  };
  let framer = newFramer();
  return {
    ...LISTEN_ONLY,
    open() {
      const halfRead = framer.close().map(read);
      framer = newFramer();
      return halfRead;
    },
    receive: (chunk, nowMs) => framer.push(chunk, nowMs).map(read),
  };
}
