import type { Integrity } from '../badge-read.ts';

/** `xor` and `twos` (two's complement of the sum) run over the bytes that the digits spell, `lrc` is the XOR of the characters themselves. */
export type LineChecksum = 'none' | 'xor' | 'lrc' | 'twos';

/** Two hex digits stand behind the value. */
export const CHECKSUM_CHARS = 2;

/** The checksum of a value, two upper-case hex digits. For `xor` and `twos` the value must be whole bytes of hex. */
export function checksumOf(value: string, checksum: Exclude<LineChecksum, 'none'>): string {
  const bytes = checksum === 'lrc' ? Buffer.from(value, 'latin1') : Buffer.from(value, 'hex');
  let sum = 0;
  for (const byte of bytes) sum = checksum === 'twos' ? (sum + byte) & 0xff : sum ^ byte;
  const digit = checksum === 'twos' ? (0x100 - sum) & 0xff : sum;
  return digit.toString(16).toUpperCase().padStart(CHECKSUM_CHARS, '0');
}

export function integrityOf(checksum: LineChecksum): Integrity {
  return checksum === 'twos' ? 'sum8' : checksum;
}
