/**
 * The ways in which the 40 bits of an EM4100 tag are printed on badges. Names and formulas follow proxmark3
 * (`client/src/cmdlfem410x.c`, vectors in `doc/T5577_Guide.md`). All are views for people; matching is on the raw bits.
 */
export interface Em4100Numbers {
  /** id & 0xFFFFFF, 8 digits. */
  dez8: string;
  /** All 32 bits of the id, 10 digits, "8H10D": the usual print. */
  dez10: string;
  /** High half . low half of the id. */
  dez55: string;
  /** Version . low half. */
  d3d5a: string;
  /** First id byte . low half. */
  d3d5b: string;
  /** Second id byte , low half, "3D5D": facility code and card number of Wiegand 26, the usual second print. */
  d3d5: string;
  /** All 40 bits, 14 digits, "IK2". */
  dez14: string;
  /** The 40 bits with each byte's bits reversed, hex. */
  unique: string;
  /** Decimal of `unique`, 15 digits, "IK3". */
  dez15: string;
  /** Each nibble of `unique` as two digits. */
  zk: string;
}

const RAW = /^[0-9A-F]{10}$/;

/** All printed views of ten upper-case hex characters: version byte and 32-bit id. Throws RangeError for anything else. */
export function printedNumbers(raw: string): Em4100Numbers {
  if (!RAW.test(raw)) throw new RangeError('an EM4100 number is ten upper-case hex characters');
  const bytes = [0, 2, 4, 6, 8].map(at => Number.parseInt(raw.slice(at, at + 2), 16));
  const [version = 0, b1 = 0, b2 = 0] = bytes;
  const id = Number.parseInt(raw.slice(2), 16);
  const high = Math.floor(id / 0x1_0000);
  const low = id % 0x1_0000;
  const unique = bytes.map(byte => hex(reverseBits(byte))).join('');
  return {
    dez8: digits(id % 0x100_0000, 8),
    dez10: digits(id, 10),
    dez55: `${digits(high, 5)}.${digits(low, 5)}`,
    d3d5a: `${digits(version, 3)}.${digits(low, 5)}`,
    d3d5b: `${digits(b1, 3)}.${digits(low, 5)}`,
    d3d5: `${digits(b2, 3)},${digits(low, 5)}`,
    // 40 bits fit a double exactly; shifts would not.
    dez14: digits(Number.parseInt(raw, 16), 14),
    unique,
    dez15: digits(Number.parseInt(unique, 16), 15),
    zk: [...unique].map(nibble => digits(Number.parseInt(nibble, 16), 2)).join(''),
  };
}

/** Version byte of most tags sold today; a printed number leaves it out, so it must be known or assumed. */
export const USUAL_VERSION = 0x67;

/**
 * The raw number behind what stands on a badge: ten digits (DEZ 10, with the version byte given) or ten hex characters of which
 * one is a letter. Null when it is neither. Ten hex characters that happen to be digits must be passed as `hex10`.
 */
export function rawFromPrinted(text: string, version = USUAL_VERSION): string | null {
  if (/^\d{10}$/.test(text)) {
    const id = Number(text);
    return id <= 0xffff_ffff
      ? `${hex(version & 0xff)}${id.toString(16).padStart(8, '0').toUpperCase()}`
      : null;
  }
  const upper = text.toUpperCase();
  return RAW.test(upper) ? upper : null;
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase();
}

function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit += 1) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
}
