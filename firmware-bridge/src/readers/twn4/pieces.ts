import type { DecodeFailure } from '../family.ts';
import { createFramer } from './framing.ts';
import { CR, type Wire } from './message.ts';

/** How the bytes of a message lie in the recording. */
type Form = 'ascii' | 'binary' | 'bare';

export interface Piece {
  bytes: Uint8Array;
  /** Offset of the message's first byte, and how many bytes of the recording each of its bytes takes. */
  at: number;
  step: number;
  /** Not ended by a CR: the recording may end inside it. */
  isOpen: boolean;
}

export interface Pieces {
  pieces: Piece[];
  /** The first of the bytes that are no message. */
  failure: DecodeFailure | null;
}

const EXPLAINED: Readonly<Record<string, string>> = {
  'not-hex': 'a character that is neither a hex digit nor CR; in binary mode set mode to binary',
  'odd-length': 'a line has two hex digits for each byte',
  empty: 'a CR with nothing ahead of it',
  'too-long': 'the line is longer than any answer of this reader',
  length: 'the count ahead of the message is nothing, or more than this reader ever sends',
  incomplete: 'the recording ends inside a message',
};

/** Takes a recording apart into messages, in whichever form it is; `mode` says what to think where both are possible. CRCs stay on. */
export function piecesOf(bytes: Uint8Array, mode: Wire['mode']): Pieces {
  const form = formOf(bytes, mode);
  return form === 'bare' ? bare(bytes) : split(bytes, form);
}

function formOf(bytes: Uint8Array, mode: Wire['mode']): Form {
  const textCount = bytes.reduce((count, byte) => count + (isText(byte) ? 1 : 0), 0);
  if (textCount === bytes.length) return 'ascii';
  const { pieces, failure } = split(bytes, 'binary');
  if (pieces.length > 0 && failure === null) return 'binary';
  if (textCount * 2 > bytes.length) return 'ascii';
  return mode === 'ascii' ? 'bare' : 'binary';
}

function isText(byte: number): boolean {
  return byte === CR || /[0-9A-Fa-f]/.test(String.fromCharCode(byte));
}

function bare(bytes: Uint8Array): Pieces {
  return { pieces: [{ bytes, at: 0, step: 1, isOpen: true }], failure: null };
}

function split(bytes: Uint8Array, mode: Wire['mode']): Pieces {
  const framer = createFramer({ mode, crc: false });
  const isOpen = mode === 'ascii' && bytes.at(-1) !== CR;
  // Published lines often come without their CR.
  const events = [
    ...framer.push(bytes, 0),
    ...(isOpen ? framer.push(Uint8Array.of(CR), 0) : framer.reset('incomplete')),
  ];
  const pieces: Piece[] = [];
  let failure: DecodeFailure | null = null;
  let offset = 0;
  for (const event of events) {
    const end = offset + event.bytes.length;
    if (event.kind === 'message') {
      const place = mode === 'ascii' ? { at: offset, step: 2 } : { at: offset + 2, step: 1 };
      pieces.push({ bytes: event.message, ...place, isOpen: isOpen && end > bytes.length });
    } else if (event.reason !== 'empty') {
      const isCut = event.reason === 'incomplete' || (event.reason === 'odd-length' && end > bytes.length);
      const code = isCut ? 'incomplete' : event.reason;
      const message = EXPLAINED[code] ?? code;
      failure ??= {
        code,
        message,
        offset: isCut ? bytes.length : Math.min(offset + spoiltAt(event), bytes.length),
      };
    }
    offset = end;
  }
  return { pieces, failure };
}

/** Index of the byte at fault in what was discarded. */
function spoiltAt({ reason, bytes }: { reason: string; bytes: Uint8Array }): number {
  return reason === 'not-hex'
    ? Math.max(
        0,
        bytes.findIndex(byte => !isText(byte)),
      )
    : 0;
}
