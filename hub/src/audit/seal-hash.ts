import { hash } from 'node:crypto';
import type { AuditEntry, AuditSeal, Digest } from '@tapclock/contracts';
import canonicalizeModule from 'canonicalize';

// CommonJS whose types claim an ES default export: under Node's own resolution the import is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** The hash before the first seal. */
export const TRAIL_START: Digest = '0'.repeat(64);

/** Hash of a seal: SHA-256 over the 32 bytes of the hash before and the RFC 8785 text of what it seals. */
export function sealHash(
  previous: Digest,
  sealed: Pick<AuditSeal, 'number' | 'sealedAt'> & { entry: AuditEntry },
): Digest {
  const { number, sealedAt, entry } = sealed;
  const text = canonicalize({ number, sealedAt, entry });
  if (text === undefined) throw new TypeError('an entry is a JSON object');
  return hash('sha256', Buffer.concat([Buffer.from(previous, 'hex'), Buffer.from(text)]), 'hex');
}
