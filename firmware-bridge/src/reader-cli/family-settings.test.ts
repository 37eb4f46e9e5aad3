import { describe, expect, it } from '@jest/globals';
import { FAMILIES } from '../readers/index.ts';
import { UsageError } from './arguments.ts';
import { familyNamed, settingsFor } from './family-settings.ts';

const settings = (family: string, given: Record<string, string | true>) =>
  settingsFor(familyNamed(family), family, new Map(Object.entries(given)));

describe('settings from the command line', () => {
  it('become what the family takes: text, number, boolean, list, JSON', () => {
    expect(settings('rdm6300', { checksum: 'sum8' })).toEqual({ family: 'rdm6300', checksum: 'sum8' });
    expect(settings('osdp', { address: '3', allowDefaultKey: true, pollMs: '100' })).toEqual({
      ...{ family: 'osdp', address: 3, allowDefaultKey: true, pollMs: 100 },
    });
    expect(settings('osdp', { allowUnencrypted: 'false', formats: 'H10304,H10306' })).toMatchObject({
      ...{ allowUnencrypted: false, formats: ['H10304', 'H10306'] },
    });
    expect(settings('osdp', { formats: 'H10304' })).toMatchObject({ formats: ['H10304'] });
    expect(settings('osdp', { ownFormats: '[{"name":"X","bits":28,"cardNumber":[1,26]}]' })).toMatchObject({
      ownFormats: [{ name: 'X', bits: 28, cardNumber: [1, 26] }],
    });
  });

  it('stay text where the family takes text, also when they look like a number', () => {
    expect(settings('line', { prefix: '007' })).toMatchObject({ prefix: '007' });
    expect(settings('line', { version: '67' })).toMatchObject({ version: '67' });
    const key = '00112233445566778899001122334455';
    expect(settings('osdp', { scbk: key })).toMatchObject({ scbk: key });
  });

  it('keep the alias, with what it stands for', () => {
    expect(settings('em18', {})).toEqual({ family: 'em18' });
  });

  it.each([
    ['rdm6300', { checksm: 'xor' }, /no setting checksm; it has checksum, envelope, sends/],
    ['rdm6300', { constructor: '1' }, /no setting constructor/],
    ['rdm6300', { checksum: 'crc' }, /one of xor, sum8/],
    ['osdp', { address: '127' }, /0 to 126/],
    ['osdp', { address: 'x' }, /number|int/],
  ])('%s takes no %j', (family, given, problem) => {
    expect(() => settings(family, given)).toThrow(problem);
    expect(() => settings(family, given)).toThrow(UsageError);
  });

  it('belong to a family that is known', () => {
    for (const { name } of FAMILIES) expect(familyNamed(name).name).toBe(name);
    expect(() => familyNamed('rdm')).toThrow(/no family rdm; these are known: rdm6300/);
    expect(() => familyNamed(undefined)).toThrow(/which family/);
  });
});
