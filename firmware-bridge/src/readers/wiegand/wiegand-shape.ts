import * as z from 'zod/mini';
import { KNOWN_FORMATS, range, WIEGAND_BITS_MAX, type WiegandFormat } from './formats.ts';

const bit = z.int().check(z.minimum(0), z.maximum(WIEGAND_BITS_MAX - 1));
const bitRange = z
  .tuple([bit, bit])
  .check(z.refine(([from, to]) => from <= to, { error: 'the first bit comes before the last' }));
const parityBit = z.strictObject({ bit, over: bitRange });

const OwnFormat = z
  .strictObject({
    name: z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,23}$/, 'letters, digits, hyphens; at most 24')),
    bits: z.int().check(z.minimum(8), z.maximum(WIEGAND_BITS_MAX)),
    facility: z.optional(bitRange),
    cardNumber: bitRange.check(
      z.refine(([from, to]) => to - from < 53, { error: 'a card number has at most 53 bits' }),
    ),
    even: z._default(z.array(parityBit).check(z.maxLength(4)), []),
    odd: z._default(z.array(parityBit).check(z.maxLength(4)), []),
  })
  .check(
    z.refine(
      ({ bits, facility, cardNumber, even, odd }) =>
        [cardNumber, ...(facility ? [facility] : []), ...[...even, ...odd].map(({ over }) => over)].every(
          ([, to]) => to < bits,
        ) && [...even, ...odd].every(parity => parity.bit < bits),
      { error: 'a bit lies behind the end of the format' },
    ),
  );
type OwnFormat = z.infer<typeof OwnFormat>;

/** Settings of every family whose reads may carry Wiegand bits. */
export const wiegandShape = {
  /** Formats in use at this site; settles lengths that several share. Without it all known ones count. */
  formats: z.optional(
    z.array(
      z.enum(
        KNOWN_FORMATS.map(({ name }) => name),
        `one of ${KNOWN_FORMATS.map(({ name }) => name).join(', ')}`,
      ),
    ),
  ),
  /** Formats beyond the known ones: bit ranges from 0, inclusive; parity bits with what they cover. */
  ownFormats: z._default(z.array(OwnFormat).check(z.maxLength(16)), []),
};

export interface WiegandSettings {
  formats?: readonly string[] | undefined;
  ownFormats: readonly OwnFormat[];
}

/** The table a site reads its cards with. */
export function formatsOf({ formats, ownFormats }: WiegandSettings): readonly WiegandFormat[] {
  const known =
    formats === undefined ? KNOWN_FORMATS : KNOWN_FORMATS.filter(({ name }) => formats.includes(name));
  return [...known, ...ownFormats.map(asFormat)];
}

function asFormat({ name, bits, facility, cardNumber, even, odd }: OwnFormat): WiegandFormat {
  const parity = (kind: 'even' | 'odd') => (own: { bit: number; over: readonly [number, number] }) => ({
    bit: own.bit,
    parity: kind,
    over: range(...own.over).filter(index => index !== own.bit),
  });
  return {
    name,
    bits,
    facility: facility ?? null,
    cardNumber,
    parity: [...even.map(parity('even')), ...odd.map(parity('odd'))],
  };
}
