import { hexOf } from './bits.ts';
import { KNOWN_FORMATS } from './formats.ts';
import { encodeWiegand } from './wiegand-card.ts';

export const WIEGAND_NOTATION =
  'FACILITY-CARD (26 bits), FORMAT:FACILITY-CARD, or BITS:HEX such as 26:BD88EB80';

/** Bits of a card for an emulator. Throws RangeError with what is wrong. */
export function parseWiegandCard(text: string): { bits: number; bytes: Uint8Array } {
  const plain = /^(\d{1,12}):((?:[0-9A-F]{2})+)$/i.exec(text);
  if (plain !== null) {
    const bits = Number(plain[1]);
    const bytes = Uint8Array.from(Buffer.from(plain[2] ?? '', 'hex'));
    if (bits < 1 || bytes.length !== Math.ceil(bits / 8))
      throw new RangeError(`${bits} bits are ${Math.ceil(bits / 8)} bytes`);
    return { bits, bytes };
  }
  const named = /^(?:([A-Za-z0-9]+):)?(?:(\d{1,10})-)?(\d{1,12})$/.exec(text);
  if (named === null) throw new RangeError(`a card is written as ${WIEGAND_NOTATION}`);
  const name = named[1] ?? 'H10301';
  const format = KNOWN_FORMATS.find(known => known.name.toLowerCase() === name.toLowerCase());
  if (format === undefined)
    throw new RangeError(`format ${name} is not known: ${KNOWN_FORMATS.map(known => known.name).join(', ')}`);
  const cardNumber = Number(named[3]);
  const facility = named[2] === undefined ? undefined : Number(named[2]);
  const bytes = encodeWiegand(format, { cardNumber, ...(facility === undefined ? {} : { facility }) });
  return { bits: format.bits, bytes };
}

/** The 26-bit card that stands for an EM4100 badge: facility code and card number are printed on it as `059,20934`. */
export function wiegandOfBadge(em4100: string): string {
  const facility = Number.parseInt(em4100.slice(4, 6), 16);
  const cardNumber = Number.parseInt(em4100.slice(6, 10), 16);
  const [format] = KNOWN_FORMATS;
  if (format === undefined) throw new RangeError('the table of formats is empty');
  return `26:${hexOf(encodeWiegand(format, { facility, cardNumber }))}`;
}
