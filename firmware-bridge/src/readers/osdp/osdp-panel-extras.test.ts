import { describe, expect, it } from '@jest/globals';
import type { Signal } from '../protocol.ts';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { encodeFrame, parseFrame } from './osdp-frame.ts';
import type { OsdpPdKnobs } from './osdp-pd-knobs.ts';
import {
  askedOn,
  CARD,
  changes,
  conversationOn,
  eventsOf,
  lineOf,
  otherReader,
  SITE_KEY,
  statesOn,
  whenAsked,
} from './testing/panel-line.ts';

describe('a reader that is to move', () => {
  const moving = { scbk: SITE_KEY, comset: { address: 5, baudRate: 115_200 } };
  const readers = [{ address: 0, scbk: SITE_KEY }];

  it('is told so once, and met at its new address and speed', () => {
    const { line } = lineOf({ panel: [moving], readers });
    line.run(2000);
    expect(askedOn(line).filter(name => name === 'COMSET')).toHaveLength(1);
    expect(eventsOf(line, 'reopen')).toMatchObject([{ problem: 'comset', baudRate: 115_200 }]);
    expect(conversationOn(line).at(-1)?.frame.address).toBe(5);
    line.present(CARD);
    line.run(500);
    expect(line.takeCards()).toHaveLength(1);
  });

  it('is found where it went in an earlier life, without being told again', () => {
    const { line } = lineOf({ panel: [moving], readers: [{ address: 5, scbk: SITE_KEY }] });
    line.run(5000);
    expect(statesOn(line).at(-1)).toBe('answering');
    expect(eventsOf(line, 'reopen')).toMatchObject([{ problem: 'no-answer', baudRate: 115_200 }]);
    expect(askedOn(line)).not.toContain('COMSET');
  });

  it('and says it did but did not, is found where it was', () => {
    const { line } = lineOf({ panel: [moving], readers });
    line.run(100);
    line.replace(otherReader(readers));
    line.run(30_000);
    expect(statesOn(line).at(-1)).toBe('answering');
    expect(conversationOn(line).at(-1)?.frame.address).toBe(0);
    expect(eventsOf(line, 'reopen').map(({ baudRate }) => baudRate)).toEqual([115_200, 9600]);
  });

  it('keeps its speed where others share the line', () => {
    const { line } = lineOf({ panel: [moving, { scbk: SITE_KEY, address: 1 }] });
    line.run(2000);
    expect(eventsOf(line, 'reopen')).toEqual([]);
    expect(
      new Set(
        conversationOn(line)
          .slice(-8)
          .map(({ frame }) => frame.address),
      ),
    ).toEqual(new Set([1, 5]));
  });

  it('keeps its speed there even if it says another one', () => {
    const payload = Uint8Array.of(5, 0x00, 0xc2, 0x01, 0x00);
    const { line } = lineOf({
      panel: [
        { allowUnencrypted: true, comset: { address: 5 } },
        { allowUnencrypted: true, address: 1 },
      ],
      fault: changes('to-host', frame => (frame.code === REPLY.COM ? { ...frame, payload } : null)),
    });
    line.run(2000);
    expect(eventsOf(line, 'reopen')).toEqual([]);
    expect(conversationOn(line).some(({ frame }) => frame.address === 5)).toBe(true);
  });

  it('and does not want to, stays and is used', () => {
    const knobs: OsdpPdKnobs = {};
    const fault = whenAsked(COMMAND.COMSET, () => {
      knobs.nak = { code: NAK.unknownCommand, times: 1 };
    });
    const { line } = lineOf({ panel: [moving], readers, knobs, fault });
    line.run(3000);
    expect(statesOn(line)).toEqual(['answering']);
    expect(askedOn(line).filter(name => name === 'COMSET')).toHaveLength(1);
    expect(eventsOf(line, 'note').at(-1)).toMatchObject({
      text: expect.stringMatching(/did not take the new address/),
    });
  });
});

describe('lights and sounds', () => {
  it.each<[Signal, string]>([
    ['accepted', 'green, 1 beep'],
    ['offline', 'amber, 1 beep'],
    ['unknown', 'amber, blinking, 2 beeps'],
    ['refused', 'red, 3 beeps'],
  ])('show %s as %s, within a fraction of a second', (signal, shown) => {
    const { line, emulator } = lineOf();
    line.run(500);
    line.signal(signal);
    line.run(60);
    expect(emulator.shown()).toBe(shown);
  });

  it('show the newest only, and nothing on a reader that is away', () => {
    const { line, emulator, knobs } = lineOf();
    line.run(500);
    line.signal('accepted');
    line.signal('refused');
    line.run(500);
    expect(emulator.shown()).toBe('red, 3 beeps');
    expect(askedOn(line).filter(name => name === 'LED')).toHaveLength(1);
    knobs.isSilent = true;
    line.run(5000);
    line.signal('accepted');
    knobs.isSilent = false;
    line.run(20_000);
    expect(askedOn(line).filter(name => name === 'LED')).toHaveLength(1);
  });

  it('that a reader refuses are not asked for again', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    knobs.nak = { code: NAK.unknownCommand, times: 2 };
    line.signal('accepted');
    line.run(500);
    line.signal('accepted');
    line.run(500);
    expect(askedOn(line).filter(name => name === 'LED' || name === 'BUZ')).toEqual(['LED', 'BUZ']);
    expect(statesOn(line)).toEqual(['answering']);
  });

  it('that somebody refuses outside the session are: it may have been anyone on the wire', () => {
    const { line } = lineOf({
      fault: (bytes, direction) => {
        const parsed = parseFrame(bytes);
        if (direction === 'to-host' || !parsed.ok || parsed.frame.code !== 0x69) return [{ bytes }];
        const nak = { isReply: true, code: 0x41, payload: Uint8Array.of(NAK.unknownCommand) };
        line.inject(encodeFrame({ ...parsed.frame, ...nak, securityBlock: null, mac: null }));
        return [];
      },
    });
    line.run(500);
    for (let time = 0; time < 3; time += 1) {
      line.signal('accepted');
      // The reader never heard the command, finds a number missing, and is met anew.
      line.run(12_000);
    }
    expect(askedOn(line).filter(name => name === 'LED')).toHaveLength(3);
    expect(eventsOf(line, 'note').filter(({ text }) => text.includes('refuses LED'))).toHaveLength(1);
    expect(statesOn(line)).toEqual(['answering']);
  });

  it('are left alone on a reader that says it has none', () => {
    // Secure channel, and nothing else.
    const payload = Uint8Array.of(4, 0, 0, 9, 1, 0);
    const { line } = lineOf({
      fault: changes('to-host', frame => (frame.code === REPLY.PDCAP ? { ...frame, payload } : null)),
    });
    line.run(500);
    line.signal('accepted');
    line.run(500);
    expect(statesOn(line)).toEqual(['answering']);
    expect(askedOn(line)).not.toContain('LED');
    expect(askedOn(line)).not.toContain('BUZ');
  });
});

describe('keypad and contacts', () => {
  it('give digits, star and hash', () => {
    const { line, emulator } = lineOf();
    line.run(500);
    emulator.press('12*#0');
    line.run(200);
    expect(eventsOf(line, 'keys')).toEqual([{ kind: 'keys', keys: '12*#0', reader: 0 }]);
  });

  it('take star and hash for what the site says, and note codes that nobody knows without telling them', () => {
    const { line, emulator } = lineOf({ panel: [{ scbk: SITE_KEY, keypadStar: 0x0a, keypadHash: 0x0b }] });
    line.run(500);
    emulator.press('1*2');
    emulator.press('#');
    line.run(500);
    expect(eventsOf(line, 'keys')).toEqual([{ kind: 'keys', keys: '12', reader: 0 }]);
    const notes = eventsOf(line, 'note').filter(({ text }) => text.includes('keypad'));
    expect(notes).toHaveLength(1);
    expect(notes[0]?.facts).toBeUndefined();
  });

  it('note tampering when it begins and when it ends', () => {
    const { line, emulator } = lineOf();
    line.run(500);
    emulator.tamper(true);
    line.run(15_000);
    emulator.tamper(false);
    line.run(500);
    expect(eventsOf(line, 'note').filter(({ text }) => text.includes('tampering'))).toMatchObject([
      { level: 'warn', text: 'the reader reports tampering' },
      { level: 'info', text: 'the reader no longer reports tampering' },
    ]);
  });

  it('refuse a card whose parity is wrong', () => {
    const { line } = lineOf();
    line.run(500);
    line.present('26:CD22C716');
    line.run(500);
    expect(eventsOf(line, 'refused')).toEqual([{ kind: 'refused', reason: 'parity', reader: 0 }]);
  });
});
