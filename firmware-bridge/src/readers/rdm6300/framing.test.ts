import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printedNumbers } from '../em4100/printed-numbers.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { BAD_FRAMES, BAD_ID12LA, ID12LA_FRAMES, RECORDED_FRAMES, wire } from './frames.ts';
import { createFramer, type Framer, type FramingEvent, INTER_BYTE_GAP_MS } from './framing.ts';

const bytes = (...parts: (Uint8Array | number[] | string)[]) =>
  Uint8Array.from(parts.flatMap(part => (typeof part === 'string' ? [...Buffer.from(part)] : [...part])));
const GOOD = RECORDED_FRAMES[2]?.characters ?? '';

/** Numbers that decode, and how many bytes were discarded for which reason, after all chunks at one instant. */
function read(chunks: Uint8Array[], framer: Framer = createFramer(), nowMs = 0) {
  return summarize(chunks.flatMap(chunk => framer.push(chunk, nowMs)));
}

function summarize(events: FramingEvent[]) {
  const numbers: string[] = [];
  const discarded: [string, number][] = [];
  for (const event of events) {
    if (event.kind === 'discarded') {
      discarded.push([event.reason, event.bytes.length]);
      continue;
    }
    const decoded = decodeFrame(event.characters);
    if (decoded.kind === 'number') numbers.push(decoded.raw);
    else discarded.push([decoded.reason, event.bytes.length]);
  }
  return { numbers, discarded };
}

describe.each(RECORDED_FRAMES)('recorded frame $characters ($source)', ({ characters }) => {
  const frame = wire(characters);
  const raw = characters.slice(0, 10);

  it('is read whole, byte by byte, and split in two at every place', () => {
    expect(read([frame])).toEqual({ numbers: [raw], discarded: [] });
    expect(read([...frame].map(byte => Uint8Array.of(byte)))).toEqual({ numbers: [raw], discarded: [] });
    for (let at = 0; at <= frame.length; at += 1) {
      expect(read([frame.subarray(0, at), frame.subarray(at)])).toEqual({ numbers: [raw], discarded: [] });
    }
  });

  it('is read twice from one chunk, with and without CR LF behind it', () => {
    expect(read([bytes(frame, frame)])).toEqual({ numbers: [raw, raw], discarded: [] });
    expect(read([bytes(frame, '\r\n', frame, '\r', frame, '\n')])).toEqual({
      numbers: [raw, raw, raw],
      discarded: [],
    });
  });

  it('is read in lower case', () => {
    expect(read([wire(characters.toLowerCase())])).toEqual({ numbers: [raw], discarded: [] });
  });

  it('is read behind garbage and behind any half of itself', () => {
    expect(read([bytes('xyz\0\xff', frame)]).numbers).toEqual([raw]);
    for (let at = 1; at < frame.length; at += 1) {
      const half = read([bytes(frame.subarray(0, at), frame)]);
      expect(half).toEqual({ numbers: [raw], discarded: [['cut-short', at]] });
    }
  });

  it('is what encoding its number gives', () => expect(encodeFrame(raw)).toEqual(frame));

  it('is rejected with any single bit of its characters flipped', () => {
    for (let bit = 8; bit < 13 * 8; bit += 1) {
      const flipped = Uint8Array.from(frame);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // Bit 5 of a letter only changes its case, which is no fault.
      const isCase =
        Buffer.from(flipped).toString('latin1').toUpperCase() === Buffer.from(frame).toString('latin1');
      if (!isCase) expect(read([flipped]).numbers).toEqual([]);
    }
  });
});

describe.each(ID12LA_FRAMES)('ID-12LA frame of $raw ($source)', ({ hex, raw, dez10, d3d5 }) => {
  const frame = Uint8Array.from(Buffer.from(hex, 'hex'));

  it('is read whole, split in two at every place, twice in a chunk, behind half of itself', () => {
    for (let at = 0; at <= frame.length; at += 1) {
      expect(read([frame.subarray(0, at), frame.subarray(at)])).toEqual({ numbers: [raw], discarded: [] });
      if (at > 0 && at < frame.length)
        expect(read([frame.subarray(0, at), frame])).toEqual({
          numbers: [raw],
          discarded: [['cut-short', at]],
        });
    }
    expect(read([bytes(frame, frame)]).numbers).toEqual([raw, raw]);
  });

  it('says which envelope it came in, and is what encoding gives', () => {
    expect(createFramer().push(frame, 0)).toMatchObject([{ envelope: 'id12la', bytes: frame }]);
    expect(encodeFrame(raw, 'xor', 'id12la')).toEqual(frame);
  });

  it('has the printed numbers of its source', () => {
    expect(printedNumbers(raw)).toMatchObject({ dez10, d3d5 });
  });

  it('is rejected with any single bit of its number flipped', () => {
    for (let bit = 8; bit < 13 * 8; bit += 1) {
      const flipped = Uint8Array.from(frame);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const isCase =
        Buffer.from(flipped).toString('latin1').toUpperCase() === Buffer.from(frame).toString('latin1');
      if (!isCase) expect(read([flipped]).numbers).toEqual([]);
    }
  });
});

describe('framing', () => {
  it.each(BAD_ID12LA)('takes an ID-12LA frame with $what for no badge and reads the next frame', bad => {
    const wrong = Uint8Array.from(Buffer.from(bad.bytes, 'latin1'));
    const { numbers, discarded } = read([wrong, encodeFrame('67003B51C6', 'xor', 'id12la')]);
    expect(numbers).toEqual(['67003B51C6']);
    expect(discarded.reduce((sum, [, count]) => sum + count, 0)).toBe(wrong.length);
  });

  it('takes CR without LF before the end, and one CR LF behind it; more line ends are noise', () => {
    expect(read([bytes([0x02], '67003B51C6CB\r', [0x03])])).toEqual({
      numbers: ['67003B51C6'],
      discarded: [],
    });
    expect(read([bytes(wire(GOOD), '\r\n\r\n')]).discarded).toEqual([['noise', 2]]);
    expect(read([bytes(wire(GOOD), '\n\r')]).discarded).toEqual([['noise', 1]]);
  });

  it.each(BAD_FRAMES)('takes $what for no badge, counts every byte of it and reads the next frame', bad => {
    const { numbers, discarded } = read([wire(bad.characters), wire(GOOD)]);
    expect(numbers).toEqual([GOOD.slice(0, 10)]);
    expect(discarded.reduce((sum, [, count]) => sum + count, 0)).toBe(wire(bad.characters).length);
  });

  it('says why bytes were discarded', () => {
    expect(read([bytes('67003B', wire(GOOD), 'zz')]).discarded).toEqual([
      ['after-open', 6],
      ['noise', 2],
    ]);
    expect(read([wire('67003B51C6CBDA')]).discarded).toEqual([
      ['wrong-length', 14],
      ['noise', 2],
    ]);
    expect(read([wire('67')]).discarded).toEqual([['wrong-length', 4]]);
    expect(read([wire('67z')]).discarded).toEqual([
      ['not-hex', 4],
      ['noise', 1],
    ]);
    expect(read([wire('68003B51C6CB')]).discarded).toEqual([['checksum', 14]]);
  });

  it('gives up a frame when the line fell silent inside it for longer than the gap', () => {
    const [head, tail] = [wire(GOOD).subarray(0, 5), wire(GOOD).subarray(5)];
    const patient = createFramer();
    expect(patient.push(head, 1000)).toEqual([]);
    expect(summarize(patient.push(tail, 1000 + INTER_BYTE_GAP_MS)).numbers).toHaveLength(1);
    const late = createFramer();
    expect(late.push(head, 1000)).toEqual([]);
    expect(summarize(late.push(tail, 1001 + INTER_BYTE_GAP_MS))).toEqual({
      numbers: [],
      discarded: [
        ['gap', 5],
        ['noise', 9],
      ],
    });
    expect(read([wire(GOOD)], late, 2000).numbers).toHaveLength(1);
  });

  it('hands out noise in pieces of at most 64 bytes', () => {
    expect(read([new Uint8Array(150)]).discarded.map(([, count]) => count)).toEqual([64, 64, 22]);
  });
});

describe('framing on any input', () => {
  /** Bytes that occur in frames are drawn often, so that almost-frames come up. */
  const line = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(0x02, 0x03, 0x0d, 0x0a) },
      { weight: 6, arbitrary: fc.constantFrom(...Buffer.from('0123456789ABCDEFabcdef')) },
      { weight: 2, arbitrary: fc.nat(255) },
    ),
    { maxLength: 200 },
  );
  const chunks = fc.array(fc.tuple(line, fc.nat(120)), { maxLength: 8 });

  it('never throws, loses no byte unseen, keeps at most 15, and always reads the next good frame', () => {
    fc.assert(
      fc.property(chunks, input => {
        const framer = createFramer();
        let [nowMs, fed, seen, tails] = [0, 0, 0, 0];
        for (const [chunk, waitMs] of input) {
          nowMs += waitMs;
          fed += chunk.length;
          tails += chunk.filter(byte => byte === 0x0d || byte === 0x0a).length;
          for (const event of framer.push(Uint8Array.from(chunk), nowMs)) {
            seen += event.bytes.length;
            if (event.kind === 'discarded') expect(event.bytes.length).toBeLessThanOrEqual(64);
          }
        }
        const kept = fed - seen;
        expect(kept).toBeGreaterThanOrEqual(0);
        // CR and LF behind a frame are part of it and counted nowhere.
        expect(kept).toBeLessThanOrEqual(15 + tails);
        const last = framer.push(wire(GOOD), nowMs);
        expect(last.at(-1)).toMatchObject({ kind: 'frame', characters: GOOD });
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same frames and the same number of stray bytes however the stream is cut', () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 10 });
    const frames = fc.array(
      fc.oneof(line, fc.constantFrom(...RECORDED_FRAMES.map(f => [...wire(f.characters)]))),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(frames, cuts, (parts, places) => {
        const stream = Uint8Array.from(parts.flat());
        const edges = [0, ...places.map(place => place % (stream.length + 1)), stream.length].sort(
          (a, b) => a - b,
        );
        const pieces = edges.slice(1).map((edge, index) => stream.subarray(edges[index], edge));
        const total = ({ numbers, discarded }: ReturnType<typeof read>) => ({
          numbers,
          strayBytes: discarded.reduce((sum, [, count]) => sum + count, 0),
        });
        expect(total(read(pieces))).toEqual(total(read([stream])));
      }),
      { numRuns: 300 },
    );
  });

  it('reads back every number that can be encoded, by either checksum and only by its own', () => {
    const raw = fc
      .bigInt({ min: 0n, max: 0xff_ffff_ffffn })
      .map(n => n.toString(16).padStart(10, '0').toUpperCase());
    fc.assert(
      fc.property(raw, fc.constantFrom('xor' as const, 'sum8' as const), (number, checksum) => {
        const characters = Buffer.from(encodeFrame(number, checksum)).toString('latin1', 1, 13);
        expect(decodeFrame(characters, checksum)).toEqual({
          kind: 'number',
          raw: number,
          integrity: checksum,
        });
        const other = checksum === 'xor' ? 'sum8' : 'xor';
        const otherFrame = Buffer.from(encodeFrame(number, other)).toString('latin1', 1, 13);
        if (otherFrame !== characters) {
          expect(decodeFrame(characters, other)).toEqual({ kind: 'invalid', reason: 'checksum' });
        }
      }),
    );
  });
});

describe('checksum', () => {
  it('takes the additive sum only where it was asked for, and then nothing else', () => {
    expect(decodeFrame('2E00AF0EC9B4')).toEqual({ kind: 'invalid', reason: 'checksum' });
    expect(decodeFrame('2E00AF0EC9B4', 'sum8')).toMatchObject({ raw: '2E00AF0EC9', integrity: 'sum8' });
    expect(decodeFrame('2E00AF0EC946', 'sum8')).toEqual({ kind: 'invalid', reason: 'checksum' });
    expect(decodeFrame('2E00AF0EC946')).toMatchObject({ raw: '2E00AF0EC9', integrity: 'xor' });
  });

  it('encodes no other text than ten upper-case hex characters', () => {
    for (const raw of ['67003b51c6', '67003B51C', '67003B51C6C', 'ZZ003B51C6']) {
      expect(() => encodeFrame(raw)).toThrow(RangeError);
    }
  });
});
