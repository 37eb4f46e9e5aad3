import { createHmac, randomBytes } from 'node:crypto';
import type { Vault } from '../secrets/vault.ts';
import { hashBrokerPassword, readPasswordHash, SALT_BYTES, verifyBrokerPassword } from './password-hash.ts';

const PURPOSE = 'broker passwords';

/**
 * Passwords of broker accounts, made so that the hub can work them out again: HMAC-SHA-256 of the account's name and the stored hash's
 * salt under the hub's key. Mosquitto takes a password, never a hash, over its own wire, so a broker that lost its accounts could not
 * be given them back from hashes alone. The database without the key is worth as little as before: 256 bits behind PBKDF2.
 */
export class BrokerPasswords {
  readonly #key: Buffer;

  constructor(vault: Vault) {
    this.#key = vault.derive(PURPOSE);
  }

  /** A new password and the hash to store of it. */
  async issue(username: string): Promise<{ password: string; hash: string }> {
    const salt = randomBytes(SALT_BYTES);
    const password = this.#make(username, salt);
    return { password, hash: await hashBrokerPassword(password, salt) };
  }

  /** The password behind a stored hash; null when it was not made with this key. */
  async recover(username: string, hash: string): Promise<string | null> {
    const parts = readPasswordHash(hash);
    if (!parts) return null;
    const password = this.#make(username, parts.salt);
    return (await verifyBrokerPassword(password, hash)) ? password : null;
  }

  #make(username: string, salt: Buffer): string {
    return createHmac('sha256', this.#key).update(`${username}\0`).update(salt).digest('base64url');
  }
}
