import { describe, expect, it } from '@jest/globals';
import { encodeText, encodingProblem } from './encoding.ts';

describe('encoding', () => {
  it('writes the letters of Western Europe and the euro sign in CP1252, one byte each', () => {
    expect([...encodeText('Müßig €', 'cp1252')]).toEqual([0x4d, 0xfc, 0xdf, 0x69, 0x67, 0x20, 0x80]);
  });

  it.each([
    ['Şahin', 'cp1252', '"Şahin" has Ş, which CP1252 cannot write'],
    ['Łukasz Śląski', 'cp1252', '"Łukasz Śląski" has Ł Ś ą, which CP1252 cannot write'],
    ['Jürgen', 'ascii', '"Jürgen" has ü, which ASCII cannot write'],
    ['🦺', 'cp1252', '"🦺" has 🦺, which CP1252 cannot write'],
    ['Wójcik', 'cp1252', null],
    ['Wójcik 🦺', 'utf8', null],
    ['what?', 'ascii', null],
  ] as const)('says of "%s" in %s: %s', (text, encoding, problem) => {
    expect(encodingProblem(text, encoding)).toBe(problem);
  });

  it('throws rather than write a question mark', () => {
    expect(() => encodeText('Şahin', 'cp1252')).toThrow();
  });
});
