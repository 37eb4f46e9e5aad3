import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type KeyOffer, keyOfferText, SEAL_PURPOSES } from '@tapclock/contracts';
import { PairingFile, silentLogger } from '../../src/index.ts';
import { KeyChange } from '../../src/pairing/index.ts';
import { HAND_OUT, isSigned, sealed } from './fake-hub-door.ts';

const ROTATION = '0198c0de-0000-4000-8000-000000000001';

let dataDir: string;
let file: PairingFile;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tapclock-keys-'));
  file = new PairingFile(dataDir);
  file.keep(HAND_OUT);
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const opened = (login: PairingFile | null = file) =>
  new KeyChange({ dataDir, terminal: 'gate-9', login, log: silentLogger() });

function offerOf(keys: KeyChange): KeyOffer {
  const offer = keys.offer();
  if (offer === null) throw new Error('no key is offered');
  return offer;
}

function taken(offer: KeyOffer, password: string | null) {
  const about = { purpose: SEAL_PURPOSES.rotation, context: offer.rotation };
  const login =
    password === null || offer.exchangeKey === null
      ? null
      : sealed(offer.exchangeKey, JSON.stringify({ password }), about);
  return { type: 'key-taken' as const, rotation: offer.rotation, publicKey: offer.publicKey, login };
}

describe('a change of the key', () => {
  it('offers a new key that both keys signed for this terminal (R9)', () => {
    const keys = opened();
    expect(keys.offer()).toBeNull();
    const old = keys.key.publicKeyRaw;
    keys.asked(ROTATION);
    const offer = offerOf(keys);
    const text = keyOfferText('gate-9', old, offer);
    expect(offer.publicKey).not.toBe(old);
    expect(isSigned(old, text, offer.oldSig)).toBe(true);
    expect(isSigned(offer.publicKey, text, offer.newSig)).toBe(true);
    expect(isSigned(old, keyOfferText('gate-8', old, offer), offer.oldSig)).toBe(false);
  });

  it('signs with the old key until the hub has taken the new one', () => {
    const keys = opened();
    const old = keys.key.publicKeyRaw;
    keys.asked(ROTATION);
    const offer = offerOf(keys);
    expect(keys.key.publicKeyRaw).toBe(old);
    keys.taken(taken(offer, 'second'));
    expect(keys.key.publicKeyRaw).toBe(offer.publicKey);
    expect(keys.offer()).toBeNull();
    expect(file.passwords()).toEqual(['second', 'first-password']);
    expect(opened().key.publicKeyRaw).toBe(offer.publicKey);
    expect(existsSync(join(dataDir, 'device-key-next.json'))).toBe(false);
    expect(statSync(join(dataDir, 'device-key.pem')).mode & 0o777).toBe(0o600);
  });

  it('offers the same key after a restart, and when it is asked again', () => {
    const keys = opened();
    keys.asked(ROTATION);
    const offer = offerOf(keys);
    keys.asked(ROTATION);
    expect(offerOf(keys).publicKey).toBe(offer.publicKey);
    const restarted = opened();
    expect(offerOf(restarted)).toEqual(offer);
    restarted.taken(taken(offer, 'second'));
    expect(restarted.key.publicKeyRaw).toBe(offer.publicKey);
  });

  it('ignores what the hub says about other keys and other changes', () => {
    const keys = opened();
    const old = keys.key.publicKeyRaw;
    keys.asked(ROTATION);
    const offer = offerOf(keys);
    keys.taken({ ...taken(offer, null), publicKey: old });
    keys.taken({ ...taken(offer, null), rotation: '0198c0de-0000-4000-8000-000000000002' });
    expect(keys.key.publicKeyRaw).toBe(old);
    expect(offerOf(keys)).toEqual(offer);
  });

  it('keeps the old key when the new password cannot be opened: both change or none', () => {
    const keys = opened();
    const old = keys.key.publicKeyRaw;
    keys.asked(ROTATION);
    const offer = offerOf(keys);
    const good = taken(offer, 'second');
    const login = good.login && { ...good.login, nonce: 'AAAAAAAAAAAAAAAA' };
    keys.taken({ ...good, login });
    expect(keys.key.publicKeyRaw).toBe(old);
    expect(file.passwords()).toEqual(['first-password']);
    keys.taken(good);
    expect(keys.key.publicKeyRaw).toBe(offer.publicKey);
  });

  it('asks for no password where the login stands in the configuration', () => {
    const keys = opened(null);
    keys.asked(ROTATION);
    const offer = offerOf(keys);
    expect(offer.exchangeKey).toBeNull();
    keys.taken(taken(offer, null));
    expect(keys.key.publicKeyRaw).toBe(offer.publicKey);
  });
});
