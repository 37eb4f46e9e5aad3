import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { parseWiegandCard, wiegandOfBadge } from './card-notation.ts';
import { KNOWN_FORMATS } from './formats.ts';
import { WIEGAND_VECTORS } from './vectors.ts';
import { encodeWiegand, wiegandCard } from './wiegand-card.ts';
import { formatsOf, wiegandShape } from './wiegand-shape.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function formatNamed(name: string) {
  const format = KNOWN_FORMATS.find(known => known.name === name);
  if (format === undefined) throw new Error(`no format ${name}`);
  return format;
}

function read(hex: string, bits: number, names?: string[]) {
  const formats = names?.map(formatNamed);
  return wiegandCard({ bytes: bytesOf(hex), bits, ...(formats === undefined ? {} : { formats }) });
}

const titled = WIEGAND_VECTORS.map(
  vector => [`${vector.format} ${vector.facility ?? '-'}/${vector.cardNumber}`, vector] as const,
);

describe.each(titled)('%s', (_, { format, bits, raw, value, facility, cardNumber }) => {
  it('is read from its bits, once the site says which format it has', () => {
    const result = read(raw, bits, [format]);
    expect(result).toMatchObject({
      kind: 'card',
      card: { technology: 'wiegand', raw, bits, cardNumber, printed: { hex: value } },
    });
    expect(result.kind === 'card' ? result.card.facility : null).toBe(facility);
  });

  it('is written as those bits', () => {
    const numbers = { cardNumber, ...(facility === undefined ? {} : { facility }) };
    expect(
      Buffer.from(encodeWiegand(formatNamed(format), numbers))
        .toString('hex')
        .toUpperCase(),
    ).toBe(raw);
  });

  it('is refused with any single bit the other way', () => {
    for (let bit = 0; bit < bits; bit += 1) {
      const bytes = bytesOf(raw);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(wiegandCard({ bytes, bits, formats: [formatNamed(format)] })).toMatchObject({
        kind: 'refused',
        reason: 'parity',
      });
    }
  });
});

describe('Wiegand bits', () => {
  it('of 37 are both formats that they can be, and neither is guessed', () => {
    const result = read('803B006430', 37);
    expect(result).toMatchObject({
      kind: 'card',
      card: {
        raw: '803B006430',
        formats: [
          { format: 'H10304', facility: 118, cardNumber: 1603 },
          { format: 'H10302', cardNumber: 61867587 },
        ],
        printed: { H10304: '118-1603', H10302: '61867587' },
      },
    });
    expect(result.kind === 'card' && 'cardNumber' in result.card).toBe(false);
  });

  it('carry noise behind their last bit without becoming another card', () => {
    expect(read('BD88EBBF', 26)).toEqual(read('BD88EB80', 26));
  });

  it('with a wrong parity bit are refused, and the bit is named', () => {
    // FC 154, CN 17806 as a published OSDP capture has it: odd parity wrong, unused bits not zero.
    expect(read('CD22C716', 26)).toEqual({ kind: 'refused', reason: 'parity', bit: 25 });
  });

  it('of a length nobody has described are refused', () => {
    for (const bits of [25, 27]) expect(read('BD88EB80', bits)).toMatchObject({ reason: 'unknown-length' });
    expect(read('BD88EB', 26)).toMatchObject({ reason: 'too-short' });
    expect(read('00'.repeat(40), 300)).toMatchObject({ reason: 'too-long' });
    expect(read('', 0)).toMatchObject({ reason: 'too-short' });
  });

  it('are printed as people find them on the card', () => {
    expect(read('BD88EB80', 26)).toMatchObject({
      card: {
        printed: { facilityCard: '123-4567', d3d5: '123,04567', pacs: '06BD88EB80' },
        integrity: 'parity',
      },
    });
    expect(read('05025240', 26)).toMatchObject({ card: { printed: { pacs: '0605025240' } } });
  });

  it('take the protection of what carried them', () => {
    const carrier = { integrity: 'mac', assurance: 'channel-protected' } as const;
    expect(wiegandCard({ bytes: bytesOf('BD88EB80'), bits: 26, carrier })).toMatchObject({ card: carrier });
  });
});

describe("a site's formats", () => {
  const shape = z.object(wiegandShape);

  it('settle which of two a card has', () => {
    const formats = formatsOf(shape.parse({ formats: ['H10302'] }));
    expect(wiegandCard({ bytes: bytesOf('0000006430'), bits: 37, formats })).toMatchObject({
      card: { cardNumber: 1603 },
    });
  });

  it('may describe lengths that the table does not know, with or without parity', () => {
    const own = [
      {
        name: 'Plant-28',
        bits: 28,
        facility: [1, 8],
        cardNumber: [9, 26],
        even: [{ bit: 0, over: [1, 13] }],
      },
      { name: 'UID-32', bits: 32, cardNumber: [0, 31] },
    ];
    const formats = formatsOf(shape.parse({ ownFormats: own }));
    expect(wiegandCard({ bytes: bytesOf('9DA8E3FF'), bits: 32, formats })).toMatchObject({
      card: { cardNumber: 0x9da8e3ff, integrity: 'none' },
    });
    const plant = formats.find(({ name }) => name === 'Plant-28');
    if (plant === undefined) throw new Error('it was described');
    const bytes = encodeWiegand(plant, { facility: 7, cardNumber: 70_000 });
    expect(wiegandCard({ bytes, bits: 28, formats })).toMatchObject({
      card: { facility: 7, cardNumber: 70_000, integrity: 'parity' },
    });
  });

  it('may not reach behind their own end', () => {
    const wrong = { ownFormats: [{ name: 'X', bits: 26, cardNumber: [9, 26] }] };
    expect(shape.safeParse(wrong).success).toBe(false);
    expect(shape.safeParse({ formats: ['H10309'] }).success).toBe(false);
  });
});

describe('a card written for a software reader', () => {
  it.each([
    ['123-4567', 26, 'BD88EB80'],
    ['h10306:1234-43210', 34, '8269546500'],
    ['H10302:1603', 37, '0000006430'],
    ['26:bd88eb80', 26, 'BD88EB80'],
  ])('%s', (text, bits, hex) => {
    expect(parseWiegandCard(text)).toEqual({ bits, bytes: bytesOf(hex) });
  });

  it.each([
    ['256-1', /0 to 255/],
    ['1-65536', /0 to 65535/],
    ['H10302:1-2', /no facility code/],
    ['H1:1-2', /not known/],
    ['26:BD88', /4 bytes/],
    ['badge', /written as/],
  ])('%s is refused', (text, problem) => {
    expect(() => parseWiegandCard(text)).toThrow(problem);
  });

  it('follows from the number of an EM4100 badge', () => {
    // 67003B51C6 has 059,20934 printed on it.
    expect(wiegandOfBadge('67003B51C6')).toBe('26:9DA8E300');
    expect(read('9DA8E300', 26)).toMatchObject({ card: { facility: 59, cardNumber: 20934 } });
  });
});
