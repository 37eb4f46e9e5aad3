import { describe, expect, it } from '@jest/globals';
import { compareCursors, LOG_START, parseCursor } from './cursor.ts';

describe('cursors', () => {
  it('compares transaction first, then position, as numbers and not as text', () => {
    const cursors = ['10-1', '9-200', LOG_START, '9-30', '18446744073709551615-1'];
    expect(cursors.toSorted(compareCursors)).toEqual([
      '0-0',
      '9-30',
      '9-200',
      '10-1',
      '18446744073709551615-1',
    ]);
    expect(compareCursors('7-7', '7-7')).toBe(0);
  });

  it('refuses what is no cursor', () => {
    expect(() => parseCursor("1-1' or true")).toThrow();
  });
});
