import { describe, expect, it } from '@jest/globals';
import { demoCredentials } from './credentials.ts';
import { DEMO_PEOPLE } from './factory.ts';

describe('demo credentials', () => {
  it('are what each kind of reader sees of one badge', () => {
    // 67003B51C6 is printed 0003887558 and 059,20934; as H10301 it is 10011101101010001110001100.
    expect(demoCredentials('67003B51C6')).toEqual([
      'em4100:67003B51C6',
      'iso14443a:003B51C6',
      'wiegand:26:9DA8E300',
      'barcode:30303033383837353538',
    ]);
  });

  it('name one person each', () => {
    const all = DEMO_PEOPLE.flatMap(({ badge }) => demoCredentials(badge));
    expect(new Set(all).size).toBe(all.length);
  });
});
