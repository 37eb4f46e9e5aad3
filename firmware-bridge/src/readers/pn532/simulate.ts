import type { ProtocolEvent } from '../protocol.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { createPn532Emulator, type Pn532Knobs } from './pn532-emulator.ts';
import { type Pn532Options, Pn532Protocol } from './pn532-protocol.ts';

/** For tests. */
export const UID = '0463F80A4F5381';
export const OPTIONS: Pn532Options = { pollMs: 150 };
/** Parts of messages by which commands are known. */
export const SAM = 'D41401140102';
export const LIST = 'D44A02';
export const RELEASE = 'D45200';
export const WRITE_GPIO = 'D40E';

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** Protocol and software chip on one wire, opened; `sent` finds the host's messages by a part of them. */
export function simulate(knobs: Partial<Pn532Knobs> = {}, options: Pn532Options = OPTIONS) {
  const emulator = createPn532Emulator(knobs);
  const line = new SimulatedLine(new Pn532Protocol(options), emulator);
  line.open();
  const sent = (part: string) =>
    line.messages.filter(({ direction, bytes }) => direction === 'to-reader' && hex(bytes).includes(part));
  return { line, emulator, sent };
}

/** What was said of the chip, in a word each. */
export function peers(events: readonly ProtocolEvent[]): string[] {
  return events.flatMap(event =>
    event.kind === 'peer' ? [event.problem ?? (event.isAnswering ? 'answering' : 'opening')] : [],
  );
}

export function uids(line: SimulatedLine): string[] {
  return line.takeCards().map(({ raw }) => raw);
}
