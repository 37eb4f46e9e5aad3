import { describe, expect, it } from '@jest/globals';
import { shortName } from './short-name.ts';

describe('shortName', () => {
  it.each([
    ['Maria', 'Schneider', 'Maria S.'],
    ['Zofia', 'Żak', 'Zofia Ż.'],
    ['Deniz', 'özdemir', 'Deniz Ö.'],
    ['Cher', '', 'Cher'],
  ])('makes %s %s into %s', (given, family, short) => expect(shortName(given, family)).toBe(short));
});
