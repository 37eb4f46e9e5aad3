import { describe, expect, it } from '@jest/globals';
import { isUnavailable } from './errors.ts';
import { parseInstant, parseInt8 } from './pg-types.ts';

describe('columns', () => {
  it.each([
    ['2026-11-23 05:58:12.345678+00', '2026-11-23T05:58:12.345Z'],
    ['2026-11-23 05:58:12.3+00', '2026-11-23T05:58:12.300Z'],
    ['2026-11-23 05:58:12+00', '2026-11-23T05:58:12.000Z'],
    ['2026-11-23 05:58:12.05+00', '2026-11-23T05:58:12.050Z'],
    ['0001-03-01 00:00:00.5+00 BC', '0000-03-01T00:00:00.500Z'],
    ['2026-11-23 07:58:12+02', '2026-11-23T05:58:12.000Z'],
  ])('reads the instant %s as %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it('refuses an instant that is none', () => {
    expect(() => parseInstant('infinity')).toThrow(RangeError);
  });

  it('refuses a counter beyond what a number holds', () => {
    expect(parseInt8('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => parseInt8('9007199254740993')).toThrow(RangeError);
  });
});

describe('isUnavailable', () => {
  const withCode = (code: string) => Object.assign(new Error('x'), { code });
  it('knows a database that is away from a statement that is wrong', () => {
    expect(isUnavailable(withCode('ECONNREFUSED'))).toBe(true);
    expect(isUnavailable(withCode('57P03'))).toBe(true);
    expect(isUnavailable(withCode('08006'))).toBe(true);
    expect(isUnavailable(new AggregateError([withCode('ECONNREFUSED')]))).toBe(true);
    expect(isUnavailable(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isUnavailable(withCode('22P05'))).toBe(false);
    expect(isUnavailable(withCode('23505'))).toBe(false);
    expect(isUnavailable('down')).toBe(false);
  });
});
