import assert from 'node:assert/strict';
import type { Said } from '@tapclock/contracts';
import iconv from 'iconv-lite';

/** Encodings of text files that payroll systems name. `ascii` is the seven-bit part of all of them. */
export type TextEncoding = 'ascii' | 'cp1252' | 'utf8';

/** The characters of a text that an encoding cannot write, each once, in order. */
function unwritable(text: string, encoding: TextEncoding): string[] {
  return [...new Set(text)].filter(character => !isWritable(character, encoding));
}

/** What is wrong with a text for an encoding, as a sentence for the clerk; null if nothing is. */
export function encodingFault(text: string, encoding: TextEncoding): Said | null {
  const characters = unwritable(text, encoding);
  if (characters.length === 0) return null;
  const [shown, name] = [characters.join(' '), encoding.toUpperCase()];
  return {
    en: `"${text}" has ${shown}, which ${name} cannot write`,
    de: `„${text}“ enthält ${shown}, was ${name} nicht schreiben kann`,
  };
}

/** The same in English, as files are refused. */
export function encodingProblem(text: string, encoding: TextEncoding): string | null {
  return encodingFault(text, encoding)?.en ?? null;
}

/** Bytes of a text that `encodingProblem` has passed. Throws rather than write `?` for a character. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  assert.equal(encodingProblem(text, encoding), null);
  return iconv.encode(text, encoding);
}

function isWritable(character: string, encoding: TextEncoding): boolean {
  // Every encoding here has ASCII in common, and nearly all text is ASCII.
  return character < '\u0080' || iconv.decode(iconv.encode(character, encoding), encoding) === character;
}
