import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BAD_FRAMES, bytesOfHex, RECORDED_FRAMES } from './frames.ts';
import { encodeFrame, parseFrame } from './osdp-frame.ts';
import {
  createOsdpFramer,
  INTER_CHARACTER_GAP_MS,
  type OsdpFramer,
  type OsdpFramingEvent,
} from './osdp-framing.ts';

const GOOD = bytesOfHex('53 80 10 00 06 50 00 01 1A 00 BD 88 EB 80 02 D4');
const ECHO = bytesOfHex('53 00 08 00 06 60 89 CC');
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const joined = (...parts: (Uint8Array | number[])[]) => Uint8Array.from(parts.flatMap(part => [...part]));

/** What came out of a few chunks: frames as hex, and how many bytes were discarded for which reason. */
function read(chunks: Uint8Array[], framer: OsdpFramer = createOsdpFramer({ direction: 'both' }), nowMs = 0) {
  return summarize(chunks.flatMap(chunk => framer.push(chunk, nowMs)));
}

function summarize(events: OsdpFramingEvent[]) {
  const frames: string[] = [];
  const discarded: [string, number][] = [];
  for (const event of events) {
    if (event.kind === 'frame') frames.push(hexOf(event.bytes));
    if (event.kind === 'discarded') discarded.push([event.reason, event.bytes.length]);
  }
  return { frames, discarded };
}

describe.each(RECORDED_FRAMES)('$what ($source)', ({ hex }) => {
  const frame = bytesOfHex(hex);
  const only = { frames: [hexOf(frame)], discarded: [] };

  it('is found whole, byte by byte, and split in two at every place', () => {
    expect(read([frame])).toEqual(only);
    expect(read([...frame].map(byte => Uint8Array.of(byte)))).toEqual(only);
    for (let at = 0; at <= frame.length; at += 1)
      expect(read([frame.subarray(0, at), frame.subarray(at)])).toEqual(only);
  });

  it('is found twice in one chunk, marked or not', () => {
    expect(read([joined(frame, frame)])).toEqual({ frames: [hexOf(frame), hexOf(frame)], discarded: [] });
    const marked = joined([0xff, 0xff], frame);
    expect(read([joined(frame, marked)])).toEqual({ frames: [hexOf(frame), hexOf(marked)], discarded: [] });
  });

  it('is found behind garbage and behind any half of itself, once the gap or the length says so', () => {
    expect(read([joined([0x00, 0xfe, 0x12], frame)]).frames).toEqual([hexOf(frame)]);
    for (let at = 1; at < frame.length; at += 1) {
      const framer = createOsdpFramer({ direction: 'both' });
      const events = [...framer.push(joined(frame.subarray(0, at), frame), 0), ...framer.flush()];
      const { frames, discarded } = summarize(events);
      // Half of a frame may itself end in marks, which then belong to the next one.
      expect(frames.map(found => found.replace(/^(ff)+/, ''))).toEqual([hexOf(frame).replace(/^(ff)+/, '')]);
      expect(discarded.reduce((sum, [, count]) => sum + count, 0) + (frames[0]?.length ?? 0) / 2).toBe(
        at + frame.length,
      );
    }
  });
});

describe('framing', () => {
  it.each(BAD_FRAMES)(
    'refuses $what, counts every byte of it and finds the next frame',
    ({ hex, code, offset }) => {
      const bad = bytesOfHex(hex);
      const framer = createOsdpFramer({ direction: 'both' });
      const events = [...framer.push(joined(bad, GOOD), 0), ...framer.flush()];
      const { frames, discarded } = summarize(events);
      expect(frames).toEqual([hexOf(GOOD)]);
      expect(discarded.reduce((sum, [, count]) => sum + count, 0)).toBe(bad.length);
      expect(events[0]).toEqual({ kind: 'rejected', reason: code, header: bad.subarray(0, 5), offset });
      expect(discarded[0]?.[0]).toBe(code);
    },
  );

  it('finds a frame that begins inside a rejected one', () => {
    const spoiled = joined(bytesOfHex('53 80 28 00 06 50 00'), GOOD, new Uint8Array(0x28 - 7 - GOOD.length));
    expect(read([spoiled])).toEqual({
      frames: [hexOf(GOOD)],
      discarded: [
        ['crc', 7],
        ['noise', 0x28 - 7 - GOOD.length],
      ],
    });
  });

  it('takes bytes of the other direction for an echo, whole', () => {
    const framer = createOsdpFramer({ direction: 'from-reader' });
    const events = framer.push(joined(ECHO, GOOD), 0);
    expect(events.map(({ kind }) => kind)).toEqual(['other-direction', 'frame']);
    const peripheral = createOsdpFramer({ direction: 'from-panel' });
    expect(peripheral.push(joined(ECHO, GOOD), 0).map(({ kind }) => kind)).toEqual([
      'frame',
      'other-direction',
    ]);
  });

  it('gives up a frame when the line fell silent inside it for longer than the gap', () => {
    const [head, tail] = [GOOD.subarray(0, 6), GOOD.subarray(6)];
    const patient = createOsdpFramer({ direction: 'both' });
    expect(patient.push(head, 1000)).toEqual([]);
    expect(read([tail], patient, 1000 + INTER_CHARACTER_GAP_MS).frames).toHaveLength(1);
    const late = createOsdpFramer({ direction: 'both' });
    late.push(head, 1000);
    expect(read([tail], late, 1001 + INTER_CHARACTER_GAP_MS).discarded).toEqual([
      ['gap', 6],
      ['gap', 10],
    ]);
    expect(read([GOOD], late, 2000).frames).toHaveLength(1);
    const strict = createOsdpFramer({ direction: 'both', interCharacterGapMs: 20 });
    strict.push(head, 0);
    expect(strict.push(new Uint8Array(0), 21)[0]).toMatchObject({ kind: 'rejected', reason: 'gap' });
  });

  it('gives up what is half read when told so', () => {
    const framer = createOsdpFramer({ direction: 'both' });
    framer.push(joined([0xff], GOOD.subarray(0, 6)), 0);
    expect(summarize(framer.flush()).discarded).toEqual([['incomplete', 7]]);
    expect(read([GOOD], framer).frames).toHaveLength(1);
  });

  it('refuses a length beyond its own maximum before it waits for the bytes', () => {
    const small = createOsdpFramer({ direction: 'both', maxFrameBytes: 128 });
    const long = encodeFrame({ ...frameOf(ECHO), payload: new Uint8Array(200) });
    expect(small.push(long.subarray(0, 4), 0)[0]).toMatchObject({
      kind: 'rejected',
      reason: 'length',
      offset: 2,
    });
    expect(read([long]).frames).toHaveLength(1);
  });

  it('hands out noise in pieces of at most 64 bytes', () => {
    expect(read([new Uint8Array(150)]).discarded).toEqual([
      ['noise', 64],
      ['noise', 64],
      ['noise', 22],
    ]);
  });

  it('hands out frames that do not change when the chunk they came in does', () => {
    const chunk = Uint8Array.from(GOOD);
    const [event] = createOsdpFramer({ direction: 'both' }).push(chunk, 0);
    chunk.fill(0);
    expect(event).toMatchObject({ kind: 'frame', bytes: GOOD, frame: frameOf(GOOD) });
  });
});

describe('framing on any input', () => {
  /** Bytes that occur in headers are drawn often, so that almost-frames come up. */
  const noise = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(0x53, 0xff, 0x00, 0x80, 0x08, 0x04, 0x0e) },
      { weight: 3, arbitrary: fc.nat(255) },
    ),
    { maxLength: 60 },
  );
  const parts = fc.array(
    fc.oneof(noise, fc.constantFrom(...RECORDED_FRAMES.map(({ hex }) => [...bytesOfHex(hex)]))),
    { maxLength: 6 },
  );

  it('never throws, loses no byte unseen, keeps less than a frame, and reads the next good frame after a gap', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(parts, fc.nat(150)), { maxLength: 8 }), input => {
        const framer = createOsdpFramer({ direction: 'both', maxFrameBytes: 128 });
        let [nowMs, fed, seen] = [0, 0, 0];
        for (const [chunk, waitMs] of input) {
          nowMs += waitMs;
          fed += chunk.flat().length;
          for (const event of framer.push(Uint8Array.from(chunk.flat()), nowMs)) {
            if (event.kind === 'rejected') continue;
            seen += event.bytes.length;
            if (event.kind === 'discarded') expect(event.bytes.length).toBeLessThanOrEqual(64);
          }
        }
        expect(fed - seen).toBeGreaterThanOrEqual(0);
        expect(fed - seen).toBeLessThan(128 + 4);
        const last = framer.push(GOOD, nowMs + 1000).at(-1);
        expect(last).toMatchObject({ kind: 'frame', frame: frameOf(GOOD) });
      }),
      { numRuns: 400 },
    );
  });

  it('finds the same frames and discards the same bytes however the stream is cut', () => {
    fc.assert(
      fc.property(parts, fc.array(fc.nat(400), { maxLength: 10 }), (drawn, places) => {
        const stream = Uint8Array.from(drawn.flat());
        const edges = [0, ...places.map(place => place % (stream.length + 1)), stream.length].sort(
          (a, b) => a - b,
        );
        const pieces = edges.slice(1).map((edge, index) => stream.subarray(edges[index], edge));
        const total = (chunks: Uint8Array[]) => {
          const framer = createOsdpFramer({ direction: 'both' });
          const events = [...chunks.flatMap(chunk => framer.push(chunk, 0)), ...framer.flush()];
          const { frames, discarded } = summarize(events);
          return { frames, strayBytes: discarded.reduce((sum, [, count]) => sum + count, 0) };
        };
        expect(total(pieces)).toEqual(total([stream]));
      }),
      { numRuns: 400 },
    );
  });
});

function frameOf(bytes: Uint8Array) {
  const result = parseFrame(bytes);
  if (!result.ok) throw new Error(result.code);
  return result.frame;
}
