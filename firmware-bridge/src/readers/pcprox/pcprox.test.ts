import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProtocolEvent } from '../protocol.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { bitsOf } from '../wiegand/bits.ts';
import { KNOWN_FORMATS } from '../wiegand/formats.ts';
import { encodeWiegand, wiegandCard } from '../wiegand/wiegand-card.ts';
import { cardOfBareBits } from './bare-card.ts';
import { pcprox } from './family.ts';
import { BAD_ANSWERS, bytesOfHex, RECORDED_CARDS } from './frames.ts';
import { ANSWER_TIMEOUT_MS, MISSES_MAX, MISSES_TO_REOPEN, POLL_MS, SETTLE_MS } from './pcprox-protocol.ts';
import { bareBitsOf, bitCountOf, configOf, dataReportOf, pageOf } from './report.ts';

const entropy = seededRandom(1);
const NOTHING = '0000000000000000';
const PAGE = '0000110000002880';
/** What is said when the port was opened. */
const OPENED = { kind: 'peer', isAnswering: false, problem: null };
const protocolOf = (settings: object = {}) => pcprox.createProtocol([{ ...settings }], entropy);
const upperHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const command = (code: string) => code.padEnd(16, '0');

/** A host that is answered by hand: what it writes, and what it says beside. */
function aHost(settings: object = {}) {
  const protocol = protocolOf(settings);
  const written: string[] = [];
  const said: ProtocolEvent[] = [];
  let nowMs = 0;
  const take = (events: ProtocolEvent[]) => {
    for (const event of events) {
      if (event.kind === 'write') written.push(upperHex(event.bytes));
      else said.push(event);
    }
  };
  take(protocol.open(nowMs));
  return {
    ...{ protocol, written, said },
    answer: (hex: string) => take(protocol.receive(bytesOfHex(hex), nowMs)),
    /** Lets time pass up to the next thing that is due, and do it. */
    wait(ms: number) {
      const untilMs = nowMs + ms;
      for (let dueMs = protocol.dueMs(); dueMs !== null && dueMs <= untilMs; dueMs = protocol.dueMs()) {
        nowMs = Math.max(nowMs, dueMs);
        take(protocol.tick(nowMs));
      }
      nowMs = untilMs;
    },
    open: () => take(protocol.open(nowMs)),
    cards: () => said.flatMap(event => (event.kind === 'read' ? [event.card] : [])),
    kinds: (kind: ProtocolEvent['kind']) => said.filter(event => event.kind === kind),
  };
}

describe.each(RECORDED_CARDS)('a card of $format', recorded => {
  const { page, data, bits, raw, whole, format, facility, cardNumber } = recorded;
  const card = { technology: 'wiegand', raw, bits: whole, facility, cardNumber, integrity: 'none' };

  it('is asked for in the right order, and made whole as another reader sees it', () => {
    const host = aHost({ haltKeystrokes: false });
    for (const answer of [page, data, bits]) host.answer(answer);
    host.wait(POLL_MS);
    expect(host.written).toEqual([command('80'), command('8F'), command('8E'), command('8F')]);
    expect(host.cards()).toMatchObject([card]);
    const [known] = KNOWN_FORMATS.filter(({ name }) => name === format);
    if (known === undefined) throw new Error('no such format');
    expect(upperHex(encodeWiegand(known, { facility, cardNumber }))).toBe(raw);
  });

  it('is read from answers that come in any pieces', () => {
    for (let at = 0; at <= 8; at += 1) {
      const host = aHost({ haltKeystrokes: false });
      for (const answer of [page, data, bits]) {
        host.answer(answer.slice(0, at * 2));
        host.answer(answer.slice(at * 2));
      }
      expect(host.cards()).toMatchObject([card]);
      expect(host.kinds('discarded')).toEqual([]);
    }
  });

  it('is decoded offline, with the configuration and without, where the site says it', () => {
    expect(pcprox.decode(bytesOfHex(page + data + bits), {})).toMatchObject({ ok: true, card });
    expect(pcprox.decode(bytesOfHex(page + NOTHING + data + bits + NOTHING), {})).toMatchObject({
      ok: true,
      card,
    });
    const { leadParity, trailParity } = configOf(bytesOfHex(page));
    expect(pcprox.decode(bytesOfHex(data + bits), { leadParity, trailParity })).toMatchObject({
      ok: true,
      card,
    });
  });

  it('is another card, or none, with any bit of the answers flipped', () => {
    const wire = bytesOfHex(page + data + bits);
    for (let bit = 8 * 8; bit < 18 * 8; bit += 1) {
      const flipped = Uint8Array.from(wire);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const result = pcprox.decode(flipped, {});
      if (result.ok) expect(result.card?.raw).not.toBe(raw);
    }
  });
});

describe('a recording without the configuration', () => {
  it('is made whole where one known format has as many bits, and left bare where several have', () => {
    const [short, long] = RECORDED_CARDS;
    if (short === undefined || long === undefined) throw new Error('no recordings');
    expect(pcprox.decode(bytesOfHex(short.data + short.bits), {})).toMatchObject({
      card: { raw: '05025240', bits: 26 },
    });
    expect(pcprox.decode(bytesOfHex(long.data + long.bits), {})).toMatchObject({
      ok: true,
      card: {
        ...{ raw: '07600643', bits: 32, integrity: 'none' },
        formats: [
          { format: 'H10306', facility: 1888, cardNumber: 1603 },
          { format: 'C1k35s', facility: 118, cardNumber: 1603 },
        ],
      },
    });
  });

  it('of no card is valid and no badge', () => {
    expect(pcprox.decode(bytesOfHex(NOTHING), {})).toEqual({
      ok: true,
      card: null,
      frames: [{ answer: 'no card' }],
    });
  });

  it.each(BAD_ANSWERS)('says what is wrong with $what', ({ data, bits, reason }) => {
    expect(pcprox.decode(bytesOfHex(PAGE + data + bits), {})).toMatchObject({
      ok: false,
      error: { code: reason },
    });
  });

  it('says where it ends too early', () => {
    expect(pcprox.decode(new Uint8Array(), {})).toMatchObject({ error: { code: 'empty' } });
    expect(pcprox.decode(new Uint8Array(9), {})).toMatchObject({ error: { code: 'incomplete', offset: 8 } });
    expect(pcprox.decode(bytesOfHex('A4040A0000000000'), {})).toMatchObject({
      error: { code: 'incomplete', offset: 8 },
    });
    expect(
      pcprox.decode(bytesOfHex(`${PAGE}A4040A0100000000${'18'.repeat(2).padEnd(16, '0')}`), {}),
    ).toMatchObject({
      error: { code: 'pad-bits', offset: 8 },
    });
  });
});

describe('bits without their parity', () => {
  const formats = KNOWN_FORMATS;
  const both = { leadParity: 1, trailParity: 1 };

  it('are made whole for every card of every known format that such a reader can be set to', () => {
    const number = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    fc.assert(
      fc.property(fc.constantFrom(...formats), number, (format, seed) => {
        const facility =
          format.facility === null
            ? undefined
            : Number(seed % 2n ** BigInt(format.facility[1] - format.facility[0] + 1));
        const cardNumber = Number(
          (seed >> 20n) % 2n ** BigInt(format.cardNumber[1] - format.cardNumber[0] + 1),
        );
        const bytes = encodeWiegand(format, { cardNumber, ...(facility === undefined ? {} : { facility }) });
        const whole = bitsOf(bytes, format.bits);
        const leadParity = format.name === 'C1k35s' ? 2 : 1;
        const bare = whole.slice(leadParity, -1);
        const card = cardOfBareBits(bare, { leadParity, trailParity: 1 }, formats);
        const direct = wiegandCard({ bytes, bits: format.bits });
        if (direct.kind !== 'card') throw new Error('the encoder made no card');
        expect(card).toEqual({ ...direct.card, integrity: 'none' });
      }),
      { numRuns: 300 },
    );
  });

  it('keep the name of their parity where the reader leaves it on', () => {
    const bits = bitsOf(bytesOfHex('05025240'), 26);
    const none = { leadParity: 0, trailParity: 0 };
    expect(cardOfBareBits(bits, none, formats)).toMatchObject({
      raw: '05025240',
      bits: 26,
      integrity: 'parity',
    });
    const wrong = bits.with(3, 1 - (bits[3] ?? 0));
    expect(cardOfBareBits(wrong, none, formats)).toMatchObject({ bits: 26, integrity: 'none' });
    expect(cardOfBareBits(wrong, none, formats)).not.toHaveProperty('facility');
  });

  it('are not the card when what is left of its parity is wrong', () => {
    const whole = bitsOf(bytesOfHex('05025240'), 26);
    const one = { leadParity: 1, trailParity: 0 };
    expect(cardOfBareBits(whole.slice(1), one, formats)).toMatchObject({
      raw: '05025240',
      integrity: 'none',
    });
    const wrong = whole.slice(1).with(24, 1 - (whole[25] ?? 0));
    expect(cardOfBareBits(wrong, one, formats)).toMatchObject({ bits: 25 });
    expect(cardOfBareBits(wrong, one, formats)).not.toHaveProperty('formats');
  });

  it('are left bare where more was taken off than parity, or no format has so many', () => {
    const bare = bitsOf(bytesOfHex('0A04A4'), 24);
    // The second bit is the facility code's: that it was 0 on this card is only known to who has seen it.
    const withoutData = bitsOf(bytesOfHex('05025240'), 26).slice(2);
    expect(cardOfBareBits(withoutData, { leadParity: 2, trailParity: 0 }, formats)).toMatchObject({
      bits: 24,
    });
    expect(cardOfBareBits(bare, { leadParity: 2, trailParity: 0 }, formats)).toMatchObject({
      raw: '0A04A4',
      bits: 24,
    });
    expect(cardOfBareBits(bare.slice(1), both, formats)).toMatchObject({
      bits: 23,
      printed: { bare: '656548' },
    });
    expect(cardOfBareBits(bare, both, [])).not.toHaveProperty('formats');
  });

  it('are written and read back', () => {
    const bits = fc.array(fc.nat(1), { minLength: 1, maxLength: 64 });
    fc.assert(fc.property(bits, some => expect(bareBitsOf(dataReportOf(some), some.length)).toEqual(some)));
    expect(bitCountOf(bytesOfHex('4040000000000000'))).toBe(64);
    const counts = fc.record({ leadParity: fc.nat(15), trailParity: fc.nat(15), isSilent: fc.boolean() });
    fc.assert(fc.property(counts, config => expect(configOf(pageOf(config))).toEqual(config)));
  });
});

describe('asking', () => {
  it('goes on five times a second, and says nothing while there is no card', () => {
    const host = aHost();
    host.answer(PAGE);
    for (let poll = 0; poll < 5; poll += 1) {
      host.answer(NOTHING);
      host.wait(POLL_MS - 1);
      expect(host.written).toHaveLength(poll + 2);
      host.wait(1);
    }
    expect(host.said).toEqual([OPENED, { kind: 'peer', isAnswering: true, problem: null }]);
  });

  it('silences the keys first, in the running reader only, and looks whether it helped', () => {
    const host = aHost();
    host.answer('0000110000002820');
    // Page 0 as it was with the highest bit of its last byte, then the end of the configuration with no page to keep.
    expect(host.written.at(-1)).toBe(`${command('80')}00001100000028A0${command('90')}`);
    host.answer(NOTHING);
    expect(host.written.at(-1)).toBe(command('80'));
    host.answer('00001100000028A0');
    expect(host.written.at(-1)).toBe(command('8F'));
    expect(host.said).toEqual([OPENED, { kind: 'peer', isAnswering: true, problem: null }]);
  });

  it('tells an operator when it did not help, once, and reads all the same', () => {
    const host = aHost();
    for (const answer of [
      '0000110000002800',
      NOTHING,
      '0000110000002800',
      'A4040A0000000000',
      '1818000000000000',
    ])
      host.answer(answer);
    expect(host.kinds('peer').at(-1)).toEqual({ kind: 'peer', isAnswering: true, problem: 'types-keys' });
    expect(host.kinds('note')).toHaveLength(1);
    expect(host.cards()).toHaveLength(1);
  });

  it('leaves a reader alone that is silent already, and one that the site wants to type', () => {
    const silent = aHost();
    silent.answer('0000110000002880');
    expect(silent.written.at(-1)).toBe(command('8F'));
    const typing = aHost({ haltKeystrokes: false });
    typing.answer('0000110000002800');
    expect(typing.written.at(-1)).toBe(command('8F'));
  });

  it('takes what the site says for what the reader says of its parity', () => {
    const host = aHost({ leadParity: 2, trailParity: 1, haltKeystrokes: false });
    for (const answer of ['0000110000002800', '4306600700000000', '2020000000000000']) host.answer(answer);
    expect(host.cards()).toMatchObject([{ raw: 'C1D80190E0', bits: 35 }]);
  });

  it('makes nothing of a card that left between the two questions', () => {
    const host = aHost();
    for (const answer of [PAGE, 'A4040A0000000000', NOTHING]) host.answer(answer);
    expect(host.cards()).toEqual([]);
    host.wait(POLL_MS);
    expect(host.written.at(-1)).toBe(command('8F'));
  });

  it.each(BAD_ANSWERS)('takes $what for no card, learns the configuration anew and reads the next', bad => {
    const host = aHost();
    for (const answer of [PAGE, bad.data, bad.bits]) host.answer(answer);
    expect(host.cards()).toEqual([]);
    expect(host.said.at(-1)).toMatchObject({ reason: bad.reason });
    expect(host.written.at(-1)).toBe(command('80'));
    for (const answer of [PAGE, 'A4040A0000000000', '1818000000000000']) host.answer(answer);
    expect(host.cards()).toHaveLength(1);
  });

  it('counts what nobody asked for', () => {
    const host = aHost();
    host.answer(PAGE);
    host.answer(NOTHING);
    host.answer('0102030405');
    expect(host.said.at(-1)).toMatchObject({ kind: 'discarded', reason: 'unasked', bytes: { length: 5 } });
  });

  it('is in vain when there is no answer: first silent, then a new opening, again and again', () => {
    const host = aHost();
    host.wait(MISSES_MAX * (ANSWER_TIMEOUT_MS + SETTLE_MS));
    expect(host.said).toEqual([OPENED, { kind: 'peer', isAnswering: false, problem: 'no-answer' }]);
    host.wait((MISSES_TO_REOPEN - MISSES_MAX) * (ANSWER_TIMEOUT_MS + SETTLE_MS));
    expect(host.said.at(-1)).toEqual({ kind: 'reopen', problem: 'no-answer' });
    host.open();
    host.answer(PAGE);
    expect(host.said.at(-1)).toEqual({ kind: 'peer', isAnswering: true, problem: null });
  });

  it('does not take a late answer for the next one', () => {
    const host = aHost();
    host.answer(PAGE);
    host.wait(ANSWER_TIMEOUT_MS);
    host.answer('A4040A0000000000');
    expect(host.said.at(-1)).toMatchObject({ kind: 'discarded', reason: 'unasked' });
    host.wait(SETTLE_MS);
    host.answer(NOTHING);
    expect(host.cards()).toEqual([]);
    expect(host.written.at(-1)).toBe(command('8F'));
  });

  it('begins anew with the card when its number of bits did not come', () => {
    const host = aHost();
    host.answer(PAGE);
    host.answer('A4040A0000000000');
    host.answer('1818');
    host.wait(ANSWER_TIMEOUT_MS + SETTLE_MS);
    expect(host.said.at(-1)).toMatchObject({ kind: 'discarded', reason: 'incomplete', bytes: { length: 2 } });
    expect(host.written.at(-1)).toBe(command('8F'));
    host.answer('A4040A0000000000');
    host.answer('1818000000000000');
    expect(host.cards()).toHaveLength(1);
  });

  it('shows no lights', () => expect(protocolOf().signal('accepted', 0, 0)).toEqual([]));
});

describe('a software reader', () => {
  const aLine = (settings: object = {}) => {
    const emulator = pcprox.createEmulator([{ ...settings }], entropy);
    const line = new SimulatedLine(protocolOf(settings), emulator);
    line.open();
    return { line, emulator };
  };

  it('types nothing after a moment, and shows each card for as long as it lies there', () => {
    const { line, emulator } = aLine();
    line.run(1000);
    expect(emulator.shown()).toBe('types nothing');
    line.takeCards();
    line.present(pcprox.cardOfBadge('67003B51C6', {}));
    line.run(pcprox.holdMsMin);
    line.remove();
    line.run(1000);
    const cards = line.takeCards();
    expect(cards.length).toBeGreaterThanOrEqual(2);
    expect(new Set(cards.map(({ raw }) => raw))).toEqual(new Set(['9DA8E300']));
    expect(cards[0]).toMatchObject({ facility: 59, cardNumber: 20934, bits: 26, integrity: 'none' });
    line.run(1000);
    expect(line.takeCards()).toEqual([]);
  });

  it.each(['10-1188', 'H10306:1234-43210', 'H10304:118-1603'])('shows card %s of another format', card => {
    const { line } = aLine();
    line.run(1000);
    line.present(card);
    line.run(1000);
    expect(line.takeCards().length).toBeGreaterThan(0);
  });

  it('is read again after it was silent, with a card that is another by then', () => {
    const faults = { isDeaf: false };
    const line = new SimulatedLine(protocolOf(), pcprox.createEmulator([{}], entropy), bytes =>
      faults.isDeaf ? [] : [{ bytes }],
    );
    line.open();
    line.run(1000);
    faults.isDeaf = true;
    line.run(20_000);
    expect(line.events).toContainEqual({ kind: 'reopen', problem: 'no-answer' });
    faults.isDeaf = false;
    line.present('10-1188');
    line.run(2000);
    expect(line.takeCards().at(-1)).toMatchObject({ cardNumber: 1188 });
  });

  it('takes no card that it could not show', () => {
    const { emulator } = aLine();
    for (const card of ['', 'x', '26:00', `100:${'00'.repeat(13)}`, '2:80'])
      expect(() => emulator.present(card, 0)).toThrow(RangeError);
  });
});

describe('any bytes', () => {
  it('do no harm, and the next card is read', () => {
    const step = fc.oneof(
      fc.record({ bytes: fc.uint8Array({ maxLength: 20 }) }),
      fc.record({
        bytes: fc.constantFrom(PAGE, NOTHING, 'A4040A0000000000', '1818000000000000').map(bytesOfHex),
      }),
      fc.record({ waitMs: fc.nat(700) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        const line = new SimulatedLine(protocolOf(), pcprox.createEmulator([{}], entropy));
        line.open();
        for (const some of steps) {
          if ('bytes' in some) line.inject(some.bytes);
          else line.run(some.waitMs);
        }
        line.run(5000);
        line.takeCards();
        line.present('10-1188');
        line.run(5000);
        expect(line.takeCards().length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});
