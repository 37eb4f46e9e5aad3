import { isUidLength } from '../uid/printed-uid.ts';
import { parseWiegandCard } from '../wiegand/card-notation.ts';
import { TAG, type Tag } from './tag.ts';

export const CARD_NOTATION =
  'the UID in hex (4, 7 or 10 bytes), em4100:67003B51C6, or a HID Prox card as BITS:HEX such as 26:BD88EB80';

/** A tag for an emulator. Throws RangeError with what is wrong. */
export function parseTagNotation(text: string): Tag {
  const em4100 = /^em4100:([0-9A-F]{10})$/i.exec(text)?.[1];
  if (em4100 !== undefined) return { type: TAG.em4102, bits: 40, id: bytesOf(em4100) };
  if (/^[0-9A-F]+$/i.test(text) && isUidLength(text.length / 2))
    return { type: TAG.iso14443a, bits: text.length * 4, id: bytesOf(text) };
  if (!/^\d+:/.test(text)) throw new RangeError(`a card is written as ${CARD_NOTATION}`);
  const { bits, bytes } = parseWiegandCard(text);
  return { type: TAG.hidProx, bits, id: bytes };
}

/** The tag that stands for an EM4100 badge: the badge itself. */
export function tagOfBadge(em4100: string): string {
  return `em4100:${em4100}`;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
