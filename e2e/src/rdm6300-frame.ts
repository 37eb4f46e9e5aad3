const STX = 0x02;
const ETX = 0x03;

/**
 * What an RDM6300 sends for a badge: STX, ten hex characters, two for the XOR of the five bytes, ETX. Written from the reader's
 * manual and not from the driver, so that the two check each other.
 */
export function rdm6300Frame(hex10: string): Uint8Array {
  const bytes = Buffer.from(hex10, 'hex');
  if (bytes.length !== 5) throw new Error('an EM4100 badge has five bytes');
  const sum = bytes.reduce((xor, byte) => xor ^ byte, 0);
  const text = `${hex10.toUpperCase()}${sum.toString(16).toUpperCase().padStart(2, '0')}`;
  return Buffer.concat([Buffer.of(STX), Buffer.from(text, 'ascii'), Buffer.of(ETX)]);
}

/** The five bytes of a badge as hex: the byte that the printed number leaves out, then the number in 32 bits. */
export function badgeHex(printed: string, version: string): string {
  const number = Number(printed).toString(16).padStart(8, '0');
  return `${Number(version).toString(16).padStart(2, '0')}${number}`.toUpperCase();
}
