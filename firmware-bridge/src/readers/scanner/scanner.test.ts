import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProtocolEvent } from '../protocol.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { scanner } from './family.ts';
import { BAD_SCANS, bytesOfWire, RECORDED_SCANS } from './frames.ts';

const entropy = seededRandom(1);
const protocolOf = (settings: object) => scanner.createProtocol([{ ...settings }], entropy);
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const GOOD = ascii('0003887558\r\n');

function read(chunks: Uint8Array[], settings: object = {}) {
  const protocol = protocolOf(settings);
  return summarize(chunks.flatMap(chunk => protocol.receive(chunk, 0)));
}

function summarize(events: ProtocolEvent[]) {
  const texts: (string | undefined)[] = [];
  const trouble: string[] = [];
  for (const event of events) {
    if (event.kind === 'read') texts.push(event.card.printed.text);
    else if (event.kind === 'refused' || event.kind === 'discarded') trouble.push(event.reason);
  }
  return { texts, trouble };
}

describe.each(RECORDED_SCANS)('a scan of $what', ({ wire, settings, text }) => {
  const bytes = bytesOfWire(wire);

  it('is read whole, byte by byte, split at every place, and twice from one chunk', () => {
    const once = { texts: [text], trouble: [] };
    expect(read([bytes], settings)).toEqual(once);
    expect(
      read(
        [...bytes].map(byte => Uint8Array.of(byte)),
        settings,
      ),
    ).toEqual(once);
    for (let at = 0; at <= bytes.length; at += 1)
      expect(read([bytes.subarray(0, at), bytes.subarray(at)], settings)).toEqual(once);
    expect(read([bytes, bytes], settings).texts).toEqual([text, text]);
  });

  it('is a credential of its own kind: the bytes of the text, in hex', () => {
    const result = scanner.decode(bytes, settings);
    expect(result).toMatchObject({
      ok: true,
      card: {
        technology: 'barcode',
        raw: Buffer.from(text).toString('hex').toUpperCase(),
        printed: { text },
        integrity: 'none',
        assurance: 'identifier-only',
      },
    });
  });

  it('is not read as itself with any bit of it flipped', () => {
    const end = bytes.findIndex(byte => byte === 13 || byte === 10);
    for (let bit = 0; bit < end * 8; bit += 1) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // Another symbology that is taken away leaves the same code.
      const isAimId = settings.stripAimId === true && bit >> 3 <= 4;
      if (!isAimId) expect(read([flipped], settings).texts).not.toContain(text);
    }
  });
});

describe('a scan that is no badge', () => {
  it.each(BAD_SCANS)('says why and the next is read: $what', ({ wire, settings, reason }) => {
    const good = { prefix: '<', suffix: '' };
    const next = 'prefix' in settings ? ascii(`${good.prefix}0003887558\r`) : GOOD;
    const { texts, trouble } = read([bytesOfWire(wire), next], settings);
    expect(texts).toEqual(['0003887558']);
    expect(trouble).toContain(reason);
    expect(scanner.decode(bytesOfWire(wire), { ...settings })).toMatchObject({
      ok: false,
      error: { code: reason },
    });
  });

  it('is a text that does not end', () => {
    expect(scanner.decode(ascii('0003887558'), {})).toMatchObject({
      error: { code: 'incomplete', offset: 10 },
    });
  });
});

describe('hostile codes', () => {
  const code = fc.oneof(
    fc.string({ maxLength: 300, unit: 'binary' }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      "'; drop table badges; --",
      '../../etc/passwd',
      '{{7*7}}',
      '\x1b[2J',
    ),
  );

  it('reach nobody but as printable ASCII of at most 128 characters', () => {
    fc.assert(
      fc.property(code, text => {
        const { texts } = read([Uint8Array.from(Buffer.from(text, 'utf8')), ascii('\r')]);
        for (const shown of texts) expect(shown).toMatch(/^[ -~]{1,128}$/);
      }),
      { numRuns: 500 },
    );
  });

  it('do not keep the next good one from being read', () => {
    const chunks = fc.array(fc.tuple(fc.uint8Array({ maxLength: 400 }), fc.nat(200)), { maxLength: 6 });
    fc.assert(
      fc.property(chunks, input => {
        const protocol = protocolOf({});
        let nowMs = 0;
        for (const [chunk, waitMs] of input) {
          nowMs += waitMs;
          protocol.receive(chunk, nowMs);
        }
        expect(summarize(protocol.receive(GOOD, nowMs + 101)).texts.at(-1)).toBe('0003887558');
      }),
    );
  });
});

describe('a software scanner', () => {
  it.each([
    {},
    { stripAimId: true },
    { prefix: 'B', suffix: 'E', terminator: 'crlf' },
    { pattern: '\\d{10}' },
  ])('shows the printed number of a badge as a code: %j', settings => {
    const line = new SimulatedLine(protocolOf(settings), scanner.createEmulator([settings], entropy));
    line.open();
    line.present(scanner.cardOfBadge('67003B51C6', settings));
    line.run(100);
    expect(line.takeCards().map(({ printed }) => printed.text)).toEqual(['0003887558']);
  });

  it('shows nothing that a real one could not, or that its settings would refuse', () => {
    const emulator = scanner.createEmulator([{ pattern: '\\d{10}' }], entropy);
    for (const text of ['', 'ABC', '\n', 'é', '1'.repeat(300)])
      expect(() => emulator.present(text, 0)).toThrow(RangeError);
  });
});
