import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SealedBox } from '@tapclock/contracts';
import { exchangeKeyOf, openBox } from '../../../../firmware-bridge/src/pairing/open-box.ts';
import { isSealable, sealTo } from './seal-box.ts';

const about = { purpose: 'hand-out', context: 'pairing-1' };
const text = 'key of the site: ü';
const holder = exchangeKeyOf(generateKeyPairSync('x25519').privateKey);
const raw = Buffer.from(holder.publicKeyRaw, 'base64');
const box = sealTo(raw, { ...about, text });

describe('a box that is sealed to a kiosk', () => {
  it('is opened by its bridge', () => {
    expect(SealedBox.parse(box)).toEqual(box);
    expect(openBox(holder, box, about)).toBe(text);
  });

  it('is another one each time', () => {
    const again = sealTo(raw, { ...about, text });
    expect(again.ephemeralKey).not.toBe(box.ephemeralKey);
    expect(again.box).not.toBe(box.box);
  });

  it('opens for no other key, purpose or context', () => {
    const other = exchangeKeyOf(generateKeyPairSync('x25519').privateKey);
    expect(() => openBox(other, box, about)).toThrow();
    expect(() => openBox(holder, box, { ...about, purpose: 'login' })).toThrow();
    expect(() => openBox(holder, box, { ...about, context: 'pairing-2' })).toThrow();
  });

  it('does not open when any byte of it changed', () => {
    for (const field of ['ephemeralKey', 'nonce', 'box'] as const) {
      const bytes = Buffer.from(box[field], 'base64');
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(() => openBox(holder, { ...box, [field]: changed.toString('base64') }, about)).toThrow();
      }
    }
  });

  it('is made for no key of small order (RFC 7748, section 6.1)', () => {
    expect(isSealable(raw)).toBe(true);
    expect(isSealable(Buffer.alloc(32))).toBe(false);
    expect(isSealable(Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]))).toBe(false);
  });
});
