import {
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { SealedBox } from '@tapclock/contracts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** DER of an X25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

/** Whether something can be sealed to a key: not to one of small order, whose shared secret everybody knows (RFC 7748, section 6.1). */
export function isSealable(exchangeKey: Buffer): boolean {
  try {
    diffieHellman({
      privateKey: generateKeyPairSync('x25519').privateKey,
      publicKey: publicKeyOf(exchangeKey),
    });
    return true;
  } catch {
    // OpenSSL says nothing more than that the derivation failed.
    return false;
  }
}

/** Seals text to the holder of an X25519 key, as `SealedBox` describes. Only that holder can open it: whoever sealed it cannot. */
export function sealTo(
  exchangeKey: Buffer,
  { purpose, context, text }: { purpose: string; context: string; text: string },
): SealedBox {
  const ours = generateKeyPairSync('x25519');
  const ephemeralKey = ours.publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
  const secret = diffieHellman({ privateKey: ours.privateKey, publicKey: publicKeyOf(exchangeKey) });
  const salt = Buffer.concat([ephemeralKey, exchangeKey]);
  const key = Buffer.from(hkdfSync('sha256', secret, salt, `${purpose}\n${context}`, KEY_BYTES));
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  const box = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    ephemeralKey: ephemeralKey.toString('base64'),
    nonce: nonce.toString('base64'),
    box: box.toString('base64'),
  };
}

function publicKeyOf(exchangeKey: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, exchangeKey]), format: 'der', type: 'spki' });
}
