import { type Card, KNOWN_FORMATS, wiegandBits, wiegandCard } from '../readers/index.ts';

/** One way in which a card's number may be written. */
export interface NumberView {
  /** Name of the view, as in `printed`, or in words. */
  name: string;
  text: string;
  /** One of the views that each read carries; the others are variants to look for only. */
  isPrinted: boolean;
}

export interface ViewMatch extends NumberView {
  /** The whole text, or one of its parts: a card number without its facility code. */
  isWhole: boolean;
}

/** Begins the names of readings under one format. */
export const FORMAT = 'format ';
/** Fields of fewer bits match by chance. */
const FIELD_BITS_MIN = 8;
const FIELDS_MAX = 4;

/** Every way in which this card's number may be written, usual ones first. */
export function viewsOf(card: Card): NumberView[] {
  const printed = Object.entries(card.printed).flatMap(([name, text]) =>
    text === undefined ? [] : [{ name, text, isPrinted: true }],
  );
  return [...printed, ...formatViews(card), ...byteOrderViews(card)];
}

/** Views that show what stands on the badge; whole matches first, then usual views before variants. */
export function matchesOf(card: Card, written: string): ViewMatch[] {
  const wanted = plain(written);
  if (wanted === '') return [];
  const seen = new Set<string>();
  const matches = viewsOf(card).flatMap((view): ViewMatch[] => {
    const isWhole = plain(view.text) === wanted;
    const isPart = !isWhole && partsOf(view.text).some(part => plain(part) === wanted);
    if ((!isWhole && !isPart) || seen.has(view.name)) return [];
    seen.add(view.name);
    return [{ ...view, isWhole }];
  });
  // Variants are for badges that no usual view explains.
  const isExplained = matches.some(({ isPrinted, isWhole }) => isPrinted && isWhole);
  const rank = ({ isWhole, isPrinted }: ViewMatch) => (isWhole ? 0 : 2) + (isPrinted ? 0 : 1);
  return matches
    .filter(({ isPrinted, name }) => isPrinted || !isExplained || name.startsWith(FORMAT))
    .sort((a, b) => rank(a) - rank(b));
}

/** Where a number stands in the card's bits, each as the first and the last bit; for formats that nobody has described. */
export function fieldsOf(card: Card, written: string): { number: string; from: number; to: number }[] {
  const bits = bitsOfCard(card);
  return partsOf(written)
    .filter(part => /^\d{1,18}$/.test(part))
    .flatMap(part => {
      const digits = BigInt(part).toString(2);
      if (digits.length < FIELD_BITS_MIN) return [];
      return placesOf(bits, digits).map(from => ({ number: part, from, to: from + digits.length - 1 }));
    })
    .slice(0, FIELDS_MAX);
}

function placesOf(bits: readonly number[], digits: string): number[] {
  const text = bits.join('');
  const places: number[] = [];
  for (let at = text.indexOf(digits); at !== -1; at = text.indexOf(digits, at + 1)) places.push(at);
  return places;
}

function bitsOfCard({ raw, bits }: Card): number[] {
  const bytes = Uint8Array.from(Buffer.from(raw, 'hex'));
  return wiegandBits.bitsOf(bytes, bits ?? bytes.length * 8);
}

/** Wiegand bits under each format of their length, whichever of them the site has set. */
function formatViews({ technology, raw, bits }: Card): NumberView[] {
  if (technology !== 'wiegand' || bits === undefined) return [];
  const bytes = Uint8Array.from(Buffer.from(raw, 'hex'));
  return KNOWN_FORMATS.filter(format => format.bits === bits).flatMap(format => {
    const result = wiegandCard({ bytes, bits, formats: [format] });
    if (result.kind !== 'card') return [];
    const { facility, cardNumber } = result.card;
    const text = facility === undefined ? `${cardNumber}` : `${facility}-${cardNumber}`;
    return [{ name: `${FORMAT}${format.name}`, text, isPrinted: false }];
  });
}

/** Bytes in both orders, all of them and the usual parts, as decimal and as hex. */
function byteOrderViews({ raw, bits }: Card): NumberView[] {
  if (bits !== undefined) return [];
  const bytes = raw.match(/../g) ?? [];
  const lengths = [...new Set([bytes.length, 8, 7, 5, 4, 3, 2])].filter(length => length <= bytes.length);
  return lengths.flatMap(length => {
    const isAll = length === bytes.length;
    const parts = isAll
      ? [{ which: `all ${length} bytes`, part: bytes }]
      : [
          { which: `the last ${length} bytes`, part: bytes.slice(-length) },
          { which: `the first ${length} bytes`, part: bytes.slice(0, length) },
        ];
    return parts.flatMap(({ which, part }) => viewsOfBytes(which, part));
  });
}

function viewsOfBytes(which: string, bytes: readonly string[]): NumberView[] {
  const orders = [
    { order: 'as they come', hex: bytes.join('') },
    { order: 'last one first', hex: bytes.toReversed().join('') },
    { order: 'the bits of each turned round', hex: bytes.map(turnedRound).join('') },
  ];
  return orders.flatMap(({ order, hex }) => [
    { name: `decimal of ${which}, ${order}`, text: BigInt(`0x${hex}`).toString(), isPrinted: false },
    { name: `hex of ${which}, ${order}`, text: hex, isPrinted: false },
  ]);
}

function turnedRound(byte: string): string {
  const bits = Number.parseInt(byte, 16).toString(2).padStart(8, '0');
  return Number.parseInt([...bits].reverse().join(''), 2)
    .toString(16)
    .padStart(2, '0')
    .toUpperCase();
}

function partsOf(text: string): string[] {
  return text.split(/[^0-9A-Za-z]+/).filter(part => part !== '');
}

/** Without what people write differently: separators, case, leading zeros. */
function plain(text: string): string {
  const characters = text.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  return characters.replace(/^0+(?=.)/, '');
}
