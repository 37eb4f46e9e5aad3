import * as z from 'zod/mini';
import { WIEGAND_BITS_MAX } from '../wiegand/formats.ts';
import { wiegandShape } from '../wiegand/wiegand-shape.ts';
import { PATTERN_LENGTH_MAX, patternProblem } from './safe-pattern.ts';

/** Longest text that a reader of badges sends; a scanner's is longer. */
export const LINE_LENGTH_MAX = 64;

const affix = z.string().check(z.regex(/^[ -~]{1,16}$/, 'one to sixteen printable ASCII characters'));

/** A pattern that is safe to run on lines of up to `lengthMax` characters. */
export function patternOf(lengthMax: number) {
  return z.string().check(
    z.minLength(1, 'must not be empty'),
    z.maxLength(PATTERN_LENGTH_MAX, `at most ${PATTERN_LENGTH_MAX} characters`),
    z.refine(source => patternProblem(source, lengthMax) === null, {
      error: ({ input }) => patternProblem(String(input), lengthMax) ?? 'cannot be used',
    }),
  );
}

/** How text around a value is taken away, for every family that reads lines. */
export const affixShape = {
  prefix: z.optional(affix),
  suffix: z.optional(affix),
};

/**
 * How a text becomes a card, for every family that reads texts. No setting has a default here: what is left out is seen from the text,
 * and a preset may still set it.
 */
export const valueShape = {
  ...affixShape,
  /** Regular expression for the whole text between prefix and suffix; its group `value`, else its first group, is the value. */
  pattern: z.optional(patternOf(LINE_LENGTH_MAX)),
  /** What the characters are. Left out, it is seen from each text: right for most readers, see the README for the exception. */
  radix: z.optional(z.enum(['hex', 'dec', 'text'])),
  /** Left out, it is seen from the length. */
  technology: z.optional(
    z.enum(['em4100', 'iso14443a', 'iso14443b', 'iso15693', 'felica', 'wiegand', 'text', 'barcode']),
  ),
  /** `little`: the reader sends the last byte first, or means it so by its decimal number. */
  byteOrder: z.optional(z.enum(['big', 'little'])),
  /** Exact number of characters of the value, without its checksum. */
  length: z.optional(z.int().check(z.minimum(1), z.maximum(LINE_LENGTH_MAX))),
  /** Characters to which a value is filled up with zeros on the left, for readers that leave leading zeros out. */
  padTo: z.optional(z.int().check(z.minimum(1), z.maximum(LINE_LENGTH_MAX))),
  /** Bytes that a decimal number stands for. */
  bytes: z.optional(z.int().check(z.minimum(1), z.maximum(16))),
  checksum: z.optional(z.enum(['none', 'xor', 'lrc', 'twos'])),
  /** Version byte of the site's EM4100 badges, for readers that leave it out, as all do that send ten digits. */
  version: z.optional(z.string().check(z.regex(/^[0-9a-fA-F]{2}$/, 'two hex digits'))),
  /**
   * Wiegand: `counted`, a byte with the number of bits comes first; `pacs`, a byte with the number of unused bits comes first; a number:
   * the value is a plain number of that many bits.
   */
  bits: z.optional(
    z.union([z.enum(['counted', 'pacs']), z.int().check(z.minimum(8), z.maximum(WIEGAND_BITS_MAX))]),
  ),
  ...wiegandShape,
};

export type ValueSettings = z.infer<z.ZodMiniObject<typeof valueShape>>;
