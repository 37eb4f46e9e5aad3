import { expect, it } from '@jest/globals';
import { Slug } from '@tapclock/contracts';
import { nameFromPlace } from './terminal-name.ts';

it.each([
  ['Gate 2', 'gate-2'],
  ['Tor 2 (Süd)', 'tor-2-sud'],
  ['  Straße — Ost ', 'strasse-ost'],
  ['a'.repeat(80), 'a'.repeat(64)],
])('%s gives a name that the hub takes', (place, name) => {
  expect(nameFromPlace(place)).toBe(name);
  expect(Slug.safeParse(name).success).toBe(true);
});

it('a place without letters gives none', () => expect(nameFromPlace('—')).toBe(''));
