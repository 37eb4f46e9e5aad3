import { createHash, createPublicKey, verify } from 'node:crypto';
import { shownFingerprint } from '@tapclock/contracts';

/** DER of an Ed25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether the holder of a raw Ed25519 key signed this text. */
export function isSignedBy(publicKey: Buffer, text: string, sig: string): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(sig, 'base64'));
}

/** A key's fingerprint as people compare it. */
export function fingerprintOf(publicKey: Buffer): string {
  return shownFingerprint(createHash('sha256').update(publicKey).digest('hex'));
}
