import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProtocolEvent, ReaderProtocol } from '../protocol.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { line } from './family.ts';
import { BAD_LINES, bytesOfWire, RECORDED_LINES } from './frames.ts';
import { createLineFramer, INTER_BYTE_GAP_MS, LEADING_ENDS_MAX } from './line-framing.ts';
import { lrcOf } from './stx-framing.ts';
import { LINE_LENGTH_MAX } from './value-shape.ts';

const entropy = seededRandom(1);
const protocolOf = (settings: Record<string, unknown>): ReaderProtocol =>
  line.createProtocol([settings], entropy);
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const upper = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').toUpperCase();
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]));

function read(chunks: Uint8Array[], settings: Record<string, unknown> = {}, protocol = protocolOf(settings)) {
  return summarize(chunks.flatMap(chunk => protocol.receive(chunk, 0)));
}

function summarize(events: ProtocolEvent[]) {
  const raws: string[] = [];
  const refused: string[] = [];
  const discarded: [string, number][] = [];
  for (const event of events) {
    if (event.kind === 'read') raws.push(event.card.raw);
    else if (event.kind === 'refused') refused.push(event.reason);
    else if (event.kind === 'discarded') discarded.push([event.reason, event.bytes.length]);
  }
  return { raws, refused, discarded };
}

describe.each(RECORDED_LINES)('recorded line $wire of $family ($source)', recorded => {
  const settings = { family: recorded.family, ...recorded.settings };
  const wire = bytesOfWire(recorded.wire);
  const { raw } = recorded;

  it('is read whole, byte by byte, and split in two at every place', () => {
    expect(read([wire], settings)).toEqual({ raws: [raw], refused: [], discarded: [] });
    expect(
      read(
        [...wire].map(byte => Uint8Array.of(byte)),
        settings,
      ).raws,
    ).toEqual([raw]);
    for (let at = 0; at <= wire.length; at += 1)
      expect(read([wire.subarray(0, at), wire.subarray(at)], settings)).toEqual({
        raws: [raw],
        refused: [],
        discarded: [],
      });
  });

  it('is read twice from one chunk', () => {
    expect(read([joined(wire, wire)], settings)).toEqual({ raws: [raw, raw], refused: [], discarded: [] });
  });

  it('is read behind garbage that ends, and behind half of itself after a silence', () => {
    expect(read([joined(ascii('x\0\xff\r\n'), wire)], settings).raws).toEqual([raw]);
    for (let at = 1; at < wire.length; at += 1) {
      const protocol = protocolOf(settings);
      const half = protocol.receive(wire.subarray(0, at), 0);
      const whole = protocol.receive(wire, INTER_BYTE_GAP_MS + 1);
      expect(summarize([...half, ...whole]).raws.at(-1)).toBe(raw);
    }
  });

  it('is decoded offline, with the numbers that are printed on the badge', () => {
    expect(line.decode(wire, settings)).toMatchObject({
      ok: true,
      card: { technology: recorded.technology, raw, printed: recorded.printed },
    });
  });

  it('is not read as itself with any bit of it flipped', () => {
    // Behind the first line end nothing is left that could be changed.
    const end =
      recorded.family === 'idtech'
        ? -1
        : wire.findIndex((byte, at) => at > 0 && (byte === 13 || byte === 10));
    for (let bit = 0; bit < (end < 0 ? wire.length : end) * 8; bit += 1) {
      const flipped = Uint8Array.from(wire);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // Bit 5 of a letter only changes its case; an LF before a line is as good as none.
      const isSame = upper(flipped) === upper(wire);
      if (!isSame) expect(read([flipped], settings).raws).not.toContain(raw);
    }
  });
});

describe('a line that is no badge', () => {
  it.each(BAD_LINES)(
    'is told apart ($family: $what) and the next good one is read',
    ({ family, wire, reason }) => {
      const good = RECORDED_LINES.find(recorded => recorded.family === family);
      if (good === undefined) throw new Error(`no good line of ${family}`);
      const { raws, refused, discarded } = read([bytesOfWire(wire), bytesOfWire(good.wire)], { family });
      expect(raws).toEqual([good.raw]);
      expect([...refused, ...discarded.map(([why]) => why)]).toContain(reason);
    },
  );

  it.each(BAD_LINES)('is explained offline ($family: $what)', ({ family, wire, reason }) => {
    const bytes = bytesOfWire(wire);
    const result = line.decode(bytes, { family });
    expect(result).toMatchObject({ ok: false, error: { code: reason } });
    if (result.ok) return;
    expect(result.error.message.length).toBeGreaterThan(10);
    expect(result.error.offset).toBeLessThanOrEqual(bytes.length);
  });

  it('is pointed at to the byte', () => {
    const offsetOf = (text: string, settings: Record<string, unknown> = {}) => {
      const result = line.decode(ascii(text), settings);
      return result.ok ? null : result.error.offset;
    };
    expect(offsetOf('6700\x003B51C6\r')).toBe(4);
    expect(offsetOf('\n:112233445500\r', { family: 'inditag' })).toBe(12);
    expect(offsetOf('ID67003B51C6!\r', { prefix: 'ID', suffix: ';' })).toBe(12);
    expect(offsetOf('67003B51C6')).toBe(10);
    expect(line.decode(ascii('67003B51C6'), {})).toMatchObject({ error: { code: 'incomplete' } });
    expect(line.decode(new Uint8Array(), {})).toMatchObject({ error: { code: 'empty' } });
  });
});

describe('line ends', () => {
  it.each([
    ['any', 'AAAAAAAAAA\rBBBBBBBBBB\nCCCCCCCCCC\r\n\r\n', ['AAAAAAAAAA', 'BBBBBBBBBB', 'CCCCCCCCCC'], []],
    ['cr', 'AAAAAAAAAA\rBBBBBBBBBB\n\r', ['AAAAAAAAAA'], ['not-printable']],
    ['lf', 'AAAAAAAAAA\nBBBBBBBBBB\r\n', ['AAAAAAAAAA'], ['not-printable']],
    ['crlf', 'AAAAAAAAAA\r\nBBBBBBBBBB\rCCCCCCCCCC\r\n', ['AAAAAAAAAA'], ['not-printable']],
    ['crlf', 'AAAAAAAAAA\nBBBBBBBBBB\r\n', [], ['not-printable']],
    ['crlf', 'AAAAAAAAAA\r\n\r\nBBBBBBBBBB\r\n', ['AAAAAAAAAA', 'BBBBBBBBBB'], []],
  ])('of %s are those and no others: %j', (terminator, text, raws, refused) => {
    expect(read([ascii(text)], { terminator })).toMatchObject({ raws, refused });
  });

  it('are no texts of their own, but a flood of them is noise', () => {
    expect(read([ascii('\r\n'.repeat(LEADING_ENDS_MAX))]).discarded).toEqual([
      ['blank-lines', LEADING_ENDS_MAX * 2],
    ]);
  });

  it('end a line that was too long, and the next one is read', () => {
    for (const terminator of ['any', 'crlf']) {
      const long = ascii(`${'A'.repeat(LINE_LENGTH_MAX * 2 + 1)}\r\n`);
      const { raws, discarded } = read([long, ascii('67003B51C6\r\n')], { terminator });
      expect(raws).toEqual(['67003B51C6']);
      expect(discarded.every(([reason]) => reason === 'too-long')).toBe(true);
    }
  });

  it('come before a silence: what stood there before it is given up', () => {
    const protocol = protocolOf({});
    protocol.receive(ascii('67003'), 1000);
    expect(summarize(protocol.receive(ascii('B51C6\r'), 1000 + INTER_BYTE_GAP_MS)).raws).toEqual([
      '67003B51C6',
    ]);
    protocol.receive(ascii('67003'), 2000);
    expect(summarize(protocol.receive(ascii('67003B51C6\r'), 2001 + INTER_BYTE_GAP_MS))).toEqual({
      raws: ['67003B51C6'],
      refused: [],
      discarded: [['gap', 5]],
    });
  });

  it('take half a line with them when the port is opened anew', () => {
    const protocol = protocolOf({});
    protocol.receive(ascii('67003'), 0);
    expect(protocol.open(1)).toEqual([{ kind: 'discarded', bytes: ascii('67003'), reason: 'reopened' }]);
    expect(summarize(protocol.receive(ascii('67003B51C6\r'), 2)).raws).toEqual(['67003B51C6']);
  });
});

describe('lines of any bytes', () => {
  const bytes = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(0x0d, 0x0a, 0x02, 0x03) },
      { weight: 6, arbitrary: fc.constantFrom(...Buffer.from('0123456789ABCDEFabcdef:')) },
      { weight: 2, arbitrary: fc.nat(255) },
    ),
    { maxLength: 300 },
  );
  const chunks = fc.array(fc.tuple(bytes, fc.nat(200)), { maxLength: 8 });

  it.each(['any', 'cr', 'lf', 'crlf'] as const)(
    'come out once each, cut by %s, and little is kept',
    terminator => {
      fc.assert(
        fc.property(chunks, input => {
          const framer = createLineFramer({ terminator, lengthMax: LINE_LENGTH_MAX });
          const fed: number[] = [];
          const seen: number[] = [];
          let nowMs = 0;
          for (const [chunk, waitMs] of input) {
            nowMs += waitMs;
            fed.push(...chunk);
            for (const event of framer.push(Uint8Array.from(chunk), nowMs)) {
              seen.push(...event.bytes);
              if (event.kind === 'discarded') expect(event.bytes.length).toBeLessThanOrEqual(64);
              else expect(event.text.length).toBeLessThanOrEqual(LINE_LENGTH_MAX + 1);
            }
          }
          expect(seen).toEqual(fed.slice(0, seen.length));
          expect(fed.length - seen.length).toBeLessThanOrEqual(LINE_LENGTH_MAX + LEADING_ENDS_MAX + 2);
          const last = framer.push(ascii('67003B51C6\r\n'), nowMs + INTER_BYTE_GAP_MS + 1);
          const texts = last.flatMap(event => (event.kind === 'text' ? [event.text.trim()] : []));
          expect(texts).toEqual(['67003B51C6']);
        }),
        { numRuns: 300 },
      );
    },
  );

  it.each([
    ['line', '67003B51C6\r'],
    ['idtech', '\x0267003B51C6\x03\0'],
  ])('do no harm to %s, however they are cut', (family, good) => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(400), { maxLength: 8 }), (stream, places) => {
        const all = joined(Uint8Array.from(stream), ascii(good), ascii(good));
        const edges = [0, ...places.map(place => place % (all.length + 1)), all.length].sort((a, b) => a - b);
        const pieces = edges.slice(1).map((edge, index) => all.subarray(edges[index], edge));
        const [whole, cut] = [read([all], { family }), read(pieces, { family })];
        const strayOf = ({ discarded }: typeof whole) => discarded.reduce((sum, [, count]) => sum + count, 0);
        expect({ ...cut, discarded: strayOf(cut) }).toEqual({ ...whole, discarded: strayOf(whole) });
        expect(whole.raws.at(-1)).toBe('67003B51C6');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a frame with an LRC', () => {
  it('is found behind any half of itself, though an LRC may look like its beginning', () => {
    const frame = ascii('\x0267003B51C6\x03\0');
    for (let at = 1; at < frame.length; at += 1) {
      const { raws, discarded } = read([joined(frame.subarray(0, at), frame)], { family: 'idtech' });
      expect(raws).toEqual(['67003B51C6']);
      expect(discarded.reduce((sum, [, count]) => sum + count, 0)).toBe(at);
    }
    // The LRC is 02 here: STX of nothing.
    const withStx = [...ascii('\x02')];
    for (const text of ['67003B51C4', '67003B51C5']) withStx.push(lrcOf(ascii(`\x02${text}\x03`)));
    expect(withStx).toContain(0x02);
    expect(read([ascii('\x0267003B51C4\x03\x02')], { family: 'idtech' }).raws).toEqual(['67003B51C4']);
  });
});

describe('a software reader of lines', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ['plain', {}, '67003B51C6'],
    ['parallax', { family: 'parallax' }, '67003B51C6'],
    ['twn3-hidprox', { family: 'twn3-hidprox' }, '9DA8E300'],
    ['inditag', { family: 'inditag' }, '67003B51C6'],
    ['idtech', { family: 'idtech' }, '67003B51C6'],
    ['rfideas', { family: 'rfideas' }, '67003B51C6'],
    ['decimal with a version', { radix: 'dec', version: '67' }, '67003B51C6'],
    ['fourteen digits', { radix: 'dec', technology: 'em4100', length: 14 }, '67003B51C6'],
    ['last byte first', { byteOrder: 'little' }, '67003B51C6'],
    ['id only', { radix: 'hex', version: '67', length: 8 }, '67003B51C6'],
    ['a UID', { technology: 'iso14443a' }, '003B51C6'],
    ['26 bits', { technology: 'wiegand' }, '9DA8E300'],
    ['pacs', { bits: 'pacs', radix: 'dec' }, '9DA8E300'],
    ['prefix, suffix, LRC', { prefix: 'ID:', suffix: ';', checksum: 'lrc' }, '67003B51C6'],
    ['an ISO 15693 number', { technology: 'iso15693' }, 'E00067003B51C600'],
  ];

  it.each(cases)('is heard by the parser with the same settings: %s', (_what, settings, raw) => {
    const simulated = new SimulatedLine(protocolOf(settings), line.createEmulator([settings], entropy));
    simulated.open();
    simulated.present(line.cardOfBadge('67003B51C6', settings));
    simulated.run(1000);
    expect(simulated.takeCards().map(card => card.raw)).toEqual([raw]);
    expect(simulated.events).toEqual([]);
  });

  it('reads every badge of a person as their own, whatever its digits', () => {
    const badge = fc
      .bigInt({ min: 0n, max: 0xff_ffff_ffffn })
      .map(number => number.toString(16).padStart(10, '0').toUpperCase());
    fc.assert(
      fc.property(
        badge,
        fc.constantFrom({ radix: 'hex' }, { family: 'parallax' }, { family: 'inditag' }),
        (raw, settings) => {
          const protocol = protocolOf(settings);
          const [bytes] = line
            .createEmulator([settings], entropy)
            .present(line.cardOfBadge(raw, settings), 0);
          expect(summarize(protocol.receive(bytes ?? new Uint8Array(), 0)).raws).toEqual([raw]);
        },
      ),
    );
  });

  it('sends nothing that its own settings would refuse', () => {
    const emulator = (settings: Record<string, unknown>) => line.createEmulator([settings], entropy);
    expect(() => emulator({ family: 'parallax' }).present('12', 0)).toThrow(RangeError);
    expect(() => emulator({}).present('\x1b[2J', 0)).toThrow(/printable/);
    expect(() => emulator({ family: 'idtech' }).present('123456789', 0)).toThrow(/8 or 10/);
    expect(() => emulator({ technology: 'text' }).present('A'.repeat(65), 0)).toThrow(/64/);
    expect(() => emulator({ pattern: 'X\\d{4}' }).present('67003B51C6', 0)).toThrow(/pattern/);
  });

  it('sends a line as the real reader does', () => {
    const sent = (settings: Record<string, unknown>, card: string) =>
      line
        .createEmulator([settings], entropy)
        .present(card, 0)
        .map(bytes => Buffer.from(bytes).toString('hex').toUpperCase());
    expect(sent({ family: 'parallax' }, '0F0184F07A')).toEqual(['0A304630313834463037410D']);
    expect(sent({ family: 'inditag' }, '1122334455')).toEqual([
      Buffer.from(':112233445501\r\n').toString('hex').toUpperCase(),
    ]);
  });
});
