import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/**
 * PBKDF2-SHA512 as `mosquitto_passwd` writes it, so that one stored hash serves the embedded broker and Mosquitto. The passwords are 256
 * bits that nobody can guess: the rounds only cost a broker that many kiosks come back to at once.
 */
const ITERATIONS = 1000;
const ITERATIONS_MAX = 1_000_000;
/** What Mosquitto's dynamic security plugin expects, neither more nor less. */
export const SALT_BYTES = 12;
const HASH_BYTES = 64;

/** A stored hash in its parts. */
export interface PasswordHash {
  iterations: number;
  salt: Buffer;
  hash: Buffer;
}

/** `$7$<iterations>$<salt base64>$<hash base64>`. */
export async function hashBrokerPassword(password: string, salt = randomBytes(SALT_BYTES)): Promise<string> {
  const hash = await derive(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** Reads a stored hash; null when it is none. */
export function readPasswordHash(stored: string): PasswordHash | null {
  const [empty, kind, rounds, salt, hash] = stored.split('$');
  const iterations = Number(rounds);
  if (empty !== '' || kind !== '7' || !salt || !hash) return null;
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > ITERATIONS_MAX) return null;
  const expected = Buffer.from(hash, 'base64');
  return expected.length === HASH_BYTES
    ? { iterations, salt: Buffer.from(salt, 'base64'), hash: expected }
    : null;
}

/** False for a wrong password and for a hash that cannot be read; takes the same time for every wrong password. */
export async function verifyBrokerPassword(password: string | Buffer, stored: string): Promise<boolean> {
  const parts = readPasswordHash(stored);
  if (!parts) return false;
  const actual = await derive(password, parts.salt, parts.iterations, HASH_BYTES, 'sha512');
  return timingSafeEqual(actual, parts.hash);
}
