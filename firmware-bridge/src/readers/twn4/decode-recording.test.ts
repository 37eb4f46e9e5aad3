import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rdm6300 } from '../rdm6300/family.ts';
import { twn4 } from './family.ts';
import { BAD_LINES, BINARY_EXCHANGES, EXCHANGES, line, wire } from './frames.ts';
import { crcOf } from './message.ts';

const decode = (text: string, settings = {}) => twn4.decode(line(text), settings);
const cardText = (result: ReturnType<typeof decode>) =>
  result.ok && result.card !== null ? `${result.card.technology}:${result.card.raw}` : undefined;

describe('decoding a recording', () => {
  it.each(EXCHANGES)('reads question and answer about $what', ({ request, answer, says, card, hasCrc }) => {
    const result = decode(`${request}\r${answer}\r`);
    expect(result).toMatchObject({ ok: true, frames: says });
    expect(cardText(result)).toBe(card);
    // The setting may say what the bytes show.
    expect(decode(`${request}\r${answer}\r`, { crc: hasCrc ?? false })).toEqual(result);
  });

  it.each(EXCHANGES)(
    'reads the answer about $what alone, with and without CR, and as bytes',
    ({ answer, card }) => {
      const result = decode(`${answer}\r`);
      expect(result.ok).toBe(true);
      expect(cardText(result)).toBe(card);
      expect(decode(answer)).toEqual(result);
      expect(twn4.decode(wire(answer), {})).toEqual(result);
    },
  );

  it.each(EXCHANGES)('knows the request for $what alone', ({ request, says: [asked] }) => {
    expect(decode(`${request}\r`)).toMatchObject({
      ok: true,
      card: null,
      frames: [{ kind: 'request', ...asked }],
    });
  });

  it('reads counted messages, with and without CRC', () => {
    for (const { request, answer, hasCrc } of BINARY_EXCHANGES) {
      const frames = [
        { name: 'GetUSBType', kind: 'request' },
        { name: 'GetUSBType', usbType: 1 },
      ];
      for (const settings of [{}, { mode: 'binary', crc: hasCrc }])
        expect(twn4.decode(wire(request + answer), settings)).toMatchObject({ ok: true, card: null, frames });
    }
    expect(twn4.decode(wire('0900000180200466CF4DC2'), {})).toMatchObject({
      ok: true,
      card: { raw: '66CF4DC2' },
    });
  });

  it.each(BAD_LINES)('says $code of $what', ({ line: text, code, offset }) => {
    expect(decode(text)).toEqual({ ok: false, error: { code, message: expect.any(String), offset } });
  });

  it('holds an answer against its question', () => {
    expect(decode('0503\r0001\r')).toMatchObject({ ok: false, error: { code: 'answer-layout', offset: 7 } });
    expect(decode('050010\r05\r')).toMatchObject({ ok: false, error: { code: 'parser-error', offset: 7 } });
    // A question that nobody answered.
    expect(decode('0005\r050010\r0000\r')).toMatchObject({
      ok: true,
      frames: [{}, { kind: 'request' }, { found: false }],
    });
  });

  it('says where a bare message is cut off', () => {
    expect(twn4.decode(wire('000180200466CF4D'), {})).toMatchObject({
      ok: false,
      error: { code: 'incomplete', offset: 8 },
    });
  });

  it('knows a list of cards from none, and from one that does not add up', () => {
    expect(decode('1208FF\r00000000\r')).toMatchObject({
      ok: true,
      card: null,
      frames: [{}, { found: false, uids: [] }],
    });
    expect(decode('1208FF\r000101050466CF4DC2\r')).toMatchObject({
      ok: true,
      card: { raw: '66CF4DC2' },
      frames: [{}, { found: true }],
    });
    for (const answer of [
      '000102050466CF4DC2',
      '000101060466CF4DC2',
      '000101050566CF4DC2',
      '0001010500CF4DC200',
    ])
      expect(decode(`1208FF\r${answer}\r`)).toMatchObject({ ok: false, error: { code: 'answer-layout' } });
  });

  it('says when a CRC is wrong, and takes none where one is set', () => {
    expect(decode('000131E0\r', { crc: true })).toMatchObject({
      ok: false,
      error: { code: 'crc', offset: 4 },
    });
    expect(decode('00\r', { crc: true })).toMatchObject({ ok: false, error: { code: 'crc', offset: 0 } });
  });

  it('counts a CRC as what protected the card', () => {
    const message = wire('000180200466CF4DC2');
    const crc = crcOf(message);
    const text = Buffer.from([...message, crc & 0xff, crc >> 8])
      .toString('hex')
      .toUpperCase();
    expect(decode(text, { crc: true })).toMatchObject({
      ok: true,
      card: { raw: '66CF4DC2', integrity: 'crc16' },
    });
    expect(decode(text)).toMatchObject({ ok: true, card: { integrity: 'crc16' } });
    expect(decode('000180200466CF4DC2')).toMatchObject({ ok: true, card: { integrity: 'none' } });
  });

  it('prefers a card to the faults around it', () => {
    expect(cardText(decode('zz\r05\r000180200466CF4DC2\r'))).toBe('iso14443a:66CF4DC2');
  });

  it.each([
    ['', 'empty', 0],
    ['\r', 'empty', 0],
    ['zz', 'unknown-message', 0],
  ])('explains %j as %s', (text, code, offset) => {
    expect(decode(text)).toMatchObject({ ok: false, error: { code, offset } });
  });

  it('says where a counted recording ends inside a message', () => {
    const faults = (hex: string) => twn4.decode(wire(hex), { mode: 'binary' });
    expect(faults('09000001802004')).toMatchObject({ ok: false, error: { code: 'incomplete', offset: 7 } });
    expect(faults('02000001FFFF')).toMatchObject({ ok: false, error: { code: 'length', offset: 4 } });
    // The length byte of the id is one too many.
    expect(faults('0900000180200566CF4DC2')).toMatchObject({
      ok: false,
      error: { code: 'tag-layout', offset: 11 },
    });
    expect(faults('0900000180200366CF4DC2')).toMatchObject({
      ok: false,
      error: { code: 'tag-layout', offset: 10 },
    });
  });

  it('never throws, and points into the recording', () => {
    const parts = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 30 }),
        fc.constantFrom(
          ...EXCHANGES.flatMap(({ request, answer }) => [
            line(`${request}\r`),
            line(`${answer}\r`),
            wire(answer),
          ]),
        ),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(
        parts,
        fc.nat(10),
        fc.constantFrom('ascii', 'binary'),
        fc.boolean(),
        (input, cut, mode, crc) => {
          const bytes = Uint8Array.from(input.flatMap(part => [...part])).subarray(cut);
          const result = twn4.decode(bytes, { mode, crc });
          if (result.ok) return;
          expect(result.error.code).toMatch(/^[a-z][a-z0-9-]*$/);
          expect(result.error.message).not.toBe('');
          expect(result.error.offset).toBeGreaterThanOrEqual(0);
          expect(result.error.offset).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('kinds of tag', () => {
  const card = (answer: string, settings = {}) => {
    const result = decode(answer, settings);
    return result.ok ? result.card : null;
  };

  it('make of an EM4102 tag what an RDM6300 makes of it, but for the checksum', () => {
    const wired = rdm6300.decode(Uint8Array.of(0x02, ...line('67003B51C6CB'), 0x03), {});
    const other = wired.ok ? wired.card : null;
    expect(other).not.toBeNull();
    expect({ ...card('000140280567003B51C6'), integrity: 'xor' }).toEqual(other);
  });

  it('read the bits of a HID Prox card, by the formats of the site', () => {
    expect(card('0001491A04BD88EB80')).toMatchObject({
      ...{
        technology: 'wiegand',
        bits: 26,
        raw: 'BD88EB80',
        facility: 123,
        cardNumber: 4567,
        integrity: 'parity',
      },
    });
    expect(card('00014925050000006430', { formats: ['H10302'] })).toMatchObject({
      bits: 37,
      cardNumber: 1603,
    });
    expect(card('00014925050000006430')).toHaveProperty('formats');
    // Without a bit count there are no bits to read.
    expect(card('0001490004BD88EB80')).toMatchObject({ technology: 'other', raw: '49BD88EB80' });
  });

  it.each([
    ['81', 'iso14443b', '50112233'],
    ['82', 'iso15693', 'E004010012345678'],
    ['85', 'felica', '0101060112345678'],
  ])('know type %s as %s', (type, technology, id) => {
    const bits = (id.length * 4).toString(16).padStart(2, '0');
    const bytes = (id.length / 2).toString(16).padStart(2, '0');
    expect(card(`0001${type}${bits}${bytes}${id}`)).toMatchObject({ technology, raw: id, uid: id });
  });

  it.each(['83', '84', '41', '9F'])('keep type %s apart by its type byte', type => {
    expect(card(`0001${type}2004A1B2C3D4`)).toMatchObject({
      technology: 'other',
      raw: `${type}A1B2C3D4`,
      uid: 'A1B2C3D4',
    });
  });

  it('keep an EM4102 tag of another length apart', () => {
    expect(card('000140200400112233')).toMatchObject({ technology: 'other', raw: '4000112233' });
  });

  it('mark a random UID, and refuse a UID of no right length', () => {
    expect(card('0001802004' + '08A1B2C3')).toMatchObject({ unusable: 'random-uid' });
    expect(card('0001803807' + '04D7A79A973780')).toMatchObject({ raw: '04D7A79A973780' });
    expect(card('000180500A' + '04112233445566778899')).toMatchObject({ raw: '04112233445566778899' });
  });
});
