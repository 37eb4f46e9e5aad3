import type { ReaderEmulator } from '../reader-emulator.ts';
import { encodeLine, textOfValue } from './encode-line.ts';
import { type LineSettings, valueReaderOf } from './line-settings.ts';
import { STX_LENGTHS } from './stx-framing.ts';
import { createTextEmulator } from './text-emulator.ts';
import { LINE_LENGTH_MAX } from './value-shape.ts';

/** A reader that sends lines as the settings describe them. A card is the value, without prefix, suffix and checksum. */
export function createLineEmulator(settings: LineSettings): ReaderEmulator {
  return createTextEmulator({
    textOf: card => framedText(card, settings),
    encode: card => encodeLine(card, settings),
    read: valueReaderOf(settings),
    lengthMax: LINE_LENGTH_MAX,
  });
}

function framedText(card: string, settings: LineSettings): string {
  const text = textOfValue(card, settings);
  if (settings.envelope === 'stx-lrc' && !STX_LENGTHS.includes(text.length))
    throw new RangeError(`a frame carries ${STX_LENGTHS.join(' or ')} characters`);
  return text;
}
