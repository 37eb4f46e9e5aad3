import { createHash } from 'node:crypto';
import type { Digest } from '@tapclock/contracts';
import canonicalizeModule from 'canonicalize';

// The package is CommonJS with `module.exports = function`, but its types describe an ES default export.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** RFC 8785 canonical JSON: the one form of a punch that is hashed, stored and sent. */
export function canonicalText(punch: object): string {
  const text = canonicalize(punch);
  if (text === undefined) throw new TypeError('a punch must be a JSON object');
  return text;
}

/** Hash of a punch in its chain: SHA-256 over the 32 bytes of the hash before it and the punch's canonical JSON (R9). */
export function chainHash(previous: Digest, punch: object): Digest {
  return chainHashOfText(previous, canonicalText(punch));
}

/** The same for text that is canonical already. */
export function chainHashOfText(previous: Digest, canonical: string): Digest {
  return createHash('sha256').update(previous, 'hex').update(canonical, 'utf8').digest('hex');
}
