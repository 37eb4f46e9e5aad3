import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  type BundleParts,
  bundleParts,
  factOf,
  inChunks,
  lockedPerson,
  somebody,
  TAPS,
  type Tap,
  writeBundle,
} from '../../../test/kit/bundle-kit.ts';
import { TestTerminal } from '../../../test/support/test-terminal.ts';
import { EXPORT_FORMATS } from '../../payroll/pure.ts';
import { ZoneClocks } from '../../timesheets/pure.ts';
import type { BundleReport } from './bundle-report.ts';
import { FAILURES_LISTED_MAX } from './failure-list.ts';
import { NotABundleError } from './not-a-bundle.ts';
import type { GivenKeys } from './terminal-keys.ts';
import { verifyBundle } from './verify-bundle.ts';

const TOOLS = { formats: EXPORT_FORMATS, keys: null, clocks: new ZoneClocks() };

/** Line numbers of the kit's bundle: header, two batches, two people, the file, the end. */
const LINES = { header: 1, firstBatch: 2, secondBatch: 3, maria: 4, jon: 5, file: 6, end: 7 };
const MARIA = '1001 Maria Schneider';

const verify = (bytes: Uint8Array, keys: GivenKeys | null = null) =>
  verifyBundle(inChunks(bytes), { ...TOOLS, keys });
const verifyParts = async (parts: BundleParts, keys: GivenKeys | null = null) =>
  verify(await writeBundle(parts), keys);
const found = ({ failures }: BundleReport) => failures.map(({ line, message }) => `${line}: ${message}`);

/** Derives a person's hours from other taps than were signed, as an attacker who owns the database would. */
function derivedFrom(parts: BundleParts, ids: readonly string[], taps: readonly (Tap | null)[]): BundleParts {
  const people = parts.people.map(({ person }, serial) =>
    lockedPerson(
      person,
      taps.flatMap((tap, index) => (tap?.person === serial ? [factOf(tap, ids[index] ?? '')] : [])),
    ),
  );
  return { ...parts, people };
}

function changed<T>(list: readonly T[], index: number, change: (item: T) => T): T[] {
  return list.map((item, at) => (at === index ? change(item) : item));
}

describe('a bundle as the hub writes it', () => {
  it('R9: follows, from the signed punches to the file', async () => {
    const report = await verifyParts(bundleParts());
    expect(found(report)).toEqual([]);
    expect(report).toMatchObject({
      follows: true,
      counts: {
        lines: 7,
        batches: 2,
        signedPunches: 6,
        usedPunches: 6,
        people: 2,
        exportLines: 3,
        corrections: 0,
      },
    });
  });

  it.each(['generic-json', 'generic-xlsx'])('follows in the format %s', async format => {
    const report = await verify(await writeBundle(bundleParts(), format));
    expect(found(report)).toEqual([]);
  });

  it('follows however its bytes arrive', async () => {
    const bytes = await writeBundle(bundleParts());
    for (const size of [1, 7, bytes.length]) {
      const report = await verifyBundle(inChunks(bytes, size), TOOLS);
      expect(report.follows).toBe(true);
    }
  });

  it('follows where batches overlap because a terminal sent again', async () => {
    const parts = bundleParts();
    const sent = { at: '2026-06-22T01:00:00.000Z', uptimeMs: 2 };
    const batches = [parts.terminal.batch(1, 4, { sent }), parts.terminal.batch(3, 6, { sent })];
    expect((await verifyParts({ ...parts, batches })).follows).toBe(true);
  });

  it('follows with corrections, and counts them: no terminal signed them', async () => {
    const made = { by: 'hr', madeAtSec: 1_782_000_000, why: 'told so' };
    const parts = bundleParts(TAPS, {
      corrections: ([first = '']) => [
        { ...made, id: 'c1', kind: 'move', punchId: first, toSec: 1_781_524_000 },
      ],
    });
    expect(await verifyParts(parts)).toMatchObject({ follows: true, counts: { corrections: 1 } });
  });

  it("counts what is the hub's word: whose badge it was, whether it was in or out", async () => {
    const taps = changed(TAPS, 0, tap => ({ ...tap, named: null, said: 'auto' as const }));
    expect(await verifyParts(bundleParts(taps))).toMatchObject({
      follows: true,
      counts: { namedByHub: 1, kindByHub: 1 },
    });
  });

  it('names the keys that it was checked with', async () => {
    const parts = bundleParts();
    const key = parts.terminal.publicKey.toString('base64');
    const fromBundle = await verifyParts(parts);
    const given = await verifyParts(parts, new Map([['gate-1', [key]]]));
    expect(fromBundle.keys).toEqual([
      { terminal: 'gate-1', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), from: 'bundle' },
    ]);
    expect(given).toMatchObject({ follows: true, keys: [{ from: 'reader' }] });
  });
});

describe('who changes a bundle', () => {
  it('is found at every single bit of a small bundle', async () => {
    // Nobody's hours: computing sheets again for each of so many bits would take minutes. The next test has people.
    const bytes = await writeBundle({ ...bundleParts(TAPS.slice(0, 1)), people: [] });
    const places = Array.from({ length: bytes.length * 8 }, (_, place) => place);
    expect(await verify(bytes)).toMatchObject({ follows: true });
    expect(await missedBits(bytes, places)).toEqual([]);
  });

  it('is found at every 997th bit of a bundle with people', async () => {
    const bytes = await writeBundle(bundleParts());
    // 997 is odd: each bit of a byte has its turn.
    const places = Array.from({ length: Math.floor((bytes.length * 8) / 997) }, (_, index) => index * 997);
    expect(await missedBits(bytes, places)).toEqual([]);
  });

  it('is found where something is cut off or added', async () => {
    const bytes = await writeBundle(bundleParts());
    const more = Buffer.concat([bytes, Buffer.from('\n')]);
    expect(found(await verify(more))).toContainEqual(expect.stringContaining('more after the last line'));
    const end = bytes.lastIndexOf('{"kind":"end"');
    expect(found(await verify(bytes.subarray(0, end)))).toContainEqual(expect.stringContaining('cut off'));
    expect((await verify(bytes.subarray(0, bytes.length - 1))).follows).toBe(false);
    expect((await verify(bytes.subarray(0, Math.floor(bytes.length / 2)))).follows).toBe(false);
  });
});

/** Those of the bits that can be flipped without anybody noticing. */
async function missedBits(bytes: Buffer, places: readonly number[]): Promise<number[]> {
  const missed: number[] = [];
  for (const place of places) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(place >> 3) ^ (1 << (place & 7)), place >> 3);
    if (await isAccepted(flipped)) missed.push(place);
  }
  return missed;
}

async function isAccepted(bytes: Uint8Array): Promise<boolean> {
  try {
    return (await verify(bytes)).follows;
  } catch (error) {
    if (error instanceof NotABundleError) return false;
    throw error;
  }
}

/** From here on every digest of the bundle is computed anew: only signatures, and what follows from what, can tell. */
describe('an attacker who computes every digest anew', () => {
  it('cannot move a punch', async () => {
    const parts = bundleParts();
    const later = changed(TAPS, 2, tap => ({ ...tap, at: '2026-06-15T21:15:00.000Z' }));
    const report = await verifyParts(derivedFrom(parts, parts.punchIds, later));
    expect(report.failures).toEqual([
      {
        line: LINES.maria,
        person: MARIA,
        date: '2026-06-15',
        exportLine: null,
        message: `punch ${parts.punchIds[2]} is at 2026-06-15T21:15:00.000Z in the inputs, the terminal signed 2026-06-15T20:15:00.000Z (line ${LINES.firstBatch})`,
      },
    ]);
  });

  it('cannot turn a clock-out into something else', async () => {
    const parts = bundleParts();
    const other = changed(TAPS, 2, tap => ({ ...tap, action: 'break-start' as const }));
    expect(found(await verifyParts(derivedFrom(parts, parts.punchIds, other)))).toEqual([
      `${LINES.maria}: punch ${parts.punchIds[2]} is BREAK_START in the inputs, the terminal signed clock-out (line ${LINES.firstBatch})`,
    ]);
  });

  it('cannot invent a punch', async () => {
    const parts = bundleParts();
    const taps: Tap[] = [...TAPS, { person: 0, action: 'clock-in', at: '2026-06-17T12:00:00.000Z' }];
    const ids = [...parts.punchIds, '0197c2f0-0000-7000-8000-000000000001'];
    expect(found(await verifyParts(derivedFrom(parts, ids, taps)))).toEqual([
      `${LINES.maria}: punch ${ids[6]} is in no batch of this bundle: no terminal signed it`,
    ]);
  });

  it('cannot leave out a punch', async () => {
    const parts = bundleParts();
    const without = TAPS.map((tap, index) => (index === 5 ? null : tap));
    const report = await verifyParts(derivedFrom(parts, parts.punchIds, without));
    expect(report.failures).toMatchObject([
      {
        line: LINES.maria,
        person: MARIA,
        date: '2026-06-16',
        message: expect.stringContaining('was left out of the inputs'),
      },
    ]);
  });

  it('cannot book time on another job', async () => {
    const taps: Tap[] = [
      ...TAPS.slice(0, 2),
      { person: 0, action: 'job-change', at: '2026-06-15T14:00:00.000Z', job: 'WO-1' },
      { person: 0, action: 'job-change', at: '2026-06-15T15:00:00.000Z' },
      ...TAPS.slice(2),
    ];
    const parts = bundleParts(taps);
    expect(found(await verifyParts(parts))).toEqual([]);
    const other = changed(taps, 2, tap => ({ ...tap, job: 'WO-2' }));
    expect(found(await verifyParts(derivedFrom(parts, parts.punchIds, other)))).toEqual([
      `${LINES.maria}: punch ${parts.punchIds[2]} is booked on WO-2 in the inputs, the terminal signed WO-1 (line ${LINES.firstBatch})`,
    ]);
    const leftOut = (index: number) => taps.map((tap, at) => (at === index ? null : tap));
    expect(found(await verifyParts(derivedFrom(parts, parts.punchIds, leftOut(2))))).toEqual([
      `${LINES.maria}: punch ${parts.punchIds[2]} (job-change at 2026-06-15T14:00:00.000Z), signed in line ${LINES.firstBatch}, was left out of the inputs`,
    ]);
    // It names no job, and so changes nothing: inputs of the time before jobs had none of these.
    expect(found(await verifyParts(derivedFrom(parts, parts.punchIds, leftOut(3))))).toEqual([]);
  });

  it("cannot give somebody another person's punch", async () => {
    const parts = bundleParts();
    const taken = changed(TAPS, 1, tap => ({ ...tap, person: 0 }));
    expect(found(await verifyParts(derivedFrom(parts, parts.punchIds, taken)))).toEqual([
      `${LINES.maria}: punch ${parts.punchIds[1]} is of employee ${somebody(1).employee}, says the terminal (line ${LINES.firstBatch})`,
    ]);
  });

  it('cannot change an hour of a sheet', async () => {
    const parts = bundleParts();
    const people = changed(parts.people, 0, person => {
      const sheet = structuredClone(person.sheet);
      const [day] = sheet.days;
      const [pay] = day?.pays ?? [];
      if (pay === undefined) throw new Error('nothing is paid');
      pay.seconds += 3_600;
      return { ...person, sheet };
    });
    const report = await verifyParts({ ...parts, people });
    expect(report.failures).toMatchObject([
      {
        line: LINES.maria,
        person: MARIA,
        date: '2026-06-15',
        message: 'pays.0.seconds: the sheet says 33300, from the inputs follows 29700',
      },
    ]);
  });

  it('cannot change a line of the file', async () => {
    const changeFile = (file: Buffer) => Buffer.from(file.toString().replace('8.25', '9.25'));
    const report = await verifyParts({ ...bundleParts(), changeFile });
    expect(report.failures).toMatchObject([
      { line: LINES.file, person: MARIA, exportLine: 2, message: expect.stringContaining('9.25') },
    ]);
  });

  it('cannot add a line to the file', async () => {
    const changeFile = (file: Buffer) => Buffer.concat([file, Buffer.from('1,2,3\r\n')]);
    const report = await verifyParts({ ...bundleParts(), changeFile });
    expect(found(report)).toEqual([
      `${LINES.file}: the file says "1,2,3", from the sheets follows nothing more`,
    ]);
  });

  it('cannot change a byte of a file that is no text', async () => {
    const changeFile = (file: Buffer) => {
      const other = Buffer.from(file);
      other.writeUInt8(other.readUInt8(100) ^ 1, 100);
      return other;
    };
    const report = await verify(await writeBundle({ ...bundleParts(), changeFile }, 'generic-xlsx'));
    expect(found(report)).toEqual([
      `${LINES.file}: the file differs from byte 100 on from what follows from the sheets`,
    ]);
  });

  it('cannot change a punch within its batch', async () => {
    const parts = bundleParts();
    const batches = changed(parts.batches, 0, batch => ({
      ...batch,
      punches: changed(batch.punches, 2, punch => ({ ...punch, occurredAt: '2026-06-15T21:15:00.000Z' })),
    }));
    const report = await verifyParts({ ...parts, batches });
    expect(found(report)[0]).toBe(
      `${LINES.firstBatch}: the punches of batch gate-1 boot 1800000000 punches 1 to 4 do not lead to its head: one was changed, added, removed or moved`,
    );
    expect(found(report)).toContain(
      `${LINES.maria}: punch ${parts.punchIds[0]} is in the batch of line ${LINES.firstBatch}, which does not verify`,
    );
  });

  it('cannot take a punch out of its batch', async () => {
    const parts = bundleParts();
    const batches = changed(parts.batches, 0, batch => ({ ...batch, punches: batch.punches.slice(0, 3) }));
    expect(found(await verifyParts({ ...parts, batches }))[0]).toContain('do not lead to its head');
  });

  it('cannot take out a batch', async () => {
    const parts = bundleParts();
    expect(found(await verifyParts({ ...parts, batches: parts.batches.slice(0, 1) }))).toEqual(
      [4, 5].map(
        index => `3: punch ${parts.punchIds[index]} is in no batch of this bundle: no terminal signed it`,
      ),
    );
  });

  it('cannot swap batches', async () => {
    const parts = bundleParts();
    expect(found(await verifyParts({ ...parts, batches: parts.batches.toReversed() }))[0]).toBe(
      `${LINES.secondBatch}: batches come by terminal, boot and first punch: batch gate-1 boot 1800000000 punches 1 to 4 must stand before batch gate-1 boot 1800000000 punches 5 to 6`,
    );
  });

  it('cannot give a batch another place or another chain before it', async () => {
    const parts = bundleParts();
    const moved = changed(parts.batches, 1, batch => ({ ...batch, boot: batch.boot + 1 }));
    expect(found(await verifyParts({ ...parts, batches: moved }))[0]).toContain(
      'is not by a key of terminal gate-1',
    );
    const cut = changed(parts.batches, 1, batch => ({ ...batch, previous: 'ab'.repeat(32) }));
    expect(found(await verifyParts({ ...parts, batches: cut }))[0]).toContain('do not lead to its head');
  });

  it('cannot sign a punch of a second journal into the chain', async () => {
    const parts = bundleParts();
    // The same key signs another punch 5: a terminal whose journal was copied and went on twice.
    const copy = bundleParts(changed(TAPS, 0, tap => ({ ...tap, at: '2026-06-15T11:00:00.000Z' })));
    const batches = [...parts.batches.slice(0, 1), ...copy.batches.slice(1)];
    const signed = batches.map(batch => ({ ...batch, sig: parts.terminal.sign(batch) }));
    expect(found(await verifyParts({ ...parts, batches: signed }))[0]).toBe(
      `${LINES.secondBatch}: batch gate-1 boot 1800000000 punches 5 to 6 does not follow the batch before it: punch 4 has another hash there`,
    );
  });

  it('cannot sign with a foreign key', async () => {
    const parts = bundleParts();
    const stranger = new TestTerminal('gate-1', 'works');
    const signed = parts.batches.map(batch => ({ ...batch, sig: stranger.sign(batch) }));
    expect(found(await verifyParts({ ...parts, batches: signed }))[0]).toBe(
      `${LINES.firstBatch}: the signature of batch gate-1 boot 1800000000 punches 1 to 4 is not by a key of terminal gate-1`,
    );
  });

  it("cannot name a foreign key where the reader holds the terminal's own", async () => {
    const parts = bundleParts();
    const stranger = new TestTerminal('gate-1', 'works');
    const batches = parts.batches.map(batch => ({ ...batch, sig: stranger.sign(batch) }));
    const keys = [{ terminal: 'gate-1', keys: [stranger.publicKey.toString('base64')] }];
    const own = new Map([['gate-1', [parts.terminal.publicKey.toString('base64')]]]);
    const report = await verifyParts({ ...parts, batches, keys }, own);
    expect(found(report).slice(0, 2)).toEqual([
      expect.stringContaining(
        '1: the bundle names a key of terminal gate-1 that is not among those you gave: ',
      ),
      expect.stringContaining(`${LINES.firstBatch}: the signature of batch gate-1`),
    ]);
    // Without keys of the reader's own only the fingerprint tells: docs/proof.md says so.
    expect(await verifyParts({ ...parts, batches, keys })).toMatchObject({ follows: true });
  });

  it('cannot claim other people, other dates or another mapping', async () => {
    const parts = bundleParts();
    expect(found(await verifyParts({ ...parts, people: parts.people.toReversed() }))).toContain(
      `${LINES.jon}: people come once each, in order of their ids`,
    );
    const fewer = await verifyParts({
      ...parts,
      changeHeader: header => ({ ...header, lock: { ...header.lock, people: 3 } }),
    });
    expect(found(fewer)).toEqual(['1: 3 people were locked, there are 2 in the bundle']);
    const other = await verifyParts({
      ...parts,
      changeHeader: header => ({ ...header, context: { ...header.context, to: '2026-06-20' } }),
    });
    expect(found(other)).toContain(
      `${LINES.maria}: the sheet is of 2026-06-15 to 2026-06-21, the bundle of 2026-06-15 to 2026-06-20`,
    );
    const unknown = await verifyParts({
      ...parts,
      changeHeader: header => ({ ...header, export: { ...header.export, format: 'nobodys' } }),
    });
    expect(found(unknown)).toEqual(['1: this program does not write the format nobodys']);
  });
});

describe('a report', () => {
  it(`R11: lists ${FAILURES_LISTED_MAX} failures and counts the rest`, async () => {
    const taps = Array.from({ length: 120 }, (_, index): Tap => {
      const minute = String(index % 60).padStart(2, '0');
      return {
        person: 0,
        action: 'clock-in',
        at: `2026-06-15T${12 + Math.floor(index / 60)}:${minute}:00.000Z`,
      };
    });
    const report = await verifyParts({ ...bundleParts(taps), batches: [] });
    expect(report.failures).toHaveLength(FAILURES_LISTED_MAX);
    expect(report.failuresTotal).toBe(120);
  });
});

describe('what somebody made up', () => {
  it('gets a report or is refused, whatever it says', async () => {
    const bytes = await writeBundle(bundleParts());
    const end = bytes.lastIndexOf('{"kind":"end"');
    const lines = linesIn(bytes.subarray(0, end));
    for (let place = 0; place < end * 8; place += 1_499) {
      const other = Buffer.from(bytes.subarray(0, end));
      other.writeUInt8(other.readUInt8(place >> 3) ^ (1 << (place & 7)), place >> 3);
      const sha256 = hash('sha256', other);
      const last = JSON.stringify({ kind: 'end', lines: linesIn(other) === lines ? lines : 0, sha256 });
      const answer = isAccepted(Buffer.concat([other, Buffer.from(`${last}\n`)]));
      await expect(answer).resolves.toEqual(expect.any(Boolean));
    }
  });
});

function linesIn(bytes: Buffer): number {
  return bytes.toString().split('\n').length - 1;
}

describe('what is no bundle', () => {
  it.each([
    ['nothing', ''],
    ['a page', '<!doctype html>\n'],
    ['another kind of line', '{"kind":"end","lines":0,"sha256":""}\n'],
  ])('is said to be none: %s', async (_name, text) => {
    await expect(verify(Buffer.from(text))).rejects.toThrow('not a proof bundle');
  });

  it('R11: is refused when a line has no end', async () => {
    async function* endless() {
      for (;;) yield Buffer.alloc(1024 * 1024, 'x');
    }
    await expect(verifyBundle(endless(), TOOLS)).rejects.toThrow('line 1 is longer than 16777216 bytes');
  });
});
