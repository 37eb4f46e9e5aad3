import { scrypt, timingSafeEqual } from 'node:crypto';

/** Work a hash may ask for: 128 · N · r bytes. A card must not be able to stop the kiosk. */
const SCRYPT_BYTES_MAX = 64 * 1024 * 1024;
const SCRYPT_PARALLEL_MAX = 4;
const HASH_BYTES_MAX = 64;

/**
 * Checks a PIN against `scrypt$N$r$p$saltBase64$hashBase64` off the main thread. False for a wrong PIN and for a hash whose cost is over
 * the limit.
 */
export async function verifyPin(stored: string, digits: string): Promise<boolean> {
  const [scheme, n, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const [cost, blockSize, parallelization] = [Number(n), Number(r), Number(p)];
  const expected = Buffer.from(hash, 'base64');
  const bytes = 128 * cost * blockSize;
  const isAffordable = bytes > 0 && bytes <= SCRYPT_BYTES_MAX && parallelization <= SCRYPT_PARALLEL_MAX;
  if (!isAffordable || expected.length < 16 || expected.length > HASH_BYTES_MAX) return false;
  const options = { cost, blockSize, parallelization, maxmem: 2 * SCRYPT_BYTES_MAX };
  const actual = await new Promise<Buffer>((resolve, reject) => {
    scrypt(digits, Buffer.from(salt, 'base64'), expected.length, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
  return timingSafeEqual(actual, expected);
}
