import type { ValueReading } from './value.ts';

type Refusal = Exclude<ValueReading, { kind: 'card' }>['reason'];

const EXPLAINED: Record<Refusal, string> = {
  empty: 'there is nothing between prefix and suffix',
  'not-printable': 'only printable ASCII, space to tilde, is taken from a reader: is the speed right?',
  'wrong-prefix': 'the text does not begin with the `prefix` that is set',
  'wrong-suffix': 'the text does not end with the `suffix` that is set',
  'no-match': 'the text does not match the `pattern` that is set',
  'wrong-length': 'the value has another length than `length` or its `technology` asks for',
  'not-hex': 'the value is not hex: set `radix` to what the reader sends',
  'not-decimal': 'the value is not decimal: set `radix` to what the reader sends',
  'too-large': 'the number has more bits than such a card has',
  'no-version': 'the version byte of the badge is missing: set `version`, two hex digits',
  'bad-bit-count': 'the leading byte with the number of bits does not agree with the bytes behind it',
  'pad-bits': 'bits behind the last one are set: is the number of bits right?',
  'unknown-length': 'no known Wiegand format has so many bits: describe it in `ownFormats`',
  parity: 'a parity bit is wrong for every Wiegand format of this length',
  'too-long': 'there are more bits than any card number has',
  'too-short': 'there are fewer bytes than the number of bits asks for',
  checksum: 'the checksum is wrong: set `checksum` to what the reader sends',
};

/** What is wrong with a text that is no card, and what to do, for a person. */
export function explainRefusal(reason: Refusal): string {
  return EXPLAINED[reason];
}
