import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rdm6300 } from './family.ts';
import { BAD_FRAMES, ID12LA_FRAMES, RECORDED_FRAMES, wire } from './frames.ts';

const text = (characters: string) => Uint8Array.from(Buffer.from(characters, 'latin1'));
const decode = (bytes: Uint8Array, settings: object = {}) => rdm6300.decode(bytes, { ...settings });

describe('a recording of this family', () => {
  it.each(RECORDED_FRAMES)('of $characters gives the card, in either envelope and in none', recorded => {
    const { characters, dez10, d3d5 } = recorded;
    const card = {
      technology: 'em4100',
      raw: characters.slice(0, 10),
      printed: { dez10, d3d5 },
      integrity: 'xor',
      assurance: 'identifier-only',
    };
    expect(decode(wire(characters))).toMatchObject({ ok: true, card, frames: [{ envelope: 'rdm6300' }] });
    expect(decode(text(characters))).toMatchObject({ ok: true, card, frames: [{ envelope: 'bare' }] });
    expect(decode(text(characters), { family: 'em18' })).toMatchObject({ ok: true, card });
  });

  it.each(ID12LA_FRAMES)('of an ID-12LA that sends $raw gives the card', ({ hex, raw, dez10 }) => {
    expect(decode(Uint8Array.from(Buffer.from(hex, 'hex')))).toMatchObject({
      ok: true,
      card: { raw, printed: { dez10 } },
      frames: [{ envelope: 'id12la' }],
    });
  });

  it.each(BAD_FRAMES)('with $what is refused, and the frame behind it is read', ({ characters }) => {
    const bad = wire(characters);
    expect(decode(bad).ok).toBe(false);
    expect(decode(Uint8Array.of(...bad, ...wire('67003B51C6CB')))).toMatchObject({
      card: { raw: '67003B51C6' },
    });
  });

  it.each([
    ['', 'empty', 0],
    ['\x0267003B51C6CA\x03', 'checksum', 11],
    ['67003B51C6CA', 'checksum', 10],
    ['\x0267003B51C6CBDA\x03', 'wrong-length', 13],
    ['\x0267003B\x03', 'wrong-length', 7],
    ['\x0267003X51C6CB\x03', 'not-hex', 6],
    ['\x0267003\x0267003', 'cut-short', 6],
    ['zz', 'after-open', 0],
    ['\x0267003B51C6CB', 'incomplete', 13],
    ['\x0267003B51C6CB\r\n', 'incomplete', 15],
  ])('%j is told apart: %s at byte %i', (characters, code, offset) => {
    expect(decode(text(characters))).toMatchObject({ ok: false, error: { code, offset } });
  });

  it('of an EM-18 is told apart too', () => {
    const em18 = { family: 'em18' };
    expect(decode(text('4500C5'), em18)).toMatchObject({ error: { code: 'incomplete', offset: 6 } });
    expect(decode(text('4500Z5D1E9B8'), em18)).toMatchObject({ error: { code: 'not-hex', offset: 4 } });
  });

  it("takes a clone's sum only where it is set, and says so otherwise", () => {
    const clone = wire('2E00AF0EC9B4');
    expect(decode(clone)).toMatchObject({
      error: { code: 'checksum', message: expect.stringContaining('set checksum to sum8') },
    });
    expect(decode(clone, { checksum: 'sum8' })).toMatchObject({
      card: { raw: '2E00AF0EC9', integrity: 'sum8' },
    });
    expect(decode(wire('2E00AF0EC946'), { checksum: 'sum8' })).toMatchObject({ error: { code: 'checksum' } });
  });

  it('of anything at all ends in a card or in a reason with a place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, isBare) => {
        const result = decode(bytes, isBare ? { family: 'em18' } : {});
        if (result.ok) return expect(result.card).not.toBeNull();
        expect(result.error.offset).toBeLessThanOrEqual(bytes.length);
        expect(result.error.message).not.toBe('');
      }),
    );
  });
});
