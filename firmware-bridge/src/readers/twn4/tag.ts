import type { Card, Integrity, Technology } from '../badge-read.ts';
import { em4100Card } from '../em4100/em4100-card.ts';
import { iso14443aCard, isUidLength, uidViews } from '../uid/printed-uid.ts';
import { hexOf } from '../wiegand/bits.ts';
import type { WiegandFormat } from '../wiegand/formats.ts';
import { wiegandCard } from '../wiegand/wiegand-card.ts';

/** A tag as SearchTag tells of it. */
export interface Tag {
  type: number;
  /** Length of the id in bits. */
  bits: number;
  id: Uint8Array;
}

export type TagResult =
  | { kind: 'tag'; tag: Tag }
  | { kind: 'none' }
  /** `at` is the index of the byte at fault, counted from the byte behind the result. */
  | { kind: 'invalid'; message: string; at: number };

export type TagCard =
  | { kind: 'card'; card: Card }
  /** `reason` is a slug. */
  | { kind: 'refused'; reason: string; message: string };

export const TAG = {
  em4102: 0x40,
  hidProx: 0x49,
  iso14443a: 0x80,
  iso14443b: 0x81,
  iso15693: 0x82,
  legic: 0x83,
  iclass: 0x84,
  felica: 0x85,
} as const;

const NAMES: Readonly<Record<number, string>> = {
  [TAG.em4102]: 'EM4102',
  [TAG.hidProx]: 'HID Prox',
  [TAG.iso14443a]: 'ISO14443A',
  [TAG.iso14443b]: 'ISO14443B',
  [TAG.iso15693]: 'ISO15693',
  [TAG.legic]: 'LEGIC',
  [TAG.iclass]: 'iCLASS',
  [TAG.felica]: 'FeliCa',
};

/** Kinds of tag whose number is the id as it is. */
const PLAIN: Readonly<Record<number, Technology>> = {
  [TAG.iso14443b]: 'iso14443b',
  [TAG.iso15693]: 'iso15693',
  [TAG.felica]: 'felica',
};

const HEADER_BYTES = 4;
const EM4102_BITS = 40;

/** Whether this is a type of tag that is known here by name. */
export function isKnownType(type: number): boolean {
  return NAMES[type] !== undefined;
}

export function tagName(type: number): string {
  return NAMES[type] ?? `type ${hexOf(Uint8Array.of(type))}`;
}

/**
 * Reads what stands behind the result byte of a SearchTag answer: found, type, bits, length, id. Every byte must be where it belongs:
 * mostly nothing else tells a whole answer from half of one.
 */
export function parseTag(payload: Uint8Array): TagResult {
  const [found, type, bits, length] = payload;
  if (found === 0x00 && payload.length === 1) return { kind: 'none' };
  if (found !== 0x01)
    return invalid('the first byte says whether a tag was found: 00 alone, or 01 and the tag', 0);
  if (type === undefined || bits === undefined || length === undefined)
    return invalid('the answer ends ahead of the id', payload.length);
  const end = HEADER_BYTES + length;
  if (length === 0) return invalid('a tag that was found has an id', 3);
  if (payload.length < end)
    return invalid(`the id has ${payload.length - HEADER_BYTES} of ${length} bytes`, payload.length);
  if (payload.length > end) return invalid('bytes behind the id', end);
  if (Math.ceil(bits / 8) > length) return invalid(`${bits} bits do not fit ${length} bytes`, 2);
  return { kind: 'tag', tag: { type, bits, id: payload.slice(HEADER_BYTES) } };
}

/** The payload for `parseTag`, for emulators and tests. */
export function encodeTag(tag: Tag | null): Uint8Array {
  if (tag === null) return Uint8Array.of(0x00);
  return Uint8Array.of(0x01, tag.type, tag.bits, tag.id.length, ...tag.id);
}

/**
 * The card behind a tag. An EM4102 tag and a HID Prox card are the same cards that other readers make of them; kinds that only this
 * reader tells apart have its type byte ahead of their id.
 */
export function cardOfTag(
  { type, bits, id }: Tag,
  { integrity, formats }: { integrity: Integrity; formats: readonly WiegandFormat[] },
): TagCard {
  const hex = hexOf(id);
  if (type === TAG.em4102 && bits === EM4102_BITS && id.length === EM4102_BITS / 8)
    return { kind: 'card', card: em4100Card(hex, integrity) };
  if (type === TAG.iso14443a) {
    if (isUidLength(id.length)) return { kind: 'card', card: iso14443aCard(hex, integrity) };
    return {
      kind: 'refused',
      reason: 'uid-length',
      message: `a UID of ${id.length} bytes: type A has 4, 7 or 10`,
    };
  }
  if (type === TAG.hidProx && bits > 0) {
    const carrier =
      integrity === 'none' ? {} : { carrier: { integrity, assurance: 'identifier-only' as const } };
    const result = wiegandCard({ bytes: id, bits, formats, ...carrier });
    if (result.kind === 'card') return result;
    return {
      kind: 'refused',
      reason: result.reason,
      message: `${bits} bits of a HID Prox card: ${result.reason}`,
    };
  }
  const technology = PLAIN[type] ?? 'other';
  const raw = technology === 'other' ? `${hexOf(Uint8Array.of(type))}${hex}` : hex;
  return {
    kind: 'card',
    card: {
      technology,
      raw,
      uid: hex,
      printed: { ...uidViews(hex) },
      integrity,
      assurance: 'identifier-only',
    },
  };
}

function invalid(message: string, at: number): TagResult {
  return { kind: 'invalid', message, at };
}
