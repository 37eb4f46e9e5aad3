import { describe, expect, it } from '@jest/globals';
import { matches } from './search.ts';

describe('finding a person', () => {
  it.each([
    ['', 'Lena Möller', '1015'],
    ['  ', 'Lena Möller', '1015'],
    ['len', 'Lena Möller', '1015'],
    ['moller', 'Lena Möller', '1015'],
    ['Moeller', 'Lena Möller', '1015'],
    ['möl le', 'Lena Möller', '1015'],
    ['101', 'Lena Möller', '1015'],
    ['weiss', 'Markus Weiß', '1'],
    ['celik', 'Aylin Çelik', '1'],
    ['wojcik', 'Zofia Wójcik', '1'],
    ['say', 'Fatima El-Sayed', '1'],
    ['Bak', 'Tomasz Bąk', '1'],
  ])('"%s" means %s', (query, name, number) => expect(matches(query, name, number)).toBe(true));

  it.each([
    ['oller', 'Lena Möller', '1015'],
    ['lena x', 'Lena Möller', '1015'],
    ['015', 'Lena Möller', '1015'],
  ])('"%s" does not mean %s', (query, name, number) => expect(matches(query, name, number)).toBe(false));
});
