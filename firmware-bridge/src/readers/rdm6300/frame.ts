/** Which sum stands behind the number: the module's own XOR, or the additive one of some clones. */
export type Checksum = 'xor' | 'sum8';
/** What stands around the twelve characters: STX and ETX, the same with CR LF before ETX (ID-12LA), or nothing at all (EM-18). */
export type Envelope = 'rdm6300' | 'id12la' | 'bare';

export const STX = 0x02;
export const ETX = 0x03;
export const CR = 0x0d;
export const LF = 0x0a;
/** Characters of a frame: version 2, id 8, checksum 2. */
export const FRAME_CHARS = 12;

export type Decoded =
  | { kind: 'number'; raw: string; integrity: Checksum }
  | { kind: 'invalid'; reason: 'not-hex' | 'checksum' };

/**
 * Decodes the 12 characters of a frame. The checksum runs over the five decoded bytes, not over the characters.
 * `sum8` is for modules known to send it and then accepts nothing else: a reader that passes either sum would let through
 * twice as much noise.
 */
export function decodeFrame(characters: string, checksum: Checksum = 'xor'): Decoded {
  const upper = characters.toUpperCase();
  if (!/^[0-9A-F]{12}$/.test(upper)) return { kind: 'invalid', reason: 'not-hex' };
  const raw = upper.slice(0, 10);
  if (checksumOf(raw, checksum) !== upper.slice(10)) return { kind: 'invalid', reason: 'checksum' };
  return { kind: 'number', raw, integrity: checksum };
}

/** The bytes that a module sends for a number of ten upper-case hex characters. */
export function encodeFrame(
  raw: string,
  checksum: Checksum = 'xor',
  envelope: Envelope = 'rdm6300',
): Uint8Array {
  if (!/^[0-9A-F]{10}$/.test(raw)) throw new RangeError('a frame carries ten upper-case hex characters');
  const characters = Buffer.from(raw + checksumOf(raw, checksum), 'ascii');
  if (envelope === 'bare') return Uint8Array.from(characters);
  return Uint8Array.of(STX, ...characters, ...(envelope === 'id12la' ? [CR, LF] : []), ETX);
}

export function checksumOf(raw: string, checksum: Checksum): string {
  const bytes = Buffer.from(raw, 'hex');
  const value = bytes.reduce((sum, byte) => (checksum === 'xor' ? sum ^ byte : (sum + byte) & 0xff), 0);
  return value.toString(16).padStart(2, '0').toUpperCase();
}

export function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
