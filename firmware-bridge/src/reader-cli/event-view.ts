import type { Card } from '../readers/index.ts';
import { aligned } from './table.ts';

/** A card as machines get it. */
export type EventView = Pick<
  Card,
  | 'raw'
  | 'uid'
  | 'bits'
  | 'facility'
  | 'cardNumber'
  | 'technology'
  | 'formats'
  | 'printed'
  | 'integrity'
  | 'assurance'
  | 'unusable'
>;

/** The fields that are documented, in their order; what a card does not have is left out. */
export function eventOf(card: Card): EventView {
  const {
    raw,
    uid,
    bits,
    facility,
    cardNumber,
    technology,
    formats,
    printed,
    integrity,
    assurance,
    unusable,
  } = card;
  return {
    raw,
    ...(uid === undefined ? {} : { uid }),
    ...(bits === undefined ? {} : { bits }),
    ...(facility === undefined ? {} : { facility }),
    ...(cardNumber === undefined ? {} : { cardNumber }),
    technology,
    ...(formats === undefined ? {} : { formats }),
    printed: { ...printed },
    integrity,
    assurance,
    ...(unusable === undefined ? {} : { unusable }),
  };
}

const INTEGRITY: Record<Card['integrity'], string> = {
  xor: 'xor checksum: one wrong byte is found',
  sum8: 'additive checksum: most wrong bytes are found',
  lrc: 'LRC checksum: one wrong byte is found',
  crc16: 'CRC-16: noise is found',
  dcs: 'data checksum: one wrong byte is found',
  mac: 'MAC: altered bytes are found',
  parity: 'parity: one wrong bit is found, two are not',
  none: 'nothing: a wrong digit is another badge',
};

const ASSURANCE: Record<Card['assurance'], string> = {
  'identifier-only': 'a number that can be copied; it proves nothing',
  'channel-protected': 'the cable is encrypted; the card itself can be copied',
  'card-authenticated': 'the card proved that it holds the key',
  knowledge: 'something that the person knows',
};

/** A card as a person reads it. */
export function cardText(card: Card): string {
  const { technology, raw, bits, facility, cardNumber, printed, integrity, assurance, unusable } = card;
  const rows = [
    ['badge', `${technology} ${raw}${bits === undefined ? '' : ` (${bits} bits)`}`],
    ...(facility === undefined ? [] : [['facility', String(facility)]]),
    ...(cardNumber === undefined ? [] : [['card', String(cardNumber)]]),
    ['wire', INTEGRITY[integrity]],
    ['proves', ASSURANCE[assurance]],
    ...(unusable === undefined
      ? []
      : [['UNUSABLE', 'a random number, another one at the next tap: a phone, or a card in privacy mode']]),
  ];
  return aligned(rows) + formatsText(card) + printedText(printed);
}

function formatsText({ formats }: Card): string {
  if (formats === undefined) return '';
  const rows = formats.map(({ format, facility, cardNumber }) => [
    format,
    facility === undefined ? `card ${cardNumber}` : `facility ${facility}, card ${cardNumber}`,
  ]);
  return `\nmore than one format fits; set formats to the one that your cards have\n${aligned(rows, 2)}`;
}

function printedText(printed: Card['printed']): string {
  const rows = Object.entries(printed).flatMap(([view, text]) => (text === undefined ? [] : [[view, text]]));
  return rows.length === 0 ? '' : `\nprinted on it, as one of\n${aligned(rows, 2)}`;
}
