import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ACK,
  DATA_BYTES_MAX,
  encodeFrame,
  FRAME_BYTES_MAX,
  type Frame,
  NACK,
  SYNTAX_ERROR,
} from './frame.ts';
import { BAD_RECORDINGS, RECORDINGS, SYNTAX_ERROR_HEX, wire } from './frames.ts';
import { Framer, type FramingEvent, INTER_BYTE_GAP_MS } from './framing.ts';

const GOOD = wire('0000FF0CF4D54B010100040804FB0EE20BD800');
const bytes = (...parts: (Uint8Array | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap(part => [...part]));

/** Frames as text, and how many bytes were discarded for which reason. */
function read(chunks: readonly Uint8Array[], framer = new Framer(), nowMs = 0) {
  return summarize(chunks.flatMap(chunk => framer.push(chunk, nowMs)));
}

function summarize(events: readonly FramingEvent[]) {
  const discarded: [string, number][] = [];
  for (const event of events)
    if (event.kind === 'discarded') discarded.push([event.reason, event.bytes.length]);
  return { frames: events.flatMap(event => (event.kind === 'frame' ? [text(event.frame)] : [])), discarded };
}

function text(frame: Frame): string {
  if (frame.kind !== 'information') return frame.kind;
  return `${frame.tfi.toString(16)} ${Buffer.from(frame.data).toString('hex')}`;
}

const strayBytes = (events: readonly FramingEvent[]) =>
  events.reduce((sum, event) => sum + (event.kind === 'discarded' ? event.bytes.length : 0), 0);
const allBytes = (events: readonly FramingEvent[]) =>
  events.reduce((sum, { bytes: part }) => sum + part.length, 0);

const LISTED = [...RECORDINGS, { hex: SYNTAX_ERROR_HEX, what: 'syntax error', source: 'many' }];

describe.each(LISTED)('recorded: $what ($source)', ({ hex }) => {
  const recording = wire(hex);
  const whole = read([recording]);
  const faults = ({ discarded }: typeof whole) => discarded.filter(([reason]) => reason !== 'fill');

  it('is read whole, byte by byte, and split in two at every place', () => {
    expect(whole.frames.length).toBeGreaterThan(0);
    expect(faults(whole)).toEqual([]);
    expect(read([...recording].map(byte => Uint8Array.of(byte))).frames).toEqual(whole.frames);
    for (let at = 0; at <= recording.length; at += 1)
      expect(read([recording.subarray(0, at), recording.subarray(at)]).frames).toEqual(whole.frames);
  });

  it('is read twice from one chunk, with and without what may stand around a frame', () => {
    const twice = [...whole.frames, ...whole.frames];
    expect(read([bytes(recording, recording)]).frames).toEqual(twice);
    const bare = recording.subarray(recording.indexOf(0xff) - 1, -1);
    expect(read([bytes(bare, bare)])).toEqual({ frames: twice, discarded: [] });
  });

  it('is read behind garbage and behind any half of itself', () => {
    expect(read([bytes([0x01, 0xff, 0x00, 0x80, 0x55], recording)]).frames).toEqual(whole.frames);
    for (let at = 1; at < recording.length; at += 1) {
      const halved = new Framer();
      const events = [...halved.push(bytes(recording.subarray(0, at), recording), 0), ...halved.finish()];
      expect(summarize(events).frames.slice(-whole.frames.length)).toEqual(whole.frames);
      expect(allBytes(events)).toBe(at + recording.length);
    }
  });
});

describe('a frame with any single bit flipped', () => {
  it.each([
    ['of a card', GOOD],
    ['of a long extended message', encodeFrame(0xd5, new Uint8Array(260).fill(7))],
  ])('%s is not taken for another', (_, frame) => {
    // Preamble and postamble may be anything; from the start code to the checksum nothing may change.
    for (let bit = 8; bit < (frame.length - 1) * 8; bit += 1) {
      const flipped = Uint8Array.from(frame);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const framer = new Framer();
      const events = [...framer.push(flipped, 0), ...framer.finish()];
      expect(summarize(events).frames).toEqual([]);
    }
  });
});

describe('framing', () => {
  it.each(BAD_RECORDINGS.filter(({ code }) => code !== 'response-code' && code !== 'noise'))(
    'finds no frame in $what, says $code, and reads the next one',
    ({ hex, code }) => {
      const framer = new Framer();
      const bad = framer.push(wire(hex), 0);
      const events = [...bad, ...framer.push(GOOD, 0), ...framer.finish()];
      expect(summarize(events).frames).toEqual([text({ ...information('4B010100040804FB0EE20B') })]);
      expect(allBytes(events)).toBe(hex.length / 2 + GOOD.length);
      const reasons = summarize(events).discarded.map(([reason]) => reason);
      // Half a frame takes the next one for its rest, and only then does not add up.
      expect(reasons).toContain(code === 'incomplete' ? 'dcs' : code);
    },
  );

  it('tells the four frames without data apart by length and length checksum', () => {
    expect(read([bytes(ACK, NACK, SYNTAX_ERROR, GOOD)])).toEqual({
      frames: ['ack', 'nack', 'syntax-error', 'd5 4b010100040804fb0ee20b'],
      discarded: [],
    });
  });

  it('finds a frame inside one that is rejected', () => {
    // A start code out of nowhere claims 24 bytes, and a whole frame lies within them.
    const claim = [0x00, 0xff, 0x18, 0xe8, 0x02];
    const { frames, discarded } = read([bytes(claim, GOOD, new Uint8Array(6))]);
    expect(frames).toEqual(['d5 4b010100040804fb0ee20b']);
    expect(discarded[0]).toEqual(['dcs', 5]);
  });

  it('gives up a frame when the line fell silent inside it for longer than the gap, and looks inside', () => {
    const [head, tail] = [GOOD.subarray(0, 9), GOOD.subarray(9)];
    const patient = new Framer();
    patient.push(head, 1000);
    expect(summarize(patient.push(tail, 1000 + INTER_BYTE_GAP_MS)).frames).toHaveLength(1);
    const late = new Framer();
    late.push(head, 1000);
    const events = late.push(tail, 1001 + INTER_BYTE_GAP_MS);
    expect(summarize(events).frames).toEqual([]);
    expect(summarize(events).discarded[0]).toEqual(['gap', 9]);
    const hiding = new Framer();
    // Claims 200 bytes that never come.
    expect(summarize(hiding.push(bytes([0x00, 0xff, 0xc8, 0x38], GOOD), 0)).frames).toEqual([]);
    expect(summarize(hiding.push(new Uint8Array(), 200)).frames).toHaveLength(1);
  });

  it('is not kept waiting by being looked at', () => {
    const framer = new Framer();
    framer.push(GOOD.subarray(0, 9), 0);
    for (let nowMs = 10; nowMs <= INTER_BYTE_GAP_MS; nowMs += 10)
      expect(framer.push(new Uint8Array(), nowMs)).toEqual([]);
    expect(framer.push(new Uint8Array(), INTER_BYTE_GAP_MS + 1)).toMatchObject([{ reason: 'gap' }]);
  });

  it('knows the zero behind a frame from fill', () => {
    // Ahead of the first there is nothing it could end.
    expect(new Framer().push(bytes([0x00, 0x00], GOOD), 0).map(({ kind }) => kind)).toEqual([
      'discarded',
      'frame',
    ]);
    const events = new Framer().push(bytes(ACK, [0x00, 0x00, 0x00], GOOD, [0x00, 0x55]), 0);
    expect(events.map(({ kind, bytes: part }) => [kind, part.length])).toEqual([
      ['frame', 5],
      ['postamble', 1],
      ['discarded', 3],
      ['frame', 18],
      ['postamble', 1],
      ['discarded', 2],
    ]);
  });

  it('takes a zero for the end of a frame only right behind one', () => {
    const bare = ACK.subarray(1, -1);
    const kinds = (...parts: Parameters<typeof bytes>) => {
      const framer = new Framer();
      return [...framer.push(bytes(...parts), 0), ...framer.finish()].map(({ kind }) => kind);
    };
    expect(kinds(bare, [0x00, 0x01])).toEqual(['frame', 'postamble', 'discarded']);
    expect(kinds(bare, [0x01, 0x00, 0x01])).toEqual(['frame', 'discarded', 'discarded', 'discarded']);
    // Behind a frame that is rejected, too, it ends nothing that is known.
    expect(kinds(bare, [0x00, 0xff, 0x05, 0xfa, 0x00, 0x01])).toEqual([
      'frame',
      'discarded',
      'discarded',
      'discarded',
    ]);
  });

  it('refuses lengths of nothing and of more than the chip sends', () => {
    expect(read([bytes([0x00, 0x00, 0xff, 0x00, 0x00, 0x00], GOOD)]).discarded[0]?.[0]).toBe('length');
    const tooLong = DATA_BYTES_MAX + 2;
    const header = [tooLong >> 8, tooLong & 0xff, -((tooLong >> 8) + (tooLong & 0xff)) & 0xff];
    const { frames, discarded } = read([bytes([0x00, 0x00, 0xff, 0xff, 0xff, ...header], GOOD)]);
    expect(discarded[0]?.[0]).toBe('length');
    expect(frames).toHaveLength(1);
    expect(() => encodeFrame(0xd4, new Uint8Array(DATA_BYTES_MAX + 1))).toThrow(RangeError);
  });
});

describe('framing on any input', () => {
  /** Bytes that occur in frames are drawn often, so that almost-frames come up. */
  const line = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(0x00, 0xff) },
      { weight: 3, arbitrary: fc.constantFrom(0x01, 0xd5, 0x4b, 0x0c, 0xf4, 0x55) },
      { weight: 2, arbitrary: fc.nat(255) },
    ),
    { maxLength: 400 },
  );
  const chunks = fc.array(fc.tuple(line, fc.nat(200)), { maxLength: 8 });

  it('never throws, hands out every byte once, keeps less than one frame, and reads the next good one', () => {
    fc.assert(
      fc.property(chunks, input => {
        const framer = new Framer();
        let [nowMs, fed, seen] = [0, 0, 0];
        for (const [chunk, waitMs] of input) {
          nowMs += waitMs;
          fed += chunk.length;
          for (const event of framer.push(Uint8Array.from(chunk), nowMs)) {
            seen += event.bytes.length;
            if (event.kind === 'discarded') expect(event.bytes.length).toBeLessThanOrEqual(64);
          }
        }
        expect(fed - seen).toBeGreaterThanOrEqual(0);
        expect(fed - seen).toBeLessThan(FRAME_BYTES_MAX);
        const last = [...framer.push(GOOD, nowMs + INTER_BYTE_GAP_MS + 1), ...framer.finish()];
        expect(summarize(last).frames.at(-1)).toBe('d5 4b010100040804fb0ee20b');
        expect(seen + allBytes(last)).toBe(fed + GOOD.length);
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same frames and the same stray bytes however the stream is cut', () => {
    const parts = fc.array(fc.oneof(line, fc.constantFrom(...LISTED.map(({ hex }) => [...wire(hex)]))), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(parts, fc.array(fc.nat(2000), { maxLength: 10 }), (input, places) => {
        const stream = Uint8Array.from(input.flat());
        const edges = [0, ...places.map(place => place % (stream.length + 1)), stream.length].sort(
          (a, b) => a - b,
        );
        const framer = new Framer();
        const cut = edges
          .slice(1)
          .flatMap((edge, index) => framer.push(stream.subarray(edges[index], edge), 0));
        const whole = new Framer().push(stream, 0);
        expect(summarize(cut).frames).toEqual(summarize(whole).frames);
        expect(strayBytes(cut)).toBe(strayBytes(whole));
      }),
      { numRuns: 200 },
    );
  });

  it('reads back every frame that can be encoded', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0xd4 as const, 0xd5 as const),
        fc.uint8Array({ maxLength: DATA_BYTES_MAX }),
        (tfi, data) => {
          const frame: Frame = { kind: 'information', tfi, data, isExtended: data.length + 1 > 255 };
          expect(read([encodeFrame(tfi, data)])).toEqual({ frames: [text(frame)], discarded: [] });
        },
      ),
    );
  });
});

describe('encoding', () => {
  it('is read back at every limit of its length', () => {
    for (const length of [0, 1, 253, 254, 255, DATA_BYTES_MAX - 1, DATA_BYTES_MAX]) {
      const frame = encodeFrame(0xd5, new Uint8Array(length).fill(1));
      // The second length byte comes with the 256th byte.
      expect(frame.length).toBe(length + (length > 254 ? 11 : 8));
      expect(read([frame])).toEqual({ frames: [`d5 ${'01'.repeat(length)}`], discarded: [] });
    }
  });

  it('gives the published frames', () => {
    const published = ['0000FF02FED4022A00', '0000FF05FBD4140114010200', '0000FF04FCD44A0100E100'];
    for (const hex of published) expect(encodeFrame(0xd4, wire(hex).slice(6, -2))).toEqual(wire(hex));
    const extended = wire(`0000FFFFFF0105FAD400313233${'00'.repeat(256)}9600`);
    expect(encodeFrame(0xd4, extended.slice(9, -2))).toEqual(extended);
  });
});

function information(hex: string): Frame {
  return { kind: 'information', tfi: 0xd5, data: wire(hex), isExtended: false };
}
