import { checksumOf } from './checksum.ts';
import type { LineSettings } from './line-settings.ts';
import { ETX, lrcOf, STX } from './stx-framing.ts';
import { indexOfUnprintable } from './text-card.ts';

const ENDS = {
  cr: ['', '\r'],
  lf: ['', '\n'],
  crlf: ['', '\r\n'],
  'lf-cr': ['\n', '\r'],
} as const;

/** The bytes that a reader with these settings sends for a value, which is written without prefix, suffix and checksum. */
export function encodeLine(value: string, settings: LineSettings): Uint8Array {
  const text = textOfValue(value, settings);
  if (settings.envelope === 'stx-lrc') {
    const frame = [STX, ...Buffer.from(text, 'latin1'), ETX];
    return Uint8Array.of(...frame, lrcOf(frame));
  }
  const { terminator = 'any', sends = 'crlf' } = settings;
  const [before, behind] = ENDS[terminator === 'any' ? sends : terminator];
  return Uint8Array.from(Buffer.from(before + text + behind, 'latin1'));
}

/** A value with its checksum, prefix and suffix. */
export function textOfValue(value: string, settings: Omit<LineSettings, 'sends' | 'envelope'>): string {
  const { prefix = '', suffix = '', checksum = 'none' } = settings;
  // What is not to be read is sent as it is: the reading side says what is wrong with it.
  const isPlain = checksum === 'none' || indexOfUnprintable(value) >= 0;
  const sum = isPlain ? '' : checksumOf(value, checksum);
  return `${prefix}${value}${sum}${suffix}`;
}
