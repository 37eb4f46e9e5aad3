import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nobody guesses one, so a plain digest keeps it and a slow one would keep it no better. */
const SECRET_BYTES = 32;

/** A new secret in letters that are safe in links and headers (RFC 4648, 5). */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** All that is kept of a secret: who reads the database cannot use it. */
export function digestOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
