import { describe, expect, it } from '@jest/globals';
import { missingFrom, ReplayPacer } from './replay.ts';

const chain = (boot: number, through: number, lastSequence = through, firstPrevious: string[] = []) => ({
  boot,
  through,
  lastSequence,
  head: `${boot}:${through}`,
  firstPrevious,
});

describe('missingFrom (R1)', () => {
  it.each([
    ['all is stored', { head: { boot: 9, sequence: 5 }, depth: 0 }, [chain(9, 5)], null],
    ['the rest is still on its way', { head: { boot: 9, sequence: 8 }, depth: 3 }, [chain(9, 5)], null],
    ['a failover lost the end', { head: { boot: 9, sequence: 8 }, depth: 0 }, [chain(9, 5)], [9, 6]],
    ['one was lost and two are waiting', { head: { boot: 9, sequence: 8 }, depth: 2 }, [chain(9, 5)], [9, 6]],
    [
      'a hole in an old boot',
      { head: { boot: 9, sequence: 5 }, depth: 0 },
      [chain(7, 2, 4), chain(9, 5)],
      [7, 3],
    ],
    [
      'a boot between two known ones is missing whole',
      { head: { boot: 9, sequence: 5 }, depth: 0 },
      [chain(7, 2), chain(9, 5, 5, ['8:3'])],
      [7, 3],
    ],
    [
      'the chain runs on from boot to boot',
      { head: { boot: 9, sequence: 5 }, depth: 0 },
      [chain(7, 2), chain(9, 5, 5, ['7:2'])],
      null,
    ],
    ['nothing is known of it', { head: { boot: 9, sequence: 5 }, depth: 0 }, [], [1, 1]],
    ['nothing is known and nothing was sent', { head: { boot: 9, sequence: 5 }, depth: 5 }, [], null],
    ['whole boots are missing', { head: { boot: 9, sequence: 5 }, depth: 0 }, [chain(7, 4)], [7, 5]],
    ['an empty journal', { head: null, depth: 0 }, [], null],
    [
      'a journal that was lost at the terminal',
      { head: { boot: 3, sequence: 5 }, depth: 0 },
      [chain(9, 5)],
      null,
    ],
  ] as const)('%s', (_case, journal, known, expected) => {
    expect(missingFrom(journal, known)).toEqual(
      expected === null ? null : { boot: expected[0], sequence: expected[1] },
    );
  });
});

describe('ReplayPacer', () => {
  it('asks a terminal for the same thing ever more rarely (R11)', () => {
    const pacer = new ReplayPacer();
    const asked: number[] = [];
    for (let second = 0; second < 200; second += 1) {
      if (pacer.mayAsk('gate-1', { boot: 1, sequence: 4 }, second * 1000)) asked.push(second);
    }
    expect(asked).toEqual([0, 10, 30, 70, 150]);
  });

  it('asks for something else after ten seconds, and another terminal at once', () => {
    const pacer = new ReplayPacer();
    expect(pacer.mayAsk('gate-1', { boot: 1, sequence: 4 }, 0)).toBe(true);
    expect(pacer.mayAsk('gate-1', { boot: 1, sequence: 9 }, 9_999)).toBe(false);
    expect(pacer.mayAsk('gate-2', { boot: 1, sequence: 9 }, 9_999)).toBe(true);
    expect(pacer.mayAsk('gate-1', { boot: 1, sequence: 9 }, 10_000)).toBe(true);
  });
});
