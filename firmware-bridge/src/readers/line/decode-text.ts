import type { DecodeFailure, DecodeResult } from '../family.ts';
import type { TextFramer } from './line-framing.ts';
import { explainRefusal } from './refusals.ts';
import type { ReadValue } from './value.ts';

export interface TextRecording {
  newFramer(): TextFramer;
  read: ReadValue;
  /** What ends a text, for the message about one that does not end. */
  end: string;
}

const DISCARDED: Record<string, string> = {
  gap: 'the line fell silent inside a text',
  'too-long': 'the text is longer than any badge: is the line end right?',
  'blank-lines': 'line ends and nothing between them',
  noise: 'no STX (02) begins a frame here',
  'cut-short': 'the frame is broken off by another STX (02)',
  'wrong-length': 'a frame is STX (02), eight or ten characters, ETX (03), LRC',
  checksum: 'the LRC is not the XOR of all bytes before it',
};

/** Reads recorded bytes of a reader that talks in texts: the first card, or why the first text is none. */
export function decodeText(bytes: Uint8Array, { newFramer, read, end }: TextRecording): DecodeResult {
  if (bytes.length === 0) return failed('empty', 'there are no bytes to decode', 0);
  /** Of the first text, which begins with the recording. */
  let first: DecodeResult | null = null;
  for (const event of newFramer().push(bytes, 0)) {
    if (event.kind === 'discarded') {
      first ??= failed(event.reason, DISCARDED[event.reason] ?? event.reason, 0);
    } else {
      const reading = read(event.text);
      if (reading.kind === 'card') return { ok: true, card: reading.card, frames: [{ text: event.text }] };
      first ??= failed(reading.reason, explainRefusal(reading.reason), event.textAt + reading.at);
    }
  }
  return first ?? failed('incomplete', `the text does not end: ${end} is missing`, bytes.length);
}

function failed(code: string, message: string, offset: number): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
