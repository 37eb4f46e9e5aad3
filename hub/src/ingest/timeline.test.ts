import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePunches, type PastPunch } from '../scheduling/index.ts';
import { insertPunch, PAST_PUNCHES, pastOf, reachesBack } from './timeline.ts';

const aPunch = (occurredAtMs: number, punchId = `id-${occurredAtMs}`): PastPunch => ({
  punchId,
  action: 'clock-in',
  occurredAtMs,
});

describe('timeline', () => {
  it('is in order whatever order punches come in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), instants => {
        const punches: PastPunch[] = [];
        instants.forEach((instant, index) => {
          insertPunch(punches, aPunch(instant, `id-${String(index).padStart(3, '0')}`));
        });
        expect(punches).toEqual(punches.toSorted(comparePunches));
      }),
    );
  });

  it('gives what was before a punch, not the punch itself and nothing after', () => {
    const punches = [aPunch(1), aPunch(2), aPunch(3)];
    expect(pastOf(punches, aPunch(2))).toEqual([aPunch(1)]);
    expect(pastOf(punches, aPunch(9))).toHaveLength(3);
  });

  it('gives no more than is needed, the newest', () => {
    const punches = Array.from({ length: 100 }, (_, index) => aPunch(index));
    expect(pastOf(punches, aPunch(90))).toHaveLength(PAST_PUNCHES);
    expect(pastOf(punches, aPunch(90)).at(-1)?.occurredAtMs).toBe(89);
  });

  it('knows when it does not reach back far enough', () => {
    const punches = Array.from({ length: 10 }, (_, index) => aPunch(index));
    expect(reachesBack({ punches, isComplete: false }, 8)).toBe(true);
    expect(reachesBack({ punches, isComplete: false }, 7)).toBe(false);
    expect(reachesBack({ punches: [], isComplete: true }, 7)).toBe(true);
  });
});
