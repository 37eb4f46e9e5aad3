/** What is wrong with a text that should be hex. */
export interface HexFault {
  code: 'bad-hex' | 'too-long';
  message: string;
  /** Index of the first character that is at fault, or the text's length when one is missing. */
  offset: number;
}

export type HexResult = { ok: true; bytes: Uint8Array } | { ok: false; error: HexFault };

/** Bytes beyond this are no recording of a badge. */
export const HEX_BYTES_MAX = 1_048_576;

/** Between bytes, as tools print them: `02 36`, `02:36`, `02-36`, `02,36`, over several lines. */
const SEPARATOR = /[\s:,_-]/;

/** Reads hex of either case, with or without blanks, colons or dashes, each byte with or without `0x`. */
export function bytesOfHex(text: string): HexResult {
  const digits: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (SEPARATOR.test(character)) {
      // A byte may be torn apart by nothing: `0 2` is more likely a lost digit than a 02.
      if (digits.length % 2 === 1) return failed('a byte has two hex digits, and here is only one', at);
      continue;
    }
    const isPrefix = character === '0' && text[at + 1]?.toLowerCase() === 'x' && digits.length % 2 === 0;
    if (isPrefix) at += 1;
    else if (/^[0-9A-Fa-f]$/.test(character)) {
      if (digits.length / 2 >= HEX_BYTES_MAX)
        return failed(`more than ${HEX_BYTES_MAX} bytes are no recording of a badge`, at, 'too-long');
      digits.push(character);
    } else return failed(`${JSON.stringify(character)} is no hex digit`, at);
  }
  if (digits.length % 2 === 1) return failed('the last byte has only one hex digit', text.length);
  return { ok: true, bytes: Uint8Array.from(Buffer.from(digits.join(''), 'hex')) };
}

/** `02 36 37`, as people compare it. */
export function spacedHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}

function failed(what: string, offset: number, code: HexFault['code'] = 'bad-hex'): HexResult {
  return { ok: false, error: { code, message: `${what} (character ${offset + 1})`, offset } };
}
