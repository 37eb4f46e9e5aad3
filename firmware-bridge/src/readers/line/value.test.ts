import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { compilePattern, PATTERN_LENGTH_MAX, patternProblem, valueOfMatch } from './safe-pattern.ts';
import { createValueReader } from './value.ts';
import { LINE_LENGTH_MAX, valueShape } from './value-shape.ts';

const schema = z.object(valueShape);
const readWith = (settings: z.input<typeof schema>) => createValueReader(schema.parse(settings));
const rawOf = (text: string, settings: z.input<typeof schema> = {}) => {
  const reading = readWith(settings)(text);
  return reading.kind === 'card' ? `${reading.card.technology}:${reading.card.raw}` : reading.reason;
};
const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex').toUpperCase();

describe('a value of which nothing is said', () => {
  it.each([
    ['67003B51C6', 'em4100:67003B51C6'],
    ['67003b51c6', 'em4100:67003B51C6'],
    // More than 32 bits as a decimal number: no print has it, hex does.
    ['6700123456', 'em4100:6700123456'],
    ['0003887558', `text:${hex('0003887558')}`],
    ['4294967295', `text:${hex('4294967295')}`],
    ['4294967296', 'em4100:4294967296'],
    ['E43AC9D2', 'iso14443a:E43AC9D2'],
    ['04782E21801D80', 'iso14443a:04782E21801D80'],
    ['E004010012345678', 'iso15693:E004010012345678'],
    ['0104010012345678', `text:${hex('0104010012345678')}`],
    ['12345678', `text:${hex('12345678')}`],
    ['C0FFEE', `text:${hex('C0FFEE')}`],
    ['Maria-7', `text:${hex('Maria-7')}`],
  ])('is seen for what it looks like: %s is %s', (text, raw) => expect(rawOf(text)).toBe(raw));

  it('is the badge itself when the site says its version byte', () => {
    expect(rawOf('0003887558', { version: '67' })).toBe('em4100:67003B51C6');
    expect(rawOf('003B51C6', { version: '6a' })).toBe('em4100:6A003B51C6');
  });
});

describe('settings of a value', () => {
  it.each([
    ['ID67003B51C6;', { prefix: 'ID', suffix: ';' }, 'em4100:67003B51C6'],
    ['67003B51C6;', { prefix: 'ID' }, 'wrong-prefix'],
    ['ID67003B51C6', { prefix: 'ID', suffix: ';' }, 'wrong-suffix'],
    ['ID', { prefix: 'ID' }, 'empty'],
    ['ID', { prefix: 'ID', suffix: 'D' }, 'wrong-suffix'],
    ['card=67003B51C6 ok', { pattern: 'card=(\\w+) ok' }, 'em4100:67003B51C6'],
    ['a1 67003B51C6', { pattern: '(a\\d) (?<value>\\w{10})' }, 'em4100:67003B51C6'],
    ['67003B51C6', { pattern: '[0-9A-F]{10}' }, 'em4100:67003B51C6'],
    ['x67003B51C6', { pattern: '[0-9A-F]{10}' }, 'no-match'],
    ['C6513B0067', { byteOrder: 'little' }, 'em4100:67003B51C6'],
    ['3536403172', { radix: 'dec', technology: 'iso14443a' }, 'iso14443a:D2C93AE4'],
    ['3536403172', { radix: 'dec', technology: 'iso14443a', byteOrder: 'little' }, 'iso14443a:E43AC9D2'],
    ['1259005403431296', { radix: 'dec', technology: 'iso14443a' }, 'iso14443a:04790F09D78180'],
    ['255', { radix: 'dec', technology: 'iso14443a', bytes: 7 }, 'iso14443a:000000000000FF'],
    ['99999999999999999999999999', { radix: 'dec', technology: 'iso14443a' }, 'too-large'],
    ['4294967296', { radix: 'dec', technology: 'iso14443b' }, 'too-large'],
    ['00442385519046', { radix: 'dec', technology: 'em4100' }, 'em4100:67003B51C6'],
    ['442385519046', { radix: 'dec', technology: 'em4100' }, 'em4100:67003B51C6'],
    ['0003887558', { radix: 'dec', technology: 'em4100' }, 'no-version'],
    ['0003887558', { radix: 'dec', technology: 'em4100', version: '67' }, 'em4100:67003B51C6'],
    ['3887558', { radix: 'dec', version: '67' }, 'em4100:67003B51C6'],
    ['3887558', { radix: 'dec', padTo: 10 }, `text:${hex('0003887558')}`],
    ['3B51C6', { radix: 'hex', padTo: 10 }, 'em4100:00003B51C6'],
    ['67003B51C6', { radix: 'dec' }, 'not-decimal'],
    ['67003B51CG', { radix: 'hex' }, 'not-hex'],
    ['67003B51C', { radix: 'hex', technology: 'em4100' }, 'wrong-length'],
    ['67003B51', { technology: 'em4100' }, 'no-version'],
    ['67003B51C6', { length: 10 }, 'em4100:67003B51C6'],
    ['67003B51C6', { length: 8 }, 'wrong-length'],
    ['67003B51C6CB', { checksum: 'xor' }, 'em4100:67003B51C6'],
    ['67003B51C6CA', { checksum: 'xor' }, 'checksum'],
    ['112233445501', { checksum: 'twos' }, 'em4100:1122334455'],
    ['0', { checksum: 'xor' }, 'wrong-length'],
    ['zzzz00', { checksum: 'xor' }, 'not-hex'],
    ['2F623AE', { technology: 'wiegand' }, 'wiegand:BD88EB80'],
    ['2f623ae', { bits: 26 }, 'wiegand:BD88EB80'],
    ['49685422', { bits: 26, radix: 'dec' }, 'wiegand:BD88EB80'],
    ['4F623AE', { bits: 26 }, 'too-large'],
    ['06BD88EB80', { bits: 'pacs' }, 'wiegand:BD88EB80'],
    ['0605025240', { bits: 'pacs' }, 'wiegand:05025240'],
    ['25853841984', { bits: 'pacs', radix: 'dec' }, 'wiegand:05025240'],
    ['4052020506', { bits: 'pacs', byteOrder: 'little' }, 'wiegand:05025240'],
    ['0905025240', { bits: 'pacs' }, 'bad-bit-count'],
    ['1A', { bits: 'counted' }, 'bad-bit-count'],
    ['badge 7', { radix: 'text' }, `text:${hex('badge 7')}`],
    ['badge 7', { technology: 'barcode' }, `barcode:${hex('badge 7')}`],
    ['c0ffee', { radix: 'hex' }, `text:${hex('C0FFEE')}`],
    ['C9D2', { technology: 'iso14443a' }, 'wrong-length'],
  ] as [string, z.input<typeof schema>, string][])('%s with %j is %s', (text, settings, raw) =>
    expect(rawOf(text, settings)).toBe(raw),
  );

  it('tells a UID that is drawn anew at each tap', () => {
    const reading = readWith({})('08A1B2C3');
    expect(reading).toMatchObject({ kind: 'card', card: { unusable: 'random-uid' } });
  });

  it('names what protected the characters', () => {
    const integrityOf = (text: string, settings: z.input<typeof schema>) => {
      const reading = readWith(settings)(text);
      return reading.kind === 'card' ? reading.card.integrity : null;
    };
    expect(integrityOf('67003B51C6', {})).toBe('none');
    expect(integrityOf('67003B51C6CB', { checksum: 'xor' })).toBe('xor');
    expect(integrityOf('112233445501', { checksum: 'twos' })).toBe('sum8');
    expect(integrityOf('2F623AE', { bits: 26 })).toBe('parity');
  });

  it.each([
    { pattern: '(a+)+' },
    { pattern: 'x'.repeat(PATTERN_LENGTH_MAX + 1) },
    { prefix: '\n' },
    { version: '6' },
    { bits: 7 },
    { radix: 'octal' },
  ])('are refused when they make no sense: %j', settings =>
    expect(schema.safeParse(settings).success).toBe(false),
  );
});

describe('a pattern', () => {
  it.each([
    '\\d{10}',
    '(?:ID|NR)=([0-9A-F]{8,14});?',
    '^(?<value>.+)$',
    '[^;]*;(\\w+);.*',
    'a{2}(b|c){2}',
    '\\x41\\.\\[x{',
  ])('may be %s', source => expect(patternProblem(source, LINE_LENGTH_MAX)).toBeNull());

  it.each([
    '(a+)+x',
    '(a*)*',
    '(a|a)*x',
    '(?:a?){30}a{30}',
    '(a|b|ab)+',
    '.*.*.*.*x',
    'a?'.repeat(30),
    '(\\w+\\s?)*$',
    '(a)\\1',
    '(?=a)a',
    '(?<!a)b',
    '\\bword',
    '(',
    '[z-a]',
    '(?i:a)',
    '(.{0,9}){9}',
    '\\x(a+)+b',
    '\\x4(a+)+b',
    '\\x.*'.repeat(6),
    '\\x',
    '\\u(a+)+b',
    '\\u0041',
    '\\u{(a+)+b',
    '\\c(a+)+b',
    '\\cJ',
  ])('may not be %s', source => expect(patternProblem(source, LINE_LENGTH_MAX)).not.toBeNull());

  it('gives its group named value, else its first, else all', () => {
    const value = (source: string, text: string) => {
      const match = compilePattern(source).exec(text);
      return match === null ? null : valueOfMatch(match);
    };
    expect(value('(a)(?<value>b)', 'ab')).toBe('b');
    expect(value('(a)(b)', 'ab')).toBe('a');
    expect(value('ab', 'ab')).toBe('ab');
    expect(value('a|b', 'xb')).toBeNull();
  });

  it('that is allowed stays quick on the most hostile line', () => {
    const hostile = 'a'.repeat(LINE_LENGTH_MAX);
    for (const source of ['a*a*a*x', '.*.*.*x', '(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)a*a*x', '[a-z]*\\w*.+;']) {
      expect(patternProblem(source, LINE_LENGTH_MAX)).toBeNull();
      const startedMs = performance.now();
      compilePattern(source).test(hostile);
      expect(performance.now() - startedMs).toBeLessThan(250);
    }
  });

  it('of any characters is taken or refused, and never throws', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        'b',
        '.',
        '(',
        ')',
        '(?:',
        '[',
        ']',
        '*',
        '+',
        '?',
        '|',
        '{2}',
        '{1,}',
        '{',
        '\\d',
        '\\x',
        '\\x61',
        '\\u',
        '\\c',
        '\\',
      ),
      {
        maxLength: 14,
      },
    );
    fc.assert(
      fc.property(pieces, parts => {
        const source = parts.join('');
        if (patternProblem(source, LINE_LENGTH_MAX) !== null) return;
        const startedMs = performance.now();
        for (const text of ['a'.repeat(LINE_LENGTH_MAX), `${'ab'.repeat(31)}!`])
          compilePattern(source).test(text);
        expect(performance.now() - startedMs).toBeLessThan(250);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('any text', () => {
  it('is a card or refused with a slug, never throws, and no card has what is not printable', () => {
    const settings = fc.record(
      {
        radix: fc.constantFrom('hex', 'dec', 'text'),
        technology: fc.constantFrom('em4100', 'iso14443a', 'wiegand', 'text', 'felica', 'iso15693'),
        byteOrder: fc.constantFrom('big', 'little'),
        checksum: fc.constantFrom('none', 'xor', 'lrc', 'twos'),
        bits: fc.constantFrom('counted', 'pacs', 26, 37),
        padTo: fc.integer({ min: 1, max: 16 }),
        bytes: fc.integer({ min: 1, max: 16 }),
        version: fc.constantFrom('67', '00'),
        prefix: fc.constantFrom('6', 'ID'),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string({ maxLength: 64 }),
      fc.string({ maxLength: 64, unit: 'binary' }),
      fc.string({ maxLength: 24, unit: fc.constantFrom(...'0123456789ABCDEF') }),
    );
    fc.assert(
      fc.property(text, settings, (value, chosen) => {
        const reading = readWith(chosen as z.input<typeof schema>)(value);
        if (reading.kind === 'card') {
          expect(reading.card.raw).toMatch(/^(?:[0-9A-F]{2})+$/);
          for (const view of Object.values(reading.card.printed)) expect(view).toMatch(/^[ -~]+$/);
        } else {
          expect(reading.reason).toMatch(/^[a-z][a-z0-9-]*$/);
          expect(reading.at).toBeGreaterThanOrEqual(0);
          expect(reading.at).toBeLessThanOrEqual(value.length);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
