import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systemEntropy } from '../../platform/index.ts';
import { bytesOfHex } from './frames.ts';
import { decodeKppad, decodeRaw } from './osdp-card-payloads.ts';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { encodeFrame, parseFrame } from './osdp-frame.ts';
import { encodeBuz, encodeLed, encodeText, temporaryLed } from './osdp-output-payloads.ts';
import { decodeLstatr, decodePdcap, decodePdid, decodeRstatr, encodeComset } from './osdp-payloads.ts';
import { PD_EVENTS_MAX, PD_FRAME_BYTES_MAX } from './osdp-pd-commands.ts';
import { createOsdpPdEmulator } from './osdp-pd-emulator.ts';
import type { OsdpPdKnobs } from './osdp-pd-knobs.ts';
import { HandPanel } from './testing/osdp-pd-hand-panel.ts';

const CARD = '26:BD88EB80';
const GREEN = { on: 5, off: 0, onColour: 2, offColour: 0, timer: 10 };
const BEEP = { reader: 0, tone: 2, on: 1, off: 1, count: 1 };
const ZERO = Uint8Array.of(0);

function aReader(knobs: OsdpPdKnobs = {}, settings: { address: number; scbk?: string } = { address: 0 }) {
  const emulator = createOsdpPdEmulator([settings], systemEntropy(), knobs);
  const panel = new HandPanel(emulator);
  panel.address = settings.address;
  panel.begin();
  return { emulator, panel, knobs };
}

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');

describe('an OSDP reader in software', () => {
  it('says who it is and what it can', () => {
    const { panel } = aReader({}, { address: 5 });
    const pdid = decodePdid(panel.ask(COMMAND.ID, ZERO).payload);
    expect(pdid).toMatchObject({
      ok: true,
      value: { vendor: '025443', firmware: '1.0.0', serial: 0x0c0ffee5 },
    });
    const pdcap = decodePdcap(panel.ask(COMMAND.CAP, ZERO).payload);
    expect(pdcap.ok && pdcap.value).toEqual(
      expect.arrayContaining([
        { function: 8, compliance: 1, count: 0 },
        { function: 9, compliance: 1, count: 1 },
        { function: 10, compliance: 0, count: 1 },
      ]),
    );
  });

  it('answers a poll with nothing new, and with the card once one was held to it', () => {
    const { emulator, panel } = aReader();
    expect(panel.poll().code).toBe(REPLY.ACK);
    emulator.present(CARD, 0);
    const { code, payload } = panel.poll();
    expect(code).toBe(REPLY.RAW);
    expect(decodeRaw(payload)).toMatchObject({ ok: true, value: { bits: 26, format: 1, reader: 0 } });
    expect(hex(payload.subarray(4))).toBe('bd88eb80');
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('gives the frame of the published layout', () => {
    const { emulator, panel } = aReader();
    // Sequence 2, as the published one.
    panel.poll();
    emulator.present('123-4567', 0);
    const [reply] = emulator.receive(bytesOfHex('53 00 08 00 06 60 89 CC'), 2);
    expect(hex(reply)).toBe('53801000065000011a00bd88eb8002d4');
  });

  it('tells one event at a time, keys too, in the order they came', () => {
    const { emulator, panel } = aReader();
    emulator.press('12*#');
    emulator.present(CARD, 0);
    const keys = decodeKppad(panel.poll().payload);
    expect(keys.ok && hex(keys.value.keys)).toBe('31327f0d');
    expect(panel.poll().code).toBe(REPLY.RAW);
  });

  it('keeps a few events and loses what comes beyond', () => {
    const { emulator, panel } = aReader();
    for (let card = 0; card < PD_EVENTS_MAX + 3; card += 1) emulator.present(`1-${card}`, 0);
    const codes = Array.from({ length: PD_EVENTS_MAX + 2 }, () => panel.poll().code);
    expect(codes.filter(code => code === REPLY.RAW)).toHaveLength(PD_EVENTS_MAX);
  });

  it('tells of an opened housing at once and whenever asked', () => {
    const { emulator, panel } = aReader();
    emulator.tamper(true);
    expect(decodeLstatr(panel.poll().payload)).toMatchObject({ value: { isTampered: true } });
    expect(decodeLstatr(panel.ask(COMMAND.LSTAT).payload)).toMatchObject({ value: { isTampered: true } });
    expect(decodeRstatr(panel.ask(COMMAND.RSTAT).payload)).toEqual({ ok: true, value: ['tamper'] });
  });

  it.each([
    ['an unknown command', 0xf0, [], NAK.unknownCommand],
    ['an output it does not have', COMMAND.OUT, [0, 1, 0, 0], NAK.unknownCommand],
    ['a poll with a payload', COMMAND.POLL, [1], NAK.length],
    ['an LED record that is cut', COMMAND.LED, [0, 0, 2], NAK.length],
    ['a second LED', COMMAND.LED, [0, 1, 2, 1, 0, 2, 0, 5, 0, 0, 0, 0, 0, 0], NAK.record],
    ['a light without any time', COMMAND.LED, [0, 0, 2, 0, 0, 2, 0, 5, 0, 0, 0, 0, 0, 0], NAK.record],
    ['a tone without any time', COMMAND.BUZ, [0, 2, 0, 0, 1], NAK.record],
    ['an address no reader has', COMMAND.COMSET, [0x7f, 0x80, 0x25, 0, 0], NAK.record],
  ])('refuses %s', (_what, code, payload, reason) => {
    const { emulator, panel } = aReader();
    const reply = panel.ask(code, Uint8Array.from(payload));
    expect([reply.code, [...reply.payload]]).toEqual([REPLY.NAK, [reason]]);
    expect(emulator.shown()).toBeNull();
  });

  it('says yes to what changes nothing', () => {
    const { panel } = aReader();
    expect(panel.ask(COMMAND.ACURXSIZE, Uint8Array.of(0, 8)).code).toBe(REPLY.ACK);
    expect(panel.ask(COMMAND.KEEPACTIVE, Uint8Array.of(0, 8)).code).toBe(REPLY.ACK);
    expect(panel.ask(COMMAND.ABORT).code).toBe(REPLY.ACK);
  });

  it('refuses a card that is none and a reader that is not there', () => {
    const { emulator } = aReader();
    expect(() => emulator.present('ABC', 0)).toThrow(RangeError);
    expect(() => emulator.present(CARD, 0, 1)).toThrow(RangeError);
    expect(() => emulator.press('A')).toThrow(RangeError);
    expect(emulator.shown(3)).toBeNull();
    expect(emulator.remove(0)).toEqual([]);
  });
});

describe('its lights and sounds', () => {
  it('are told in words', () => {
    const { emulator, panel } = aReader();
    expect(emulator.shown()).toBeNull();
    panel.ask(COMMAND.LED, encodeLed([temporaryLed(GREEN)]));
    expect(emulator.shown()).toBe('green');
    panel.ask(COMMAND.BUZ, encodeBuz(BEEP));
    expect(emulator.shown()).toBe('green, 1 beep');
    panel.ask(
      COMMAND.TEXT,
      encodeText({ reader: 0, command: 3, seconds: 2, row: 1, column: 1, text: 'Ana' }),
    );
    expect(emulator.shown()).toBe('green, 1 beep, "Ana"');
  });

  it.each([
    [{ on: 2, off: 2, onColour: 1, offColour: 0 }, 'red, blinking'],
    [{ on: 2, off: 2, onColour: 0, offColour: 3 }, 'amber, blinking'],
    [{ on: 5, off: 2, onColour: 2, offColour: 1 }, 'green and red in turn'],
    [{ on: 0, off: 2, onColour: 2, offColour: 4 }, 'blue'],
    [{ on: 1, off: 1, onColour: 9, offColour: 9 }, 'colour 9'],
  ])('blink: %j is %s', (blink, words) => {
    const { emulator, panel } = aReader();
    panel.ask(COMMAND.LED, encodeLed([temporaryLed({ ...blink, timer: 10 })]));
    expect(emulator.shown()).toBe(words);
  });

  it('go back to the permanent light when the temporary one is cancelled', () => {
    const { emulator, panel } = aReader();
    const record = temporaryLed(GREEN);
    const permanent = { control: 1, on: 1, off: 0, onColour: 4, offColour: 0 };
    panel.ask(COMMAND.LED, encodeLed([{ ...record, permanent }]));
    expect(emulator.shown()).toBe('green');
    panel.ask(COMMAND.LED, encodeLed([{ ...record, temporary: { ...record.temporary, control: 1 } }]));
    expect(emulator.shown()).toBe('blue');
  });

  it('of an earlier tap are gone with the next', () => {
    const { emulator, panel } = aReader();
    panel.ask(COMMAND.BUZ, encodeBuz({ ...BEEP, count: 3 }));
    panel.nowMs += 5000;
    panel.ask(COMMAND.LED, encodeLed([temporaryLed(GREEN)]));
    expect(emulator.shown()).toBe('green');
    panel.ask(COMMAND.BUZ, encodeBuz({ ...BEEP, count: 0 }));
    expect(emulator.shown()).toBe('green, beeping');
    panel.ask(COMMAND.BUZ, encodeBuz({ ...BEEP, tone: 1 }));
    expect(emulator.shown()).toBe('green');
  });
});

describe('sequence numbers', () => {
  it('let a reply be asked for again: the same bytes, and nothing is done twice', () => {
    const { emulator, panel } = aReader();
    emulator.present(CARD, 0);
    emulator.present('1-2', 0);
    const poll = panel.next(COMMAND.POLL);
    const first = emulator.receive(poll, 1);
    const again = emulator.receive(poll, 2);
    expect(again).toEqual(first);
    const afterwards = decodeRaw(panel.poll().payload);
    expect(afterwards.ok && hex(afterwards.value.bytes)).not.toBe('bd88eb80');
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('see a repetition with a mark before it as one, and another command under the number as an error', () => {
    const { emulator, panel } = aReader();
    emulator.present(CARD, 0);
    const poll = panel.next(COMMAND.POLL);
    const [first] = emulator.receive(poll, 1);
    expect(emulator.receive(Uint8Array.of(0xff, ...poll), 2)).toEqual([first]);
    panel.sequence = 1;
    const other = panel.ask(COMMAND.LSTAT);
    expect([other.code, ...other.payload]).toEqual([REPLY.NAK, NAK.sequence]);
  });

  it('that are skipped are refused until the panel begins anew', () => {
    const { panel } = aReader();
    panel.sequence = 3;
    expect([...panel.poll().payload]).toEqual([NAK.sequence]);
    panel.begin();
    expect(panel.poll().code).toBe(REPLY.ACK);
  });

  it('of zero begin anew each time: the command is done again', () => {
    const { emulator, panel } = aReader();
    emulator.present(CARD, 0);
    emulator.present(CARD, 0);
    for (const code of [REPLY.RAW, REPLY.RAW, REPLY.ACK]) {
      panel.sequence = 0;
      expect(panel.poll().code).toBe(code);
    }
  });

  it('mean nothing to a reader that has lost its power', () => {
    const { emulator, panel } = aReader();
    emulator.present(CARD, 0);
    emulator.powerCycle();
    expect([...panel.poll().payload]).toEqual([NAK.sequence]);
    panel.begin();
    expect(panel.poll().code).toBe(REPLY.ACK);
  });
});

describe('a line with several readers', () => {
  const ADDRESSES = [3, 65, 126];

  function aLine() {
    const emulator = createOsdpPdEmulator(
      ADDRESSES.map(address => ({ address })),
      systemEntropy(),
    );
    const panels = ADDRESSES.map(address => {
      const panel = new HandPanel(emulator);
      panel.address = address;
      panel.begin();
      return panel;
    });
    return { emulator, panels };
  }

  it('has one answer, from the reader that is meant', () => {
    const { emulator, panels } = aLine();
    emulator.present(CARD, 0, 1);
    const replies = panels.map(panel => panel.poll());
    expect(replies.map(({ address }) => address)).toEqual(ADDRESSES);
    expect(replies.map(({ code }) => code)).toEqual([REPLY.ACK, REPLY.RAW, REPLY.ACK]);
  });

  it('has none from nobody', () => {
    const { emulator, panels } = aLine();
    const [panel] = panels;
    if (panel === undefined) throw new Error('no panel');
    panel.address = 4;
    expect(panel.exchange(panel.next(COMMAND.POLL))).toBeNull();
    expect(emulator.dueMs()).toBeNull();
  });

  it('shows each reader its own lights', () => {
    const { emulator, panels } = aLine();
    panels[2]?.ask(COMMAND.LED, encodeLed([temporaryLed(GREEN)]));
    expect([0, 1, 2].map(reader => emulator.shown(reader))).toEqual([null, null, 'green']);
  });

  it('has an answer to the address of everyone from the one reader that is alone', () => {
    const { panel } = aReader({}, { address: 9 });
    panel.address = 0x7f;
    panel.sequence = 0;
    expect(panel.ask(COMMAND.ID, ZERO)).toMatchObject({ code: REPLY.PDID, address: 0x7f });
  });

  it('finds a reader under its new address, once it has confirmed under the old one', () => {
    const { panel } = aReader({}, { address: 9 });
    const reply = panel.ask(COMMAND.COMSET, encodeComset({ address: 12, baudRate: 38_400 }));
    expect([reply.code, reply.address, hex(reply.payload)]).toEqual([REPLY.COM, 9, '0c00960000']);
    expect(panel.exchange(panel.next(COMMAND.POLL))).toBeNull();
    panel.address = 12;
    panel.begin();
    expect(panel.poll().address).toBe(12);
  });
});

describe('what may be odd about a reader', () => {
  it('busy so many times: without doing it, and outside the sequence', () => {
    const { emulator, panel } = aReader({ busyTimes: 2 });
    // The ID of the beginning was the first.
    const id = encodeFrame({ ...plain(0, COMMAND.ID), payload: ZERO });
    const busy = emulator.receive(id, 1);
    expect(hex(busy[0])).toBe('538008000479230b');
    expect(panel.exchange(id)?.code).toBe(REPLY.PDID);
    emulator.present(CARD, 0);
    expect(panel.poll().code).toBe(REPLY.RAW);
  });

  it('a NAK of any reason, so many times', () => {
    const { knobs, panel } = aReader();
    knobs.nak = { code: NAK.record, times: 2 };
    expect([panel.poll(), panel.poll(), panel.poll()].map(({ code }) => code)).toEqual([
      REPLY.NAK,
      REPLY.NAK,
      REPLY.ACK,
    ]);
  });

  it('another sequence number in the reply, while the repetition is right', () => {
    const { emulator, knobs, panel } = aReader();
    knobs.wrongSequenceTimes = 1;
    const poll = panel.next(COMMAND.POLL);
    const [wrong, right] = [emulator.receive(poll, 1), emulator.receive(poll, 2)];
    expect(parseFrame(wrong[0] ?? ZERO)).toMatchObject({ ok: true, frame: { sequence: 2 } });
    expect(parseFrame(right[0] ?? ZERO)).toMatchObject({ ok: true, frame: { sequence: 1 } });
  });

  it('a late reply', () => {
    const { emulator, knobs, panel } = aReader();
    knobs.late = { ms: 250, times: 1 };
    expect(emulator.receive(panel.next(COMMAND.POLL), 1000)).toEqual([]);
    expect(emulator.dueMs()).toBe(1250);
    expect(emulator.tick(1249)).toEqual([]);
    expect(emulator.tick(1250)).toHaveLength(1);
    expect(emulator.dueMs()).toBeNull();
    expect(emulator.receive(panel.next(COMMAND.POLL), 1300)).toHaveLength(1);
  });

  it('silence', () => {
    const { knobs, panel } = aReader();
    knobs.isSilent = true;
    expect(panel.exchange(panel.next(COMMAND.POLL))).toBeNull();
  });

  it('only a checksum', () => {
    const { panel, knobs } = aReader();
    knobs.isChecksumOnly = true;
    const refused = panel.poll();
    expect([refused.code, refused.isCrc, ...refused.payload]).toEqual([REPLY.NAK, false, NAK.check]);
    panel.isCrc = false;
    panel.sequence = 1;
    expect(panel.poll()).toMatchObject({ code: REPLY.ACK, isCrc: false });
    const pdcap = decodePdcap(panel.ask(COMMAND.CAP, ZERO).payload);
    expect(pdcap.ok && pdcap.value).toContainEqual({ function: 8, compliance: 0, count: 0 });
  });
});

describe('noise on the line', () => {
  it('is not answered: a wrong check, a frame of another reader, one longer than a reader takes', () => {
    const { emulator, panel } = aReader();
    const poll = panel.next(COMMAND.POLL);
    for (let bit = 0; bit < poll.length * 8; bit += 1) {
      const flipped = poll.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const nowMs = 1000 * (bit + 1);
      expect(emulator.receive(flipped, nowMs)).toEqual([]);
      // A length that was made longer waits for more; silence ends it.
      emulator.receive(new Uint8Array(0), nowMs + 500);
    }
    const long = encodeFrame({ ...plain(1, COMMAND.TEXT), payload: new Uint8Array(PD_FRAME_BYTES_MAX) });
    expect(emulator.receive(long, 900_000)).toEqual([]);
    expect(emulator.receive(encodeFrame({ ...plain(1, COMMAND.POLL), isReply: true }), 901_000)).toEqual([]);
    expect(emulator.receive(poll, 902_000)).toHaveLength(1);
  });

  it('never makes the reader fall over, and the next command is answered', () => {
    const { emulator, panel } = aReader();
    let nowMs = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 200 }), (bytes, gapMs) => {
        nowMs += gapMs;
        emulator.receive(bytes, nowMs);
        nowMs += 1000;
        expect(emulator.receive(new Uint8Array(0), nowMs)).toEqual([]);
        panel.sequence = 0;
        expect(emulator.receive(panel.next(COMMAND.POLL), nowMs)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('hides in valid frames too: any code, payload and block is answered or not, without harm', () => {
    const { emulator } = aReader({}, { address: 0, scbk: '00112233445566778899aabbccddeeff' });
    let nowMs = 0;
    const blocks = fc.constantFrom(null, 0x11, 0x13, 0x15, 0x17);
    // A new address is the one thing that makes the reader deaf to what follows.
    const code = fc.nat(255).filter(value => value !== COMMAND.COMSET);
    fc.assert(
      fc.property(
        fc.nat(3),
        code,
        fc.uint8Array({ maxLength: 64 }),
        blocks,
        (sequence, code, payload, type) => {
          nowMs += 1;
          const hasMac = type !== null && type >= 0x15;
          const securityBlock = type === null ? null : { type, data: new Uint8Array(hasMac ? 0 : 1) };
          const mac = hasMac ? new Uint8Array(4) : null;
          const replies = emulator.receive(
            encodeFrame({ ...plain(sequence, code), payload, securityBlock, mac }),
            nowMs,
          );
          expect(replies).toHaveLength(1);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function plain(sequence: number, code: number) {
  return {
    ...{ address: 0, isReply: false, sequence, isCrc: true, securityBlock: null, code },
    ...{ payload: new Uint8Array(0), mac: null },
  };
}
