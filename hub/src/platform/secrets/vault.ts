import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Nest token of the hub's `Vault`. */
export const VAULT = Symbol('Vault');

/**
 * What the hub must be able to read again, sealed with its own key: the key is in the configuration, what is sealed in the database, and
 * neither is of use without the other. Each purpose has a key of its own (HKDF-SHA-256, RFC 5869), so that what was sealed for one opens for no other.
 */
export class Vault {
  readonly #key: Buffer;

  /** `key` is 32 bytes. */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new Error('the key of the vault must be 32 bytes');
    this.#key = key;
  }

  /** 32 bytes that follow from the hub's key and the purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, 'tapclock', purpose, KEY_BYTES));
  }

  /** AES-256-GCM: nonce, tag, ciphertext. `context` is what it belongs to, such as an id: sealed for one row, it opens in no other. */
  seal(purpose: string, context: string, plain: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.derive(purpose), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws when it was sealed with another key, for another purpose or context, or was changed. */
  open(purpose: string, context: string, sealed: Buffer): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.derive(purpose), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  }
}
