import { describe, expect, it } from '@jest/globals';
import { twn4 } from './family.ts';
import { line as text, wire } from './frames.ts';
import { OPTIONS } from './simulate.ts';
import { createTwn4Emulator, type Twn4Knobs } from './twn4-emulator.ts';

describe('the software reader', () => {
  const ask = (request: string, knobs: Partial<Twn4Knobs> = {}) => {
    const emulator = createTwn4Emulator(OPTIONS, knobs);
    return emulator.receive(text(request), 0).map(bytes => Buffer.from(bytes).toString('latin1'));
  };

  it('complains as the hardware does', () => {
    expect(ask('0005\r')).toEqual(['0001\r']);
    expect(ask('9999\r')).toEqual(['01\r']);
    expect(ask('0500\r')).toEqual(['02\r']);
    expect(ask('00050000\r')).toEqual(['03\r']);
    expect(ask('0503\r')).toEqual(['04\r']);
    expect(ask('0003\r')).toEqual(['0000000000\r']);
    expect(ask('00x5\r')).toEqual(['05\r']);
    expect(ask('\r')).toEqual([]);
    expect(ask('0005\r', { isSilent: true })).toEqual([]);
  });

  it('takes no text for a card that is none', () => {
    const emulator = createTwn4Emulator(OPTIONS);
    for (const card of ['', 'XX', '66CF4D', 'em4100:67', '26:BD88', '10-1188', '04112233445566778899AA'])
      expect(() => emulator.present(card, 0)).toThrow(RangeError);
  });
});

describe('the family', () => {
  it('has settings with limits', () => {
    const entropy = { bytes: () => new Uint8Array() };
    for (const settings of [{ pollMs: 99 }, { mode: 'hex' }, { crc: 1 }, { formats: ['H10399'] }])
      expect(() => twn4.createProtocol([settings], entropy)).toThrow();
    expect(() =>
      twn4.createProtocol([{ mode: 'binary', crc: true, formats: ['H10302'] }], entropy),
    ).not.toThrow();
  });

  it('looks every 100 to 250 ms, as the site says', () => {
    const entropy = { bytes: () => new Uint8Array() };
    for (const pollMs of [100, 250]) expect(() => twn4.createProtocol([{ pollMs }], entropy)).not.toThrow();
    for (const pollMs of [99, 251]) expect(() => twn4.createProtocol([{ pollMs }], entropy)).toThrow();
    expect(twn4).toMatchObject({ baudRate: 9600, probe: { baudRates: [9600] }, holdMsMin: 400 });
  });

  it('gives each badge of a demo itself', () => {
    expect(twn4.cardOfBadge('67003B51C6', {})).toBe('em4100:67003B51C6');
  });

  it('knows its own by the answer to a harmless question', () => {
    const emulator = createTwn4Emulator(OPTIONS);
    const answers = (twn4.probe?.messages ?? []).flatMap(message => emulator.receive(message, 0));
    expect(twn4.probe?.recognises(Uint8Array.from(answers.flatMap(answer => [...answer])))).toBe(true);
    expect(twn4.probe?.recognises(text('05\r0001\r'))).toBe(true);
    for (const other of ['0001', '100001\r', '0000\r', '0002\r'])
      expect(twn4.probe?.recognises(text(other))).toBe(false);
    expect(twn4.probe?.recognises(wire('0000FF00FF00'))).toBe(false);
  });
});
