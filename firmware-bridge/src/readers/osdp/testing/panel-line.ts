import * as z from 'zod/mini';
import type { ProtocolEvent } from '../../protocol.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { type Direction, type Fault, SimulatedLine } from '../../testing/simulated-line.ts';
import { encodeFrame, type OsdpFrame, parseFrame } from '../osdp-frame.ts';
import type { Problem } from '../osdp-outcome.ts';
import { createOsdpPanel } from '../osdp-panel.ts';
import { createOsdpPdEmulator, type OsdpPdEmulator } from '../osdp-pd-emulator.ts';
import type { OsdpPdKnobs } from '../osdp-pd-knobs.ts';
import { keyBytes, type OsdpSettings, osdpShape } from '../osdp-settings.ts';
import { createOsdpTrace, type TraceEntry } from '../osdp-trace.ts';

/** Keys of these tests; no reader has them. */
export const SITE_KEY = '000102030405060708090A0B0C0D0E0F';
export const NEW_KEY = 'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
/** FC 59 CN 20934, 26 bits. */
export const CARD = '26:9DA8E300';

/** That card, as it comes out of a secure channel, and out of none. */
export const SECURED_READ = {
  ...{ technology: 'wiegand', raw: '9DA8E300', bits: 26, facility: 59, cardNumber: 20934 },
  ...{ integrity: 'mac', assurance: 'channel-protected' },
};
export const PLAIN_READ = { ...SECURED_READ, integrity: 'crc16', assurance: 'identifier-only' };

const schema = z.object(osdpShape);

export interface LineUnderTest {
  line: SimulatedLine;
  emulator: OsdpPdEmulator;
  knobs: OsdpPdKnobs;
}

export interface LineSettings {
  /** What the site has set, for each reader. */
  panel?: readonly Partial<OsdpSettings>[];
  /** What the readers are, where that is another thing. */
  readers?: readonly { address: number; scbk?: string }[];
  knobs?: OsdpPdKnobs;
  fault?: Fault;
}

/** A panel and software readers on one wire, opened. */
export function lineOf({
  panel = [{ scbk: SITE_KEY }],
  readers,
  knobs = {},
  fault,
}: LineSettings = {}): LineUnderTest {
  const settings = panel.map(wanted => ({ ...schema.parse({}), ...wanted }));
  const entropy = seededRandom(7);
  const emulator = createOsdpPdEmulator(readers ?? settings, entropy, knobs);
  const line = new SimulatedLine(createOsdpPanel(settings, entropy), emulator, fault);
  line.open();
  return { line, emulator, knobs };
}

/** A reader that takes the place of the one on the line. */
export function otherReader(readers: readonly { address: number; scbk?: string }[], knobs: OsdpPdKnobs = {}) {
  return createOsdpPdEmulator(readers, seededRandom(8), knobs);
}

/** Everything that was said on the wire so far, opened with the keys of these tests. */
export function conversationOn(line: SimulatedLine): TraceEntry[] {
  const trace = createOsdpTrace({ keys: [keyBytes(SITE_KEY), keyBytes(NEW_KEY)] });
  return line.messages.flatMap(({ bytes }) => {
    const parsed = parseFrame(bytes);
    return parsed.ok ? [trace.take(parsed.frame)] : [];
  });
}

/** Names of what the panel asked. */
export function askedOn(line: SimulatedLine): unknown[] {
  return conversationOn(line).flatMap(({ frame, view }) => (frame.isReply ? [] : [view.name]));
}

/** How many replies came from an address. */
export function answersOf(line: SimulatedLine, address: number): number {
  return line.messages.filter(
    ({ direction, bytes }) => direction === 'to-host' && bytes[1] === (address | 0x80),
  ).length;
}

/**
 * What was said of a reader's state, in order: `answering`, or the problem with a plus where it answers all the same. What is said again
 * because the line was opened anew is left out.
 */
export function statesOn(line: SimulatedLine, reader = 0): (Problem | string)[] {
  const states: (Problem | string)[] = [];
  let isReopened = false;
  for (const event of line.events) {
    if (event.kind === 'reopen') isReopened = true;
    if (event.kind !== 'peer' || (event.reader ?? 0) !== reader) continue;
    const name = event.problem ?? (event.isAnswering ? 'answering' : 'opening');
    const state = event.problem !== null && event.isAnswering ? `+${name}` : name;
    if (!isReopened || states.at(-1) !== state) states.push(state);
    isReopened = false;
  }
  return states;
}

export function eventsOf<Kind extends ProtocolEvent['kind']>(line: SimulatedLine, kind: Kind) {
  return line.events.filter((event): event is Extract<ProtocolEvent, { kind: Kind }> => event.kind === kind);
}

/** Frames of the panel that are the same bytes as its frame before. */
export function repeatedOn(line: SimulatedLine): OsdpFrame[] {
  const sent = line.messages.filter(({ direction }) => direction === 'to-reader').map(({ bytes }) => bytes);
  return sent.flatMap((bytes, index) => {
    const before = sent[index - 1];
    const parsed = parseFrame(bytes);
    return before !== undefined && parsed.ok && Buffer.compare(before, bytes) === 0 ? [parsed.frame] : [];
  });
}

/** Loses messages of one direction, by their number from 1. */
export function loses(direction: Direction, isLost: (number: number) => boolean): Fault {
  let number = 0;
  return (bytes, way) => {
    if (way !== direction) return [{ bytes }];
    number += 1;
    return isLost(number) ? [] : [{ bytes }];
  };
}

/** Changes the frames that go one way, such as the wire of somebody who wants to be in between. */
export function changes(direction: Direction, change: (frame: OsdpFrame) => OsdpFrame | null): Fault {
  return (bytes, way) => {
    const parsed = parseFrame(bytes);
    const changed = way === direction && parsed.ok ? change(parsed.frame) : null;
    return [{ bytes: changed === null ? bytes : encodeFrame(changed) }];
  };
}

/** A frame in the place of another one, outside of any session. */
export function plainly(frame: OsdpFrame, code: number, ...payload: number[]): OsdpFrame {
  return { ...frame, code, payload: Uint8Array.from(payload), securityBlock: null, mac: null };
}

/** Does something when a command of this code goes out. */
export function whenAsked(code: number, act: () => void): Fault {
  return (bytes, way) => {
    const parsed = parseFrame(bytes);
    if (way === 'to-reader' && parsed.ok && parsed.frame.code === code) act();
    return [{ bytes }];
  };
}
