import { describe, expect, it } from '@jest/globals';
import { encodeFrame } from './osdp-frame.ts';
import {
  answersOf,
  askedOn,
  CARD,
  conversationOn,
  eventsOf,
  lineOf,
  loses,
  repeatedOn,
  SECURED_READ,
  SITE_KEY,
  statesOn,
} from './testing/panel-line.ts';

describe('a panel and a reader that share a key', () => {
  it('agree on a secure channel, and say everything but the introduction in it', () => {
    const { line } = lineOf();
    line.run(1000);
    expect(askedOn(line).slice(0, 6)).toEqual(['ID', 'CAP', 'CHLNG', 'SCRYPT', 'LSTAT', 'POLL']);
    const secured = conversationOn(line).slice(8);
    expect(secured.length).toBeGreaterThan(20);
    expect(new Set(secured.map(({ mac }) => mac))).toEqual(new Set(['valid']));
    expect(statesOn(line)).toEqual(['answering']);
  });

  it('read a card once, as protected by the channel', () => {
    const { line } = lineOf();
    line.run(500);
    line.present(CARD);
    line.run(500);
    expect(line.takeCards()).toMatchObject([SECURED_READ]);
  });

  it('talk at sequence numbers 0, then 1, 2, 3, 1, and the reply carries the same', () => {
    const { line } = lineOf();
    line.run(300);
    const numbers = conversationOn(line).map(({ frame }) => frame.sequence);
    expect(numbers.slice(0, 12)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 1, 1, 2, 2]);
  });

  it('use a fresh nonce for each handshake', () => {
    const { line } = lineOf();
    line.run(300);
    line.open();
    line.run(300);
    const nonces = conversationOn(line).filter(({ view }) => view.name === 'CHLNG');
    expect(new Set(nonces.map(({ frame }) => Buffer.from(frame.payload).toString('hex'))).size).toBe(2);
  });

  it('understand an older RMAC_I too', () => {
    const { line } = lineOf({ knobs: { hasLegacyRmac: true } });
    line.run(500);
    expect(statesOn(line)).toEqual(['answering']);
  });

  it('poll as often as set, and ask for the tamper contact every ten seconds', () => {
    const { line } = lineOf({ panel: [{ scbk: SITE_KEY, pollMs: 200 }] });
    line.run(31_000);
    const asked = askedOn(line);
    expect(asked.filter(name => name === 'LSTAT')).toHaveLength(4);
    const polls = asked.filter(name => name === 'POLL').length;
    expect(polls).toBeGreaterThan(140);
    expect(polls).toBeLessThan(155);
  });
});

describe('a disturbed line', () => {
  it('is answered with the same bytes again, and a card is read once', () => {
    const { line } = lineOf({ fault: loses('to-host', number => number === 12 || number === 13) });
    line.run(700);
    line.present(CARD);
    line.run(2000);
    expect(repeatedOn(line)).toHaveLength(2);
    expect(line.takeCards()).toMatchObject([SECURED_READ]);
    expect(conversationOn(line).filter(({ view }) => view.name === 'CHLNG')).toHaveLength(1);
  });

  it('loses a reply with a card in it, and gets the card by asking again', () => {
    let isArmed = false;
    const { line } = lineOf({
      fault: (bytes, direction) => {
        const isCard = direction === 'to-host' && bytes.length > 20;
        if (!isArmed || !isCard) return [{ bytes }];
        isArmed = false;
        return [];
      },
    });
    line.run(500);
    isArmed = true;
    line.present(CARD);
    line.run(1000);
    expect(isArmed).toBe(false);
    expect(line.takeCards()).toMatchObject([SECURED_READ]);
  });

  it('loses commands, and the reader never hears one twice', () => {
    const { line } = lineOf({ fault: loses('to-reader', number => number % 7 === 0) });
    for (let card = 0; card < 10; card += 1) {
      line.present(CARD);
      line.run(2000);
    }
    expect(line.takeCards()).toHaveLength(10);
  });

  it('may cut messages anywhere and delay the rest', () => {
    let cut = 0;
    const { line } = lineOf({
      fault: (bytes, direction) => {
        if (direction === 'to-reader') return [{ bytes }];
        cut = (cut + 1) % (bytes.length - 1);
        return [{ bytes: bytes.subarray(0, cut + 1) }, { bytes: bytes.subarray(cut + 1), delayMs: 30 }];
      },
    });
    line.run(1000);
    line.present(CARD);
    line.run(1000);
    expect(line.takeCards()).toMatchObject([SECURED_READ]);
    expect(repeatedOn(line)).toEqual([]);
  });

  it('may echo what we say', () => {
    const { line } = lineOf({ fault: bytes => [{ bytes }] });
    const echoing = lineOf({
      fault: (bytes, direction) => {
        if (direction === 'to-reader') echoing.line.inject(bytes);
        return [{ bytes }];
      },
    });
    for (const { line: each } of [{ line }, echoing]) {
      each.run(500);
      each.present(CARD);
      each.run(500);
    }
    expect(echoing.line.messages.length).toBe(line.messages.length);
    expect(eventsOf(echoing.line, 'discarded')).toEqual([]);
    expect(echoing.line.takeCards()).toMatchObject([SECURED_READ]);
  });

  it('may carry another panel, which is noted once', () => {
    const { line } = lineOf();
    line.run(300);
    const other = encodeFrame({
      ...{ address: 3, isReply: false, sequence: 1, isCrc: true, securityBlock: null, code: 0x60, mac: null },
      payload: new Uint8Array(0),
    });
    for (let time = 0; time < 3; time += 1) {
      line.inject(other);
      line.run(300);
    }
    expect(eventsOf(line, 'discarded').map(({ reason }) => reason)).toEqual(Array(3).fill('other-panel'));
    expect(eventsOf(line, 'note').filter(({ text }) => text.includes('another panel'))).toHaveLength(1);
    expect(statesOn(line)).toEqual(['answering']);
  });

  it('may be noisy: every byte of it is handed out, with nothing of it taken for a card', () => {
    const { line } = lineOf();
    line.run(300);
    const noise = Uint8Array.from({ length: 200 }, (_, index) => (index * 37) & 0xff);
    line.inject(noise);
    line.run(2000);
    const discarded = eventsOf(line, 'discarded').reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(discarded).toBeGreaterThanOrEqual(noise.length);
    line.takeCards();
    line.present(CARD);
    line.run(1000);
    expect(line.takeCards()).toHaveLength(1);
  });

  it('may bring answers later than a reader is allowed to: they are taken for what they are, once', () => {
    const { line, knobs } = lineOf();
    line.run(500);
    line.present(CARD);
    knobs.late = { ms: 300, times: 1 };
    line.run(3000);
    expect(line.takeCards()).toHaveLength(1);
    expect(statesOn(line)).toEqual([]);
    expect(conversationOn(line).filter(({ view }) => view.name === 'CHLNG')).toHaveLength(1);
  });
});

describe('several readers on one line', () => {
  it('each have their own session, cards and lights', () => {
    const panel = [0, 1, 2, 126].map(address => ({ scbk: SITE_KEY, address }));
    const { line, emulator } = lineOf({ panel });
    line.run(1000);
    for (const reader of [0, 1, 2, 3]) expect(statesOn(line, reader)).toEqual(['answering']);
    line.present(CARD, 2);
    line.run(500);
    expect(eventsOf(line, 'read')).toMatchObject([{ reader: 2, card: SECURED_READ }]);
    line.signal('unknown', 2);
    line.run(500);
    expect([0, 1, 2, 3].map(reader => emulator.shown(reader))).toEqual([
      null,
      null,
      'amber, blinking, 2 beeps',
      null,
    ]);
  });

  it('are asked in turn where there is not the time to ask each as often as it should be', () => {
    const panel = Array.from({ length: 12 }, (_, address) => ({ scbk: SITE_KEY, address, pollMs: 20 }));
    const { line } = lineOf({ panel });
    line.run(30_000);
    const answers = panel.map(({ address }) => answersOf(line, address));
    expect(Math.min(...answers)).toBeGreaterThan(300);
    expect(Math.max(...answers) - Math.min(...answers)).toBeLessThan(10);
  });
});
