import { describe, expect, it } from '@jest/globals';
import { PunchAction } from '@tapclock/contracts';
import { aHealth } from '../testing/builders.ts';
import { retryDelayMs } from './backoff.ts';
import { lineChars, longestWord } from './fit.ts';
import { greetingAt } from './greeting.ts';
import { DIGITS_MAX, press } from './keypad.ts';
import { summarizeReaders } from './readers.ts';
import { toneOf } from './tone.ts';
import { mayUpdate, QUIET_BEFORE_UPDATE_MS } from './update-rule.ts';

describe('connecting again', () => {
  it('waits longer after each failure and never longer than three seconds', () => {
    const waits = [1, 2, 3, 4, 5, 50].map(failures => retryDelayMs(failures, 0.999));
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(Math.max(...waits)).toBeLessThanOrEqual(3_000);
    expect(retryDelayMs(1, 0)).toBe(125);
  });
});

describe('a new version of the page', () => {
  it('comes in when the screen has been idle for a while', () => {
    expect(mayUpdate('idle', 1_000, 1_000 + QUIET_BEFORE_UPDATE_MS - 1)).toBe(false);
    expect(mayUpdate('idle', 1_000, 1_000 + QUIET_BEFORE_UPDATE_MS)).toBe(true);
    expect(mayUpdate('starting', 1_000, 1_000 + QUIET_BEFORE_UPDATE_MS)).toBe(true);
  });

  it.each(['card', 'pin', 'recorded', 'unknown-badge', 'already-recorded', 'refused', 'identify'] as const)(
    'never while %s is up, however long',
    screen => {
      expect(mayUpdate(screen, 0, 1e12)).toBe(false);
    },
  );
});

describe('the keypad', () => {
  it('adds digits up to the longest number the bridge takes, and takes them back', () => {
    expect(press('12', '3')).toBe('123');
    expect(press('1'.repeat(DIGITS_MAX), '2')).toBe('1'.repeat(DIGITS_MAX));
    expect(press('12', 'back')).toBe('1');
    expect(press('', 'back')).toBe('');
  });
});

describe('the readers in one word', () => {
  const reader = (state: 'opening' | 'online' | 'silent' | 'missing', place = 'Gate 2') => ({
    id: 'r',
    place,
    state,
  });

  it('claims nothing before the bridge has said anything', () => {
    expect(summarizeReaders(null).kind).toBe('opening');
  });

  it('is ready with all, partly with some, and missing with none', () => {
    expect(summarizeReaders(aHealth()).kind).toBe('ready');
    expect(summarizeReaders(aHealth({ readers: [reader('online'), reader('silent', 'Left')] }))).toEqual({
      kind: 'partly',
      places: ['Left'],
    });
    expect(summarizeReaders(aHealth({ readers: [reader('online'), reader('opening')] })).kind).toBe('ready');
    expect(summarizeReaders(aHealth({ readers: [reader('missing')] })).kind).toBe('missing');
    expect(summarizeReaders(aHealth({ readers: [reader('silent'), reader('missing')] })).kind).toBe(
      'missing',
    );
    expect(summarizeReaders(aHealth({ readers: [reader('opening'), reader('missing')] })).kind).toBe(
      'opening',
    );
    expect(summarizeReaders(aHealth({ readers: [] })).kind).toBe('missing');
  });
});

describe('colours and sizes', () => {
  it('gives every action the tone of the state it leads to', () => {
    expect(PunchAction.options.map(action => [action, toneOf(action)])).toEqual([
      ['clock-in', 'in'],
      ['clock-out', 'out'],
      ['break-start', 'break'],
      ['break-end', 'in'],
      ['job-change', 'in'],
      ['auto', 'warn'],
    ]);
  });

  it('draws a short name on one line and a long one on two', () => {
    expect(lineChars('Maria S.')).toBe(8);
    expect(lineChars('Konstantin B.')).toBe(13);
    expect(lineChars('Aleksandra Wojciechowska-K.')).toBe(15);
    expect(lineChars('Wolfeschlegelsteinhausen')).toBe(24);
    expect(lineChars('')).toBe(1);
    expect(longestWord('Pause beginnen')).toBe(8);
  });

  it.each([
    [3, 'night'],
    [5, 'morning'],
    [13, 'day'],
    [21, 'evening'],
    [22, 'night'],
  ])('greets at %i o’clock with %s', (hour, greeting) => {
    expect(greetingAt(hour)).toBe(greeting);
  });
});
