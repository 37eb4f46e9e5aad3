import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roundHalfUp } from '../domain/whole-units.ts';
import { HUNDREDTH_SECONDS, inUnits, keyOf, sumBy } from './sums.ts';

const lines = fc.array(
  fc.record({ code: fc.constantFrom('REG', 'OT'), seconds: fc.integer({ min: -86_400, max: 86_400 }) }),
);

describe('sums', () => {
  it('adds lines of one key, in order of the first', () => {
    const given = [
      { code: 'OT', job: null, seconds: 1 },
      { code: 'REG', job: 'saw', seconds: 2 },
      { code: 'OT', job: null, seconds: 3 },
    ];
    expect(sumBy(given, ({ code, job }) => keyOf(code, job))).toEqual([
      { code: 'OT', job: null, seconds: 4 },
      { code: 'REG', job: 'saw', seconds: 2 },
    ]);
  });

  it('lets no part of a key run into the next', () => {
    expect(keyOf('a', 'bc')).not.toBe(keyOf('ab', 'c'));
    expect(keyOf(null)).not.toBe(keyOf('null'));
  });

  it('keeps the order of lines, and every code adds up to its rounded sum at every line', () => {
    fc.assert(
      fc.property(lines, given => {
        const counted = inUnits(given, HUNDREDTH_SECONDS);
        expect(counted.map(({ code, seconds }) => ({ code, seconds }))).toEqual(given);
        for (const code of ['REG', 'OT']) {
          let seconds = 0;
          let units = 0;
          for (const line of counted.filter(one => one.code === code)) {
            seconds += line.seconds;
            units += line.units;
            expect(units).toBe(roundHalfUp(seconds, HUNDREDTH_SECONDS));
          }
        }
      }),
    );
  });
});
