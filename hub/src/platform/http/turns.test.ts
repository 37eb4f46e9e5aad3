import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Turns } from './turns.ts';

const TAKEN = { en: 'Somebody else has the turn.', de: 'Jemand anderes ist an der Reihe.' };

afterEach(() => {
  jest.useRealTimers();
});

async function* lines() {
  yield 1;
  yield 2;
}

describe('turns', () => {
  it('are one at a time, until the lines are over or nobody wants more', async () => {
    const turns = new Turns(TAKEN);
    for (const isWhole of [true, false]) {
      const taken = turns.take().during(lines());
      expect(() => turns.take()).toThrow(TAKEN.en);
      for await (const _ of taken) if (!isWhole) break;
    }
    turns.take().end();
  });

  it('are lost by who stalls, even before the first line, and do not end the next', () => {
    jest.useFakeTimers();
    const turns = new Turns(TAKEN);
    const first = turns.take();
    jest.advanceTimersByTime(59_000);
    expect(() => turns.take()).toThrow();
    jest.advanceTimersByTime(1_000);
    turns.take();
    first.end();
    expect(() => turns.take()).toThrow();
  });
});
