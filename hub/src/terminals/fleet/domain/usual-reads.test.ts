import { describe, expect, it } from '@jest/globals';
import { usualReads } from './usual-reads.ts';
import { compareVersions, newestVersion } from './versions.ts';

describe('usual reads', () => {
  it.each([
    [[], null],
    [[40, 40, 40], null],
    [[40, 38, 0, 44], 39],
    [[40, 38, 0, 44, 41], 40],
    [[0, 0, 0, 0], 0],
    [[9, 10, 100, 11, 8, 12, 10, 9], 10],
  ])('of %p are %p', (weeks, usual) => expect(usualReads(weeks)).toBe(usual));
});

describe('versions', () => {
  it.each([
    ['1.9.2', '1.10.0', -1],
    ['1.10', '1.10.0', 0],
    ['2.0.0', '1.99.99', 1],
    ['1.2.3-rc.1', '1.2.3', 0],
    ['dev', '0.0.1', -1],
  ])('%s against %s', (one, other, sign) => expect(Math.sign(compareVersions(one, other))).toBe(sign));

  it('have a newest, unless there are none', () => {
    expect([newestVersion(['1.9.0', '1.10.0', '1.2.0']), newestVersion([])]).toEqual(['1.10.0', null]);
  });
});
