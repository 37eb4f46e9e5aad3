import { describe, expect, it } from '@jest/globals';
import { PrintedBadge } from '@tapclock/contracts';
import { demoCredentials } from '../../demo/credentials.ts';
import { readOut } from './printed-badge.ts';

function credentialOf(badge: unknown): string {
  const result = readOut(PrintedBadge.parse(badge));
  return result.kind === 'badge' ? result.badge.credential : result.problem.code;
}

describe('a printed number', () => {
  it('gives the credentials that readers give of the same card', () => {
    // 67003B51C6 is printed 0003887558 and 059,20934.
    const [em4100, uid, wiegand, barcode] = demoCredentials('67003B51C6');
    expect(credentialOf({ kind: 'em4100', printed: '0003887558' })).toBe(em4100);
    expect(credentialOf({ kind: 'uid', printed: '00:3b:51:c6' })).toBe(uid);
    expect(credentialOf({ kind: 'wiegand26', printed: '059,20934' })).toBe(wiegand);
    expect(credentialOf({ kind: 'barcode', printed: '0003887558' })).toBe(barcode);
  });

  it.each([
    [{ kind: 'em4100', printed: '0003887558', version: '45' }, 'em4100:45003B51C6'],
    [{ kind: 'em4100', printed: '67003b51c6' }, 'em4100:67003B51C6'],
    [{ kind: 'em4100', printed: '0x0003887558' }, 'em4100:0003887558'],
    [{ kind: 'em4100', printed: '00442385519046' }, 'em4100:67003B51C6'],
    [{ kind: 'wiegand26', printed: '123-4567' }, 'wiegand:26:BD88EB80'],
    [{ kind: 'uid', printed: '0463F80A4F5381' }, 'iso14443a:0463F80A4F5381'],
  ])('%j is %s', (badge, credential) => expect(credentialOf(badge)).toBe(credential));

  it.each([
    { kind: 'em4100', printed: '4294967296' },
    { kind: 'em4100', printed: '388755' },
    { kind: 'em4100', printed: '059,20934' },
    { kind: 'wiegand26', printed: '256,1' },
    { kind: 'wiegand26', printed: '1,65536' },
    { kind: 'uid', printed: '08A1B2C3' },
    { kind: 'uid', printed: 'A1B2C3' },
    { kind: 'barcode', printed: 'Prüf' },
  ])('%j is refused', badge => expect(credentialOf(badge)).toBe('PRINT_NOT_UNDERSTOOD'));

  it('shows the other numbers that may stand on the card', () => {
    const result = readOut({ kind: 'em4100', printed: '67003B51C6', version: '67' });
    expect(result).toMatchObject({
      badge: {
        views: { dez10: '0003887558', dez8: '03887558', d3d5: '059,20934', dez14: '00442385519046' },
      },
    });
  });
});
