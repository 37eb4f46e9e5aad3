import { em4100Card } from '../em4100/em4100-card.ts';
import type { DecodeFailure, DecodeResult } from '../family.ts';
import { createBareFramer } from './bare-framing.ts';
import { type Checksum, checksumOf, decodeFrame, FRAME_CHARS, STX } from './frame.ts';
import { createFramer, type FramingEvent } from './framing.ts';
import type { Rdm6300Options } from './rdm6300-protocol.ts';

const EXPLAINED: Readonly<Record<string, string>> = {
  'after-open': 'no STX (02) begins a frame here',
  noise: 'bytes between frames',
  'cut-short': 'the frame is broken off by another STX (02)',
  'not-hex': 'a character that is not a hex digit',
  'wrong-length': 'a frame is STX (02), twelve hex characters, an optional CR LF, ETX (03)',
};

/** Reads recorded bytes of an RDM6300, EM-18 or ID-12LA: the first good frame, or why the first bad one is bad. */
export function decodeRecording(bytes: Uint8Array, options: Rdm6300Options): DecodeResult {
  if (bytes.length === 0) return failed('empty', 'there are no bytes to decode', 0);
  // Twelve characters and nothing around them: what an EM-18 sends.
  const isBare = options.envelope === 'bare' || (bytes.length === FRAME_CHARS && !bytes.includes(STX));
  const events = (isBare ? createBareFramer() : createFramer()).push(bytes, 0);
  let offset = 0;
  let firstFailure: DecodeResult | null = null;
  for (const event of events) {
    const result =
      event.kind === 'frame' ? decoded(event, offset, options.checksum) : explained(event, offset);
    if (result.ok) return result;
    firstFailure ??= result;
    offset += event.bytes.length;
  }
  if (firstFailure !== null) return firstFailure;
  const end = isBare ? `${FRAME_CHARS} characters` : 'ETX (03)';
  return failed('incomplete', `the recording ends after ${bytes.length} bytes, before ${end}`, bytes.length);
}

type FrameEvent = Extract<FramingEvent, { kind: 'frame' }>;
type DiscardedEvent = Extract<FramingEvent, { kind: 'discarded' }>;

function decoded({ characters, envelope }: FrameEvent, offset: number, checksum: Checksum): DecodeResult {
  const result = decodeFrame(characters, checksum);
  if (result.kind === 'number')
    return { ok: true, card: em4100Card(result.raw, result.integrity), frames: [{ envelope }] };
  const sent = characters.slice(FRAME_CHARS - 2).toUpperCase();
  const expected = checksumOf(characters.slice(0, FRAME_CHARS - 2), checksum);
  const other = checksum === 'xor' ? 'sum8' : 'xor';
  const isOther = decodeFrame(characters, other).kind === 'number';
  const hint = isOther ? `; it is right as ${other}: set checksum to ${other} for this clone` : '';
  const at = offset + (envelope === 'bare' ? 0 : 1) + FRAME_CHARS - 2;
  return failed(
    'checksum',
    `the checksum is ${sent}, the ${checksum} of the number is ${expected}${hint}`,
    at,
  );
}

/** A rejected frame ends with the byte that spoilt it, except where the next STX did. */
function explained({ reason, bytes }: DiscardedEvent, offset: number): DecodeResult {
  const isSpoilt = reason === 'not-hex' || reason === 'wrong-length';
  const at = isSpoilt ? offset + bytes.length - 1 : offset + (reason === 'cut-short' ? bytes.length : 0);
  return failed(reason, EXPLAINED[reason] ?? reason, at);
}

function failed(code: string, message: string, offset: number): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
