import { describe, expect, it } from '@jest/globals';
import { lastValue, numberOf, parseArguments, UsageError } from './arguments.ts';

const SPEC = { values: ['hex', 'seconds'], flags: ['raw'], words: 2 };
const parse = (argv: string[], takesSettings = true) => parseArguments(argv, { ...SPEC, takesSettings });

describe('arguments', () => {
  it('are values, flags, settings and the rest, in any order', () => {
    const args = parse([
      'rdm6300',
      '--hex',
      '02',
      '--raw',
      '--checksum',
      'sum8',
      '--hex=03',
      '--json',
      'more',
    ]);
    expect(args.positionals).toEqual(['rdm6300', 'more']);
    expect(args.values.get('hex')).toEqual(['02', '03']);
    expect([...args.flags]).toEqual(['raw', 'json']);
    expect([...args.settings]).toEqual([['checksum', 'sum8']]);
    expect(lastValue(args, 'hex')).toBe('03');
    expect(lastValue(args, 'seconds')).toBeNull();
  });

  it('take bytes as people type them, without quotes', () => {
    const spec = { values: ['hex'], bytes: ['hex'], words: 1 };
    const args = parseArguments(['--hex', '02', '36:37', '0x30', 'rdm6300', '--hex', '03'], spec);
    expect(args.values.get('hex')).toEqual(['02 36:37 0x30', '03']);
    expect(args.positionals).toEqual(['rdm6300']);
  });

  it('name a setting with a dash or without, with a value or without', () => {
    const args = parse(['--own-formats', '[]', '--allowDefaultKey', '--strip-aim-id=true']);
    expect([...args.settings]).toEqual([
      ['ownFormats', '[]'],
      ['allowDefaultKey', true],
      ['stripAimId', 'true'],
    ]);
  });

  it('take a dash for standard input, and a value that begins with dashes behind an equals sign', () => {
    expect(lastValue(parse(['--hex', '-']), 'hex')).toBe('-');
    expect(lastValue(parse(['--hex=--']), 'hex')).toBe('--');
  });

  it.each([
    [['--hex'], /--hex needs a value/],
    [['--hex', '--json'], /--hex needs a value/],
    [['one', 'two', 'three'], /a word too many: three/],
    [['--raw=yes'], /--raw takes no value/],
    [['--other', '1'], /no option --other here; it has --hex, --seconds, --raw/],
  ])('%j are not understood', (argv, problem) => {
    expect(() => parse(argv, false)).toThrow(problem);
    expect(() => parse(argv, false)).toThrow(UsageError);
  });

  it('have numbers within a range', () => {
    const range = { min: 1, max: 60, otherwise: 5 };
    expect(numberOf(parse([]), 'seconds', range)).toBe(5);
    expect(numberOf(parse(['--seconds', '60']), 'seconds', range)).toBe(60);
    for (const wrong of ['0', '61', '1.5', 'x', ''])
      expect(() => numberOf(parse([`--seconds=${wrong}`]), 'seconds', range)).toThrow(/from 1 to 60/);
    expect(numberOf(parse(['--seconds', '1.5']), 'seconds', { ...range, isWhole: false })).toBe(1.5);
  });
});
