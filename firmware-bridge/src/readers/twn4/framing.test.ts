import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BINARY_EXCHANGES, EXCHANGES, line, wire } from './frames.ts';
import { createFramer, type Framer, type FramingEvent, INTER_BYTE_GAP_MS } from './framing.ts';
import { crcOf, encodeMessage, MESSAGE_BYTES_MAX, type Wire } from './message.ts';

const ASCII: Wire = { mode: 'ascii', crc: false };
const ASCII_CRC: Wire = { mode: 'ascii', crc: true };
const BINARY: Wire = { mode: 'binary', crc: false };
const BINARY_CRC: Wire = { mode: 'binary', crc: true };
const WIRES = [ASCII, ASCII_CRC, BINARY, BINARY_CRC].map(
  wireOf => [`${wireOf.mode}${wireOf.crc ? ' with CRC' : ''}`, wireOf] as const,
);
const TAG = '000180200466CF4DC2';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]));
const read = (chunks: readonly Uint8Array[], framer: Framer) =>
  summarize(chunks.flatMap(chunk => framer.push(chunk, 0)));

function summarize(events: readonly FramingEvent[]) {
  const discarded: [string, number][] = [];
  for (const event of events)
    if (event.kind === 'discarded') discarded.push([event.reason, event.bytes.length]);
  return {
    messages: events.flatMap(event => (event.kind === 'message' ? [hex(event.message)] : [])),
    discarded,
  };
}

const countOf = (events: readonly FramingEvent[]) => events.reduce((sum, { bytes }) => sum + bytes.length, 0);

describe('the CRC', () => {
  it('is CRC-16/MCRF4XX, low byte first', () => {
    expect(crcOf(line('123456789'))).toBe(0x6f91);
    expect(crcOf(wire('0005'))).toBe(0xa715);
    expect(crcOf(wire('0001'))).toBe(0xe131);
  });
});

describe.each(WIRES)('%s', (_, wireOf) => {
  const plain = EXCHANGES.filter(({ hasCrc }) => hasCrc !== true);
  const published = plain.flatMap(({ request, answer }) => [request, answer]);

  it('reads every published message whole, byte by byte, split anywhere, and twice from one chunk', () => {
    for (const text of published) {
      const frame = encodeMessage(wire(text), wireOf);
      const once = { messages: [text], discarded: [] };
      expect(
        read(
          [...frame].map(byte => Uint8Array.of(byte)),
          createFramer(wireOf),
        ),
      ).toEqual(once);
      for (let at = 0; at <= frame.length; at += 1)
        expect(read([frame.subarray(0, at), frame.subarray(at)], createFramer(wireOf))).toEqual(once);
      expect(read([joined(frame, frame)], createFramer(wireOf)).messages).toEqual([text, text]);
    }
  });

  it('reads a message that comes after garbage and a silence', () => {
    const framer = createFramer(wireOf);
    framer.push(Uint8Array.of(0x78, 0xff, 0x00, 0x41), 0);
    const later = framer.push(encodeMessage(wire(TAG), wireOf), INTER_BYTE_GAP_MS + 1);
    expect(summarize(later).messages).toEqual([TAG]);
  });

  it('gives up a message when the line fell silent inside it for longer than the gap', () => {
    const frame = encodeMessage(wire(TAG), wireOf);
    const patient = createFramer(wireOf);
    patient.push(frame.subarray(0, 5), 1000);
    expect(summarize(patient.push(frame.subarray(5), 1000 + INTER_BYTE_GAP_MS)).messages).toEqual([TAG]);
    const late = createFramer(wireOf);
    late.push(frame.subarray(0, 5), 1000);
    expect(summarize(late.push(new Uint8Array(), 1001 + INTER_BYTE_GAP_MS)).discarded).toEqual([['gap', 5]]);
  });

  it('never makes two messages of half of one and a whole one', () => {
    const frame = encodeMessage(wire(TAG), wireOf);
    for (let at = 1; at < frame.length; at += 1) {
      const framer = createFramer(wireOf);
      const { messages } = summarize(framer.push(joined(frame.subarray(0, at), frame), 0));
      // Without a CRC it may be one that is too long; whoever reads its fields refuses it.
      expect(messages).not.toContain(TAG);
      expect(summarize(framer.push(frame, INTER_BYTE_GAP_MS + 1)).messages).toEqual([TAG]);
    }
  });

  it('never throws, hands out every byte once, keeps less than one message, and reads the next after a silence', () => {
    const noise = fc.array(
      fc.oneof(fc.constantFrom(...line('0123456789ABCDEFabcdef\r')), fc.constantFrom(0, 1, 2), fc.nat(255)),
      { maxLength: 700 },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, fc.nat(200)), { maxLength: 6 }), input => {
        const framer = createFramer(wireOf);
        let [nowMs, fed, seen] = [0, 0, 0];
        for (const [chunk, waitMs] of input) {
          nowMs += waitMs;
          fed += chunk.length;
          const events = framer.push(Uint8Array.from(chunk), nowMs);
          seen += countOf(events);
          for (const event of events)
            if (event.kind === 'discarded') expect(event.bytes.length).toBeLessThanOrEqual(64);
        }
        expect(fed - seen).toBeGreaterThanOrEqual(0);
        expect(fed - seen).toBeLessThanOrEqual(2 * MESSAGE_BYTES_MAX);
        const frame = encodeMessage(wire(TAG), wireOf);
        const last = framer.push(frame, nowMs + INTER_BYTE_GAP_MS + 1);
        expect(summarize(last).messages).toEqual([TAG]);
        expect(seen + countOf(last)).toBe(fed + frame.length);
      }),
      { numRuns: 200 },
    );
  });

  it('reads back every message that can be encoded', () => {
    const message = fc.uint8Array({ minLength: 1, maxLength: MESSAGE_BYTES_MAX - 2 });
    fc.assert(
      fc.property(message, bytes => {
        expect(read([encodeMessage(bytes, wireOf)], createFramer(wireOf))).toEqual({
          messages: [hex(bytes)],
          discarded: [],
        });
      }),
    );
    for (const length of [255, 256, MESSAGE_BYTES_MAX - 2]) {
      const longest = new Uint8Array(length).fill(0xa1);
      expect(read([encodeMessage(longest, wireOf)], createFramer(wireOf)).messages).toEqual([hex(longest)]);
    }
    expect(() => encodeMessage([], wireOf)).toThrow(RangeError);
    expect(() => encodeMessage(new Uint8Array(MESSAGE_BYTES_MAX + 1), wireOf)).toThrow(RangeError);
  });
});

describe('published bytes on the wire', () => {
  it('are what encoding gives, with CRC and in binary', () => {
    expect(encodeMessage(wire('0005'), ASCII)).toEqual(line('0005\r'));
    expect(encodeMessage(wire('0005'), ASCII_CRC)).toEqual(line('000515A7\r'));
    expect(encodeMessage(wire('0001'), ASCII_CRC)).toEqual(line('000131E1\r'));
    for (const { request, answer, hasCrc } of BINARY_EXCHANGES) {
      const wireOf: Wire = { mode: 'binary', crc: hasCrc };
      expect(hex(encodeMessage(wire('0005'), wireOf))).toBe(request);
      expect(read([wire(answer)], createFramer(wireOf))).toEqual({ messages: ['0001'], discarded: [] });
    }
  });

  it('are not taken with any single bit flipped where there is a CRC', () => {
    for (const wireOf of [ASCII_CRC, BINARY_CRC]) {
      const frame = encodeMessage(wire(TAG), wireOf);
      for (let bit = 0; bit < frame.length * 8; bit += 1) {
        const flipped = Uint8Array.from(frame);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const { messages } = read([flipped], createFramer(wireOf));
        // Bit 5 of a letter only changes its case, which is no fault.
        const isCase =
          wireOf.mode === 'ascii' &&
          Buffer.from(flipped).toString('latin1').toUpperCase() === Buffer.from(frame).toString('latin1');
        if (!isCase) expect(messages).toEqual([]);
      }
    }
  });
});

describe('lines of hex', () => {
  it('are read in lower case', () => {
    expect(read([line(`${TAG.toLowerCase()}\r`)], createFramer(ASCII)).messages).toEqual([TAG]);
  });

  it('are given up as a whole when a character is wrong, with the reason', () => {
    const cases: [string, [string, number][]][] = [
      ['00x0\r', [['not-hex', 5]]],
      ['000\r', [['odd-length', 4]]],
      ['\r', [['empty', 1]]],
      ['\n0000\r', [['not-hex', 6]]],
    ];
    for (const [text, discarded] of cases)
      expect(read([line(text), line('0000\r')], createFramer(ASCII))).toEqual({
        messages: ['0000'],
        discarded,
      });
    expect(read([line('000130E1\r'), line('000131E1\r')], createFramer(ASCII_CRC))).toEqual({
      messages: ['0001'],
      discarded: [['crc', 9]],
    });
    expect(read([line('00\r')], createFramer(ASCII_CRC)).discarded).toEqual([['crc', 3]]);
  });

  it('take hex digits and no other character', () => {
    for (let char = 0; char < 256; char += 1) {
      if (char === 0x0d) continue;
      const isDigit = /[0-9A-Fa-f]/.test(String.fromCharCode(char));
      const { messages } = read([Uint8Array.of(0x30, char, 0x0d)], createFramer(ASCII));
      expect(messages).toEqual(isDigit ? [`0${String.fromCharCode(char).toUpperCase()}`] : []);
    }
  });

  it('come in the order in which they were', () => {
    const events = createFramer(ASCII).push(line('0000\rzz\r0001\r\r'), 0);
    expect(events.map(({ kind }) => kind)).toEqual(['message', 'discarded', 'message', 'discarded']);
  });

  it('end at their longest', () => {
    expect(
      read([encodeMessage(new Uint8Array(MESSAGE_BYTES_MAX), ASCII)], createFramer(ASCII)).messages,
    ).toHaveLength(1);
    const { messages, discarded } = read([line(`${'0'.repeat(3000)}\r0000\r`)], createFramer(ASCII));
    expect(messages).toEqual(['0000']);
    expect(new Set(discarded.map(([reason]) => reason))).toEqual(new Set(['too-long']));
    expect(discarded.reduce((sum, [, count]) => sum + count, 0)).toBe(3001);
  });
});

describe('counted messages', () => {
  it('are not waited for when the count cannot be', () => {
    for (const count of ['0000', '0902', 'FFFF']) {
      const framer = createFramer(BINARY);
      expect(summarize(framer.push(wire(`${count}0001`), 0)).discarded).toEqual([['length', 4]]);
      expect(summarize(framer.push(wire('02000001'), 101)).messages).toEqual(['0001']);
    }
  });

  it('are begun anew when the host says so', () => {
    const framer = createFramer(BINARY);
    framer.push(wire('0900000180'), 0);
    expect(summarize(framer.reset('stale')).discarded).toEqual([['stale', 5]]);
    expect(summarize(framer.push(wire('02000001'), 1)).messages).toEqual(['0001']);
  });
});
