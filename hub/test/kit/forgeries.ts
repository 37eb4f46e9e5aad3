import type { PunchBatch } from '@tapclock/contracts';
import { chainHash, TestTerminal } from '../support/test-terminal.ts';

/** Whoever has a terminal's login at the broker but not its key, and one batch it once signed. */
export interface Forger {
  /** What the terminal signed. */
  batch: PunchBatch;
  /** A terminal of the same name and site with another key. */
  impostor: TestTerminal;
  /** Another terminal of the site. */
  neighbour: TestTerminal;
  /** Numbers from 0 to 1, the same in every run. */
  random: () => number;
}

export type Forgery = (forger: Forger, nth: number) => Buffer;

/** A batch as a terminal would send it, but at another moment: every one has bytes of its own. */
const json = (batch: PunchBatch): Buffer => Buffer.from(JSON.stringify(batch));
const moment = (nth: number) => new Date(Date.UTC(2026, 10, 2) + nth * 1_000).toISOString();

/** Each changes as much of a genuine batch as can be changed without the key, so that one check alone is left to find it. */
export const FORGERIES: Record<string, Forgery> = {
  'a signature of nothing': ({ batch, random }) =>
    json({
      ...batch,
      sig: `${Buffer.from(Array.from({ length: 64 }, () => random() * 256)).toString('base64')}`,
    }),
  "another key's signature": ({ impostor }, nth) =>
    json(impostor.batch(1, 1, { sent: { at: moment(nth), uptimeMs: null } })),
  'another moment of sending': ({ batch }, nth) =>
    json({ ...batch, sent: { at: moment(nth), uptimeMs: null } }),
  'later numbers': ({ batch }, nth) => {
    const punches = batch.punches.map(punch => ({ ...punch, sequence: punch.sequence + nth + 1 }));
    return json({ ...batch, from: batch.from + nth + 1, punches, head: headOf(batch.previous, punches) });
  },
  'another boot': ({ batch }, nth) => json({ ...batch, boot: batch.boot + nth + 1 }),
  'another punch before it': ({ batch }, nth) =>
    json({ ...batch, previous: chainHash(batch.previous, { nth }) }),
  'another person': ({ batch }, nth) => {
    const employee = `0195a1b2-0000-7000-8000-${String(nth).padStart(12, '0')}`;
    return json({ ...batch, punches: batch.punches.map(punch => ({ ...punch, employee })) });
  },
  "a neighbour's genuine batch": ({ neighbour }, nth) =>
    json(neighbour.batch(1, 1, { sent: { at: moment(nth), uptimeMs: null } })),
  'its end cut off': ({ batch, random }, nth) => {
    const bytes = json({ ...batch, sent: { at: moment(nth), uptimeMs: null } });
    return bytes.subarray(0, 1 + Math.floor(random() * (bytes.length - 1)));
  },
  'one bit': ({ batch, random }) => {
    const bytes = json(batch);
    // The signature's last letter has bits that mean nothing (RFC 4648, 3.5): with one of those flipped it is genuine.
    const at = Math.floor(random() * (bytes.indexOf('"sig"') - 1));
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return bytes;
  },
};

function headOf(previous: string, punches: readonly unknown[]): string {
  return punches.reduce<string>((head, punch) => chainHash(head, punch), previous);
}

/** Mulberry32: small, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
