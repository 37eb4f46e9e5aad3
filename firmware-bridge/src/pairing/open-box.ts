import {
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import type { SealedBox } from '@tapclock/contracts';

const KEY_BYTES = 32;
const TAG_BYTES = 16;
/** DER of an X25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

/** An X25519 key that something can be sealed to. */
export interface ExchangeKey {
  readonly privateKey: KeyObject;
  /** The raw 32 bytes of the public half in base64. */
  readonly publicKeyRaw: string;
}

export function newExchangeKey(): ExchangeKey {
  return exchangeKeyOf(generateKeyPairSync('x25519').privateKey);
}

export function exchangeKeyOf(privateKey: KeyObject): ExchangeKey {
  return { privateKey, publicKeyRaw: rawOf(privateKey).toString('base64') };
}

/** Opens what was sealed to a key, as `SealedBox` describes. Throws when it was sealed to another, for something else, or was changed. */
export function openBox(
  { privateKey }: ExchangeKey,
  sealed: SealedBox,
  { purpose, context }: { purpose: string; context: string },
): string {
  const ephemeralKey = Buffer.from(sealed.ephemeralKey, 'base64');
  const secret = diffieHellman({
    privateKey,
    publicKey: createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, ephemeralKey]),
      format: 'der',
      type: 'spki',
    }),
  });
  const salt = Buffer.concat([ephemeralKey, rawOf(privateKey)]);
  const key = Buffer.from(hkdfSync('sha256', secret, salt, `${purpose}\n${context}`, KEY_BYTES));
  const box = Buffer.from(sealed.box, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  return decipher.update(box.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

function rawOf(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
}
