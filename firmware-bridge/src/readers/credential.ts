import { createHmac } from 'node:crypto';
import type { Digest } from '@tapclock/contracts';
import type { Card } from './badge-read.ts';

/**
 * What makes two cards the same card, as text: `em4100:67003B51C6`, `wiegand:26:BD88EB80`. The bit count belongs to it: 26 bits and 27
 * bits may fill their bytes alike.
 */
export function credentialText({ technology, bits, raw }: Pick<Card, 'technology' | 'bits' | 'raw'>): string {
  return bits === undefined ? `${technology}:${raw}` : `${technology}:${bits}:${raw}`;
}

/**
 * What leaves the bridge in place of a badge's number: HMAC-SHA-256 under the site key over `credentialText`, in hex. A plain
 * hash would not do: 40 bits are tried out in minutes.
 */
export function credentialOf(card: Pick<Card, 'technology' | 'bits' | 'raw'>, siteKey: Uint8Array): Digest {
  return createHmac('sha256', siteKey).update(credentialText(card), 'utf8').digest('hex');
}
