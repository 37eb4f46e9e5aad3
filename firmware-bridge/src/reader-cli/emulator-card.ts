import { type Family, rawFromPrinted, type Settings } from '../readers/index.ts';

/** What a reader of EM4100 badges is shown, to tell it from others. */
const A_BADGE = '67003B51C6';

/**
 * The card that a person means, in the family's notation. Where that is the ten hex characters of an EM4100 badge, ten digits are the number
 * printed on it, as everywhere else; hex that has no letter is written with `0x` before it. Throws RangeError for a number that is none.
 */
export function emulatorCard(typed: string, family: Family, settings: Settings): string {
  const [, prefix, ten] = /^(0x)?([0-9A-F]{10})$/i.exec(typed) ?? [];
  if (ten === undefined || family.cardOfBadge(A_BADGE, settings) !== A_BADGE) return typed;
  if (prefix !== undefined) return ten;
  if (!/^\d+$/.test(ten)) return typed;
  const raw = rawFromPrinted(ten);
  if (raw === null)
    throw new RangeError(`no badge has the number ${ten} printed on it; as hex it is 0x${ten}`);
  return raw;
}
