import type { Card, Integrity, Technology } from '../badge-read.ts';
import { em4100Card } from '../em4100/em4100-card.ts';
import { iso14443aCard, uidViews } from '../uid/printed-uid.ts';
import { bitsOfNumber, bytesOf, hexOf } from '../wiegand/bits.ts';
import type { WiegandFormat } from '../wiegand/formats.ts';
import { wiegandCard } from '../wiegand/wiegand-card.ts';
import type { ValueSettings } from './value-shape.ts';

/** Why a whole and readable value is no card. Slugs, listed in docs/errors.md. */
export type ValueRefusal =
  | 'empty'
  | 'not-printable'
  | 'wrong-prefix'
  | 'wrong-suffix'
  | 'no-match'
  | 'wrong-length'
  | 'not-hex'
  | 'not-decimal'
  | 'too-large'
  | 'no-version'
  | 'bad-bit-count'
  | 'pad-bits'
  | 'unknown-length'
  | 'parity'
  | 'too-long'
  | 'too-short';

export type CardResult = { kind: 'card'; card: Card } | { kind: 'refused'; reason: ValueRefusal };

export interface BytesReading {
  bytes: Uint8Array;
  technology: Technology;
  settings: Pick<ValueSettings, 'version' | 'bits'>;
  formats: readonly WiegandFormat[];
  integrity: Integrity;
}

/** Bytes of a number, by technology; ISO 14443-3 and -4, ISO 15693-3, JIS X 6319-4. */
const UID_SIZES: Partial<Record<Technology, readonly number[]>> = {
  iso14443a: [4, 7, 10],
  iso14443b: [4],
  iso15693: [8],
  felica: [8],
};
const EM4100_BYTES = 5;
/** Bits that a Wiegand number has unless the site says otherwise: what most cards carry. */
const USUAL_BITS = 26;
/** The sizes in which a decimal number of this technology may come, smallest first; empty where any may. */
export function sizesOf(technology: Technology): readonly number[] {
  return UID_SIZES[technology] ?? (technology === 'em4100' ? [EM4100_BYTES] : []);
}

/** The card behind bytes in their true order, most significant first. */
export function cardOfBytes(reading: BytesReading): CardResult {
  const { bytes, technology, settings, integrity } = reading;
  if (technology === 'em4100') return em4100OfBytes(bytes, settings.version, integrity);
  if (technology === 'wiegand') return wiegandOfBytes(reading);
  if (!sizesOf(technology).includes(bytes.length)) return refused('wrong-length');
  const raw = hexOf(bytes);
  if (technology === 'iso14443a') return { kind: 'card', card: iso14443aCard(raw, integrity) };
  const printed = { ...uidViews(raw) };
  const card: Card = { technology, raw, uid: raw, printed, integrity, assurance: 'identifier-only' };
  return { kind: 'card', card };
}

function em4100OfBytes(bytes: Uint8Array, version: string | undefined, integrity: Integrity): CardResult {
  const raw = hexOf(bytes);
  if (bytes.length === EM4100_BYTES) return { kind: 'card', card: em4100Card(raw, integrity) };
  if (bytes.length !== EM4100_BYTES - 1) return refused('wrong-length');
  if (version === undefined) return refused('no-version');
  return { kind: 'card', card: em4100Card(version.toUpperCase() + raw, integrity) };
}

function wiegandOfBytes({ bytes, settings, formats, integrity }: BytesReading): CardResult {
  const split = bitsIn(bytes, settings.bits ?? USUAL_BITS);
  if (split.kind === 'refused') return split;
  const carrier =
    integrity === 'none' ? {} : { carrier: { integrity, assurance: 'identifier-only' as const } };
  const result = wiegandCard({ ...split, formats, ...carrier });
  return result.kind === 'card' ? result : refused(result.reason);
}

type SplitBits =
  | { kind: 'bits'; bits: number; bytes: Uint8Array }
  | { kind: 'refused'; reason: ValueRefusal };

function bitsIn(bytes: Uint8Array, bits: NonNullable<ValueSettings['bits']>): SplitBits {
  if (typeof bits === 'number') {
    const number = BigInt(`0x${hexOf(bytes) || '0'}`);
    if (number >= 1n << BigInt(bits)) return refused('too-large');
    return { kind: 'bits', bits, bytes: bytesOf(bitsOfNumber(number, bits)) };
  }
  const [first = 0] = bytes;
  const data = bytes.subarray(1);
  const count = bits === 'counted' ? first : data.length * 8 - first;
  const isRight = count > 0 && data.length === Math.ceil(count / 8) && (bits === 'counted' || first < 8);
  if (!isRight) return refused('bad-bit-count');
  // Sent as text by a reader that counted them: set bits behind the last are a fault, and two texts would be one card.
  const pad = (0x100 >> (((count - 1) & 7) + 1)) - 1;
  return ((data.at(-1) ?? 0) & pad) === 0 ? { kind: 'bits', bits: count, bytes: data } : refused('pad-bits');
}

function refused(reason: ValueRefusal): { kind: 'refused'; reason: ValueRefusal } {
  return { kind: 'refused', reason };
}
