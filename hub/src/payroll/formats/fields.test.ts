import { describe, expect, it } from '@jest/globals';
import {
  digitsProblem,
  guardFormula,
  oneLine,
  padZeros,
  placeOf,
  rangeProblem,
  refusals,
  textProblem,
} from './fields.ts';

describe('field checks', () => {
  it.each([
    ['', { lengthMax: 5 }, null],
    ['', { lengthMin: 1, lengthMax: 5 }, 'is empty: the payroll system needs it'],
    ['ab', { lengthMin: 3, lengthMax: 5 }, '"ab" is 2 characters long; at least 3 are needed'],
    ['Müßig', { lengthMax: 5 }, null],
    ['abcdef', { lengthMax: 5 }, '"abcdef" is 6 characters long; at most 5 fit'],
    [
      'a-c',
      { lengthMax: 5, pattern: { matches: /^\w+$/, allows: { en: 'letters', de: 'Buchstaben' } } },
      '"a-c" may hold only letters',
    ],
    ['', { lengthMax: 5, pattern: { matches: /^\w+$/, allows: { en: 'letters', de: 'Buchstaben' } } }, null],
  ])('says of the text "%s" within %j: %s', (text, limits, problem) => {
    expect(textProblem(text, limits)).toBe(problem);
  });

  it('counts characters as people do, not as they are stored', () => {
    expect(textProblem('𝒜'.repeat(5), { lengthMax: 5 })).toBeNull();
  });

  it('takes only the ten digits for a number that is a name', () => {
    expect(digitsProblem('00123', 1, 5)).toBeNull();
    expect(digitsProblem('12٣', 1, 5)).toBe('"12٣" may hold only digits');
    expect(digitsProblem('', 1, 5)).toBe('is empty: the payroll system needs it');
  });

  it('holds both ends of a range, and nothing beyond', () => {
    const limits = { min: -10, max: 10 };
    expect([-10, 10].map(units => rangeProblem(units, limits))).toEqual([null, null]);
    expect(rangeProblem(11, limits)).toBe('11 is above 10, the most that the payroll system takes');
    expect(rangeProblem(-11, limits, units => `${units} h`)).toBe(
      '-11 h is below -10 h, the least that the payroll system takes',
    );
  });

  it('names the person, the date and the code of each problem', () => {
    const place = placeOf({ number: '00123' }, { date: '2026-06-01', code: 'REG' });
    expect(refusals(place, { Hours: 'too many', Rate: null })).toEqual([
      { person: '00123', date: '2026-06-01', code: 'REG', field: 'Hours', message: 'too many' },
    ]);
  });
});

describe('field texts', () => {
  it('pads with zeros and cuts nothing off', () => {
    expect([padZeros('42', 6), padZeros('1234567', 6)]).toEqual(['000042', '1234567']);
  });

  it('puts text on one line', () => {
    expect(oneLine(' a\r\nb\tc\u2028d\u0000e ')).toBe('a b c d e');
  });

  it.each(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])(
    'guards a text that begins with %j',
    sign => {
      expect(guardFormula(`${sign}1`)).toBe(`'${sign}1`);
      expect(guardFormula(`1${sign}`)).toBe(`1${sign}`);
    },
  );
});
