import type { Card, WiegandMatch } from '../badge-read.ts';
import { type Bits, bytesOf, hexOf, numberAt } from '../wiegand/bits.ts';
import type { WiegandFormat } from '../wiegand/formats.ts';
import { wiegandCard } from '../wiegand/wiegand-card.ts';

/** How many bits the reader took off a card, at either end; null where that is not known, in a recording without the reader's settings. */
export type Stripped = { leadParity: number; trailParity: number } | null;

/** One way to make the card whole again. */
interface Rebuilt {
  format: WiegandFormat;
  bits: Bits;
}

/**
 * The card behind the bits that such a reader shows. It takes the parity bits off without looking at them, so they are computed anew where
 * one known format has them just there: the card is then the same as at a reader that leaves them on. They prove nothing, of course.
 * Where no format fits, or several that differ, the card is the bare bits, with every reading of them.
 */
export function cardOfBareBits(bare: Bits, stripped: Stripped, formats: readonly WiegandFormat[]): Card {
  const rebuilt = formats.flatMap(format => rebuild(bare, stripped, format) ?? []);
  const [first] = rebuilt;
  const isOne = first !== undefined && rebuilt.every(({ bits }) => bits.join() === first.bits.join());
  if (!isOne) return bareCard(bare, rebuilt);
  const wasStripped = first.bits.length > bare.length;
  const result = wiegandCard({
    bytes: bytesOf(first.bits),
    bits: first.bits.length,
    formats: rebuilt.map(({ format }) => format),
    ...(wasStripped ? { carrier: { integrity: 'none', assurance: 'identifier-only' } } : {}),
  });
  return result.kind === 'card' ? result.card : bareCard(bare, rebuilt);
}

/** The whole bit string, when this format has nothing but parity bits where bits are missing, and those that are left are right. */
function rebuild(bare: Bits, stripped: Stripped, format: WiegandFormat): Rebuilt | null {
  const missing = stripped === null ? parityAtEnds(format) : rangesOf(stripped, format.bits);
  if (bare.length + missing.size !== format.bits) return null;
  const isParity = new Set(format.parity.map(({ bit }) => bit));
  if (![...missing].every(bit => isParity.has(bit))) return null;
  const rest = [...bare];
  const bits = Array.from({ length: format.bits }, (_, bit) => (missing.has(bit) ? 0 : (rest.shift() ?? 0)));
  for (const { bit, parity, over } of format.parity) {
    const ones = over.reduce((sum, index) => sum + (bits[index] ?? 0), 0);
    const right = (ones % 2 === 1) === (parity === 'even') ? 1 : 0;
    if (missing.has(bit)) bits[bit] = right;
    else if (bits[bit] !== right) return null;
  }
  return { format, bits };
}

function rangesOf({ leadParity, trailParity }: NonNullable<Stripped>, total: number): ReadonlySet<number> {
  const lead = Array.from({ length: leadParity }, (_, bit) => bit);
  const trail = Array.from({ length: trailParity }, (_, bit) => total - 1 - bit);
  return new Set([...lead, ...trail]);
}

/** As a reader is set for this format: what can be taken off without losing a bit of the number. */
function parityAtEnds({ bits, parity }: WiegandFormat): ReadonlySet<number> {
  const isParity = new Set(parity.map(({ bit }) => bit));
  const atEnds = new Set<number>();
  for (let bit = 0; isParity.has(bit); bit += 1) atEnds.add(bit);
  for (let bit = bits - 1; isParity.has(bit); bit -= 1) atEnds.add(bit);
  return atEnds;
}

function bareCard(bare: Bits, rebuilt: readonly Rebuilt[]): Card {
  const formats = rebuilt.map(({ format, bits }): WiegandMatch => {
    const { name, facility, cardNumber } = format;
    return {
      format: name,
      ...(facility === null ? {} : { facility: Number(numberAt(bits, ...facility)) }),
      cardNumber: Number(numberAt(bits, ...cardNumber)),
    };
  });
  return {
    technology: 'wiegand',
    raw: hexOf(bytesOf(bare)),
    bits: bare.length,
    ...(formats.length === 0 ? {} : { formats }),
    printed: { bare: numberAt(bare, 0, bare.length - 1).toString() },
    integrity: 'none',
    assurance: 'identifier-only',
  };
}
