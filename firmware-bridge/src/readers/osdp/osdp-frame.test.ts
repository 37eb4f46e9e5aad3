import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BAD_FRAMES, bytesOfHex, RECORDED_FRAMES, ZERO_MAC_REPLY } from './frames.ts';
import { checksum8, crc16 } from './osdp-check.ts';
import { commandName, replyName } from './osdp-codes.ts';
import { encodeFrame, type OsdpFrame, parseFrame } from './osdp-frame.ts';

/** A recorded frame without the mark that may stand before it. */
const unmarked = (hex: string) => bytesOfHex(hex.replace(/^FF/, ''));

function parsed(bytes: Uint8Array): OsdpFrame {
  const result = parseFrame(bytes);
  if (!result.ok) throw new Error(`${result.code} at ${result.offset}`);
  return result.frame;
}

describe('check bytes', () => {
  it('are the CRC with init 1D0F and the two-complement sum', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0xe5cc);
    expect(crc16(new Uint8Array(0))).toBe(0x1d0f);
    expect(checksum8(bytesOfHex('53 00 07 00 02 60'))).toBe(0x44);
    expect(checksum8(new Uint8Array(0))).toBe(0);
  });
});

describe.each(RECORDED_FRAMES)('$what ($source)', frame => {
  const bytes = unmarked(frame.hex);

  it('is read field by field', () => {
    const { address, isReply, sequence, isCrc, name } = frame;
    const result = parsed(bytes);
    expect(result).toEqual({
      ...{ address, isReply, sequence, isCrc, securityBlock: null, code: result.code },
      ...{ payload: bytesOfHex(frame.payload), mac: null },
    });
    expect((isReply ? replyName : commandName)(result.code)).toBe(name);
  });

  it('is what encoding its fields gives', () => expect(encodeFrame(parsed(bytes))).toEqual(bytes));

  it('is refused with any single bit flipped, and whole only', () => {
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(parseFrame(flipped).ok).toBe(false);
    }
    for (let end = 0; end < bytes.length; end += 1)
      expect(parseFrame(bytes.subarray(0, end))).toMatchObject({ code: 'incomplete', offset: end });
    expect(parseFrame(Uint8Array.of(...bytes, 0))).toEqual({ ok: false, code: 'length', offset: 2 });
  });
});

describe('a frame', () => {
  it.each(BAD_FRAMES)('is refused for $what', ({ hex, code, offset }) => {
    expect(parseFrame(bytesOfHex(hex))).toEqual({ ok: false, code, offset });
  });

  it('is refused when it does not begin with SOM', () => {
    expect(parseFrame(bytesOfHex('FF 53 00 08 00 06 60 89 CC'))).toEqual({
      ok: false,
      code: 'start',
      offset: 0,
    });
  });

  it('with a MAC of zeros is whole: only who has a session can refuse it', () => {
    expect(parsed(bytesOfHex(ZERO_MAC_REPLY))).toMatchObject({
      ...{ address: 0x65, isReply: true, isCrc: false, code: 0x40 },
      securityBlock: { type: 0x16 },
      mac: new Uint8Array(4),
    });
  });

  it('is refused when its security block belongs to the other direction', () => {
    const reply = encodeFrame({ ...parsed(bytesOfHex(ZERO_MAC_REPLY)), isReply: false });
    expect(parseFrame(reply)).toEqual({ ok: false, code: 'security-block', offset: 5 });
  });

  it('is not made of what no parser would take', () => {
    const frame = parsed(bytesOfHex('53 00 07 00 02 60 44'));
    expect(() => encodeFrame({ ...frame, address: 128 })).toThrow(RangeError);
    expect(() => encodeFrame({ ...frame, sequence: 4 })).toThrow(RangeError);
    expect(() => encodeFrame({ ...frame, mac: new Uint8Array(4) })).toThrow(RangeError);
    expect(() => encodeFrame({ ...frame, payload: new Uint8Array(1434) })).toThrow(RangeError);
    expect(encodeFrame({ ...frame, payload: new Uint8Array(1433) })).toHaveLength(1440);
  });

  it('of any fields is read back as it was', () => {
    const block = fc.oneof(
      fc.constant(null),
      fc.record({ type: fc.integer({ min: 0x11, max: 0x18 }), datum: fc.nat(255) }),
    );
    const fields = fc.record({
      address: fc.nat(0x7f),
      isReply: fc.boolean(),
      sequence: fc.nat(3),
      isCrc: fc.boolean(),
      code: fc.nat(255),
      payload: fc.uint8Array({ maxLength: 200 }),
      mac: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fields, block, (rest, drawn) => {
        const isReply = drawn === null ? rest.isReply : drawn.type % 2 === 0;
        const hasMac = drawn !== null && drawn.type >= 0x15;
        const securityBlock =
          drawn === null
            ? null
            : { type: drawn.type, data: hasMac ? new Uint8Array(0) : Uint8Array.of(drawn.datum) };
        const frame: OsdpFrame = { ...rest, isReply, securityBlock, mac: hasMac ? rest.mac : null };
        expect(parsed(encodeFrame(frame))).toEqual(frame);
      }),
      { numRuns: 500 },
    );
  });

  it('is never read out of any bytes at all but by their check bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), noise => {
        const result = parseFrame(Uint8Array.of(0x53, ...noise));
        if (result.ok) expect(encodeFrame(result.frame)).toEqual(Uint8Array.of(0x53, ...noise));
        else expect(result.offset).toBeLessThanOrEqual(noise.length + 1);
      }),
      { numRuns: 500 },
    );
  });
});
