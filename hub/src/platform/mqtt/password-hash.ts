import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/**
 * PBKDF2-SHA512 as `mosquitto_passwd` writes it, so that one stored hash serves the embedded broker and a Mosquitto
 * password file. The passwords are 192 random bits: the rounds only cost a broker that many kiosks come back to at once.
 */
const ITERATIONS = 1000;
const ITERATIONS_MAX = 1_000_000;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/** A password for a broker account, 192 random bits in base64url. */
export function newBrokerPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** `$7$<iterations>$<salt base64>$<hash base64>`. */
export async function hashBrokerPassword(password: string, salt = randomBytes(SALT_BYTES)): Promise<string> {
  const hash = await derive(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** False for a wrong password and for a hash that cannot be read; takes the same time for every wrong password. */
export async function verifyBrokerPassword(password: string | Buffer, stored: string): Promise<boolean> {
  const [empty, kind, rounds, salt, hash] = stored.split('$');
  const iterations = Number(rounds);
  if (empty !== '' || kind !== '7' || !salt || !hash) return false;
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > ITERATIONS_MAX) return false;
  const expected = Buffer.from(hash, 'base64');
  if (expected.length !== HASH_BYTES) return false;
  const actual = await derive(password, Buffer.from(salt, 'base64'), iterations, HASH_BYTES, 'sha512');
  return timingSafeEqual(actual, expected);
}
