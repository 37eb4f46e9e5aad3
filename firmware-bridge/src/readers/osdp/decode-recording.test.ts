import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { decodeRecording } from './decode-recording.ts';
import { BAD_FRAMES, bytesOfHex, RECORDED_FRAMES, ZERO_MAC_REPLY } from './frames.ts';
import { crc16 } from './osdp-check.ts';
import { type OsdpSettings, osdpShape } from './osdp-settings.ts';
import { ANNEX_E_SESSION, REAL_SESSION } from './secure-frames.ts';

const settings = (wanted: Partial<OsdpSettings> = {}) => ({ ...z.object(osdpShape).parse({}), ...wanted });
const decode = (hex: string, wanted: Partial<OsdpSettings> = {}) =>
  decodeRecording(bytesOfHex(hex), settings(wanted));
const RAW = '53 80 10 00 06 50 00 01 1A 00 BD 88 EB 80 02 D4';
const H10301_123_4567 = {
  ...{ technology: 'wiegand', bits: 26, raw: 'BD88EB80', facility: 123, cardNumber: 4567 },
  assurance: 'identifier-only',
};

describe('decoding a recording', () => {
  it('finds the card of a RAW frame, whichever check it has', () => {
    expect(decode(RAW)).toMatchObject({ ok: true, card: { ...H10301_123_4567, integrity: 'crc16' } });
    expect(decode('53 80 0F 00 02 50 00 01 1A 00 BD 88 EB 80 01')).toMatchObject({
      card: { ...H10301_123_4567, integrity: 'sum8' },
    });
  });

  it('finds the card inside a secure session, which protected the wire only if its key is no public one', () => {
    const session = ANNEX_E_SESSION.map(({ hex }) => hex).join('');
    expect(decode(session)).toMatchObject({ ok: true, card: { ...H10301_123_4567, integrity: 'crc16' } });
  });

  it('says what else was said', () => {
    const result = decode(REAL_SESSION.map(({ hex }) => hex).join(''));
    expect(result).toMatchObject({ ok: true, card: null });
    expect(result.ok ? result.frames?.map(({ name }) => name) : []).toEqual(
      REAL_SESSION.map(({ name }) => name),
    );
    expect(JSON.stringify(result)).not.toMatch(/d459f02f/i);
  });

  it.each(RECORDED_FRAMES)('reads $what ($source)', ({ hex, name, payload }) => {
    const result = decode(hex);
    if (payload.startsWith('FF 01 1A'))
      return expect(result).toMatchObject({ ok: false, error: { code: 'parity' } });
    return expect(result).toMatchObject({ ok: true, frames: [{ name }] });
  });

  it('finds characters of a card where a reader still sends them', () => {
    const text = '53 80 14 00 06 51 05 00 09 74 65 73 74 69 6E 70 75 74';
    const crc = crc16(bytesOfHex(text));
    const whole = `${text}${hexByte(crc & 0xff)}${hexByte(crc >> 8)}`;
    expect(decode(whole)).toMatchObject({
      card: { technology: 'text', raw: '74657374696E707574', printed: { text: 'testinput' } },
    });
  });

  it.each(BAD_FRAMES)('says where $what is', ({ hex, code, offset }) => {
    const result = decode(hex);
    expect(result).toMatchObject({ ok: false, error: { code, offset } });
    expect(decode(`00 FF ${hex}`)).toMatchObject({ error: { code, offset: offset + 2 } });
    expect(decode(`53 80 08 00 05 40 68 9F FF ${hex}`)).toMatchObject({
      error: { code, offset: offset + 9 },
    });
  });

  it('says why a card is none, and at which byte', () => {
    expect(decode('53 FF 10 00 05 50 FF 01 1A 00 CD 22 C7 16 00 C9')).toMatchObject({
      error: { code: 'parity', offset: 13 },
    });
    expect(decode('00 FF 53 FF 10 00 05 50 FF 01 1A 00 CD 22 C7 16 00 C9')).toMatchObject({
      error: { code: 'parity', offset: 15 },
    });
    expect(decode(withCrc('53 80 0F 00 06 50 00 01 10 00 12 AB 00'))).toMatchObject({
      error: { code: 'payload-length', offset: 12 },
    });
    expect(decode(withCrc('53 80 0E 00 06 50 05 00 10 00 12 AB'))).toMatchObject({
      error: { code: 'unknown-length', offset: 10 },
    });
    expect(decode(withCrc('53 80 0A 00 06 48 00 01'))).toMatchObject({ ok: true });
    expect(decode(withCrc('53 80 09 00 06 48 00'))).toMatchObject({
      error: { code: 'payload-length', offset: 7 },
    });
  });

  it('takes a secured frame for nothing without its session, and one with a wrong MAC for forged', () => {
    expect(decode(ZERO_MAC_REPLY)).toMatchObject({ ok: false, error: { code: 'no-session', offset: 5 } });
    const session = ANNEX_E_SESSION.slice(0, 5).map(({ hex }) => hex);
    const forged = withCrc('53801e000f021850e7b60214adda74ed4bf674f8a3eae4b00a37e251');
    const lengthBefore = bytesOfHex(session.join('')).length;
    expect(decode([...session, forged].join(''))).toMatchObject({
      error: { code: 'mac', offset: lengthBefore + 24 },
    });
  });

  it('says that there is nothing, or no frame, or half of one', () => {
    expect(decode('')).toMatchObject({ error: { code: 'empty', offset: 0 } });
    expect(decode('00 01 02')).toMatchObject({ error: { code: 'no-frame', offset: 0 } });
    expect(decode('FF 53 80 10 00 06 50')).toMatchObject({ error: { code: 'incomplete', offset: 7 } });
  });

  it('explains any bytes at all in plain words, within their length', () => {
    const header = fc.constantFrom(...[0x53, 0x80, 0x00, 0x08, 0x0e, 0x06, 0x0d, 0xff]);
    const bytes = fc.array(fc.oneof(header, fc.nat(255)), { maxLength: 80 });
    fc.assert(
      fc.property(bytes, drawn => {
        const result = decodeRecording(Uint8Array.from(drawn), settings());
        if (result.ok) return;
        expect(result.error.code).toMatch(/^[a-z][a-z-]*$/);
        expect(result.error.message).toMatch(/ /);
        expect(result.error.offset).toBeLessThanOrEqual(drawn.length);
      }),
    );
  });
});

function withCrc(hex: string): string {
  const crc = crc16(bytesOfHex(hex));
  return `${hex}${hexByte(crc & 0xff)}${hexByte(crc >> 8)}`;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
