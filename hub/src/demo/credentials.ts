import { createHmac } from 'node:crypto';

/**
 * What a demo person carries: one badge for each kind of reader, so that the demo runs on any of them. All follow from the EM4100 number
 * (ten hex characters), by the rules the bridge's software readers follow too.
 */
export function demoCredentials(badge: string): string[] {
  const id = badge.slice(2);
  return [
    badgeCredential(badge),
    `iso14443a:${id}`,
    `wiegand:26:${wiegand26(badge)}`,
    `barcode:${Buffer.from(String(Number.parseInt(id, 16)).padStart(10, '0'), 'ascii')
      .toString('hex')
      .toUpperCase()}`,
  ];
}

/** The credential of the EM4100 badge itself. */
export function badgeCredential(badge: string): string {
  return `em4100:${badge}`;
}

/** HMAC of a credential under the site key (64 hex characters), as the bridge makes it of what a reader saw. */
export function digestOf(credential: string, siteKey: string): string {
  return createHmac('sha256', Buffer.from(siteKey, 'hex')).update(credential).digest('hex');
}

/** H10301, left-justified hex: even parity, 8 bits of facility code, 16 of card number (both as printed on the badge), odd parity. */
function wiegand26(badge: string): string {
  const number = Number.parseInt(badge.slice(4), 16);
  const data = number.toString(2).padStart(24, '0');
  const isOdd = (bits: string) => [...bits].filter(bit => bit === '1').length % 2 === 1;
  const bits = `${isOdd(data.slice(0, 12)) ? '1' : '0'}${data}${isOdd(data.slice(12)) ? '0' : '1'}`;
  return Number.parseInt(bits.padEnd(32, '0'), 2).toString(16).padStart(8, '0').toUpperCase();
}
