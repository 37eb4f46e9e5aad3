import { describe, expect, it } from '@jest/globals';
import type { PunchAction } from '@tapclock/contracts';
import { activeAt, type ReadPunch } from './active.ts';
import { entriesOf, secondsOf } from './entries.ts';
import { cameOf, moveOf, type WantedMove } from './move.ts';

const HOUR_MS = 3_600_000;
const OPEN_SECONDS = 16 * 3600;

/** Punches at hours of a day: `at([6, 'clock-in', 'WO-1'], [14, 'clock-out'])`. */
const at = (...taps: [number, PunchAction, (string | null)?][]): ReadPunch[] =>
  taps.map(([hour, action, job], place) => ({
    ...{ id: `p${place}`, action, atMs: hour * HOUR_MS, job },
    ...{ source: 'web' as const, terminal: 'web-works', place: 'Web', location: null, note: null },
  }));
const active = (nowHour: number, ...taps: Parameters<typeof at>) =>
  activeAt(at(...taps), nowHour * HOUR_MS, OPEN_SECONDS);

describe('what somebody is at', () => {
  it('is nothing before the first punch and after the last', () => {
    expect(active(6).state).toBe('out');
    expect(active(15, [6, 'clock-in'], [14, 'clock-out'])).toMatchObject({
      state: 'out',
      clockedInAtMs: null,
    });
  });

  it('goes on with the task before, through a break, until another is named', () => {
    expect(active(9, [6, 'clock-in', 'A'], [8, 'break-start'])).toMatchObject({
      ...{ state: 'break', job: 'A', sinceMs: 8 * HOUR_MS, clockedInAtMs: 6 * HOUR_MS },
    });
    expect(active(9, [6, 'clock-in', 'A'], [7, 'break-start'], [8, 'break-end']).job).toBe('A');
    expect(active(9, [6, 'clock-in', 'A'], [8, 'job-change', 'B']).job).toBe('B');
    expect(active(9, [6, 'clock-in', 'A'], [8, 'job-change', null]).job).toBeNull();
  });

  it('is not begun anew by a second clock-in within the stay', () => {
    expect(active(9, [6, 'clock-in', 'A'], [7, 'clock-in'])).toMatchObject({
      job: 'A',
      sinceMs: 6 * HOUR_MS,
    });
  });

  it('is over after 16 hours, not just before: the clock-out was forgotten', () => {
    expect(active(22, [6, 'clock-in']).state).toBe('in');
    expect(active(22.001, [6, 'clock-in']).state).toBe('out');
    expect(active(31, [6, 'clock-in', 'A'], [30, 'clock-in'])).toMatchObject({
      ...{ state: 'in', clockedInAtMs: 30 * HOUR_MS, job: null },
    });
  });
});

describe('a wish at the web clock', () => {
  const OUT = active(0);
  const IN = active(7, [6, 'clock-in', 'A']);
  const BREAK = active(9, [6, 'clock-in'], [8, 'break-start']);

  it.each<[string, WantedMove, typeof OUT, object]>([
    ['start while out', { kind: 'start', job: 'A' }, OUT, { action: 'clock-in', job: 'A' }],
    ['start while in', { kind: 'start' }, IN, { refusal: 'ALREADY_IN' }],
    ['start of the same task', { kind: 'start', job: 'A' }, IN, { refusal: 'ALREADY_ON_TASK' }],
    ['start of another task', { kind: 'start', job: 'B' }, IN, { action: 'job-change', job: 'B' }],
    ['start of no task', { kind: 'start', job: null }, IN, { action: 'job-change', job: null }],
    ['start on a break', { kind: 'start', job: 'B' }, BREAK, { refusal: 'ON_BREAK' }],
    ['stop while in', { kind: 'stop' }, IN, { action: 'clock-out' }],
    ['stop on a break', { kind: 'stop' }, BREAK, { action: 'clock-out' }],
    ['stop while out', { kind: 'stop' }, OUT, { refusal: 'NOT_IN' }],
    ['pause while in', { kind: 'pause' }, IN, { action: 'break-start' }],
    ['pause on a break', { kind: 'pause' }, BREAK, { refusal: 'ON_BREAK' }],
    ['pause while out', { kind: 'pause' }, OUT, { refusal: 'NOT_IN' }],
    ['resume on a break', { kind: 'resume' }, BREAK, { action: 'break-end' }],
    ['resume while in', { kind: 'resume' }, IN, { refusal: 'NOT_ON_BREAK' }],
    ['resume while out', { kind: 'resume' }, OUT, { refusal: 'NOT_IN' }],
  ])('%s', (_, wanted, where, move) => {
    expect(moveOf(wanted, where)).toEqual(move);
  });

  it('is known again by what came of it', () => {
    const start = { action: 'clock-in', job: 'A' } as const;
    expect(cameOf({ kind: 'start', job: 'A' }, start)).toBe(true);
    expect(cameOf({ kind: 'start', job: 'B' }, start)).toBe(false);
    expect(cameOf({ kind: 'stop' }, start)).toBe(false);
  });
});

describe('entries', () => {
  const shown = (...taps: Parameters<typeof at>) =>
    entriesOf(at(...taps), OPEN_SECONDS).map(entry => [
      entry.job,
      entry.start.atMs / HOUR_MS,
      entry.end && entry.end.atMs / HOUR_MS,
      secondsOf(entry),
    ]);

  it('are work on one task each, without breaks', () => {
    expect(
      shown(
        [6, 'clock-in', 'A'],
        [8, 'break-start'],
        [9, 'break-end'],
        [10, 'job-change', 'B'],
        [14, 'clock-out'],
      ),
    ).toEqual([
      ['A', 6, 10, 3 * 3600],
      ['B', 10, 14, 4 * 3600],
    ]);
  });

  it('go on until an end is known, and end with a break that was not ended', () => {
    expect(shown([6, 'clock-in'])).toEqual([[null, 6, null, null]]);
    expect(shown([6, 'clock-in'], [8, 'break-start'], [9, 'clock-out'])).toEqual([[null, 6, 9, 2 * 3600]]);
  });

  it('have no end where the clock-out was forgotten, and none begins with an end', () => {
    expect(shown([6, 'clock-in'], [30, 'clock-in'], [38, 'clock-out'], [39, 'clock-out'])).toEqual([
      [null, 6, null, null],
      [null, 30, 38, 8 * 3600],
    ]);
  });

  it('go on where a clock-in is the way back from a break, up to four hours of it', () => {
    const back = (hour: number) =>
      shown([6, 'clock-in', 'A'], [10, 'break-start'], [hour, 'clock-in'], [18, 'clock-out']);
    expect(back(13.99)).toEqual([['A', 6, 18, Math.round((12 - 3.99) * 3600)]]);
    expect(back(14)).toEqual([
      ['A', 6, null, null],
      [null, 14, 18, 4 * 3600],
    ]);
  });

  it('have no end beyond the longest stay, and one at its last second', () => {
    expect(shown([6, 'clock-in'], [22, 'clock-out'])).toEqual([[null, 6, 22, 16 * 3600]]);
    expect(shown([6, 'clock-in'], [22.01, 'clock-out'])).toEqual([[null, 6, null, null]]);
    expect(shown([6, 'clock-in', 'A'], [22.01, 'job-change', 'B'], [23, 'clock-out'])).toEqual([
      ['A', 6, null, null],
    ]);
  });

  it('are not split by a task that goes on', () => {
    expect(shown([6, 'clock-in', 'A'], [7, 'job-change', 'A'], [8, 'job-change'], [9, 'clock-out'])).toEqual([
      ['A', 6, 9, 3 * 3600],
    ]);
  });
});
