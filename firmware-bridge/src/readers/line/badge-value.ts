import { printedNumbers } from '../em4100/printed-numbers.ts';
import { wiegandOfBadge } from '../wiegand/card-notation.ts';
import { textOfValue } from './encode-line.ts';
import { reversed } from './number-bytes.ts';
import type { ReadValue } from './value.ts';
import type { ValueSettings } from './value-shape.ts';

/**
 * What a reader with these settings sends for an EM4100 badge, or for the card of its own kind that stands for it: the first way of
 * writing it that the settings take, the badge's own number before all others. Falls back to the ten hex characters, which such a reader
 * then refuses.
 */
export function valueOfBadge(em4100: string, settings: ValueSettings, read: ReadValue): string {
  let fallback: string | null = null;
  for (const value of ways(em4100, settings)) {
    const reading = read(textOfValue(value, settings));
    if (reading.kind !== 'card') continue;
    if (reading.card.raw === em4100) return value;
    fallback ??= value;
  }
  return fallback ?? em4100;
}

function ways(em4100: string, settings: ValueSettings): string[] {
  const { dez10, dez14 } = printedNumbers(em4100);
  const wiegand = wiegandOfBadge(em4100).replace(/^26:/, '');
  const id = em4100.slice(2);
  const hex = [em4100, id, `E000${em4100}00`, `04${em4100}00`, `${em4100}${em4100}`];
  const turned = hex.map(text =>
    Buffer.from(reversed(Buffer.from(text, 'hex')))
      .toString('hex')
      .toUpperCase(),
  );
  const bits = settings.bits === 'counted' ? [`1A${wiegand}`] : [`06${wiegand}`];
  const plain = BigInt(`0x${wiegand}`) >> 6n;
  const plainBits = [plain.toString(16).toUpperCase().padStart(7, '0'), plain.toString()];
  const decimalPacs = BigInt(`0x06${wiegand}`).toString();
  const numbers = [dez14, dez10, String(Number(dez10))];
  const isWiegand = settings.bits !== undefined || settings.technology === 'wiegand';
  const first = settings.bits === 'counted' || settings.bits === 'pacs' ? bits : plainBits;
  const all = [...(isWiegand ? [...first, decimalPacs] : []), ...hex, ...turned, ...numbers];
  const { length } = settings;
  return length === undefined ? all : [...all, ...all.map(text => text.slice(-length).padStart(length, '0'))];
}
