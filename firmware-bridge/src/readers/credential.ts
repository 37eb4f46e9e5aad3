import { createHmac } from 'node:crypto';
import type { Digest } from '@tapclock/contracts';
import type { BadgeRead } from './badge-read.ts';

/**
 * What leaves the bridge in place of a badge's number: HMAC-SHA-256 under the site key over `technology:raw`, in hex. A plain
 * hash would not do: 40 bits are tried out in minutes.
 */
export function credentialOf(read: Pick<BadgeRead, 'technology' | 'raw'>, siteKey: Uint8Array): Digest {
  return createHmac('sha256', siteKey).update(`${read.technology}:${read.raw}`, 'utf8').digest('hex');
}
