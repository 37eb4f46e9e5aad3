import type { ProtocolEvent } from '../protocol.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import type { Wire } from './message.ts';
import { createTwn4Emulator, type Twn4Knobs } from './twn4-emulator.ts';
import { type Twn4Options, Twn4Protocol } from './twn4-protocol.ts';

/** For tests. */
export const OPTIONS: Twn4Options = { pollMs: 150, mode: 'ascii', crc: false, ownFormats: [] };
export const UID = '04D7A79A973780';
export const WIRES: readonly (readonly [string, Wire])[] = [
  ['lines of hex', { mode: 'ascii', crc: false }],
  ['lines of hex with CRC', { mode: 'ascii', crc: true }],
  ['counted messages', { mode: 'binary', crc: false }],
  ['counted messages with CRC', { mode: 'binary', crc: true }],
];

/** Protocol and software reader on one wire, opened; `sent` finds the host's messages by how they begin. */
export function simulate(knobs: Partial<Twn4Knobs> = {}, options: Partial<Twn4Options> = {}) {
  const all = { ...OPTIONS, ...options };
  const emulator = createTwn4Emulator(all, knobs);
  const line = new SimulatedLine(new Twn4Protocol(all), emulator);
  line.open();
  const said = () =>
    line.messages.map(
      ({ direction, bytes }) => `${direction === 'to-host' ? '<' : '>'} ${text(bytes).replace('\r', '.')}`,
    );
  const sent = (start: string) =>
    line.messages.filter(
      ({ direction, bytes }) => direction === 'to-reader' && text(bytes).startsWith(start),
    );
  return { line, emulator, said, sent };
}

/** What was said of the reader, in a word each. */
export function peers(events: readonly ProtocolEvent[]): string[] {
  return events.flatMap(event =>
    event.kind === 'peer' ? [event.problem ?? (event.isAnswering ? 'answering' : 'opening')] : [],
  );
}

export function raws(line: SimulatedLine): string[] {
  return line.takeCards().map(({ technology, raw }) => `${technology}:${raw}`);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
