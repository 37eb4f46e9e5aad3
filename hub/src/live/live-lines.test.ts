import { describe, expect, it } from '@jest/globals';
import {
  LINES_MAX,
  LINES_OF_ACCOUNT_MAX,
  LINES_OF_SOURCE_MAX,
  LiveLines,
  type PlacedLine,
  STRANGERS_MAX,
} from './live-lines.ts';

class TestLine implements PlacedLine {
  ended = false;
  readonly source: string;
  readonly viewer: string | null;

  constructor(source: string, viewer: string | null = null) {
    this.source = source;
    this.viewer = viewer;
  }

  terminate(): void {
    this.ended = true;
  }
}

function opened(lines: LiveLines<TestLine>, count: number, line: (number: number) => TestLine): TestLine[] {
  return Array.from({ length: count }, (_, number) => {
    const next = line(number);
    if (lines.makeRoom(next.source)) lines.add(next);
    else next.ended = true;
    return next;
  });
}

const living = (lines: readonly TestLine[]) => lines.filter(({ ended }) => !ended);

describe('LiveLines (R11)', () => {
  it('has room for a newcomer however many strangers of another source say nothing', () => {
    const lines = new LiveLines<TestLine>();
    const [honest] = opened(lines, 1, () => new TestLine('office'));
    const silent = opened(lines, STRANGERS_MAX * 3, () => new TestLine('attacker'));
    const newcomers = opened(lines, 5, () => new TestLine('home'));
    expect(honest?.ended).toBe(false);
    expect(living(newcomers)).toHaveLength(5);
    expect(lines.size).toBe(STRANGERS_MAX);
    // The oldest went.
    expect(silent.slice(-5).map(({ ended }) => ended)).toEqual([false, false, false, false, false]);
  });

  it('keeps whoever is known, and refuses a newcomer only when all are', () => {
    const lines = new LiveLines<TestLine>();
    const known = opened(lines, LINES_MAX - 1, number => new TestLine(`s${number % 9}`, `a${number}`));
    const [stranger] = opened(lines, 1, () => new TestLine('attacker'));
    const [admin] = opened(lines, 1, () => new TestLine('office', 'admin'));
    expect([stranger?.ended, admin?.ended, living(known).length]).toEqual([true, false, LINES_MAX - 1]);
    expect(lines.makeRoom('attacker')).toBe(false);
    expect(lines.size).toBe(LINES_MAX);
  });

  it('leaves room for others beside one source', () => {
    const lines = new LiveLines<TestLine>();
    opened(lines, LINES_OF_SOURCE_MAX, number => new TestLine('one', `a${number}`));
    const [other] = opened(lines, 1, () => new TestLine('two'));
    expect(lines.makeRoom('one')).toBe(false);
    // Not at the cost of another's.
    expect([other?.ended, lines.makeRoom('two')]).toEqual([false, true]);
  });

  it('gives one account so many lines and no more', () => {
    const lines = new LiveLines<TestLine>();
    opened(lines, LINES_OF_ACCOUNT_MAX, number => new TestLine(`s${number}`, 'sam'));
    expect(lines.isWithinLimit('sam')).toBe(true);
    lines.add(new TestLine('s', 'sam'));
    expect([lines.isWithinLimit('sam'), lines.isWithinLimit('ada')]).toEqual([false, true]);
  });
});
