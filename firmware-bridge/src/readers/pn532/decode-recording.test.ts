import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRecording } from './decode-recording.ts';
import { pn532 } from './family.ts';
import { encodeFrame } from './frame.ts';
import { BAD_RECORDINGS, BARE_PAYLOAD, RECORDINGS, SYNTAX_ERROR_HEX, wire } from './frames.ts';

const decode = (hex: string) => decodeRecording(wire(hex));
const SILENT_CARD = '0000FF0CF4D54B010100040804FB0EE20BD800';

describe('decoding a recording', () => {
  it.each(RECORDINGS)('reads $what', ({ hex, uid, says }) => {
    const card =
      uid === undefined
        ? null
        : expect.objectContaining({ technology: 'iso14443a', raw: uid, integrity: 'dcs' });
    expect(decode(hex)).toEqual({
      ok: true,
      card,
      frames: says.map(fields => expect.objectContaining(fields)),
    });
  });

  it('reads the bare payload of a response', () => {
    expect(decode(BARE_PAYLOAD.hex)).toMatchObject({
      ok: true,
      card: { raw: BARE_PAYLOAD.uid, uid: BARE_PAYLOAD.uid, printed: { uidColons: '04:16:C6:C2:D7:38:81' } },
      frames: [{ name: 'InListPassiveTarget', targets: [{ atqa: '0044', sak: '00' }] }],
    });
    expect(decode('4B00')).toMatchObject({ ok: true, card: null, frames: [{ noCard: true }] });
  });

  it.each(BAD_RECORDINGS)('says $code of $what', ({ hex, code, offset }) => {
    expect(decode(hex)).toEqual({ ok: false, error: { code, message: expect.any(String), offset } });
  });

  it('hands on that the chip did not understand', () => {
    expect(decode(SYNTAX_ERROR_HEX)).toMatchObject({ ok: false, error: { code: 'syntax-error', offset: 5 } });
  });

  it('holds a response against the request in the same recording', () => {
    const asked = '0000FF04FCD44A0100E100' + '0000FF00FF00';
    expect(decode(asked + SILENT_CARD)).toMatchObject({ ok: true, card: { raw: 'FB0EE20B' } });
    expect(decode(`${asked}0000FF02FED5151600`)).toMatchObject({
      ok: false,
      error: { code: 'response-code', offset: 23, message: expect.stringContaining('InListPassiveTarget') },
    });
  });

  it('knows the UID that a request selects', () => {
    const select = (initiatorData: string) => {
      const data = wire(`4A0100${initiatorData}`);
      const length = data.length + 1;
      const sum = data.reduce((total, byte) => total + byte, 0xd4);
      return decodeRecording(
        Uint8Array.of(0x00, 0x00, 0xff, length, -length & 0xff, 0xd4, ...data, -sum & 0xff, 0x00),
      );
    };
    const frames = (uid: string | null) => ({ ok: true, frames: [{ name: 'InListPassiveTarget', uid }] });
    expect(select('01020304')).toMatchObject(frames('01020304'));
    expect(select('8801020304050607')).toMatchObject(frames('01020304050607'));
    expect(select('880102038804050607080910')).toMatchObject(frames('01020304050607080910'));
    expect(select('0102030405060708')).toMatchObject(frames(null));
    expect(select('88010203')).toMatchObject(frames('88010203'));
  });

  it('says what other requests ask for', () => {
    const frame = (data: string) => {
      const bytes = Buffer.from(encodeFrame(0xd4, wire(data))).toString('hex');
      const result = decode(bytes);
      return result.ok ? result.frames?.[0] : result.error;
    };
    expect(frame('400130')).toEqual({ name: 'InDataExchange', kind: 'request', target: 1, data: '30' });
    expect(frame('5201')).toEqual({ name: 'InRelease', kind: 'request', target: 1 });
    expect(frame('1004')).toEqual({ name: 'SetSerialBaudRate', kind: 'request', baudRate: 115_200 });
    expect(frame('1000')).toMatchObject({ baudRate: 9600 });
    expect(frame('1009')).toMatchObject({ baudRate: null });
    expect(frame('0EBE00')).toEqual({ name: 'WriteGPIO', kind: 'request', low: ['P30'] });
    expect(frame('0EBF82')).toMatchObject({ low: ['P72'] });
    expect(frame('32010203')).toEqual({ name: 'RFConfiguration', kind: 'request', item: 1, data: '0203' });
    expect(frame('4A0103')).toMatchObject({ brTy: '106B' });
    expect(frame('4A01')).toMatchObject({ maxTg: 1, brTy: null });
    expect(frame('1620')).toEqual({ name: 'PowerDown', kind: 'request', data: '20' });
    expect(frame('7A')).toEqual({ name: 'command 7A', kind: 'request' });
  });

  it('shows a version that is too short as it is', () => {
    for (const data of ['03', '0332', '033201', '03320106'])
      expect(decode(Buffer.from(encodeFrame(0xd5, wire(data))).toString('hex'))).toMatchObject({
        ok: true,
        frames: [{ name: 'GetFirmwareVersion', data: data.slice(2) }],
      });
  });

  it('names status bytes', () => {
    expect(decode('0000FF03FDD5412BBF00')).toMatchObject({
      frames: [{ name: 'InDataExchange', status: 0x2b, statusText: 'card gone' }],
    });
    expect(decode('0000FF03FDD55300D800')).toMatchObject({
      frames: [{ name: 'InRelease', statusText: 'ok' }],
    });
  });

  it('reads two cards, the first of them as the card', () => {
    const data = '4B02010004080411223344020044000704010203040506';
    expect(decode(data)).toMatchObject({
      card: { raw: '11223344' },
      frames: [
        {
          targets: [
            { number: 1, uid: '11223344' },
            { number: 2, uid: '04010203040506' },
          ],
        },
      ],
    });
  });

  it('marks a random UID', () => {
    expect(decode('4B01010004200408A1B2C3')).toMatchObject({ ok: true, card: { unusable: 'random-uid' } });
  });

  it.each([
    ['', 'empty', 0],
    ['4B', 'target-layout', 1],
    ['4B03', 'target-layout', 1],
    ['4B0101000408059D44A34601', 'uid-length', 6],
    ['4B0101000408049D44A3', 'target-layout', 10],
    ['4B0101000408049D44A34600', 'target-layout', 11],
    ['4B01010344200704112233445566067577', 'target-layout', 17],
    ['4B0101034420070411223344556600', 'target-layout', 14],
    ['0000', 'incomplete', 0],
    ['A1B2', 'noise', 0],
    ['0000FF01FFD52B00', 'length', 6],
    // A whole frame with a card that is cut off inside.
    ['0000FF0BF5D54B010100040804FB0EE2E300', 'target-layout', 16],
  ])('explains %s as %s', (hex, code, offset) => {
    expect(decode(hex)).toMatchObject({ ok: false, error: { code, offset } });
  });

  it('prefers a card to the noise around it, and says what the noise was', () => {
    expect(decode(`A1B2${SILENT_CARD}`)).toMatchObject({
      ok: true,
      card: { raw: 'FB0EE20B' },
      frames: [{ name: 'discarded', reason: 'noise', byteCount: 2 }, { name: 'InListPassiveTarget' }],
    });
  });

  it('never throws, and points into the recording', () => {
    const parts = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...RECORDINGS.map(({ hex }) => wire(hex)), wire(BARE_PAYLOAD.hex)),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(parts, fc.nat(20), (input, cut) => {
        const bytes = Uint8Array.from(input.flatMap(part => [...part])).subarray(cut);
        const result = pn532.decode(bytes, {});
        if (result.ok) return;
        expect(result.error.code).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(result.error.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 500 },
    );
  });
});
