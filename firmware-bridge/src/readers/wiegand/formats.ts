/** Inclusive range of bit indices; bit 0 is sent first. */
export type BitRange = readonly [from: number, to: number];

export interface ParityBit {
  /** Index of the parity bit itself. */
  bit: number;
  parity: 'even' | 'odd';
  /** The bits it covers, without itself. */
  over: readonly number[];
}

/** One way to read a bit string of a given length. */
export interface WiegandFormat {
  name: string;
  bits: number;
  facility: BitRange | null;
  cardNumber: BitRange;
  /** In the order in which an encoder has to compute them. */
  parity: readonly ParityBit[];
}

/** Longest bit string that is looked at; OSDP readers send at most a few hundred bits, and no card number is longer than this. */
export const WIEGAND_BITS_MAX = 128;

/**
 * The formats that are known without being told. Layouts by proxmark3 `client/src/wiegand_formats.c`; bit indices from 0. Two formats of
 * 37 bits have the same parity: only the site can know which one its cards are.
 */
export const KNOWN_FORMATS: readonly WiegandFormat[] = [
  {
    name: 'H10301',
    bits: 26,
    facility: [1, 8],
    cardNumber: [9, 24],
    parity: [evenAtStart(1, 12), oddAtEnd(25, 13, 24)],
  },
  {
    name: 'H10306',
    bits: 34,
    facility: [1, 16],
    cardNumber: [17, 32],
    parity: [evenAtStart(1, 16), oddAtEnd(33, 17, 32)],
  },
  {
    name: 'C1k35s',
    bits: 35,
    facility: [2, 13],
    cardNumber: [14, 33],
    parity: [
      // Pairs of bits, every third one left out.
      { bit: 1, parity: 'even', over: range(2, 33).filter(bit => bit % 3 !== 1) },
      { bit: 34, parity: 'odd', over: range(1, 33).filter(bit => bit % 3 !== 0) },
      { bit: 0, parity: 'odd', over: range(1, 34) },
    ],
  },
  {
    name: 'H10304',
    bits: 37,
    facility: [1, 16],
    cardNumber: [17, 35],
    // Bit 18 is covered by both.
    parity: [evenAtStart(1, 18), oddAtEnd(36, 18, 35)],
  },
  {
    name: 'H10302',
    bits: 37,
    facility: null,
    cardNumber: [1, 35],
    parity: [evenAtStart(1, 18), oddAtEnd(36, 18, 35)],
  },
];

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function evenAtStart(from: number, to: number): ParityBit {
  return { bit: 0, parity: 'even', over: range(from, to) };
}

function oddAtEnd(bit: number, from: number, to: number): ParityBit {
  return { bit, parity: 'odd', over: range(from, to) };
}
