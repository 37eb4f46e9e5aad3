/** Bytes of an even number of hex digits; null for anything else. */
export function bytesOfHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]+$/.test(text)) return null;
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/**
 * Bytes of a decimal number, most significant first: `size` of them, or as many as it takes. Null for no digits or a number that does not
 * fit. BigInt: forty bits and more do not survive shifts, nor fifty-four a double.
 */
export function bytesOfDecimal(text: string, size?: number): Uint8Array | null {
  if (!/^\d{1,64}$/.test(text)) return null;
  const digits = BigInt(text).toString(16);
  const even = digits.padStart(size === undefined ? digits.length + (digits.length % 2) : size * 2, '0');
  if (size !== undefined && even.length > size * 2) return null;
  return Uint8Array.from(Buffer.from(even, 'hex'));
}

/** The same bytes, last first. */
export function reversed(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes).reverse();
}
