import { describe, expect, it } from '@jest/globals';
import { actorOf } from './actor.ts';

describe('who acts', () => {
  it.each([
    ['Mia Wagner', 'Mia Wagner'],
    ['Ewa%20Zieli%C5%84ska', 'Ewa Zielińska'],
    ['  Ben  ', 'Ben'],
  ])('is what the header says: %s', (header, name) => {
    expect(actorOf({ 'x-tapclock-actor': header })).toBe(name);
  });

  it.each([
    ['nothing', undefined],
    ['two headers', ['a', 'b']],
    ['blanks', '  '],
    ['broken encoding', '%E4'],
    ['an invisible character', 'Mia%E2%80%8B'],
    ['a line break', 'Mia%0AWagner'],
    ['too much', 'x'.repeat(121)],
  ])('is refused when it states %s', (_name, header) => {
    expect(() => actorOf({ 'x-tapclock-actor': header })).toThrow(/X-Tapclock-Actor/);
  });
});
