import { describe, expect, it } from '@jest/globals';
import { pn532 } from './family.ts';
import { ACK, encodeFrame, NACK, SYNTAX_ERROR } from './frame.ts';
import { wire } from './frames.ts';
import { createPn532Emulator, type Pn532Knobs } from './pn532-emulator.ts';
import { hex, UID } from './simulate.ts';

describe('the software chip', () => {
  const request = (data: string) => encodeFrame(0xd4, wire(data));
  const say = (emulator: ReturnType<typeof createPn532Emulator>, bytes: Uint8Array, nowMs = 0) =>
    emulator.receive(bytes, nowMs).map(hex);
  const awake = (knobs: Partial<Pn532Knobs> = {}) => {
    const emulator = createPn532Emulator(knobs);
    say(emulator, wire(`5555000000${hex(request('14011401'))}`));
    return emulator;
  };

  it('hears nothing before it is woken, and looks for nothing before it is configured', () => {
    const emulator = createPn532Emulator();
    expect(say(emulator, request('02'))).toEqual([]);
    expect(say(emulator, wire('5555000000'))).toEqual([]);
    expect(say(emulator, request('02'))).toEqual([hex(ACK), '0000FF06FAD50332010607E800']);
    expect(say(emulator, request('4A0100'))).toEqual([hex(ACK), hex(SYNTAX_ERROR)]);
  });

  it('looks for ever, as it comes, until there is a card or an ACK', () => {
    const emulator = awake();
    expect(say(emulator, request('4A0100'))).toEqual([hex(ACK)]);
    expect(emulator.dueMs()).toBeNull();
    emulator.present('9D44A346', 1000);
    expect(emulator.tick(emulator.dueMs() ?? 0).map(hex)).toEqual(['0000FF0CF4D54B0101000408049D44A3460400']);
    emulator.remove(2000);
    say(emulator, request('4A0100'), 2000);
    say(emulator, ACK, 2001);
    emulator.present('9D44A346', 3000);
    expect(emulator.dueMs()).toBeNull();
  });

  it('says that there is no card once it was told how often to try', () => {
    const emulator = awake();
    say(emulator, request('3205FF0101'));
    expect(say(emulator, request('4A0100'))).toEqual([hex(ACK)]);
    expect(emulator.tick(emulator.dueMs() ?? 0).map(hex)).toEqual(['0000FF03FDD54B00E000']);
  });

  it('shows as many cards as it is asked for, by number', () => {
    for (const [targetsMax, count] of [
      [1, 1],
      [2, 2],
    ]) {
      const emulator = awake();
      emulator.present(`9D44A346+${UID}`, 0);
      say(emulator, request(`4A0${targetsMax}00`));
      const [answer] = emulator.tick(emulator.dueMs() ?? 0);
      const result = pn532.decode(answer ?? ACK, {});
      const targets = [
        { number: 1, uid: '9D44A346' },
        { number: 2, uid: UID },
      ].slice(0, count);
      expect(result).toMatchObject({ ok: true, frames: [{ targets }] });
    }
  });

  it('says its last answer again when it is asked to, and takes a test of the line', () => {
    const emulator = awake({ badChecksums: 0 });
    expect(say(emulator, request('00313233'))).toEqual([hex(ACK), '0000FF05FBD5013132339400']);
    expect(say(emulator, NACK)).toEqual(['0000FF05FBD5013132339400']);
    expect(say(createPn532Emulator(), NACK)).toEqual([]);
  });

  it('does not understand what is no command', () => {
    const emulator = awake();
    expect(say(emulator, encodeFrame(0xd5, [0x02]))).toEqual([hex(SYNTAX_ERROR)]);
    expect(say(emulator, request('7A'))).toEqual([hex(ACK), hex(SYNTAX_ERROR)]);
  });
});

describe('the family', () => {
  it('has settings with limits', () => {
    expect(() => pn532.createProtocol([{ pollMs: 99 }], { bytes: () => new Uint8Array() })).toThrow();
    expect(() =>
      pn532.createProtocol([{ gpio: { accepted: 'P32' } }], { bytes: () => new Uint8Array() }),
    ).toThrow();
    expect(() =>
      pn532.createProtocol([{ gpio: { accepted: 'P30' } }], { bytes: () => new Uint8Array() }),
    ).not.toThrow();
  });

  it('looks every 100 to 250 ms, as the site says', () => {
    const entropy = { bytes: () => new Uint8Array() };
    for (const pollMs of [100, 250]) expect(() => pn532.createProtocol([{ pollMs }], entropy)).not.toThrow();
    for (const pollMs of [99, 251]) expect(() => pn532.createProtocol([{ pollMs }], entropy)).toThrow();
    expect(pn532).toMatchObject({ baudRate: 115_200, probe: { baudRates: [115_200] }, holdMsMin: 400 });
  });

  it('gives each badge of a demo its card, never a random one', () => {
    expect(pn532.cardOfBadge('67003B51C6', {})).toBe('003B51C6');
    expect(pn532.cardOfBadge('67083B51C6', {})).toBe('04083B51C68180');
  });

  it('takes no text for a card that is none', () => {
    const emulator = createPn532Emulator();
    for (const card of ['', 'XX', '0463F8', '9D44A346+9D44A347+9D44A348', '9D44A346+'])
      expect(() => emulator.present(card, 0)).toThrow(RangeError);
  });

  it('knows its own by what a chip says of itself', () => {
    const emulator = createPn532Emulator();
    const answers = (pn532.probe?.messages ?? []).flatMap(message => emulator.receive(message, 0));
    const received = Uint8Array.from(answers.flatMap(answer => [...answer]));
    expect(pn532.probe?.recognises(received)).toBe(true);
    expect(pn532.probe?.recognises(wire('0000FF00FF00'))).toBe(false);
    expect(pn532.probe?.recognises(wire('0000FF06FAD50333010607E700'))).toBe(false);
    expect(pn532.probe?.recognises(Buffer.from('0001\r'))).toBe(false);
  });
});
