import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { COMMAND } from '../../src/readers/osdp/osdp-codes.ts';
import { parseFrame } from '../../src/readers/osdp/osdp-frame.ts';
import { type SeededRandom, seededRandom } from '../../src/readers/testing/seeded-random.ts';
import type { Transport } from '../../src/readers/transports/transport.ts';
import { createFaultyTransport, type FaultyTransport } from '../support/faulty-transport.ts';
import { describeWithLibosdp, LibosdpPeer } from '../support/libosdp.ts';
import { OsdpLine } from '../support/osdp-line.ts';
import { PtyPair } from '../support/pty.ts';
import { quickTime } from '../support/quick-time.ts';
import { until } from '../support/until.ts';

const SCBK = '00112233445566778899aabbccddeeff';
const POLLS = 10_000;
const SEED = 20_260_701;
/** One message in 500 has a bit error, one in 1000 does not come, one in 1000 loses its end: in each direction. */
const RATES = { bitError: 0.002, lost: 0.001, cut: 0.001 };
/** Power cuts of the reader, spread over the polls by the seed. */
const RESETS = 20;
const CARD_EVERY_POLLS = 40;
/**
 * For the panel, so that ten thousand polls and their timeouts do not take a quarter of an hour. The reader lives in real time: to the panel it
 * is a slow one.
 */
const QUICKER = 14;
const POLL_MS = 20;
const RUN_MS_MAX = 150_000;

let dir: string;
let pty: PtyPair;
let line: OsdpLine | null = null;
let peer: LibosdpPeer | null = null;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-osdp-'));
  pty = new PtyPair(dir);
  await pty.plug();
});
afterEach(async () => {
  await line?.stop();
  await peer?.kill();
  [line, peer] = [null, null];
  await pty.unplug();
  rmSync(dir, { recursive: true });
});

/** A card nobody else has: 26 bits, of which the parity is right. */
function cardOf(number: number): string {
  const data = (0x12 << 16) | number;
  const parityOf = (bits: number) => [...bits.toString(2)].filter(bit => bit === '1').length % 2;
  const even = parityOf(data >> 12);
  const odd = 1 - parityOf(data & 0xfff);
  const bits = (BigInt(even) << 25n) | (BigInt(data) << 1n) | BigInt(odd);
  return (bits << 6n).toString(16).toUpperCase().padStart(8, '0');
}

/** The reader's side of the run: cards and power cuts at their polls. */
class Run {
  readonly presented: string[] = [];
  polls = 0;
  readonly #reader: LibosdpPeer;
  readonly #resetsAt: ReadonlySet<number>;

  constructor(reader: LibosdpPeer, random: SeededRandom) {
    this.#reader = reader;
    this.#resetsAt = new Set(Array.from({ length: RESETS }, () => 1 + random.below(POLLS)));
  }

  /** Sees each message of the panel. */
  take(message: Uint8Array): void {
    const parsed = parseFrame(message);
    if (!parsed.ok || parsed.frame.code !== COMMAND.POLL) return;
    this.polls += 1;
    if (this.#resetsAt.has(this.polls)) this.#reader.tell({ do: 'restart' });
    if (this.polls % CARD_EVERY_POLLS === 0 && this.polls <= POLLS) this.present();
  }

  present(): void {
    const card = cardOf(this.presented.length);
    this.presented.push(card);
    this.#reader.tell({ do: 'card', bits: 26, data: card, format: 1 });
  }
}

describeWithLibosdp('a long time on a bad line, with a reader by libosdp', () => {
  it(
    `brings no wrong read and no card twice, and the secure channel comes back each time: ${POLLS} polls`,
    async () => {
      const reader = await LibosdpPeer.start('peripheral', pty.testEnd, { scbk: SCBK, enforce: true });
      peer = reader;
      const random = seededRandom(SEED);
      const run = new Run(reader, random);
      const troubles: { line: FaultyTransport | null } = { line: null };
      const wrap = (serial: Transport) => {
        troubles.line = createFaultyTransport(serial, random, RATES, message => run.take(message));
        return troubles.line;
      };
      const settings = { scbk: SCBK, pollMs: POLL_MS, baudRate: 115_200 };
      const panel = new OsdpLine(pty.readerEnd, settings, { ...quickTime(QUICKER), wrap });
      line = panel;
      await until(
        () => run.polls >= POLLS,
        () => `${POLLS} polls, it is at ${run.polls}`,
        RUN_MS_MAX,
      );
      troubles.line?.heal();
      await panel.is('online');
      run.present();
      await until(
        () => panel.reads.at(-1)?.raw === run.presented.at(-1),
        'a card on the line that is well again',
      );

      const raws = panel.reads.map(({ raw }) => raw);
      expect(raws.filter(raw => !run.presented.includes(raw))).toEqual([]);
      // Not even before the held ones are told from the new ones.
      const sighted = panel.events.filter(({ kind }) => kind === 'read');
      expect([sighted.length, new Set(raws).size]).toEqual([raws.length, raws.length]);
      expect(panel.reads.every(({ assurance }) => assurance === 'channel-protected')).toBe(true);
      const sessions = reader.said({ event: 'secure', active: true }).length;
      expect(sessions).toBeGreaterThan(RESETS / 2);
      // libosdp does not repeat a reply: a card whose reply was spoiled is gone, and the session with it.
      expect(run.presented.length - raws.length).toBeLessThanOrEqual(sessions);
      expect(raws.length).toBeGreaterThan(run.presented.length * 0.9);
      // The line was as bad as it should have been.
      const { bitError = 0, lost = 0, cut = 0 } = troubles.line?.faults ?? {};
      expect(Math.min(bitError, lost, cut)).toBeGreaterThan(10);
    },
    RUN_MS_MAX + 30_000,
  );
});
