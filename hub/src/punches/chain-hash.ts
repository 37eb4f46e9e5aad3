import { hash } from 'node:crypto';
import type { Digest } from '@tapclock/contracts';
import canonicalizeModule from 'canonicalize';

// CommonJS whose types claim an ES default export: under Node's own resolution the import is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** RFC 8785 text of a punch exactly as it was received: fields that this hub does not know are under the hash too. */
export function canonicalText(punch: unknown): string {
  const text = canonicalize(punch);
  if (text === undefined) throw new TypeError('a punch is a JSON object');
  return text;
}

/** Chain hash after each of the punches: SHA-256 over the 32 bytes of the hash before, then the canonical text. */
export function chainHashes(previous: Digest, canonicalTexts: readonly string[]): Digest[] {
  let last = previous;
  return canonicalTexts.map(text => {
    const bytes = Buffer.allocUnsafe(32 + Buffer.byteLength(text));
    bytes.write(last, 0, 'hex');
    bytes.write(text, 32, 'utf8');
    last = hash('sha256', bytes, 'hex');
    return last;
  });
}
