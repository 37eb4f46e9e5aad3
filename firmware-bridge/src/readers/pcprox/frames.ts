/** Computed by the published description of the protocol; no recording of a real reader was found. Sources in README.md. */
export interface RecordedCard {
  /** Answers to 80, 8F and 8E, hex. */
  page: string;
  data: string;
  bits: string;
  format: string;
  facility: number;
  cardNumber: number;
  /** What an OSDP reader shows of the same card. */
  raw: string;
  whole: number;
}

export const RECORDED_CARDS: readonly RecordedCard[] = [
  {
    ...{ page: '0000110000002800', data: 'A4040A0000000000', bits: '1818000000000000' },
    ...{ format: 'H10301', facility: 10, cardNumber: 1188, raw: '05025240', whole: 26 },
  },
  {
    ...{ page: '0000120000002800', data: '4306600700000000', bits: '2020000000000000' },
    ...{ format: 'C1k35s', facility: 118, cardNumber: 1603, raw: 'C1D80190E0', whole: 35 },
  },
];

/** Answers that are none of a card. */
export const BAD_ANSWERS: readonly { data: string; bits: string; reason: string; what: string }[] = [
  {
    data: 'A4040A0000000000',
    bits: '1819000000000000',
    reason: 'bad-bit-count',
    what: 'two different counts',
  },
  { data: 'A4040A0000000000', bits: '4141000000000000', reason: 'bad-bit-count', what: '65 bits' },
  { data: 'A4040A0100000000', bits: '1818000000000000', reason: 'pad-bits', what: 'a bit beyond the last' },
];

export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
