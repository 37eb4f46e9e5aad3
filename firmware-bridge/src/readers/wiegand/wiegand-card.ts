import type { Assurance } from '@tapclock/contracts';
import type { Card, Integrity, WiegandMatch } from '../badge-read.ts';
import { type Bits, bitsOf, bitsOfNumber, bytesOf, hexOf, numberAt } from './bits.ts';
import { KNOWN_FORMATS, WIEGAND_BITS_MAX, type WiegandFormat } from './formats.ts';

export type WiegandRefusal = 'unknown-length' | 'parity' | 'too-long' | 'too-short';

export type WiegandResult =
  | { kind: 'card'; card: Card }
  /** `bit` is the parity bit that failed, where all formats of this length agree on one. */
  | { kind: 'refused'; reason: WiegandRefusal; bit: number | null };

export interface WiegandReading {
  /** Left-justified, most significant bit first, as OSDP RAW carries it; bits behind the last are ignored, some readers leave noise there. */
  bytes: Uint8Array;
  bits: number;
  /** What the site has: formats in use, which settles lengths that several share. */
  formats?: readonly WiegandFormat[];
  /** What protected the carrier, where it was more than the parity bits: a CRC, a MAC. */
  carrier?: { integrity: Integrity; assurance: Assurance };
}

/**
 * Reads a bit string: length first, then parity, then what the site has set. Where several formats fit, all are reported and none is
 * guessed: the card is the same card whatever its number is called.
 */
export function wiegandCard(reading: WiegandReading): WiegandResult {
  const { bytes, formats = KNOWN_FORMATS, carrier } = reading;
  if (reading.bits > WIEGAND_BITS_MAX) return { kind: 'refused', reason: 'too-long', bit: null };
  if (reading.bits < 1 || bytes.length < Math.ceil(reading.bits / 8))
    return { kind: 'refused', reason: 'too-short', bit: null };
  const bits = bitsOf(bytes, reading.bits);
  const ofLength = formats.filter(format => format.bits === bits.length);
  if (ofLength.length === 0) return { kind: 'refused', reason: 'unknown-length', bit: null };
  const fitting = ofLength.filter(format => wrongParityBit(format, bits) === null);
  if (fitting.length === 0) {
    const failed = new Set(ofLength.map(format => wrongParityBit(format, bits)));
    return { kind: 'refused', reason: 'parity', bit: failed.size === 1 ? ([...failed][0] ?? null) : null };
  }
  const hasParity = fitting.every(({ parity }) => parity.length > 0);
  const matches = fitting.map(format => matchOf(format, bits));
  const [only] = matches.length === 1 ? matches : [];
  const card: Card = {
    technology: 'wiegand',
    raw: hexOf(bytesOf(bits)),
    bits: bits.length,
    ...(only?.facility === undefined ? {} : { facility: only.facility }),
    ...(only === undefined ? { formats: matches } : { cardNumber: only.cardNumber }),
    printed: { ...views(bits), ...(only === undefined ? viewsByFormat(matches) : numberViews(only)) },
    integrity: carrier?.integrity ?? (hasParity ? 'parity' : 'none'),
    assurance: carrier?.assurance ?? 'identifier-only',
  };
  return { kind: 'card', card };
}

/**
 * The left-justified bytes of a card number in a format, parity computed. Throws RangeError when a number does not fit its field: an
 * emulator must not send another card's number.
 */
export function encodeWiegand(
  format: WiegandFormat,
  { facility = 0, cardNumber }: { facility?: number; cardNumber: number },
): Uint8Array {
  const bits: number[] = Array.from({ length: format.bits }, () => 0);
  if (format.facility !== null) place(bits, format.facility, facility, 'facility code');
  else if (facility !== 0) throw new RangeError(`${format.name} has no facility code`);
  place(bits, format.cardNumber, cardNumber, 'card number');
  for (const { bit, parity, over } of format.parity) {
    const ones = over.reduce((sum, index) => sum + (bits[index] ?? 0), 0);
    bits[bit] = (ones % 2 === 1) === (parity === 'even') ? 1 : 0;
  }
  return bytesOf(bits);
}

function wrongParityBit({ parity }: WiegandFormat, bits: Bits): number | null {
  const wrong = parity.find(({ bit, parity: kind, over }) => {
    const ones = over.reduce((sum, index) => sum + (bits[index] ?? 0), bits[bit] ?? 0);
    return (ones % 2 === 0) !== (kind === 'even');
  });
  return wrong?.bit ?? null;
}

function matchOf({ name, facility, cardNumber }: WiegandFormat, bits: Bits): WiegandMatch {
  return {
    format: name,
    ...(facility === null ? {} : { facility: Number(numberAt(bits, ...facility)) }),
    cardNumber: Number(numberAt(bits, ...cardNumber)),
  };
}

/** What can be said of any bit string. */
function views(bits: Bits): Record<string, string> {
  const unused = (8 - (bits.length % 8)) % 8;
  return {
    hex: numberAt(bits, 0, bits.length - 1)
      .toString(16)
      .toUpperCase()
      .padStart(Math.ceil(bits.length / 4), '0'),
    pacs: `0${unused}${hexOf(bytesOf(bits))}`,
    binary: bits.join(''),
  };
}

function numberViews({ format, facility, cardNumber }: WiegandMatch): Record<string, string> {
  if (facility === undefined) return { cardNumber: String(cardNumber) };
  const facilityCard = `${facility}-${cardNumber}`;
  if (format === 'H10301') {
    const both = facility * 0x1_0000 + cardNumber;
    return { facilityCard, d3d5: `${digits(facility, 3)},${digits(cardNumber, 5)}`, dez8: digits(both, 8) };
  }
  if (format === 'H10306') return { facilityCard, dez10: digits(facility * 0x1_0000 + cardNumber, 10) };
  return { facilityCard };
}

function viewsByFormat(matches: readonly WiegandMatch[]): Record<string, string> {
  return Object.fromEntries(
    matches.map(({ format, facility, cardNumber }) => [
      format,
      facility === undefined ? String(cardNumber) : `${facility}-${cardNumber}`,
    ]),
  );
}

function place(bits: number[], [from, to]: readonly [number, number], value: number, what: string): void {
  const length = to - from + 1;
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** length)
    throw new RangeError(`a ${what} of this format is 0 to ${2 ** length - 1}`);
  for (const [index, bit] of bitsOfNumber(BigInt(value), length).entries()) bits[from + index] = bit;
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
