import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { iso14443aCard, uidViews } from './printed-uid.ts';

const hexOfBytes = (length: { minLength: number; maxLength: number }) =>
  fc.uint8Array(length).map(bytes => Buffer.from(bytes).toString('hex').toUpperCase());

describe('views of a UID', () => {
  it('are those that readers and phones show', () => {
    // OMNIKEY user guide: E4 3A C9 D2 is 3536403172 with the first byte least significant.
    expect(uidViews('E43AC9D2')).toEqual({
      uid: 'E43AC9D2',
      uidColons: 'E4:3A:C9:D2',
      uidReversed: 'D2C93AE4',
      decMsb: '3829058002',
      decLsb: '3536403172',
    });
    // The serialNumber that Web NFC gives for the card a PN532 reads as 0463F80A4F5381.
    expect(uidViews('0463F80A4F5381').uidColons.toLowerCase()).toBe('04:63:f8:0a:4f:53:81');
    expect(uidViews('9D44A346').uidColons.toLowerCase()).toBe('9d:44:a3:46');
    expect(uidViews('C0450002').uidColons.toLowerCase()).toBe('c0:45:00:02');
  });

  it('keep every digit of ten bytes', () => {
    expect(uidViews('FFFFFFFFFFFFFFFFFFFF').decMsb).toBe('1208925819614629174706175');
    expect(uidViews('00000000000000000001')).toMatchObject({ decMsb: '1', decLsb: '4722366482869645213696' });
  });

  it('read the same backwards as the reversed UID forwards', () => {
    fc.assert(
      fc.property(hexOfBytes({ minLength: 1, maxLength: 16 }), uid => {
        const views = uidViews(uid);
        const back = uidViews(views.uidReversed);
        expect(back).toMatchObject({ uidReversed: uid, decMsb: views.decLsb, decLsb: views.decMsb });
      }),
    );
  });

  it.each(['', 'E', 'e43ac9d2', 'E4:3A', '0x12'])('take %j for no UID', text => {
    expect(() => uidViews(text)).toThrow(RangeError);
  });
});

describe('a type A card', () => {
  it.each(['9D44A346', '0463F80A4F5381', '04112233445566778899'])('of UID %s is an identifier', uid => {
    expect(iso14443aCard(uid, 'dcs')).toMatchObject({
      ...{ technology: 'iso14443a', raw: uid, uid, integrity: 'dcs', assurance: 'identifier-only' },
    });
    expect(iso14443aCard(uid, 'dcs')).not.toHaveProperty('unusable');
  });

  it('is unusable when its UID is random: four bytes, the first of them 08', () => {
    expect(iso14443aCard('08A1B2C3', 'none').unusable).toBe('random-uid');
    expect(iso14443aCard('A108B2C3', 'none').unusable).toBeUndefined();
    expect(iso14443aCard('08A1B2C3D4E5F6', 'none').unusable).toBeUndefined();
  });

  it('has a UID of 4, 7 or 10 bytes', () => {
    for (const uid of ['', '9D44A3', '9D44A34601', '9D44A3460102030405', '9d44a346'])
      expect(() => iso14443aCard(uid, 'none')).toThrow(RangeError);
  });
});
