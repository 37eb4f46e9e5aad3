/** How bytes travel: as hex characters and CR, or as they are behind their count. A setting of the reader. */
export interface Wire {
  mode: 'ascii' | 'binary';
  /** Whether a CRC follows each message. */
  crc: boolean;
}

export const CR = 0x0d;
/** Longest answer: result, a list of 255 bytes with its count and length, CRC. */
export const MESSAGE_BYTES_MAX = 264;
export const CRC_BYTES = 2;

/** First byte of every answer. */
export const RESULTS = [
  'ok',
  'unknown-function',
  'missing-parameter',
  'unused-parameters',
  'invalid-function',
  'parser-error',
] as const;

/**
 * CRC-16/MCRF4XX over the bytes before any hex is made of them: polynomial 0x8408 (reflected), begins with FFFF, not inverted. `end` is
 * the index behind the last byte.
 */
export function crcOf(bytes: Uint8Array, end = bytes.length): number {
  let crc = 0xffff;
  for (let at = 0; at < end; at += 1) {
    crc ^= bytes[at] ?? 0;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0x8408;
  }
  return crc;
}

/** Whether the last two bytes are the CRC of those ahead of them, low byte first. */
export function hasRightCrc(bytes: Uint8Array): boolean {
  const end = bytes.length - CRC_BYTES;
  if (end < 1) return false;
  return crcOf(bytes, end) === (bytes[end] ?? 0) + (bytes[end + 1] ?? 0) * 0x100;
}

/** The bytes on the wire. Throws RangeError for a message that is empty or too long. */
export function encodeMessage(message: Uint8Array | readonly number[], { mode, crc }: Wire): Uint8Array {
  const plain = Uint8Array.from(message);
  const sum = crcOf(plain);
  const bytes = crc ? Uint8Array.of(...plain, sum & 0xff, sum >> 8) : plain;
  if (plain.length === 0 || bytes.length > MESSAGE_BYTES_MAX)
    throw new RangeError(`a message has 1 to ${MESSAGE_BYTES_MAX} bytes`);
  if (mode === 'binary') return Uint8Array.of(bytes.length & 0xff, bytes.length >> 8, ...bytes);
  const hex = Buffer.from(bytes).toString('hex').toUpperCase();
  return Uint8Array.of(...Buffer.from(hex, 'ascii'), CR);
}
