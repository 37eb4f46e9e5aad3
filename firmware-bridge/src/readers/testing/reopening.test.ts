import { describe, expect, it } from '@jest/globals';
import { FAMILIES } from '../families.ts';
import type { Family, Settings } from '../family.ts';
import type { ProtocolEvent } from '../protocol.ts';
import { seededRandom } from './seeded-random.ts';
import { SimulatedLine } from './simulated-line.ts';

const BADGE = '67003B51C6';

/** Ways in which a family reads its line, where it has more than one. */
const VARIANTS: readonly (readonly [string, Settings])[] = [
  ['rdm6300', { envelope: 'bare' }],
  ['line', { envelope: 'stx-lrc' }],
  ['line', { terminator: 'crlf' }],
  ['twn4', { mode: 'binary' }],
  ['twn4', { crc: true }],
  ['wedge', { page: true }],
  ['wedge', { eventBytes: 16 }],
];

const CASES = FAMILIES.flatMap(family => [
  [family.name, {}, family] as const,
  ...VARIANTS.flatMap(([name, settings]) =>
    name === family.name ? [[name, settings, family] as const] : [],
  ),
]);

function newLine(family: Family, settings: Settings): SimulatedLine {
  const entropy = seededRandom(1);
  const protocol = family.createProtocol([settings], entropy);
  const line = new SimulatedLine(protocol, family.createEmulator([settings], entropy));
  line.open();
  return line;
}

/** What the reader says first: one frame, or several at once. */
function firstWords(family: Family, settings: Settings): Uint8Array {
  const line = newLine(family, settings);
  line.present(family.cardOfBadge(BADGE, settings));
  line.run(1000);
  const first = line.messages.find(({ direction }) => direction === 'to-host');
  if (first === undefined) throw new Error('the reader said nothing');
  return first.bytes;
}

/** Where the first frame ends: the shortest beginning of the words that leaves nothing to count. */
function frameEnd(bytes: Uint8Array, discardedOf: (head: Uint8Array) => number): number {
  for (let end = 1; end < bytes.length; end += 1) if (discardedOf(bytes.subarray(0, end)) === 0) return end;
  return bytes.length;
}

function discarded(events: readonly ProtocolEvent[]) {
  return events.flatMap(event => (event.kind === 'discarded' ? [event] : []));
}

describe('a line that is opened anew inside a frame', () => {
  // HID reports are packets: one that is short is none, and what is typed in them has tests of its own.
  it.each(CASES.filter(([name]) => name !== 'hid-report'))(
    'of %s %j counts every byte that was half read',
    (_, settings, family) => {
      const words = firstWords(family, settings);
      const outcomeOf = (head: Uint8Array) => {
        const line = newLine(family, settings);
        line.inject(head);
        line.open();
        return discarded(line.events);
      };
      const countOf = (head: Uint8Array) =>
        outcomeOf(head).reduce((count, { bytes }) => count + bytes.length, 0);
      const end = frameEnd(words, countOf);
      // A frame of less would mean that its beginning was lost, not read.
      expect(end).toBeGreaterThanOrEqual(Math.min(words.length, 3));
      for (let at = 1; at < end; at += 1) expect(countOf(words.subarray(0, at))).toBe(at);
      expect(outcomeOf(words.subarray(0, end - 1)).at(-1)).toMatchObject({ reason: 'reopened' });
    },
  );

  it.each(CASES)('of %s %j has nothing to count when it was quiet', (_, settings, family) => {
    const line = newLine(family, settings);
    line.open();
    expect(discarded(line.events)).toEqual([]);
  });
});
