export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'windows-1252';

/** Text of a file of unknown encoding: by its mark, else UTF-8 if it is that without a fault, else what spreadsheets write on Windows. */
export function decodeCsv(bytes: Uint8Array): { text: string; encoding: Encoding } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le' };
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, encoding: hasMark ? 'utf-8-bom' : 'utf-8' };
  } catch (error) {
    if (!isNotUtf8(error)) throw error;
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** By its code, not by its class: that of Node's decoder may be of another realm. */
function isNotUtf8(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  );
}

const DELIMITERS = [';', ',', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** `sep=;` on the first line, as spreadsheets write and want it (no part of RFC 4180); null when there is none. */
export function declaredDelimiter(text: string): { delimiter: Delimiter; length: number } | null {
  const found = /^\ufeff?"?sep=([;,\t])"?(?:\r\n|\r|\n)/i.exec(text);
  const delimiter = DELIMITERS.find(one => one === found?.[1]);
  return found && delimiter !== undefined ? { delimiter, length: found[0].length } : null;
}

/** What separates the columns: the candidate that the first line has most of, outside of quotes. */
export function delimiterOf(text: string): Delimiter {
  const counts = new Map<string, number>(DELIMITERS.map(delimiter => [delimiter, 0]));
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '\n' || character === '\r')) break;
    else if (!isQuoted) {
      const count = counts.get(character);
      if (count !== undefined) counts.set(character, count + 1);
    }
  }
  return DELIMITERS.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0] ?? ';';
}
