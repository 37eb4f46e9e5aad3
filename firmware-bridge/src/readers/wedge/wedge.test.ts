import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProtocolEvent, ReaderProtocol } from '../protocol.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { createBootKeyboard } from './boot-report.ts';
import {
  createEvdevDecoder,
  EV_KEY,
  EV_MSC,
  EV_SYN,
  type EvdevRecord,
  type EventBytes,
  encodeEvdev,
  eventBytesOf,
  SYN_DROPPED,
} from './evdev.ts';
import { wedge } from './family.ts';
import { BAD_TYPINGS, RECORDED_TYPINGS } from './frames.ts';
import { codeOfUsage, KEY } from './key-codes.ts';
import { IDLE_MS, KEY_GAP_MS } from './key-text.ts';
import { MODIFIER_HOLD_MS } from './keyboard.ts';
import { keyOf, layoutOf } from './layouts.ts';
import { typed } from './wedge-emulator.ts';

const entropy = seededRandom(1);
const protocolOf = (settings: object = {}) =>
  wedge.createProtocol([{ eventBytes: 24, ...settings }], entropy);
const us = layoutOf('us');
const typing = (text: string, startMs = 0, eventBytes: EventBytes = 24) =>
  typed(text, { layout: us, eventBytes, startMs });
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]));
const record = (type: number, code: number, value: number, atMs = 0) =>
  encodeEvdev({ type, code, value, atMs }, 24);
/** Presses and releases, without Enter. */
const strokes = (codes: readonly number[], gapMs: number, startMs = 0) =>
  joined(
    ...codes.flatMap((code, index) =>
      [1, 0].map(value => record(EV_KEY, code, value, startMs + index * gapMs)),
    ),
  );

function summarize(events: ProtocolEvent[]) {
  const raws: string[] = [];
  const trouble: string[] = [];
  for (const event of events) {
    if (event.kind === 'read') raws.push(event.card.raw);
    else if (event.kind === 'refused' || event.kind === 'discarded') trouble.push(event.reason);
  }
  return { raws, trouble };
}

/** Without shift: in hex a small letter is as good. */
const isPress = ({ type, code, value }: EvdevRecord) =>
  type === EV_KEY && value === 1 && code !== KEY.leftShift;

const read = (chunks: Uint8Array[], settings: object = {}, protocol: ReaderProtocol = protocolOf(settings)) =>
  summarize(chunks.flatMap(chunk => protocol.receive(chunk, 0)));

describe('kernel events of a reader that types', () => {
  it.each([24, 16] as const)(
    'are read in records of %i bytes: whole, byte by byte, split anywhere, doubled',
    eventBytes => {
      const bytes = typing('67003B51C6', 0, eventBytes);
      const once = { raws: ['67003B51C6'], trouble: [] };
      const settings = { eventBytes };
      expect(read([bytes], settings)).toEqual(once);
      expect(
        read(
          [...bytes].map(byte => Uint8Array.of(byte)),
          settings,
        ),
      ).toEqual(once);
      for (let at = 0; at <= bytes.length; at += 1)
        expect(read([bytes.subarray(0, at), bytes.subarray(at)], settings)).toEqual(once);
      expect(read([joined(bytes, typing('3C00CE754C', 1000, eventBytes))], settings).raws).toEqual([
        '67003B51C6',
        '3C00CE754C',
      ]);
    },
  );

  it('have the size of the machine', () => {
    expect(['x64', 'arm64', 'riscv64'].map(eventBytesOf)).toEqual([24, 24, 24]);
    expect(['arm', 'ia32'].map(eventBytesOf)).toEqual([16, 16]);
    expect(
      read([typing('67003B51C6', 0, eventBytesOf(process.arch))], { eventBytes: undefined }).raws,
    ).toHaveLength(1);
  });

  it('carry the time at which a key went down: a bridge that was busy and reads late is no slow reader', () => {
    const protocol = protocolOf();
    const bytes = typing('67003B51C6');
    const half = 24 * 30;
    const first = protocol.receive(bytes.subarray(0, half), 0);
    expect(summarize([...first, ...protocol.receive(bytes.subarray(half), 120)]).raws).toEqual([
      '67003B51C6',
    ]);
  });

  it('are looked for anew behind bytes that are none, and counted', () => {
    const bytes = typing('67003B51C6', 1_790_000_000_000);
    for (const garbage of [1, 7, 23, 25, 100]) {
      const noise = Uint8Array.from({ length: garbage }, () => 0xff);
      const events = protocolOf().receive(joined(noise, bytes), 0);
      expect(summarize(events).raws).toEqual(['67003B51C6']);
      const discarded = events.flatMap(event => (event.kind === 'discarded' ? [event.bytes.length] : []));
      expect(discarded.reduce((sum, count) => sum + count, 0)).toBe(garbage);
    }
  });

  it('are given up when the rest of one does not come', () => {
    const protocol = protocolOf();
    protocol.receive(typing('67003B51C6').subarray(0, 10), 0);
    expect(summarize(protocol.receive(typing('67003B51C6', 500), 500))).toEqual({
      raws: ['67003B51C6'],
      trouble: ['gap'],
    });
  });

  it('may repeat a key that is held, lock the digits, or say what has no key: nothing comes of it', () => {
    const enter = strokes([KEY.enter], 0, 20);
    const noise = joined(
      record(EV_KEY, 2, 1),
      record(EV_KEY, 2, 2),
      record(EV_KEY, 2, 2),
      record(EV_KEY, 2, 0),
      record(EV_KEY, KEY.numLock, 1),
      record(EV_MSC, 4, 0x70027),
      record(EV_SYN, 0, 0),
      record(0x11, 0, 1),
      strokes([3, 4, 5], 4, 4),
    );
    expect(read([noise, enter])).toEqual({ raws: [Buffer.from('1234').toString('hex')], trouble: [] });
  });

  it('are not trusted when the kernel says that some are missing, before a text or within', () => {
    const dropped = record(EV_SYN, SYN_DROPPED, 0);
    const bytes = typing('67003B51C6');
    for (const at of [0, 24 * 12]) {
      const protocol = protocolOf();
      const events = protocol.receive(joined(bytes.subarray(0, at), dropped, bytes.subarray(at)), 0);
      expect(summarize(events)).toEqual({ raws: [], trouble: ['lost-keys'] });
      expect(summarize(protocol.receive(typing('67003B51C6', 1000), 1000)).raws).toHaveLength(1);
    }
    const later = protocolOf();
    later.receive(dropped, 0);
    later.tick(IDLE_MS);
    expect(summarize(later.receive(bytes, 1000)).raws).toHaveLength(1);
  });

  it('are thrown away and counted when the device is opened anew, a held shift too', () => {
    const protocol = protocolOf();
    protocol.receive(joined(record(EV_KEY, KEY.leftShift, 1), strokes([2, 3, 4, 5], 4)), 0);
    // Bytes of keys are whole records; what they typed stands for them.
    expect(protocol.open(10)).toEqual([
      { kind: 'discarded', bytes: Uint8Array.from(Buffer.from('!@#$')), reason: 'reopened' },
    ]);
    expect(protocol.dueMs()).toBeNull();
    expect(summarize(protocol.receive(typing('67003B51C6', 20), 20)).raws).toEqual(['67003B51C6']);
  });

  it('are not read as the same badge with any bit of a key changed', () => {
    const bytes = typing('67003B51C6');
    const decoder = createEvdevDecoder(24);
    const pressAt = decoder
      .push(bytes, 0)
      .flatMap((event, index) => (event.kind === 'record' && isPress(event.record) ? [index * 24] : []));
    for (const at of pressAt.slice(0, -1)) {
      for (let bit = 16 * 8; bit < 24 * 8; bit += 1) {
        const flipped = Uint8Array.from(bytes);
        flipped[at + (bit >> 3)] = (flipped[at + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
        expect(read([flipped]).raws).not.toContain('67003B51C6');
      }
    }
  });
});

describe('the end of a text', () => {
  it.each([KEY.enter, KEY.keypadEnter, KEY.tab])('is key %i', code => {
    const keys = [...'67003B51C6'].map(character => keyOf(us, character)?.code ?? 0);
    const upper = read([strokes([...keys, code], 4)]).raws;
    expect(upper).toEqual(['67003B51C6']);
  });

  it('is a silence, where the reader presses no key for it', () => {
    const protocol = protocolOf();
    expect(protocol.receive(strokes([7, 8, 11, 11, 4], 4), 1000)).toEqual([]);
    expect(protocol.dueMs()).toBe(1000 + IDLE_MS);
    expect(protocol.tick(1000 + IDLE_MS - 1)).toEqual([]);
    expect(summarize(protocol.tick(1000 + IDLE_MS)).raws).toHaveLength(1);
    expect(protocol.dueMs()).toBeNull();
  });

  it('is no silence where the site says so', () => {
    const protocol = protocolOf({ idleEnds: false });
    protocol.receive(strokes([7, 8, 11, 11, 4], 4), 1000);
    expect(summarize(protocol.tick(1000 + IDLE_MS))).toEqual({ raws: [], trouble: ['no-end'] });
  });

  it('comes by itself before later keys, when nobody ticked in time', () => {
    const protocol = protocolOf();
    protocol.receive(strokes([7, 8, 11, 11, 4], 4), 0);
    expect(summarize(protocol.receive(typing('67003B51C6', 5000), 5000)).raws).toHaveLength(2);
  });
});

describe('a hand on the keyboard', () => {
  it.each(BAD_TYPINGS)('is told from a reader: $what', ({ keys, gapMs, reason }) => {
    const protocol = protocolOf();
    const events = protocol.receive(strokes(keys, gapMs), 0);
    expect(summarize(events).raws).toEqual([]);
    expect(new Set(summarize(events).trouble)).toEqual(new Set([reason]));
    expect(summarize(protocol.receive(typing('67003B51C6', 60_000), 60_000)).raws).toEqual(['67003B51C6']);
    expect(wedge.decode(strokes(keys, gapMs), {})).toMatchObject(
      keys.length === 4 ? { ok: true, card: null } : { ok: false, error: { code: reason, offset: 0 } },
    );
  });

  it('is allowed exactly the gap', () => {
    const keys = [2, 3, 4, 5, KEY.enter];
    expect(read([strokes(keys, KEY_GAP_MS)]).raws).toHaveLength(1);
    expect(read([strokes(keys, KEY_GAP_MS + 1)]).raws).toHaveLength(0);
  });

  it('types commands, which are no characters', () => {
    const command = joined(
      record(EV_KEY, KEY.leftCtrl, 1),
      strokes([2, 3, 4, 5], 4),
      record(EV_KEY, KEY.leftCtrl, 0, 20),
    );
    expect(read([command, strokes([KEY.enter], 0, 20)])).toEqual({ raws: [], trouble: ['not-allowed'] });
  });

  it('may leave a shift held, or its release may be lost: the next badge is read all the same', () => {
    const protocol = protocolOf();
    protocol.receive(record(EV_KEY, KEY.rightShift, 1), 0);
    const soon = protocol.receive(strokes([2, 3, 4, 5, KEY.enter], 4, MODIFIER_HOLD_MS), MODIFIER_HOLD_MS);
    expect(summarize(soon).trouble).toEqual(['not-allowed']);
    const laterMs = 2 * MODIFIER_HOLD_MS + 100;
    expect(summarize(protocol.receive(typing('67003B51C6', laterMs), laterMs)).raws).toEqual(['67003B51C6']);
  });

  it('that types one key at a time is thrown away key by key', () => {
    const protocol = protocolOf();
    const trouble = [2, 3, 4, 5].flatMap((code, index) => {
      const events = protocol.receive(strokes([code], 0, index * 300), index * 300);
      return summarize([...events, ...protocol.tick(index * 300 + IDLE_MS)]).trouble;
    });
    expect(trouble).toEqual(Array.from({ length: 4 }, () => 'typed-by-hand'));
  });
});

describe('keyboards', () => {
  it.each(['us', 'de', 'fr'] as const)('of %s type every digit and letter back as it was', layout => {
    const text = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const bytes = typed(text, { layout: layoutOf(layout), eventBytes: 24, startMs: 0 });
    expect(read([bytes], { layout, radix: 'text' }).raws).toEqual([
      Buffer.from(text).toString('hex').toUpperCase(),
    ]);
  });

  it.each(['us', 'de', 'fr'] as const)('of %s have no character on a key that types another', layout => {
    const table = layoutOf(layout);
    for (const [, characters] of table)
      for (const character of characters) {
        if (character === null) continue;
        expect(character).toMatch(/^[ -~]$/);
        const key = keyOf(table, character);
        expect(key === null ? null : table.get(key.code)?.[key.isShifted ? 1 : 0]).toBe(character);
      }
  });

  it('differ: a reader set to a French keyboard shifts its digits, a German one swaps two letters', () => {
    expect(keyOf(layoutOf('fr'), '1')).toEqual({ code: 2, isShifted: true });
    expect(keyOf(layoutOf('fr'), 'a')).toEqual({ code: 16, isShifted: false });
    expect(keyOf(layoutOf('de'), 'z')).toEqual({ code: 21, isShifted: false });
    expect(keyOf(us, '1')).toEqual({ code: 2, isShifted: false });
    expect(read([typing('67003B51C6')], { layout: 'fr' }).raws).toEqual([]);
  });

  it('have the digits on the keypad as well', () => {
    const keypad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];
    expect(read([strokes([...keypad, KEY.keypadEnter], 4)], { layout: 'fr' }).raws).toEqual([
      Buffer.from('0123456789').toString('hex').toUpperCase(),
    ]);
  });

  it('number their keys differently over USB', () => {
    expect([0x04, 0x1d, 0x1e, 0x27, 0x28, 0x58, 0x59, 0x62].map(codeOfUsage)).toEqual([
      30, 44, 2, 11, 28, 96, 79, 82,
    ]);
    expect(codeOfUsage(0x90)).toBeNull();
  });
});

describe('what is typed', () => {
  const cardOf = (text: string, settings: object = {}) => {
    const [event] = protocolOf(settings).receive(typing(text), 0);
    if (event?.kind === 'read') return event.card;
    return event?.kind === 'refused' || event?.kind === 'discarded' ? event.reason : null;
  };

  it('is a badge in hex, and a text where it is ten digits, since they leave the version byte out', () => {
    expect(cardOf('67003b51c6')).toMatchObject({
      technology: 'em4100',
      raw: '67003B51C6',
      integrity: 'none',
    });
    expect(cardOf('0003887558')).toMatchObject({
      technology: 'text',
      printed: { dez10: '0003887558', text: '0003887558' },
    });
  });

  it('is the badge itself where the site says its version byte', () => {
    expect(cardOf('0003887558', { version: '67' })).toMatchObject({
      technology: 'em4100',
      raw: '67003B51C6',
    });
    // The number of the section on HID readers: 0x00C80ECC, printed as 200,03788.
    expect(cardOf('0013110988', { version: '00' })).toMatchObject({
      raw: '0000C80ECC',
      printed: { d3d5: '200,03788' },
    });
  });

  it('is a code where it is scanned, with all its characters', () => {
    expect(cardOf('https://b.example/A-7?x=1', { technology: 'barcode' })).toMatchObject({
      technology: 'barcode',
    });
    expect(cardOf('A'.repeat(128), { technology: 'barcode' })).toMatchObject({ technology: 'barcode' });
    expect(cardOf('https://b.example/A-7')).toBe('not-allowed');
  });

  it('is Wiegand where a PACS reader types it', () => {
    expect(cardOf('0605025240', { bits: 'pacs' })).toMatchObject({
      raw: '05025240',
      facility: 10,
      cardNumber: 1188,
    });
    expect(cardOf('25853841984', { bits: 'pacs', radix: 'dec' })).toMatchObject({ cardNumber: 1188 });
    expect(cardOf('0605025241', { bits: 'pacs' })).toBe('pad-bits');
  });

  it('is taken with what stands around it', () => {
    expect(cardOf('%67003B51C6?', { prefix: '%', suffix: '?' })).toMatchObject({ raw: '67003B51C6' });
    expect(cardOf('67003B51C6', { prefix: '%' })).toBe('wrong-prefix');
    expect(cardOf('67003B51C6CA', { checksum: 'xor' })).toBe('checksum');
  });
});

describe('boot keyboard reports', () => {
  const recordingOf = (reports: readonly string[], id = '') =>
    Uint8Array.from(Buffer.from(reports.map(report => id + report).join(''), 'hex'));

  it.each(RECORDED_TYPINGS)(
    'spell $text ($source), with a report id before each and without',
    ({ reports, text }) => {
      for (const id of ['', '01', '05']) {
        const result = wedge.decode(recordingOf(reports, id), {});
        expect(result).toMatchObject({ ok: true, frames: [{ text }] });
        if (result.ok) expect(result.card?.printed.text ?? null).toBe(text.length < 4 ? null : text);
      }
    },
  );

  it('of a PACS reader are its card', () => {
    const { reports } = RECORDED_TYPINGS[3] ?? { reports: [] };
    expect(wedge.decode(recordingOf(reports), { bits: 'pacs' })).toMatchObject({
      ok: true,
      card: { technology: 'wiegand', raw: '05025240', facility: 10, cardNumber: 1188 },
    });
  });

  it('name keys that are down now and were not before, each once', () => {
    const keyboard = createBootKeyboard();
    const codes = (report: string) =>
      keyboard.take(Uint8Array.from(Buffer.from(report, 'hex')), 0).map(({ code }) => code);
    expect(codes('0000270000000000')).toEqual([11]);
    expect(codes('0000270000000000')).toEqual([]);
    expect(codes('00001E2700000000')).toEqual([2]);
    expect(codes('0000010101010101')).toEqual([]);
    expect(codes('00001E2700000000')).toEqual([]);
    expect(codes('0000000000000000')).toEqual([]);
    expect(codes('0000270000000000')).toEqual([11]);
    expect(codes('0000272700000000')).toEqual([]);
  });

  it('know both shifts, and the keys that make a command', () => {
    const press = (report: string) =>
      createBootKeyboard().take(Uint8Array.from(Buffer.from(report, 'hex')), 0)[0];
    expect(press('0200040000000000')).toMatchObject({ code: 30, isShifted: true, isCommand: false });
    expect(press('2000040000000000')).toMatchObject({ isShifted: true });
    expect(press('0100040000000000')).toMatchObject({ isShifted: false, isCommand: true });
    expect(press('4200040000000000')).toMatchObject({ isShifted: true, isCommand: true });
  });
});

describe('a recording of keys', () => {
  it('is decoded from kernel events of either size', () => {
    for (const size of [16, 24] as const)
      expect(wedge.decode(typing('67003B51C6', 1_790_000_000_000, size), {})).toMatchObject({
        ok: true,
        card: { raw: '67003B51C6' },
      });
  });

  it('gives the first badge, behind what is none', () => {
    const bytes = joined(strokes([2, 3, 4, 5, KEY.enter], 60), typing('67003B51C6', 10_000));
    expect(wedge.decode(bytes, {})).toMatchObject({ ok: true, card: { raw: '67003B51C6' } });
    const idle = joined(strokes([7, 8, 11, 11], 4), typing('67003B51C6', 10_000));
    expect(wedge.decode(idle, { length: 10 })).toMatchObject({ ok: true, card: { raw: '67003B51C6' } });
  });

  it('says where it is wrong', () => {
    expect(wedge.decode(new Uint8Array(), {})).toMatchObject({ error: { code: 'empty' } });
    expect(wedge.decode(Uint8Array.of(1, 2, 3), {})).toMatchObject({
      error: { code: 'not-evdev', offset: 0 },
    });
    const cut = joined(typing('67003B51C6'), Uint8Array.of(0xff));
    expect(wedge.decode(cut, {})).toMatchObject({ error: { code: 'not-evdev', offset: cut.length - 1 } });
    const second = joined(
      strokes([2, 3, 4], 4),
      strokes([KEY.enter], 0, 12),
      strokes([2, 3, 4, 5, 103, KEY.enter], 4, 5000),
    );
    expect(wedge.decode(second, {})).toMatchObject({ error: { code: 'not-allowed', offset: 24 * 8 } });
    const lost = joined(strokes([2, 3], 4), record(EV_SYN, SYN_DROPPED, 0), strokes([4, 5, 6], 4));
    expect(wedge.decode(lost, {})).toMatchObject({ error: { code: 'lost-keys' } });
  });

  it('of nothing but keys let go is valid and no badge', () => {
    expect(wedge.decode(joined(record(EV_KEY, 2, 0), record(EV_SYN, 0, 0)), {})).toEqual({
      ok: true,
      card: null,
      frames: [],
    });
    expect(wedge.decode(new Uint8Array(8), {})).toEqual({ ok: true, card: null, frames: [] });
  });
});

describe('keys that are typed into the kiosk page', () => {
  const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

  it('come as lines', () => {
    const protocol = protocolOf({ page: true });
    expect(summarize(protocol.receive(ascii('67003B51C6\r'), 0)).raws).toEqual(['67003B51C6']);
    expect(summarize(protocol.receive(ascii('caf\xe9 1234\r'), 0)).trouble).toEqual(['not-printable']);
    expect(summarize(protocol.receive(ascii('A'.repeat(129)), 0)).trouble).toContain('too-long');
    expect(protocol.dueMs()).toBeNull();
    expect(wedge.decode(ascii('67003B51C6\r'), { page: true })).toMatchObject({
      ok: true,
      card: { raw: '67003B51C6' },
    });
    expect(wedge.decode(ascii('67003B51C6'), { page: true })).toMatchObject({
      error: { code: 'incomplete' },
    });
  });
});

describe('a software reader that types', () => {
  const cases: [object, string][] = [
    [{}, '67003B51C6'],
    [{ page: true }, '67003B51C6'],
    [{ layout: 'fr' }, '67003B51C6'],
    [{ layout: 'de', prefix: '#', suffix: '+' }, '67003B51C6'],
    [{ radix: 'dec', version: '67' }, '67003B51C6'],
    [{ technology: 'barcode' }, Buffer.from('0003887558').toString('hex')],
    [{ bits: 'pacs' }, '9DA8E300'],
    [{ eventBytes: 16 }, '67003B51C6'],
  ];

  it.each(cases)('is heard by the parser with the same settings: %j', (settings, raw) => {
    const line = new SimulatedLine(
      wedge.createProtocol([{ ...settings }], entropy),
      wedge.createEmulator([{ ...settings }], entropy),
    );
    line.open();
    line.present(wedge.cardOfBadge('67003B51C6', { ...settings }));
    line.run(1000);
    expect(line.takeCards().map(card => card.raw)).toEqual([raw]);
    expect(line.events).toEqual([]);
  });

  it('types nothing that its settings would refuse or its keyboard does not have', () => {
    const present = (settings: object, card: string) => () =>
      wedge.createEmulator([{ ...settings }], entropy).present(card, 0);
    expect(present({ length: 10 }, '12')).toThrow(RangeError);
    expect(present({ layout: 'de', technology: 'barcode' }, '@1234')).toThrow(/no key/);
    expect(present({ radix: 'text' }, 'A'.repeat(65))).toThrow(/64/);
    expect(present({}, '\x1b[2J')).toThrow(RangeError);
  });
});

describe('any bytes from a keyboard', () => {
  const codes = fc.constantFrom(2, 3, 4, 5, 11, 30, 42, 54, 28, 15, 29, 103, 0);
  const event = fc
    .tuple(fc.constantFrom(EV_KEY, EV_KEY, EV_SYN, EV_MSC, 0x14), codes, fc.nat(3), fc.nat(3000))
    .map(([type, code, value, atMs]) => [...record(type, code, value, atMs)]);
  const piece = fc.oneof(
    { weight: 4, arbitrary: event },
    { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 40 }) },
  );
  const chunks = fc.array(fc.tuple(fc.array(piece, { maxLength: 20 }), fc.nat(200)), { maxLength: 8 });

  it('do no harm, and the next badge is read', () => {
    fc.assert(
      fc.property(chunks, input => {
        const protocol = protocolOf();
        let nowMs = 0;
        for (const [parts, waitMs] of input) {
          nowMs += waitMs;
          for (const found of protocol.receive(Uint8Array.from(parts.flat()), nowMs)) {
            if (found.kind === 'discarded') expect(found.bytes.length).toBeLessThanOrEqual(64);
            if (found.kind === 'read') expect(found.card.raw).toMatch(/^[0-9A-F]+$/);
          }
          const dueMs = protocol.dueMs();
          if (dueMs !== null) expect(dueMs).toBeGreaterThan(nowMs - IDLE_MS);
        }
        nowMs += 10_000;
        protocol.tick(nowMs);
        const events = protocol.receive(typing('67003B51C6', nowMs), nowMs);
        expect(summarize(events).raws).toEqual(['67003B51C6']);
      }),
      { numRuns: 300 },
    );
  });

  it('come out once each: as a record, or as discarded', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(2000), { maxLength: 6 }),
        (parts, places) => {
          const stream = Uint8Array.from(parts.flat());
          const edges = [0, ...places.map(place => place % (stream.length + 1)), stream.length].sort(
            (a, b) => a - b,
          );
          const decoder = createEvdevDecoder(24);
          let seen = 0;
          for (const [index, edge] of edges.slice(1).entries())
            for (const found of decoder.push(stream.subarray(edges[index], edge), 0))
              seen += found.kind === 'record' ? 24 : found.bytes.length;
          expect(stream.length - seen).toBeGreaterThanOrEqual(0);
          expect(stream.length - seen).toBeLessThan(24);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('give back every record that can be written', () => {
    const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
    fc.assert(
      fc.property(
        codes,
        fc.nat(2),
        time,
        fc.constantFrom(16 as const, 24 as const),
        (code, value, atMs, size) => {
          const [found] = createEvdevDecoder(size).push(
            encodeEvdev({ type: EV_KEY, code, value, atMs }, size),
            0,
          );
          expect(found).toEqual({ kind: 'record', record: { type: EV_KEY, code, value, atMs } });
        },
      ),
    );
  });
});
