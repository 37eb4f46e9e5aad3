/** Bits as 0 and 1, first transmitted first. */
export type Bits = readonly number[];

/** The first `count` bits of left-justified bytes, most significant first; zeros where the bytes end. */
export function bitsOf(bytes: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, bit) => ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
}

/** Left-justified bytes of a bit string, the unused low bits of the last byte zero. */
export function bytesOf(bits: Bits): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [index, bit] of bits.entries()) {
    const at = index >> 3;
    bytes[at] = (bytes[at] ?? 0) | (bit << (7 - (index & 7)));
  }
  return bytes;
}

/** The number that bits `from` to `to` spell, as BigInt: 53 bits are not enough for every format. */
export function numberAt(bits: Bits, from: number, to: number): bigint {
  let value = 0n;
  for (let bit = from; bit <= to; bit += 1) value = (value << 1n) | BigInt(bits[bit] ?? 0);
  return value;
}

/** `length` bits of a number, most significant first. */
export function bitsOfNumber(value: bigint, length: number): number[] {
  return Array.from({ length }, (_, bit) => Number((value >> BigInt(length - 1 - bit)) & 1n));
}

/** Upper-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}
