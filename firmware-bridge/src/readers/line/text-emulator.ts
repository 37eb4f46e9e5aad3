import type { ReaderEmulator } from '../reader-emulator.ts';
import { explainRefusal } from './refusals.ts';
import type { ReadValue } from './value.ts';

export interface TextReader {
  /** The text that a reader sends for a card. */
  textOf(card: string): string;
  /** The bytes it sends, end of line included. */
  encode(card: string): Uint8Array;
  read: ReadValue;
  lengthMax: number;
}

/** A reader that sends the text of a card once, when the card comes, and takes no commands. */
export function createTextEmulator({ textOf, encode, read, lengthMax }: TextReader): ReaderEmulator {
  return {
    receive: () => [],
    tick: () => [],
    dueMs: () => null,
    present(card) {
      const text = textOf(card);
      if (text.length > lengthMax) throw new RangeError(`a text has at most ${lengthMax} characters`);
      const reading = read(text);
      if (reading.kind !== 'card') throw new RangeError(explainRefusal(reading.reason));
      return [encode(card)];
    },
    remove: () => [],
    shown: () => null,
  };
}
