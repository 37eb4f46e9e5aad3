import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PunchBatch, signedText } from '@tapclock/contracts';
import { signBatch } from './batch.ts';
import { chainHash } from './chain.ts';
import { DEVICE_KEY_FILE, loadOrCreateDeviceKey } from './device-key.ts';
import { aDataDir, openTestJournal, record } from './testing/open-test-journal.ts';

let dir: ReturnType<typeof aDataDir>;
beforeEach(() => {
  dir = aDataDir();
});
afterEach(() => dir.remove());

/** The public key as the hub rebuilds it from the 32 bytes it enrolled. */
function publicKeyOf(raw: string) {
  const x = Buffer.from(raw, 'base64').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

const withCode = (code: string) => expect.objectContaining({ code }) as unknown as Error;

describe('device key', () => {
  it('is made once, with owner-only rights, and stays the same', () => {
    const first = loadOrCreateDeviceKey(dir.dataDir);
    expect(statSync(join(dir.dataDir, DEVICE_KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir.dataDir)).toEqual([DEVICE_KEY_FILE]);
    expect(Buffer.from(first.publicKeyRaw, 'base64')).toHaveLength(32);
    expect(loadOrCreateDeviceKey(dir.dataDir).publicKeyRaw).toBe(first.publicKeyRaw);
  });

  it('signs what its public half verifies', () => {
    const key = loadOrCreateDeviceKey(dir.dataDir);
    const signature = Buffer.from(key.sign('text ü'), 'base64');
    expect(verify(null, Buffer.from('text ü'), publicKeyOf(key.publicKeyRaw), signature)).toBe(true);
    expect(verify(null, Buffer.from('text u'), publicKeyOf(key.publicKeyRaw), signature)).toBe(false);
  });

  it.each([0o640, 0o604, 0o666])('is refused when its file has mode %o', mode => {
    loadOrCreateDeviceKey(dir.dataDir);
    chmodSync(join(dir.dataDir, DEVICE_KEY_FILE), mode);
    expect(() => loadOrCreateDeviceKey(dir.dataDir)).toThrow(withCode('device-key-rights'));
  });

  it('is never replaced when its file cannot be read as an Ed25519 key', () => {
    const path = join(dir.dataDir, DEVICE_KEY_FILE);
    writeFileSync(path, 'torn', { mode: 0o600 });
    expect(() => loadOrCreateDeviceKey(dir.dataDir)).toThrow(withCode('device-key-unreadable'));
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    writeFileSync(path, other.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => loadOrCreateDeviceKey(dir.dataDir)).toThrow('no Ed25519 key');
  });
});

describe('signBatch', () => {
  it('makes a batch that passes the contract, whose chain and signature verify (R9)', () => {
    const key = loadOrCreateDeviceKey(dir.dataDir);
    const journal = openTestJournal(dir.dataDir);
    for (const number of [1, 2, 3]) record(journal, number);
    const entries = journal.pending({ boot: journal.boot, sequence: 1 }, 256);
    journal.close();
    const sent = { at: '2026-11-23T05:58:13.000Z', uptimeMs: 77 };
    const sentBytes = JSON.stringify(signBatch({ terminal: 'gate-1', entries, sent, key }));
    const batch = PunchBatch.parse(JSON.parse(sentBytes));
    expect(batch).toMatchObject({ from: 2, previous: entries[0]?.previous, head: entries[1]?.chainHash });
    expect(batch.punches.reduce((previous, punch) => chainHash(previous, punch), batch.previous)).toBe(
      batch.head,
    );
    const signature = Buffer.from(batch.sig, 'base64');
    const text = Buffer.from(signedText(batch));
    expect(verify(null, text, publicKeyOf(key.publicKeyRaw), signature)).toBe(true);
    const forged = Buffer.from(signedText({ ...batch, terminal: 'gate-2' }));
    expect(verify(null, forged, publicKeyOf(key.publicKeyRaw), signature)).toBe(false);
  });

  it('refuses an empty batch', () => {
    const key = loadOrCreateDeviceKey(dir.dataDir);
    const sent = { at: '2026-11-23T05:58:13.000Z', uptimeMs: null };
    expect(() => signBatch({ terminal: 'gate-1', entries: [], sent, key })).toThrow('at least one');
  });
});
