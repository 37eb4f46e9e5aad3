import type { PrintedBadge } from '@tapclock/contracts';
import type { Problem } from './problem.ts';

/**
 * What a reader would make of a badge that somebody reads out. `credential` is the text that is hashed; the views are what may stand on such a
 * badge, for whoever wants to compare. Same card, same credential, whoever read it: the rules are those of the terminal's readers.
 */
export interface ReadOut {
  credential: string;
  views: Readonly<Record<string, string>>;
}

export type ReadOutResult = { kind: 'badge'; badge: ReadOut } | { kind: 'problem'; problem: Problem };

/** Turns what is printed on a badge into its credential, or says what to type instead. */
export function readOut(badge: PrintedBadge): ReadOutResult {
  const printed = badge.printed.trim();
  switch (badge.kind) {
    case 'em4100':
      return em4100(printed, badge.version.toUpperCase());
    case 'wiegand26':
      return wiegand26(printed);
    case 'uid':
      return uid(printed);
    case 'barcode':
      return barcode(printed);
  }
}

const refused = (message: Problem['message']): ReadOutResult => ({
  kind: 'problem',
  problem: { code: 'PRINT_NOT_UNDERSTOOD', path: 'badge', message },
});

const ID_MAX = 0xffff_ffff;
const ALL_BITS_MAX = 0xff_ffff_ffff;

/** Ten digits (the version byte is missing and given), fourteen digits (all 40 bits), or ten hex characters. */
function em4100(printed: string, version: string): ReadOutResult {
  const hex = /^(?:0x)?([0-9A-F]{10})$/i.exec(printed)?.[1]?.toUpperCase();
  const isDigits = /^\d+$/.test(printed);
  let raw: string | null = null;
  if (isDigits && printed.length === 10 && Number(printed) <= ID_MAX)
    raw = version + hexOf(Number(printed), 8);
  else if (isDigits && printed.length === 14 && Number(printed) <= ALL_BITS_MAX)
    raw = hexOf(Number(printed), 10);
  else if (hex !== undefined && !isDigits) raw = hex;
  if (raw === null)
    return refused({
      en: 'Type the ten digits of the badge, all fourteen, or ten hexadecimal characters (with 0x before them if they are all digits).',
      de: 'Tippen Sie die zehn Ziffern des Ausweises, alle vierzehn oder zehn Hexadezimalzeichen (mit 0x davor, wenn es nur Ziffern sind).',
    });
  return { kind: 'badge', badge: { credential: `em4100:${raw}`, views: em4100Views(raw) } };
}

/** The prints that are usual; formulas as in proxmark3, `client/src/cmdlfem410x.c`. */
function em4100Views(raw: string): Record<string, string> {
  const id = Number.parseInt(raw.slice(2), 16);
  const low = id % 0x1_0000;
  const second = Math.floor(id / 0x1_0000) % 0x100;
  return {
    dez10: digits(id, 10),
    dez8: digits(id % 0x100_0000, 8),
    d3d5: `${digits(second, 3)},${digits(low, 5)}`,
    // 40 bits fit a double exactly; shifts would not.
    dez14: digits(Number.parseInt(raw, 16), 14),
    hex: raw,
  };
}

/** H10301: facility code and card number, `059,20934` or `59-20934`. */
function wiegand26(printed: string): ReadOutResult {
  const found = /^(\d{1,3})\s*[-,.:/ ]\s*(\d{1,5})$/.exec(printed);
  const facility = Number(found?.[1]);
  const number = Number(found?.[2]);
  if (!found || facility > 0xff || number > 0xffff)
    return refused({
      en: 'Type facility code and card number with a comma between them, such as 059,20934.',
      de: 'Tippen Sie Anlagencode und Kartennummer mit einem Komma dazwischen, etwa 059,20934.',
    });
  const data = (facility * 0x1_0000 + number).toString(2).padStart(24, '0');
  // Even parity over the first half, odd over the second; left-justified hex (proxmark3, `client/src/wiegand_formats.c`).
  const bits = `${isOdd(data.slice(0, 12)) ? '1' : '0'}${data}${isOdd(data.slice(12)) ? '0' : '1'}`;
  const raw = hexOf(Number.parseInt(bits.padEnd(32, '0'), 2), 8);
  return {
    kind: 'badge',
    badge: {
      credential: `wiegand:26:${raw}`,
      views: { d3d5: `${digits(facility, 3)},${digits(number, 5)}`, facilityCard: `${facility}-${number}` },
    },
  };
}

/** ISO/IEC 14443-3: 4, 7 or 10 bytes; a UID that begins with 08 and has 4 is drawn anew at each tap (NXP AN10927). */
function uid(printed: string): ReadOutResult {
  const raw = printed.replaceAll(/[\s:-]/g, '').toUpperCase();
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/.test(raw))
    return refused({
      en: 'Type the UID as 8, 14 or 20 hexadecimal characters, in the order in which phones show it.',
      de: 'Tippen Sie die UID als 8, 14 oder 20 Hexadezimalzeichen, in der Reihenfolge, in der Handys sie zeigen.',
    });
  if (/^08[0-9A-F]{6}$/.test(raw))
    return refused({
      en: 'This UID is another one at every tap, as phones do it. Give a real badge.',
      de: 'Diese UID ist bei jedem Vorhalten eine andere, wie bei Handys. Geben Sie einen richtigen Ausweis aus.',
    });
  const bytes = raw.match(/../g) ?? [];
  const reversed = bytes.toReversed().join('');
  return {
    kind: 'badge',
    badge: {
      credential: `iso14443a:${raw}`,
      views: {
        uid: raw,
        uidColons: bytes.join(':'),
        uidReversed: reversed,
        // BigInt: seven bytes do not fit a double.
        decMsb: BigInt(`0x${raw}`).toString(),
        decLsb: BigInt(`0x${reversed}`).toString(),
      },
    },
  };
}

/** Printable ASCII, as scanners send it. */
function barcode(printed: string): ReadOutResult {
  if (!/^[ -~]{1,120}$/.test(printed))
    return refused({
      en: 'Type the text of the code: letters, digits and signs of ASCII.',
      de: 'Tippen Sie den Text des Codes: Buchstaben, Ziffern und Zeichen aus ASCII.',
    });
  const raw = [...printed].map(character => hexOf(character.charCodeAt(0), 2)).join('');
  return { kind: 'badge', badge: { credential: `barcode:${raw}`, views: { text: printed } } };
}

function isOdd(bits: string): boolean {
  return [...bits].filter(bit => bit === '1').length % 2 === 1;
}

function hexOf(value: number, length: number): string {
  return value.toString(16).padStart(length, '0').toUpperCase();
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
