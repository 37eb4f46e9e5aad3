import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProtocolEvent, ReaderProtocol } from '../protocol.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { RECORDED_TYPINGS } from '../wedge/frames.ts';
import { IDLE_MS } from '../wedge/key-text.ts';
import { hidReport } from './family.ts';
import { BAD_REPORTS, bytesOfHex, RECORDED_REPORTS } from './frames.ts';
import { REPORT_BYTES_MAX } from './hid-report-settings.ts';

const entropy = seededRandom(1);
const protocolOf = (settings: object = {}) => hidReport.createProtocol([{ ...settings }], entropy);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]));

function summarize(events: ProtocolEvent[]) {
  const raws: string[] = [];
  const trouble: string[] = [];
  for (const event of events) {
    if (event.kind === 'read') raws.push(event.card.raw);
    else if (event.kind === 'refused' || event.kind === 'discarded') trouble.push(event.reason);
  }
  return { raws, trouble };
}

const read = (
  reports: Uint8Array[],
  settings: object = {},
  protocol: ReaderProtocol = protocolOf(settings),
) => summarize(reports.flatMap(report => protocol.receive(report, 0)));

describe.each(RECORDED_REPORTS)('report $wire ($source)', ({ wire, settings, technology, raw, printed }) => {
  const report = bytesOfHex(wire);

  it('is its card, each time it comes', () => {
    expect(read([report, report], settings)).toEqual({ raws: [raw, raw], trouble: [] });
    expect(hidReport.decode(report, settings)).toMatchObject({
      ok: true,
      card: { technology, raw, printed },
    });
  });

  it('is read behind any other report', () => {
    for (const other of ['00', 'FF'.repeat(64), '0102030405060708'])
      expect(read([bytesOfHex(other), report], settings).raws.at(-1)).toBe(raw);
  });

  it('is no report any more when it was cut', () => {
    for (let at = 1; at < report.length; at += 1) {
      const { raws } = read([report.subarray(0, at), report.subarray(at)], {
        ...settings,
        reportBytes: report.length,
      });
      expect(raws).toEqual([]);
    }
  });
});

describe('a report that is no badge', () => {
  it.each(BAD_REPORTS)('says why, to the byte, and the next is read: $what', ({ wire, settings, reason }) => {
    const protocol = protocolOf(settings);
    expect(summarize(protocol.receive(bytesOfHex(wire), 0))).toEqual({ raws: [], trouble: [reason] });
    const result = hidReport.decode(bytesOfHex(wire), { ...settings });
    // Decoding takes a recording apart by the size of its reports, where that is set.
    const code = 'reportBytes' in settings ? 'incomplete' : reason;
    expect(result).toMatchObject({ ok: false, error: { code } });
    if (!result.ok) expect(result.error.offset).toBeLessThanOrEqual(wire.length / 2);
  });

  it.each([
    ['00000000', {}],
    ['0200000000', { reportId: '02', offset: 1 }],
    ['0300000000', { reportId: '02', offset: 1 }],
    ['0367003B51C6', { reportId: '02', offset: 1 }],
    ['020067003B51', { lengthAt: 1, offset: 2 }],
  ])('may be valid all the same: no card, or another report (%s)', (wire, settings) => {
    expect(read([bytesOfHex(wire)], settings)).toEqual({ raws: [], trouble: [] });
    expect(hidReport.decode(bytesOfHex(wire), settings)).toMatchObject({ ok: true, card: null });
  });

  it('is larger than a report can be', () => {
    expect(read([new Uint8Array(REPORT_BYTES_MAX + 1)])).toMatchObject({
      trouble: ['wrong-length', 'wrong-length'],
    });
    expect(read([new Uint8Array(0)]).trouble).toEqual([]);
  });

  it('is told apart in a recording of several', () => {
    const settings = { reportBytes: 5 };
    const recording = bytesOfHex('000000000067003B51C6');
    expect(hidReport.decode(recording, settings)).toMatchObject({ ok: true, card: { raw: '67003B51C6' } });
    expect(hidReport.decode(recording.subarray(0, 9), settings)).toMatchObject({
      error: { code: 'incomplete', offset: 5 },
    });
    expect(hidReport.decode(new Uint8Array(), {})).toMatchObject({ error: { code: 'empty' } });
  });
});

describe('a device that sends keys', () => {
  const keyboard = { format: 'keyboard' };
  const typing = RECORDED_TYPINGS.find(({ text }) => text === '0013110988');
  const reports = (typing?.reports ?? []).map(bytesOfHex);
  const raw = Buffer.from('0013110988').toString('hex').toUpperCase();

  it('spells its card, with a report id and without', () => {
    expect(read(reports, keyboard)).toEqual({ raws: [raw], trouble: [] });
    expect(read(reports, { ...keyboard, version: '00' }).raws).toEqual(['0000C80ECC']);
    const withId = reports.map(report => joined(Uint8Array.of(1), report));
    expect(read(withId, { ...keyboard, reportId: '01' })).toEqual({ raws: [raw], trouble: [] });
    expect(hidReport.decode(joined(...reports), keyboard)).toMatchObject({ ok: true, card: { raw } });
    expect(hidReport.decode(joined(...withId), { ...keyboard, reportId: '01' })).toMatchObject({
      card: { raw },
    });
  });

  it('may leave Enter out: silence ends its text', () => {
    const protocol = protocolOf(keyboard);
    for (const report of reports.slice(0, -2)) expect(protocol.receive(report, 1000)).toEqual([]);
    expect(protocol.dueMs()).toBe(1000 + IDLE_MS);
    expect(summarize(protocol.tick(1000 + IDLE_MS)).raws).toEqual([raw]);
  });

  it('is not hidden by a key whose release was lost', () => {
    const protocol = protocolOf(keyboard);
    const [first] = reports;
    if (first === undefined) throw new Error('no reports');
    protocol.receive(first, 0);
    protocol.tick(IDLE_MS);
    expect(summarize(reports.flatMap(report => protocol.receive(report, 1000))).raws).toEqual([raw]);
  });

  it('is begun anew with each opening', () => {
    const protocol = protocolOf(keyboard);
    for (const report of reports.slice(0, 6)) protocol.receive(report, 0);
    expect(protocol.open(1)).toEqual([
      { kind: 'discarded', bytes: Uint8Array.from(Buffer.from('001')), reason: 'reopened' },
    ]);
    expect(summarize(reports.flatMap(report => protocol.receive(report, 2))).raws).toEqual([raw]);
  });

  it('that a person types on is no reader', () => {
    const protocol = protocolOf(keyboard);
    const events = reports.flatMap((report, index) => protocol.receive(report, index * 40));
    expect(summarize(events).raws).toEqual([]);
    expect(summarize(events).trouble).toContain('typed-by-hand');
  });

  it('says where a recording is no keyboard’s', () => {
    expect(hidReport.decode(joined(...reports, Uint8Array.of(1)), keyboard)).toMatchObject({
      error: { code: 'incomplete', offset: reports.length * 8 },
    });
    const wrong = hidReport.decode(bytesOfHex('00FF270000000000'), keyboard);
    expect(wrong).toMatchObject({ ok: false, error: { code: 'not-evdev', offset: 0 } });
    expect(
      hidReport.decode(bytesOfHex('0700000000000000'), { ...keyboard, reportId: '01', reportBytes: 8 }),
    ).toMatchObject({
      ok: true,
      card: null,
    });
    expect(
      hidReport.decode(bytesOfHex('01000000'), { ...keyboard, reportId: '01', reportBytes: 4 }),
    ).toMatchObject({
      error: { code: 'too-short' },
    });
  });
});

describe('a software device', () => {
  const cases: [object, string][] = [
    [{}, '67003B51C6'],
    [{ offset: 2, lengthAt: 1, reportId: '02', reportBytes: 16 }, '67003B51C6'],
    [{ byteOrder: 'little' }, '67003B51C6'],
    [{ byteCount: 4 }, '003B51C6'],
    [{ bits: 'pacs' }, '9DA8E300'],
    [{ format: 'ascii', reportBytes: 16 }, '67003B51C6'],
    [{ format: 'ascii', radix: 'dec', version: '67', byteCount: 12 }, '67003B51C6'],
    [{ format: 'keyboard' }, '67003B51C6'],
    [{ format: 'keyboard', layout: 'fr', reportId: '01' }, '67003B51C6'],
  ];

  it.each(cases)('is heard by the parser with the same settings: %j', (settings, raw) => {
    const line = new SimulatedLine(
      protocolOf(settings),
      hidReport.createEmulator([{ ...settings }], entropy),
    );
    line.open();
    line.present(hidReport.cardOfBadge('67003B51C6', { ...settings }));
    line.run(1000);
    expect(line.takeCards().map(card => card.raw)).toEqual([raw]);
    expect(line.events).toEqual([]);
  });

  it('sends nothing that its own settings would refuse', () => {
    const present = (settings: object, card: string) => () =>
      hidReport.createEmulator([{ ...settings }], entropy).present(card, 0);
    expect(present({}, 'xyz')).toThrow(RangeError);
    expect(present({}, '0000000000')).toThrow(/no card/);
    expect(present({ byteCount: 4 }, '67003B51C6')).toThrow(/4 bytes/);
    expect(present({ reportBytes: 4 }, '67003B51C6')).toThrow(/fit/);
    expect(present({ format: 'ascii' }, 'A'.repeat(65))).toThrow(RangeError);
    expect(present({ format: 'keyboard', technology: 'text', layout: 'de' }, 'a@bc')).toThrow(/no key/);
  });
});

describe('any reports', () => {
  const settings = fc.record(
    {
      format: fc.constantFrom('bytes', 'ascii', 'keyboard'),
      reportId: fc.constantFrom('00', '02'),
      offset: fc.nat(8),
      byteCount: fc.integer({ min: 1, max: 10 }),
      lengthAt: fc.nat(3),
      bits: fc.constantFrom('pacs', 'counted', 26),
      byteOrder: fc.constantFrom('big', 'little'),
    },
    { requiredKeys: [] },
  );
  const report = fc.oneof(
    fc.uint8Array({ maxLength: 70 }),
    fc
      .tuple(fc.constantFrom(0, 2), fc.constantFrom(0, 1, 4, 0x1e, 0x28))
      .map(([modifiers, usage]) => Uint8Array.of(modifiers, 0, usage, 0, 0, 0, 0, 0)),
  );

  it('do no harm, and are cards of printable texts only', () => {
    fc.assert(
      fc.property(settings, fc.array(fc.tuple(report, fc.nat(200)), { maxLength: 20 }), (chosen, reports) => {
        const protocol = protocolOf(chosen);
        let nowMs = 0;
        for (const [bytes, waitMs] of reports) {
          nowMs += waitMs;
          for (const event of protocol.receive(bytes, nowMs)) {
            if (event.kind === 'read')
              for (const view of Object.values(event.card.printed)) expect(view).toMatch(/^[ -~]+$/);
            if (event.kind === 'discarded') expect(event.bytes.length).toBeLessThanOrEqual(64);
          }
          const result = hidReport.decode(bytes, chosen);
          if (!result.ok) expect(result.error.offset).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
