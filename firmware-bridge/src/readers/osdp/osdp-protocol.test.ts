import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import type { ProtocolEvent, ReaderProtocol } from '../protocol.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { bytesOfHex, RECORDED_FRAMES } from './frames.ts';
import { encodeFrame, parseFrame } from './osdp-frame.ts';
import { createOsdpPanel, REPLY_TIMEOUT_MS } from './osdp-panel.ts';
import { createSecureSession, SCBK_DEFAULT } from './osdp-secure-channel.ts';
import { type OsdpSettings, osdpShape } from './osdp-settings.ts';
import { ANNEX_E, ANNEX_E_SESSION } from './secure-frames.ts';

const ID = '530009000461 00C066';
const PDID = '53 80 14 00 04 45 0A 00 17 03 00 CA FE DE ED 01 50 02 04 3B';
const CAP = encodedHex({ code: 0x62, sequence: 1, payload: '00' });
const PDCAP = encodedHex({
  code: 0x46,
  sequence: 1,
  payload: '010101 020101 030101 040101 050101 060101 090104',
  isReply: true,
});
const PDCAP_PLAIN = encodedHex({
  code: 0x46,
  sequence: 1,
  payload: '010101 040101 050101 090004',
  isReply: true,
});

interface Reply {
  code: number;
  sequence: number;
  payload?: string;
  isReply?: boolean;
  address?: number;
}

function encodedHex({ code, sequence, payload = '', isReply = false, address = 0 }: Reply): string {
  const frame = { address, isReply, sequence, isCrc: true, securityBlock: null, code, mac: null };
  return Buffer.from(encodeFrame({ ...frame, payload: bytesOfHex(payload) })).toString('hex');
}

const reply = (code: number, sequence: number, payload = '') =>
  bytesOfHex(encodedHex({ code, sequence, payload, isReply: true }));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const settings = (wanted: Partial<OsdpSettings>) => ({ ...z.object(osdpShape).parse({}), ...wanted });

/** A panel whose clock and line are moved by hand. */
class Hand {
  nowMs = 1000;
  readonly panel: ReaderProtocol;
  readonly said: ProtocolEvent[] = [];
  sent: string[] = [];

  constructor(wanted: Partial<OsdpSettings>, nonce = ANNEX_E.rndA) {
    this.panel = createOsdpPanel([settings(wanted)], { bytes: () => bytesOfHex(nonce) });
    this.#take(this.panel.open(this.nowMs));
  }

  /** Moves the clock to when the panel wants it, and lets it act. */
  tick(): string | null {
    this.nowMs = Math.max(this.nowMs, this.panel.dueMs() ?? this.nowMs);
    const before = this.sent.length;
    this.#take(this.panel.tick(this.nowMs));
    return this.sent.length === before ? null : (this.sent.at(-1) ?? null);
  }

  answer(bytes: Uint8Array | string): void {
    this.nowMs += 2;
    this.#take(
      this.panel.receive(
        typeof bytes === 'string' ? bytesOfHex(bytes.replace(/^FF/, '')) : bytes,
        this.nowMs,
      ),
    );
  }

  /** Takes the panel to its first POLL or LSTAT, in plain. */
  meet(): void {
    this.tick();
    this.answer(PDID);
    this.tick();
    this.answer(PDCAP_PLAIN);
  }

  #take(events: readonly ProtocolEvent[]): void {
    for (const event of events) {
      if (event.kind === 'write') this.sent.push(hexOf(event.bytes));
      else this.said.push(event);
    }
  }
}

const LEGACY: Partial<OsdpSettings> = { allowUnencrypted: true };
const plain = () => {
  const hand = new Hand(LEGACY);
  hand.meet();
  return hand;
};

describe('the first words', () => {
  it('are the published ID and CAP, and the handshake of Annex E down to the first secured command', () => {
    const hand = new Hand({ allowDefaultKey: true });
    expect(hand.tick()).toBe(ID.replaceAll(' ', ''));
    hand.answer(PDID);
    expect(hand.tick()).toBe(CAP.toUpperCase());
    hand.answer(PDCAP);
    const chlng = parseFrame(bytesOfHex(hand.tick() ?? ''));
    expect(chlng).toMatchObject({ frame: { sequence: 2, code: 0x76, securityBlock: { type: 0x11 } } });
    if (chlng.ok) expect(hexOf(chlng.frame.payload)).toBe(ANNEX_E.rndA.toUpperCase());
    hand.answer(at(ANNEX_E_SESSION[1]?.hex, 2));
    const scrypt = parseFrame(bytesOfHex(hand.tick() ?? ''));
    expect(scrypt).toMatchObject({ frame: { sequence: 3, code: 0x77, securityBlock: { type: 0x13 } } });
    if (scrypt.ok) expect(hexOf(scrypt.frame.payload)).toBe(ANNEX_E.server.toUpperCase());
    const rmac = parseFrame(bytesOfHex(ANNEX_E_SESSION[3]?.hex ?? ''));
    if (rmac.ok)
      hand.answer(encodeFrame({ ...rmac.frame, sequence: 3, payload: bytesOfHex(ANNEX_E.initialRMac) }));
    const first = parseFrame(bytesOfHex(hand.tick() ?? ''));
    expect(first).toMatchObject({ frame: { sequence: 1, code: 0x64, securityBlock: { type: 0x15 } } });
    expect(hand.said).toContainEqual({ kind: 'peer', isAnswering: true, problem: 'default-key', reader: 0 });
  });

  it('stop when RMAC_I is another, or says that the proof was not taken', () => {
    for (const [data, payload] of [
      [0x01, '00'.repeat(16)],
      [0xff, ANNEX_E.initialRMac],
    ] as const) {
      const hand = new Hand({ allowDefaultKey: true });
      hand.tick();
      hand.answer(PDID);
      hand.tick();
      hand.answer(PDCAP);
      hand.tick();
      hand.answer(at(ANNEX_E_SESSION[1]?.hex, 2));
      hand.tick();
      const rmac = parseFrame(bytesOfHex(ANNEX_E_SESSION[3]?.hex ?? ''));
      if (!rmac.ok) throw new Error(rmac.code);
      const securityBlock = { type: 0x14, data: Uint8Array.of(data) };
      hand.answer(encodeFrame({ ...rmac.frame, sequence: 3, securityBlock, payload: bytesOfHex(payload) }));
      expect(hand.said.at(-1)).toEqual({ kind: 'peer', isAnswering: false, problem: 'wrong-key', reader: 0 });
    }
  });

  it('are not believed when they are malformed or something else', () => {
    for (const wrong of [reply(0x45, 0, '0A0017'), reply(0x40, 0), reply(0x46, 0, '010101')]) {
      const hand = new Hand(LEGACY);
      hand.tick();
      hand.answer(wrong);
      expect(hand.said.at(-1)).toMatchObject({ kind: 'peer', isAnswering: false, problem: 'bad-reply' });
    }
  });
});

describe('time', () => {
  it('passes until 200 ms after the last bit of the question, then the question is dropped', () => {
    const hand = new Hand(LEGACY);
    hand.tick();
    // Nine bytes at 9600 baud take 9.4 ms.
    expect(hand.panel.dueMs()).toBe(1000 + 10 + REPLY_TIMEOUT_MS);
    hand.tick();
    expect(hand.said).toEqual([{ kind: 'peer', isAnswering: false, problem: 'no-answer', reader: 0 }]);
    expect(hand.panel.dueMs()).toBe(hand.nowMs + 500);
  });

  it('is given to an answer that has begun, and not without end', () => {
    const hand = plain();
    hand.tick();
    const deadlineMs = hand.panel.dueMs() ?? 0;
    const lstatr = reply(0x48, 2, '0000');
    hand.nowMs = deadlineMs - 1;
    hand.panel.receive(lstatr.subarray(0, 4), hand.nowMs);
    expect(hand.panel.dueMs()).toBe(hand.nowMs + 100);
    hand.nowMs += 97;
    hand.answer(lstatr.subarray(4));
    expect(hand.sent).toHaveLength(3);
    const poll = hand.tick();
    expect(poll).toBe(encodedHex({ code: 0x60, sequence: 3 }).toUpperCase());
    const startMs = hand.nowMs;
    let isWaiting = true;
    while (isWaiting) {
      hand.nowMs += 50;
      hand.panel.receive(Uint8Array.of(0x00), hand.nowMs);
      isWaiting = (hand.panel.dueMs() ?? 0) > hand.nowMs;
    }
    expect(hand.nowMs - startMs).toBeLessThan(2000);
  });

  it('passes idle between an answer and the next question: two bytes at least, a poll interval where nothing is urgent', () => {
    const hand = plain();
    expect(hand.panel.dueMs()).toBe(hand.nowMs + 3);
    hand.tick();
    hand.answer(reply(0x48, 2, '0000'));
    expect(hand.panel.dueMs()).toBe(hand.nowMs + 50);
    hand.panel.signal('accepted', 0, hand.nowMs);
    expect(hand.panel.dueMs()).toBe(hand.nowMs + 3);
  });

  it('is not asked for before the line is open, nor by a line without readers', () => {
    expect(createOsdpPanel([settings(LEGACY)], seededRandom(1)).dueMs()).toBeNull();
    const empty = createOsdpPanel([], seededRandom(1));
    expect(empty.open(0)).toEqual([]);
    expect(empty.dueMs()).toBeNull();
    expect(empty.signal('accepted', 3, 0)).toEqual([]);
  });
});

describe('a question without an answer', () => {
  it('is asked again with the same bytes, three times, and then from the beginning', () => {
    const hand = plain();
    const first = hand.tick();
    expect([hand.tick(), hand.tick(), hand.tick()]).toEqual([first, first, first]);
    expect(hand.tick()).toBeNull();
    expect(hand.said.at(-1)).toMatchObject({ kind: 'peer', isAnswering: false, problem: 'no-answer' });
    expect(hand.tick()).toBe(ID.replaceAll(' ', ''));
  });

  it('but BUSY is asked again 100 ms later, and has all its tries before it still', () => {
    const hand = plain();
    const first = hand.tick();
    for (let time = 0; time < 5; time += 1) {
      hand.answer(reply(0x79, 0));
      expect(hand.panel.dueMs()).toBe(hand.nowMs + 100);
      // Whatever comes before it is asked again answers nothing.
      hand.answer(reply(0x48, 2, '0000'));
      expect(hand.said.at(-1)).toMatchObject({ kind: 'discarded', reason: 'unasked' });
      expect(hand.tick()).toBe(first);
    }
    expect([hand.tick(), hand.tick(), hand.tick()]).toEqual([first, first, first]);
    hand.answer(reply(0x48, 2, '0000'));
    expect(parseFrame(bytesOfHex(hand.tick() ?? ''))).toMatchObject({ frame: { sequence: 3 } });
  });

  it('that comes twice, late, is one answer', () => {
    const hand = plain();
    hand.tick();
    hand.answer(reply(0x48, 2, '0000'));
    hand.tick();
    hand.tick();
    const raw = reply(0x50, 3, '00011A00BD88EB80');
    hand.answer(raw);
    hand.tick();
    hand.answer(raw);
    hand.answer(reply(0x40, 1));
    expect(hand.said.filter(({ kind }) => kind === 'read')).toHaveLength(1);
    expect(hand.said.at(-1)).toMatchObject({ kind: 'discarded', reason: 'unasked', bytes: raw });
    expect(parseFrame(bytesOfHex(hand.tick() ?? ''))).toMatchObject({ frame: { sequence: 2 } });
  });
});

describe('an answer', () => {
  it('nobody asked for is discarded: after the answer, from another address', () => {
    const hand = plain();
    hand.answer(reply(0x40, 1));
    hand.tick();
    hand.answer(encodedHex({ code: 0x40, sequence: 2, isReply: true, address: 9 }));
    expect(hand.said.slice(-2)).toMatchObject([
      { kind: 'discarded', reason: 'unasked' },
      { kind: 'discarded', reason: 'unasked' },
    ]);
    hand.answer(reply(0x48, 2, '0000'));
    expect(hand.said.slice(-1)).toMatchObject([{ kind: 'discarded' }]);
    expect(parseFrame(bytesOfHex(hand.tick() ?? ''))).toMatchObject({ frame: { sequence: 3, code: 0x60 } });
  });

  it('with a MAC or a security block, where there is no session, begins the conversation anew', () => {
    const secured = {
      address: 0,
      isReply: true,
      sequence: 2,
      isCrc: true,
      code: 0x40,
      payload: new Uint8Array(0),
    };
    for (const frame of [
      { ...secured, securityBlock: { type: 0x16, data: new Uint8Array(0) }, mac: new Uint8Array(4) },
      { ...secured, securityBlock: { type: 0x12, data: Uint8Array.of(0) }, mac: null },
    ]) {
      const hand = plain();
      hand.tick();
      hand.answer(encodeFrame(frame));
      expect(hand.tick()).toBe(ID.replaceAll(' ', ''));
    }
  });

  it('is a card, text, keys, a contact, or noted once', () => {
    const hand = plain();
    hand.tick();
    hand.answer(reply(0x48, 2, '0101'));
    const answers: [number, string][] = [
      [0x50, '00011A00BD88EB80'],
      [0x50, '03011A00BD88EB80'],
      [0x51, '000009 74657374696E707574'],
      [0x51, '000109 74657374696E707574'],
      [0x51, '000001 07'],
      [0x51, '000000'],
      [0x53, '00 04 31323334'],
      [0x50, '00011A00BD88EB'],
      [0x50, '05001000 12AB'],
      [0x53, '00 05 31323334'],
      [0x48, '00'],
      [0x48, '0000'],
      [0x4b, '0102'],
      [0x4b, '0003'],
      [0x4b, '0000'],
      [0x83, '00'],
      [0x83, '00'],
      [0x40, ''],
    ];
    for (const [index, [code, payload]] of answers.entries()) {
      hand.tick();
      hand.answer(reply(code, ((index + 2) % 3) + 1, payload));
    }
    const said = hand.said.slice(2).map(event => {
      if (event.kind === 'read') return `card ${event.card.technology} ${event.card.integrity}`;
      if (event.kind === 'refused') return `refused ${event.reason}`;
      if (event.kind === 'keys') return `keys ${event.keys}`;
      return event.kind === 'note' ? event.text : event.kind;
    });
    expect(said).toEqual([
      'the reader reports tampering',
      'the reader reports a power failure',
      'card wiegand crc16',
      'a card came from another reader of this peripheral',
      'card wiegand crc16',
      'card text crc16',
      'refused read-backward',
      'refused not-text',
      'refused not-text',
      'keys 1234',
      'refused payload-length',
      'refused unknown-length',
      'the reader sent a malformed KPPAD',
      'the reader sent a malformed LSTATR',
      'the reader no longer reports tampering',
      "the reader's power is back",
      'a reader of this peripheral changed its state',
      'a reader of this peripheral changed its state',
      'the reader sent a malformed RSTATR',
      'a reader of this peripheral changed its state',
      'a reader of this peripheral changed its state',
      'the reader sent MFGSTATR, which is not used',
    ]);
  });

  it('never holds a badge number or keys in a note', () => {
    const hand = plain();
    hand.tick();
    hand.answer(reply(0x48, 2, '0000'));
    hand.tick();
    hand.answer(reply(0x50, 3, '00011A00BD88EB80'));
    expect(JSON.stringify(hand.said.filter(({ kind }) => kind === 'note'))).not.toMatch(/BD88EB80|4567/i);
  });
});

describe('a refusal', () => {
  /** A session of Annex E, and the reader's side of it. */
  function meetSecurely() {
    const hand = new Hand({ allowDefaultKey: true });
    hand.tick();
    hand.answer(PDID);
    hand.tick();
    hand.answer(PDCAP);
    hand.tick();
    hand.answer(at(ANNEX_E_SESSION[1]?.hex, 2));
    hand.tick();
    hand.answer(at(ANNEX_E_SESSION[3]?.hex, 3));
    const [rndA, rndB] = [bytesOfHex(ANNEX_E.rndA), bytesOfHex(ANNEX_E.rndB)];
    return { hand, reader: createSecureSession({ scbk: SCBK_DEFAULT, rndA, rndB }) };
  }

  /** Answers the next commands with ACK for a while, and gives their codes. */
  function codesAsked({ hand, reader }: ReturnType<typeof meetSecurely>, forMs: number): Set<number> {
    const codes = new Set<number>();
    const endMs = hand.nowMs + forMs;
    while (hand.nowMs < endMs) {
      const command = parseFrame(bytesOfHex(hand.tick() ?? ''));
      if (!command.ok || !reader.unwrapCommand(command.frame).ok) throw new Error('the chain is broken');
      codes.add(command.frame.code);
      const { sequence } = command.frame;
      const [code, payload] = [
        command.frame.code === 0x64 ? 0x48 : 0x40,
        command.frame.code === 0x64 ? '0000' : '',
      ];
      hand.answer(
        reader.wrapReply({ address: 0, sequence, isCrc: true, code, payload: bytesOfHex(payload) }),
      );
    }
    return codes;
  }

  it('inside the session is the reader’s: it is not asked again', () => {
    const { hand, reader } = meetSecurely();
    const lstat = parseFrame(bytesOfHex(hand.tick() ?? ''));
    expect(lstat.ok && reader.unwrapCommand(lstat.frame).ok).toBe(true);
    hand.answer(
      reader.wrapReply({ address: 0, sequence: 1, isCrc: true, code: 0x41, payload: Uint8Array.of(3) }),
    );
    expect(codesAsked({ hand, reader }, 30_000)).toEqual(new Set([0x60]));
  });

  it('outside of it is nobody’s: the session goes on, and the tamper contact is asked for again', () => {
    const { hand, reader } = meetSecurely();
    hand.tick();
    hand.answer(reply(0x41, 1, '03'));
    expect(codesAsked({ hand, reader }, 30_000)).toEqual(new Set([0x60, 0x64]));
  });
});

describe('any bytes at all', () => {
  it('do no harm: nothing is thrown, every byte comes out, and the panel goes on asking', () => {
    const frames = RECORDED_FRAMES.map(({ hex }) => [...bytesOfHex(hex)]);
    const chunk = fc.oneof(
      fc.array(fc.nat(255), { maxLength: 40 }),
      fc.constantFrom(...frames),
      fc.constantFrom(...ANNEX_E_SESSION.map(({ hex }) => [...bytesOfHex(hex)])),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(chunk, fc.nat(400)), { maxLength: 30 }),
        fc.boolean(),
        (chunks, isPlain) => {
          const protocol = createOsdpPanel(
            [settings(isPlain ? LEGACY : { scbk: '000102030405060708090A0B0C0D0E0F' })],
            seededRandom(3),
          );
          protocol.open(0);
          let nowMs = 0;
          for (const [bytes, waitMs] of chunks) {
            protocol.receive(Uint8Array.from(bytes), nowMs);
            nowMs += waitMs;
            protocol.tick(nowMs);
          }
          const endMs = nowMs + 120_000;
          let writes = 0;
          while (nowMs < endMs) {
            nowMs = Math.max(nowMs, protocol.dueMs() ?? endMs);
            writes += protocol.tick(nowMs).filter(({ kind }) => kind === 'write').length;
          }
          expect(writes).toBeGreaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** A frame with another sequence number. */
function at(hex: string | undefined, sequence: number): Uint8Array {
  const parsed = parseFrame(bytesOfHex(hex ?? ''));
  if (!parsed.ok) throw new Error(parsed.code);
  return encodeFrame({ ...parsed.frame, sequence });
}
