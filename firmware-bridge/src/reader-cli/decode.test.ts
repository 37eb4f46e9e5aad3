import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAMILIES } from '../readers/index.ts';
import { WIEGAND_VECTORS } from '../readers/wiegand/vectors.ts';
import { recordedLine } from './recording.ts';
import { run, runJson } from './testing/fake-world.ts';

const GOOD = '0236373030334235314336434203';
const EVENT = {
  raw: '67003B51C6',
  technology: 'em4100',
  printed: expect.objectContaining({ dez10: '0003887558', d3d5: '059,20934' }),
  integrity: 'xor',
  assurance: 'identifier-only',
};

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-decode-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('decode', () => {
  it('says what a frame says, in the documented fields and no others', async () => {
    const { code, json } = await runJson(['decode', 'rdm6300', '--hex', GOOD]);
    expect(code).toBe(0);
    expect(json).toEqual({ ok: true, event: EVENT, frames: [{ envelope: 'rdm6300' }] });
  });

  it('takes hex as people have it: in pieces, with separators, from standard input', async () => {
    const pieces = ['decode', 'rdm6300', '--hex', GOOD.slice(0, 10), '--hex', GOOD.slice(10).toLowerCase()];
    expect(await runJson(pieces)).toMatchObject({ code: 0, json: { event: EVENT } });
    const input = [
      GOOD.slice(0, 14).match(/../g)?.join(':') ?? '',
      GOOD.slice(14).match(/../g)?.join('-') ?? '',
    ];
    expect(await runJson(['decode', 'rdm6300', '--hex', '-'], { input })).toMatchObject({
      json: { event: EVENT },
    });
  });

  it('reads no more of standard input than a recording may have', async () => {
    const input = [' '.repeat(4 * 1_048_576 + 1)];
    expect(await runJson(['decode', 'rdm6300', '--hex', '-'], { input })).toMatchObject({
      code: 1,
      json: { ok: false, error: { code: 'too-long' } },
    });
  });

  it('takes settings of the family, and names of its kin', async () => {
    const clone = ['decode', 'rdm6300', '--hex', '0232453030414630454339423403'];
    expect(await runJson(clone)).toMatchObject({
      code: 1,
      json: { error: { code: 'checksum', offset: 11 } },
    });
    expect(await runJson([...clone, '--checksum', 'sum8'])).toMatchObject({
      ...{ code: 0, json: { event: { raw: '2E00AF0EC9', integrity: 'sum8' } } },
    });
    const em18 = Buffer.from('4500C5D1E9B8').toString('hex');
    expect(await runJson(['decode', 'em18', '--hex', em18])).toMatchObject({
      json: { event: { raw: '4500C5D1E9' } },
    });
  });

  it('takes --bits for a family that has such a setting', async () => {
    const pacs = ['decode', 'hid-report', '--hex', '0605025240', '--bits', 'pacs'];
    expect(await runJson(pacs)).toMatchObject({ json: { event: { facility: 10, cardNumber: 1188 } } });
  });

  it('has no event for what is valid and no badge', async () => {
    const { code, json } = await runJson(['decode', 'pn532', '--hex', '0000FF03FDD54B00E000']);
    expect(code).toBe(0);
    expect(json).toMatchObject({ ok: true, event: null, frames: expect.any(Array) });
  });

  it('says for people where the fault is', async () => {
    const { code, out } = await run(['decode', 'rdm6300', '--hex', '0236373030334235314336434103']);
    expect(code).toBe(1);
    expect(out).toMatch(/^no badge: checksum\n/);
    expect(out).toContain('the checksum is CA, the xor of the number is CB');
    const [bytes = '', mark = ''] = out.split('\n').slice(-3);
    expect(bytes.slice(mark.indexOf('^^'), mark.indexOf('^^') + 2)).toBe('43');
    expect(mark).toContain('byte 11');
  });

  it('shows people every number of a badge', async () => {
    const { out } = await run(['decode', 'rdm6300', '--hex', GOOD]);
    for (const text of ['em4100 67003B51C6', '0003887558', '059,20934', 'proves nothing'])
      expect(out).toContain(text);
  });

  it.each([
    ['0236z', 4],
    ['023', 3],
  ])('refuses %s, which is no hex, at its place', async (hex, offset) => {
    expect(await runJson(['decode', 'rdm6300', '--hex', hex])).toEqual({
      code: 1,
      json: { ok: false, error: { code: 'bad-hex', message: expect.any(String), offset } },
    });
  });

  it.each([
    [['decode'], /which family/],
    [['decode', 'rdm'], /no family rdm/],
    [['decode', 'rdm6300'], /--hex or --recording/],
    [['decode', 'rdm6300', 'pn532', '--hex', '02'], /a word too many: pn532/],
    [['decode', 'rdm6300', '--hex', '-', '--hex', '-'], /standard input is read once/],
    [['decode', 'rdm6300', '--hex', '02', '--constructor', '1'], /no setting constructor/],
    [['decode', 'rdm6300', '--hex', '02', '--chksum', 'xor'], /no setting chksum/],
    [['decode', 'rdm6300', '--hex', '02', '--bits', '26'], /for decode wiegand/],
    [['decode', 'rdm6300', '--recording', '/nowhere/file'], /cannot be read \(ENOENT\)/],
    [['decode', 'wiegand', '--hex', '02', '--value', '3'], /one of --hex, --value and --binary/],
    [['decode', 'wiegand', '--hex', '02', '--bits', '0'], /from 1 to 128/],
    [['decode', 'wiegand', '--binary', '0101', '--bits', '5'], /--bits says 5/],
    [['decode', 'wiegand', '--hex', '02', '--formats', 'H1'], /H10301/],
  ])('does not understand %j', async (argv, problem) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toMatch(problem);
    expect(await runJson(argv)).toEqual({
      code: 2,
      json: { ok: false, error: { code: 'usage', message: expect.stringMatching(problem), offset: 0 } },
    });
  });

  it.each(FAMILIES.map(({ name }) => name))('explains nothing and noise: %s', async name => {
    for (const hex of ['', '00', 'FF'.repeat(300)]) {
      const { code, json } = await runJson(['decode', name, `--hex=${hex}`]);
      const { ok } = json as { ok: boolean };
      expect(code).toBe(ok ? 0 : 1);
      if (!ok)
        expect(json).toEqual({
          ok: false,
          error: {
            code: expect.stringMatching(/^[a-z][a-z0-9-]*$/),
            message: expect.any(String),
            offset: expect.any(Number),
          },
        });
    }
  });
});

describe('decode of a recording', () => {
  const file = (name: string, text: string) => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  };
  const chunk = (atMs: number, hex: string, direction: 'input' | 'output' = 'input') =>
    recordedLine({ atMs, direction, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) });

  it('hears a reader that talks again, with its pauses', async () => {
    const half = Buffer.from('4500C5').toString('hex');
    const whole = Buffer.from('4500C5D1E9B8').toString('hex');
    const path = file('em18.jsonl', chunk(1000, half) + chunk(2000, whole) + chunk(3000, whole));
    expect(await runJson(['decode', 'em18', '--recording', path])).toMatchObject({
      code: 0,
      json: {
        event: { raw: '4500C5D1E9' },
        frames: [
          { atMs: 1000, kind: 'discarded', reason: 'gap', bytes: '34 35 30 30 43 35' },
          { atMs: 1000, kind: 'read', raw: '4500C5D1E9' },
          { atMs: 2000, kind: 'read' },
        ],
      },
    });
  });

  it('reads question and answer of a reader that is asked', async () => {
    const path = file(
      'pn532.jsonl',
      chunk(0, '0000FF04FCD44A0100E100', 'output') +
        chunk(5, '0000FF00FF00') +
        chunk(9, '0000FF0CF4D54B010100040804FB0EE20BD800'),
    );
    expect(await runJson(['decode', 'pn532', '--recording', path])).toMatchObject({
      json: {
        event: { raw: 'FB0EE20B' },
        frames: [{ kind: 'request' }, { kind: 'ack' }, { kind: 'response' }],
      },
    });
  });

  it('says why there is no badge in it, and which line is none', async () => {
    expect(
      await runJson(['decode', 'rdm6300', '--recording', file('bad.jsonl', chunk(0, '0236'))]),
    ).toMatchObject({ code: 1, json: { error: { code: 'incomplete' } } });
    expect(await runJson(['decode', 'rdm6300', '--recording', file('text.jsonl', 'x\n')])).toMatchObject({
      ...{ code: 1, json: { error: { code: 'bad-recording', message: expect.stringContaining('line 1') } } },
    });
  });
});

describe('decode wiegand', () => {
  const wiegand = (...argv: string[]) => runJson(['decode', 'wiegand', ...argv]);
  const titled = WIEGAND_VECTORS.map(
    vector => [`${vector.format} ${vector.facility ?? '-'}/${vector.cardNumber}`, vector] as const,
  );

  it.each(titled)('%s from bytes, from a number and bit by bit', async (_, vector) => {
    const { format, bits, raw, value, facility, cardNumber } = vector;
    const event = {
      ...{ raw, bits, cardNumber },
      ...(facility === undefined ? {} : { facility }),
      ...{ technology: 'wiegand', integrity: 'parity' },
    };
    const use = ['--bits', String(bits), '--formats', format];
    expect(await wiegand('--hex', raw, ...use)).toMatchObject({ code: 0, json: { event } });
    expect(await wiegand('--value', value, ...use)).toMatchObject({ code: 0, json: { event } });
    const binary = BigInt(`0x${value}`).toString(2).padStart(bits, '0');
    expect(await wiegand('--binary', binary, '--formats', format)).toMatchObject({
      code: 0,
      json: { event },
    });
  });

  it.each([
    ['2006F623AE', 123, 4567],
    ['063E02A3', 31, 337],
    ['2006EC0C86', 118, 1603],
    ['2007E2093E', 241, 1183],
  ])('%s as Proxmark prints it, sentinel and all', async (value, facility, cardNumber) => {
    expect(await wiegand('--value', value, '--bits', '26')).toMatchObject({
      json: { event: { facility, cardNumber } },
    });
  });

  it('finds the length where only one fits, and says which ones do where several do', async () => {
    expect(await wiegand('--hex', 'BD88EB80')).toMatchObject({ json: { event: { bits: 26 } } });
    // 34, 35 and 37 bits fill as many bytes, and only one of them has its parity right.
    expect(await wiegand('--hex', 'C1D80190E0')).toMatchObject({
      ...{ json: { event: { bits: 35, facility: 118, cardNumber: 1603 } } },
    });
    expect(await wiegand('--hex', 'C1D80190C0')).toMatchObject({
      json: { error: { code: 'ambiguous-length', message: expect.stringContaining('parity wrong') } },
    });
    expect(await wiegand('--value', '2F623AE')).toMatchObject({ json: { event: { bits: 26 } } });
    expect(await wiegand('--hex', '803B006430')).toMatchObject({
      code: 1,
      json: {
        error: { code: 'ambiguous-length', message: expect.stringMatching(/34 bits.*37 bits.*--bits/) },
      },
    });
    expect(await wiegand('--hex', '803B006430', '--formats', 'H10304')).toMatchObject({
      json: { event: { facility: 118, cardNumber: 1603 } },
    });
    expect(await wiegand('--hex', '0102')).toMatchObject({
      code: 1,
      json: { error: { code: 'unknown-length' } },
    });
  });

  it('names both formats of 37 bits and takes neither', async () => {
    expect(await wiegand('--hex', '803B006430', '--bits', '37')).toMatchObject({
      json: {
        event: { formats: [{ format: 'H10304' }, { format: 'H10302' }], printed: { H10304: '118-1603' } },
      },
    });
  });

  it('ignores noise behind the last bit', async () => {
    expect(await wiegand('--hex', 'BD88EBBF', '--bits', '26')).toMatchObject({
      json: { event: { raw: 'BD88EB80' } },
    });
  });

  it.each([
    [['--hex', 'CD22C716', '--bits', '26'], 'parity', 3, /parity bit 25 \(odd, over bits 13-24\)/],
    [['--hex', '3D88EB80', '--bits', '26'], 'parity', 0, /parity bit 0 \(even, over bits 1-12\)/],
    [['--hex', 'E5B519E300', '--bits', '35'], 'parity', 0, /parity bit 1 \(even, over bits 2-3, 5-6/],
    [['--hex', 'BD88EB80', '--bits', '25'], 'unknown-length', 0, /no format in use has 25 bits/],
    [['--hex', 'BD88EB80', '--bits', '27'], 'unknown-length', 0, /no format in use has 27 bits/],
    [['--hex', 'BD88EB', '--bits', '26'], 'too-short', 3, /26 bits are 4 bytes/],
    [['--binary', '0102'], 'bad-binary', 3, /neither 0 nor 1/],
    [['--value', '2G'], 'bad-hex', 1, /hex digits/],
    [['--value', '0x2F:62 G'], 'bad-hex', 8, /hex digits/],
    [['--value', '0x'], 'bad-hex', 2, /here are none/],
    [['--value', '0'.repeat(300)], 'too-long', 0, /at most 256/],
    [['--hex', ''], 'empty', 0, /no bytes/],
  ])('%j is refused: %s at byte %i', async (argv, code, offset, message) => {
    expect(await wiegand(...argv)).toEqual({
      code: 1,
      json: { ok: false, error: { code, offset, message: expect.stringMatching(message) } },
    });
  });

  it('refuses each vector with any bit turned over', async () => {
    for (const { raw, bits, format } of WIEGAND_VECTORS)
      for (let bit = 0; bit < bits; bit += 1) {
        const bytes = Buffer.from(raw, 'hex');
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        const argv = ['--hex', bytes.toString('hex'), '--bits', String(bits), '--formats', format];
        expect(await wiegand(...argv)).toMatchObject({ code: 1, json: { error: { code: 'parity' } } });
      }
  });

  it('knows formats of the site', async () => {
    const own = '[{"name":"Plant","bits":28,"facility":[1,8],"cardNumber":[9,26]}]';
    expect(await wiegand('--hex', '01000020', '--bits', '28', '--own-formats', own)).toMatchObject({
      json: { event: { facility: 2, cardNumber: 1, integrity: 'none' } },
    });
  });
});
