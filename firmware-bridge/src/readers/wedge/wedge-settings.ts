import * as z from 'zod/mini';
import { createLineFramer, type TextFramer } from '../line/line-framing.ts';
import { createValueReader, type ReadValue } from '../line/value.ts';
import { valueShape } from '../line/value-shape.ts';
import { type EventBytes, eventBytesOf } from './evdev.ts';
import { createKeyTexts, KEYS_MAX, type KeyTexts } from './key-text.ts';
import { layoutOf } from './layouts.ts';

export const wedgeShape = {
  ...valueShape,
  /** The keyboard is the kiosk page's: texts come as lines. */
  page: z.optional(z.literal(true)),
  /** The keyboard that the reader is set to. */
  layout: z._default(z.enum(['us', 'de', 'fr']), 'us'),
  /** Characters that may occur; letters and digits unless said, and all printable ones where codes are scanned. */
  allowed: z.optional(z.enum(['digits', 'hex', 'alphanumeric', 'printable'])),
  /** Whether a silence of 150 ms ends a text as Enter and Tab do. */
  idleEnds: z._default(z.boolean(), true),
  /** Bytes of a kernel event; seen from the machine unless said. */
  eventBytes: z.optional(z.union([z.literal(16), z.literal(24)])),
};

export type WedgeSettings = z.infer<z.ZodMiniObject<typeof wedgeShape>>;

export const WEDGE_DEFAULTS: WedgeSettings = z.object(wedgeShape).parse({});

/** Longest code that is typed, as with a scanner; numbers of badges are shorter. */
export const CODE_KEYS_MAX = 128;

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const CHARACTERS = {
  digits: DIGITS,
  hex: `${DIGITS}abcdefABCDEF`,
  alphanumeric: DIGITS + LETTERS,
  printable: Array.from({ length: 0x5f }, (_, index) => String.fromCharCode(0x20 + index)).join(''),
} as const;

export function keysMaxOf({ technology }: WedgeSettings): number {
  return technology === 'barcode' ? CODE_KEYS_MAX : KEYS_MAX;
}

export function keyTextsOf(settings: WedgeSettings): KeyTexts {
  const { technology, prefix = '', suffix = '', layout, idleEnds } = settings;
  const allowed = settings.allowed ?? (technology === 'barcode' ? 'printable' : 'alphanumeric');
  return createKeyTexts({
    layout: layoutOf(layout),
    // What is set to stand around a number is expected there.
    allowed: new Set(CHARACTERS[allowed] + prefix + suffix),
    keysMax: keysMaxOf(settings),
    idleEnds,
  });
}

export function wedgeReaderOf(settings: WedgeSettings): ReadValue {
  return createValueReader(settings);
}

export function pageFramerOf(): TextFramer {
  return createLineFramer({ terminator: 'any', lengthMax: CODE_KEYS_MAX });
}

/** `arch` is `process.arch` of the machine that reads. */
export function recordBytesOf(settings: WedgeSettings, arch: string): EventBytes {
  return settings.eventBytes ?? eventBytesOf(arch);
}
