import type { Integrity, Technology } from '../badge-read.ts';
import type { WiegandFormat } from '../wiegand/formats.ts';
import { formatsOf } from '../wiegand/wiegand-shape.ts';
import { type CardResult, cardOfBytes, sizesOf, type ValueRefusal } from './card-of-value.ts';
import { CHECKSUM_CHARS, checksumOf, integrityOf } from './checksum.ts';
import { bytesOfDecimal, bytesOfHex, reversed } from './number-bytes.ts';
import { compilePattern, valueOfMatch } from './safe-pattern.ts';
import { indexOfUnprintable, isDez10, textCard } from './text-card.ts';
import type { ValueSettings } from './value-shape.ts';

export type ValueReading =
  | Extract<CardResult, { kind: 'card' }>
  /** A whole text that is no badge of this site. `at` is the index of the character at fault. */
  | { kind: 'refused'; reason: ValueRefusal; at: number }
  /** Characters that were changed on the way. */
  | { kind: 'damaged'; reason: 'checksum'; at: number };

export type ReadValue = (text: string) => ValueReading;

/** Characters of hex by which a number is known when nothing is set. */
const EM4100_HEX = 10;
const DOUBLE_UID_HEX: readonly number[] = [8, 14, 20];
const ISO15693_HEX = 16;

/**
 * What turns the text of a line, of typed keys or of a report into a card, by a site's settings. `carried` is what already protected the
 * text on its way.
 */
export function createValueReader(settings: ValueSettings, carried: Integrity = 'none'): ReadValue {
  const pattern = settings.pattern === undefined ? null : compilePattern(settings.pattern);
  const formats = formatsOf(settings);
  return text => {
    const unprintable = indexOfUnprintable(text);
    if (unprintable >= 0) return refused('not-printable', unprintable);
    const inner = stripped(text, settings, pattern);
    if (typeof inner !== 'string') return inner;
    const at = (settings.prefix ?? '').length;
    const checked = checkSum(inner, settings, at);
    if (typeof checked !== 'string') return checked;
    if (checked === '') return refused('empty', at);
    if (settings.length !== undefined && checked.length !== settings.length)
      return refused('wrong-length', at);
    const value = settings.padTo === undefined ? checked : checked.padStart(settings.padTo, '0');
    const integrity = carried === 'none' ? integrityOf(settings.checksum ?? 'none') : carried;
    const result = cardOfValue(value, { settings, formats, integrity });
    return result.kind === 'card' ? result : refused(result.reason, at);
  };
}

/** The text between prefix and suffix, or what its pattern takes from it; a refusal where something is missing. */
export function stripped(
  text: string,
  { prefix = '', suffix = '' }: Pick<ValueSettings, 'prefix' | 'suffix'>,
  pattern: RegExp | null,
): string | Extract<ValueReading, { kind: 'refused' }> {
  if (!text.startsWith(prefix)) return refused('wrong-prefix', 0);
  const inner = text.slice(prefix.length);
  if (!inner.endsWith(suffix)) return refused('wrong-suffix', Math.max(0, text.length - suffix.length));
  const value = inner.slice(0, inner.length - suffix.length);
  if (pattern === null) return value;
  const match = pattern.exec(value);
  return match === null ? refused('no-match', prefix.length) : valueOfMatch(match);
}

/** The value without its checksum. */
function checkSum(text: string, { checksum = 'none' }: ValueSettings, at: number): string | ValueReading {
  if (checksum === 'none') return text;
  const [value, given] = [text.slice(0, -CHECKSUM_CHARS), text.slice(-CHECKSUM_CHARS)];
  if (value === '' || given.length < CHECKSUM_CHARS) return refused('wrong-length', at);
  if (checksum !== 'lrc' && bytesOfHex(value) === null) return refused('not-hex', at);
  if (given.toUpperCase() === checksumOf(value, checksum)) return value;
  return { kind: 'damaged', reason: 'checksum', at: at + value.length };
}

interface Known {
  settings: ValueSettings;
  formats: readonly WiegandFormat[];
  integrity: Integrity;
}

function cardOfValue(value: string, known: Known): CardResult {
  const { settings, integrity } = known;
  const radix = settings.radix ?? radixByShape(value, settings);
  const technology = settings.technology ?? technologyByShape(value, radix, settings);
  const isText = technology === 'text' || technology === 'barcode';
  if (isText && radix === 'text') return { kind: 'card', card: textCard(technology, value, integrity) };
  const bytes =
    radix === 'dec' ? decimalBytes(value, technology, settings) : hexBytes(value, technology, settings);
  if (typeof bytes === 'string') return { kind: 'refused', reason: bytes };
  // Hex and decimal texts are told apart from others, then kept as they are, in one spelling: what kind of number it is nobody knows.
  if (isText) return { kind: 'card', card: textCard(technology, value.toUpperCase(), integrity) };
  const inOrder = settings.byteOrder === 'little' ? reversed(bytes) : bytes;
  return cardOfBytes({ ...known, bytes: inOrder, technology });
}

function hexBytes(value: string, technology: Technology, { bits }: ValueSettings): Uint8Array | ValueRefusal {
  if (!/^[0-9A-Fa-f]+$/.test(value)) return 'not-hex';
  // A number of bits is a number: 26 of them are seven digits.
  const isNumber =
    technology === 'text' || (technology === 'wiegand' && bits !== 'counted' && bits !== 'pacs');
  return bytesOfHex(isNumber && value.length % 2 !== 0 ? `0${value}` : value) ?? 'wrong-length';
}

function decimalBytes(
  value: string,
  technology: Technology,
  settings: ValueSettings,
): Uint8Array | ValueRefusal {
  if (!/^\d+$/.test(value)) return 'not-decimal';
  if (technology === 'text' || technology === 'wiegand')
    return bytesOfDecimal(value, settings.bytes) ?? 'too-large';
  if (technology === 'em4100' && settings.bytes === undefined) return em4100Decimal(value);
  const sizes = settings.bytes === undefined ? sizesOf(technology) : [settings.bytes];
  for (const size of sizes) {
    const bytes = bytesOfDecimal(value, size);
    if (bytes !== null) return bytes;
  }
  return 'too-large';
}

/** Up to twelve digits are the 32-bit id, as it is printed; thirteen and fourteen ("DEZ 14") spell the version byte too. */
function em4100Decimal(value: string): Uint8Array | ValueRefusal {
  const bytes =
    value.length > 12 ? bytesOfDecimal(value, 5) : (bytesOfDecimal(value, 4) ?? bytesOfDecimal(value, 5));
  return bytes ?? 'too-large';
}

function radixByShape(
  value: string,
  { technology, bits, version, checksum }: ValueSettings,
): 'hex' | 'dec' | 'text' {
  if (technology === 'text' || technology === 'barcode') return 'text';
  if (technology === 'em4100') return isDez10(value) && version !== undefined ? 'dec' : 'hex';
  // A checksum of bytes stands behind bytes.
  if (technology !== undefined || bits !== undefined || checksum === 'xor' || checksum === 'twos')
    return 'hex';
  // Ten digits that fit 32 bits are what readers print of a badge; the version byte of most badges, 67, makes hex too large for that.
  if (isDez10(value)) return version === undefined ? 'text' : 'dec';
  if (!/^[0-9A-Fa-f]+$/.test(value)) return 'text';
  const isAllDigits = /^\d+$/.test(value);
  return value.length === EM4100_HEX || (!isAllDigits && isUid(value)) ? 'hex' : 'text';
}

function technologyByShape(
  value: string,
  radix: 'hex' | 'dec' | 'text',
  settings: ValueSettings,
): Technology {
  if (radix === 'text') return 'text';
  if (settings.bits !== undefined) return 'wiegand';
  const hasVersion = settings.version !== undefined;
  if (radix === 'dec') return hasVersion ? 'em4100' : 'text';
  if (value.length === EM4100_HEX || (hasVersion && value.length === EM4100_HEX - 2)) return 'em4100';
  if (!isUid(value)) return 'text';
  return value.length === ISO15693_HEX ? 'iso15693' : 'iso14443a';
}

/** Four, seven or ten bytes, or eight that begin with E0, as every ISO 15693 number does. */
function isUid(value: string): boolean {
  return DOUBLE_UID_HEX.includes(value.length) || (value.length === ISO15693_HEX && /^e0/i.test(value));
}

export function refused(
  reason: ValueRefusal,
  at: number,
): { kind: 'refused'; reason: ValueRefusal; at: number } {
  return { kind: 'refused', reason, at };
}
