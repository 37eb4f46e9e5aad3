import { describe, expect, it } from '@jest/globals';
import { bytesOfHex } from './frames.ts';
import {
  decodeFmt,
  decodeKppad,
  decodeRaw,
  encodeFmt,
  encodeKppad,
  encodeRaw,
} from './osdp-card-payloads.ts';
import { decodeCcrypt, decodeChlng, decodeCryptogram, encodeCcrypt } from './osdp-handshake-payloads.ts';
import {
  COLOUR,
  decodeBuz,
  decodeLed,
  decodeOut,
  decodeText,
  encodeBuz,
  encodeLed,
  encodeOut,
  encodeText,
  temporaryLed,
} from './osdp-output-payloads.ts';
import {
  decodeAcurxsize,
  decodeComset,
  decodeKeyset,
  decodeLstatr,
  decodeNak,
  decodePdcap,
  decodePdid,
  decodeRstatr,
  encodeAcurxsize,
  encodeComset,
  encodeKeyset,
  encodeLstatr,
  encodePdcap,
  encodePdid,
  encodeRstatr,
  type PayloadResult,
} from './osdp-payloads.ts';

interface Case {
  what: string;
  hex: string;
  decode: (payload: Uint8Array) => PayloadResult<unknown>;
  encode: () => Uint8Array;
  value: unknown;
}

/** A payload of the wire, what it says, and the two functions that must agree on it. */
function about<Value>(
  what: string,
  hex: string,
  value: Value,
  [decode, encode]: [(payload: Uint8Array) => PayloadResult<Value>, (value: Value) => Uint8Array],
): Case {
  return { what, hex, decode, encode: () => encode(value), value };
}

const bytes = bytesOfHex;
const CASES: Case[] = [
  about(
    'PDID of OSDP.Net',
    '00 0E E3 10 10 00 00 74 97 23 06 06',
    { vendor: '000EE3', model: 16, version: 16, serial: 0x97740000, firmware: '35.6.6' },
    [decodePdid, encodePdid],
  ),
  about(
    'PDID of OSDP-Embedded',
    '0A 00 17 03 00 CA FE DE ED 01 50 02',
    { vendor: '0A0017', model: 3, version: 0, serial: 0xeddefeca, firmware: '1.80.2' },
    [decodePdid, encodePdid],
  ),
  about(
    'PDID of osdp-python',
    'A4 D9 A4 03 FF 33 00 01 70 03 00 02',
    { vendor: 'A4D9A4', model: 3, version: 255, serial: 1879113779, firmware: '3.0.2' },
    [decodePdid, encodePdid],
  ),
  about(
    'PDCAP of OSDP-Embedded',
    '010101 020101 030101 040101 050101 060101 090104',
    [1, 2, 3, 4, 5, 6, 9].map(code => ({ function: code, compliance: 1, count: code === 9 ? 4 : 1 })),
    [decodePdcap, encodePdcap],
  ),
  about(
    'PDCAP of OSDP.Net, with a receive buffer of 450 bytes',
    '030101 040401 050201 060000 070000 080100 090101 0AC201 0E0000 0F0000 100100',
    [
      ...[
        [3, 1, 1],
        [4, 4, 1],
        [5, 2, 1],
        [6, 0, 0],
        [7, 0, 0],
        [8, 1, 0],
        [9, 1, 1],
      ],
      ...[
        [10, 0xc2, 1],
        [14, 0, 0],
        [15, 0, 0],
        [16, 1, 0],
      ],
    ].map(([code = 0, compliance = 0, count = 0]) => ({ function: code, compliance, count })),
    [decodePdcap, encodePdcap],
  ),
  about('LSTATR', '00 01', { isTampered: false, isPowerFailing: true }, [decodeLstatr, encodeLstatr]),
  about('LSTATR with tamper', '01 00', { isTampered: true, isPowerFailing: false }, [
    decodeLstatr,
    encodeLstatr,
  ]),
  about('RSTATR', '01 00 02', ['not-connected', 'ok', 'tamper'], [decodeRstatr, encodeRstatr]),
  about('COMSET', '00 80 25 00 00', { address: 0, baudRate: 9600 }, [decodeComset, encodeComset]),
  about('COM at 115200', '7E 00 C2 01 00', { address: 126, baudRate: 115200 }, [decodeComset, encodeComset]),
  about('ACURXSIZE', '00 08', { bytes: 2048 }, [decodeAcurxsize, ({ bytes: size }) => encodeAcurxsize(size)]),
  about(
    'KEYSET of OSDP.Net',
    '01 10 0001020304050607 0001020304050607',
    { key: bytes('00010203040506070001020304050607') },
    [decodeKeyset, ({ key }) => encodeKeyset(key)],
  ),
  about(
    'LED of osdp-python: two on, one off, green, for a second',
    '00 00 02 02 01 02 00 0A 00 00 00 00 00 00',
    [temporaryLed({ on: 2, off: 1, onColour: COLOUR.green, offColour: COLOUR.off, timer: 10 })],
    [decodeLed, encodeLed],
  ),
  about(
    'LED: half a second green, red for two tenths, for two seconds',
    '00 00 02 05 02 02 01 14 00 00 00 00 00 00',
    [temporaryLed({ on: 5, off: 2, onColour: COLOUR.green, offColour: COLOUR.red, timer: 20 })],
    [decodeLed, encodeLed],
  ),
  about(
    'LED with two records, the second permanent',
    '01 02 02 01 00 03 00 2C 01 00 00 00 00 00  01 03 00 00 00 00 00 00 00 01 05 00 04 00',
    [
      temporaryLed({ on: 1, off: 0, onColour: COLOUR.amber, offColour: COLOUR.off, timer: 300 }, 1, 2),
      {
        ...{ reader: 1, led: 3 },
        temporary: { control: 0, on: 0, off: 0, onColour: 0, offColour: 0, timer: 0 },
        permanent: { control: 1, on: 5, off: 0, onColour: COLOUR.blue, offColour: 0 },
      },
    ],
    [decodeLed, encodeLed],
  ),
  about('BUZ', '00 02 02 02 01', { reader: 0, tone: 2, on: 2, off: 2, count: 1 }, [decodeBuz, encodeBuz]),
  about('BUZ with a reserved tone', '00 03 02 01 03', { reader: 0, tone: 3, on: 2, off: 1, count: 3 }, [
    decodeBuz,
    encodeBuz,
  ]),
  about(
    'TEXT',
    '00 01 00 00 00 04 74 65 73 74',
    { reader: 0, command: 1, seconds: 0, row: 0, column: 0, text: 'test' },
    [decodeText, encodeText],
  ),
  about(
    'OUT',
    '00 02 2C 01 01 01 00 00',
    [
      { output: 0, control: 2, timer: 300 },
      { output: 1, control: 1, timer: 0 },
    ],
    [decodeOut, encodeOut],
  ),
  about(
    'RAW of 26 bits',
    '00 01 1A 00 BD 88 EB 80',
    { reader: 0, format: 1, bits: 26, bytes: bytes('BD88EB80') },
    [decodeRaw, encodeRaw],
  ),
  about('RAW of OSDP.Net', '05 00 10 00 12 AB', { reader: 5, format: 0, bits: 16, bytes: bytes('12AB') }, [
    decodeRaw,
    encodeRaw,
  ]),
  about('RAW of no bits', '00 00 00 00', { reader: 0, format: 0, bits: 0, bytes: bytes('') }, [
    decodeRaw,
    encodeRaw,
  ]),
  about('FMT', '05 00 09 74657374696E707574', { reader: 5, direction: 0, text: 'testinput' }, [
    decodeFmt,
    encodeFmt,
  ]),
  about('KPPAD', 'FF 04 31 32 33 34', { reader: 255, keys: bytes('31323334') }, [decodeKppad, encodeKppad]),
  about(
    'CCRYPT',
    '0a00170300cafede a0a1a2a3a4a5a6a7 fde5d2f428ec16312471ea3c02bd7796',
    {
      clientId: bytes('0a00170300cafede'),
      rndB: bytes('a0a1a2a3a4a5a6a7'),
      cryptogram: bytes('fde5d2f428ec16312471ea3c02bd7796'),
    },
    [decodeCcrypt, encodeCcrypt],
  ),
  about('CHLNG', 'b0b1b2b3b4b5b6b7', bytes('b0b1b2b3b4b5b6b7'), [decodeChlng, value => value]),
  about('SCRYPT', '26d3356e07762d262801fc8e6665a891', bytes('26d3356e07762d262801fc8e6665a891'), [
    decodeCryptogram,
    value => value,
  ]),
];

/** Any length is right for these as long as it is not empty, or a multiple of a record. */
const OPEN_ENDED = new Set<unknown>([decodeRstatr, decodePdcap, decodeLed, decodeOut]);

describe.each(CASES)('payload of $what', ({ hex, decode, encode, value }) => {
  it('is read and made', () => {
    expect(decode(bytes(hex))).toEqual({ ok: true, value });
    expect(encode()).toEqual(bytes(hex));
  });

  it('is refused when a byte is missing or one too many', () => {
    const payload = bytes(hex);
    const codes = [payload.subarray(0, -1), Uint8Array.of(...payload, 0)].map(wrong => {
      const result = decode(wrong);
      return result.ok ? 'ok' : result.code;
    });
    if (decode === decodeRstatr) expect(codes).toEqual(['ok', 'ok']);
    else expect(codes).toEqual(['payload-length', 'payload-length']);
    if (!OPEN_ENDED.has(decode))
      expect(decode(Uint8Array.of(...payload, 0))).toMatchObject({ offset: payload.length });
  });
});

describe('payloads', () => {
  it('name the byte whose value is not allowed', () => {
    expect(decodeKeyset(bytes(`02 10 ${'00'.repeat(16)}`))).toMatchObject({
      code: 'payload-value',
      offset: 0,
    });
    expect(decodeKeyset(bytes(`01 11 ${'00'.repeat(16)}`))).toMatchObject({
      code: 'payload-value',
      offset: 1,
    });
    expect(decodeRstatr(bytes('00 03'))).toEqual({ ok: false, code: 'payload-value', offset: 1 });
    expect(decodeComset(bytes('7F 80 25 00 00'))).toMatchObject({ code: 'payload-value', offset: 0 });
  });

  it('of a NAK have a reason and perhaps more', () => {
    expect(decodeNak(bytes('01'))).toEqual({ ok: true, value: { reason: 1 } });
    expect(decodeNak(bytes('09 AA BB'))).toEqual({ ok: true, value: { reason: 9 } });
    expect(decodeNak(bytes(''))).toEqual({ ok: false, code: 'payload-length', offset: 0 });
  });

  it('of no records are none for lights and outputs, and say nothing for capabilities', () => {
    expect(decodeLed(bytes(''))).toMatchObject({ code: 'payload-length' });
    expect(decodeOut(bytes(''))).toMatchObject({ code: 'payload-length' });
    expect(decodeRstatr(bytes(''))).toMatchObject({ code: 'payload-length' });
    expect(decodePdcap(bytes(''))).toEqual({ ok: true, value: [] });
  });

  it('are not made of values that do not fit', () => {
    expect(() => encodeRaw({ reader: 0, format: 1, bits: 26, bytes: bytes('BD88EB') })).toThrow(RangeError);
    expect(() => encodeKeyset(bytes('00'))).toThrow(RangeError);
    expect(() => encodePdid({ vendor: '00', model: 0, version: 0, serial: 0, firmware: '1.2.3' })).toThrow(
      RangeError,
    );
    expect(() =>
      encodeText({ reader: 0, command: 1, seconds: 0, row: 0, column: 0, text: 'x'.repeat(256) }),
    ).toThrow(RangeError);
  });
});
