import type { Card } from '../badge-read.ts';
import type { DecodeFailure, DecodeResult, FrameView } from '../family.ts';
import { iso14443aCard, isUidLength } from '../uid/printed-uid.ts';
import { hexOf } from '../wiegand/bits.ts';
import type { WiegandFormat } from '../wiegand/formats.ts';
import { formatsOf, type WiegandSettings } from '../wiegand/wiegand-shape.ts';
import { FUNCTION, functionNumbered, functionOf, type ReaderFunction } from './functions.ts';
import { CRC_BYTES, hasRightCrc, RESULTS, type Wire } from './message.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { cardOfTag, isKnownType, parseTag } from './tag.ts';

const COMPLAINTS: Readonly<Record<string, string>> = {
  'unknown-function':
    'the reader does not know the function it was asked for: does it have the firmware of the simple protocol (PRS)?',
  'missing-parameter': 'the reader says that the request was too short',
  'unused-parameters': 'the reader says that the request was too long',
  'invalid-function': 'the reader cannot do what it was asked for now',
  'parser-error': 'the reader could not read the request: is its CRC setting another?',
};

const SEARCH_TAG = functionNumbered(FUNCTION.searchTag);
/** Length of found, type, bits, length. */
const TAG_HEADER_BYTES = 4;

/** Reads recorded bytes of a TWN4, both directions or one: lines of hex, counted binary messages, or the bytes of a single message. */
export function decodeRecording(bytes: Uint8Array, options: Wire & WiegandSettings): DecodeResult {
  if (bytes.length === 0) return failed('empty', 'there are no bytes to decode', 0);
  const { pieces, failure } = piecesOf(bytes, options.mode);
  // A setting may be wrong; that all CRCs are right by chance is not to be thought of.
  const hasCrc = options.crc || (pieces.length > 0 && pieces.every(piece => hasRightCrc(piece.bytes)));
  return new Recording(pieces, { failure, hasCrc, formats: formatsOf(options) }).result();
}

interface Reading {
  failure: DecodeFailure | null;
  hasCrc: boolean;
  formats: readonly WiegandFormat[];
}

/** Walks through the messages of one recording. The first card counts; without one, the first fault does. */
class Recording {
  readonly #reading: Reading;
  readonly #frames: FrameView[] = [];
  #card: Card | null = null;
  #failure: DecodeFailure | null;
  /** The function that the next answer belongs to; null where the recording shows no request. */
  #asked: ReaderFunction | null = null;

  constructor(pieces: readonly Piece[], reading: Reading) {
    this.#reading = reading;
    this.#failure = reading.failure;
    for (const piece of pieces) this.#take(piece);
  }

  result(): DecodeResult {
    if (this.#card === null && this.#failure !== null) return { ok: false, error: this.#failure };
    if (this.#frames.length === 0) return failed('empty', 'there is no message in these bytes', 0);
    return { ok: true, card: this.#card, frames: this.#frames };
  }

  #take(piece: Piece): void {
    const { bytes } = piece;
    const { hasCrc } = this.#reading;
    if (hasCrc && !hasRightCrc(bytes)) {
      const crcAt = Math.max(0, bytes.length - CRC_BYTES);
      this.#fail('crc', 'the CRC is wrong; without CRC at the reader set crc to false', piece, crcAt);
      return;
    }
    const message = hasCrc ? bytes.subarray(0, -CRC_BYTES) : bytes;
    const request = functionOf(message);
    const crc = hasCrc ? { crc: true } : {};
    if (request !== null && !this.#isAnswer(message)) {
      this.#asked = request;
      this.#frames.push({
        name: request.name,
        kind: 'request',
        ...request.parameters(message.subarray(2)),
        ...crc,
      });
      return;
    }
    this.#takeAnswer(message, piece, crc);
    this.#asked = null;
  }

  /** Whether a message that could be a request is the answer to the one before it. */
  #isAnswer(message: Uint8Array): boolean {
    if (this.#asked === null) return false;
    return message[0] === 0x00 && this.#asked.answer(message.subarray(1)) !== null;
  }

  #takeAnswer(message: Uint8Array, piece: Piece, crc: FrameView): void {
    const result = RESULTS[message[0] ?? RESULTS.length];
    const payload = message.subarray(1);
    if (result === undefined || (result !== 'ok' && payload.length > 0)) {
      this.#fail('unknown-message', 'neither a request that is known here nor an answer', piece, 0);
      return;
    }
    if (result !== 'ok') {
      this.#frames.push({ kind: 'answer', result, ...crc });
      this.#fail(result, COMPLAINTS[result] ?? result, piece, 0);
      return;
    }
    const of = this.#asked ?? guess(payload);
    const fields = of?.answer(payload) ?? null;
    const name = of === null ? {} : { name: of.name };
    this.#frames.push({ ...name, kind: 'answer', result, ...(fields ?? { data: hexOf(payload) }), ...crc });
    if (of === null) return;
    if (of === SEARCH_TAG) this.#takeTag(payload, piece);
    else if (fields === null) this.#fail('answer-layout', `this is no answer to ${of.name}`, piece, 1);
    else this.#takeList(fields);
  }

  #takeTag(payload: Uint8Array, piece: Piece): void {
    const result = parseTag(payload);
    if (result.kind === 'invalid') {
      const isCut = piece.isOpen && result.at === payload.length;
      this.#fail(isCut ? 'incomplete' : 'tag-layout', result.message, piece, 1 + result.at);
      return;
    }
    if (result.kind === 'none') return;
    const { hasCrc, formats } = this.#reading;
    const card = cardOfTag(result.tag, { integrity: hasCrc ? 'crc16' : 'none', formats });
    if (card.kind === 'refused') {
      this.#fail(card.reason, card.message, piece, 1 + TAG_HEADER_BYTES);
      return;
    }
    this.#card ??= card.card;
  }

  /** Several type A cards at once. */
  #takeList({ uids }: FrameView): void {
    const [uid] = Array.isArray(uids) ? uids : [];
    if (typeof uid !== 'string' || !isUidLength(uid.length / 2)) return;
    this.#card ??= iso14443aCard(uid, this.#reading.hasCrc ? 'crc16' : 'none');
  }

  /** `index` counts bytes of the message. */
  #fail(code: string, message: string, { at, step }: Piece, index: number): void {
    this.#failure ??= { code, message, offset: at + index * step };
  }
}

/** The function whose answer this is, as far as its form tells: the request is not in the recording. */
function guess(payload: Uint8Array): ReaderFunction | null {
  const candidates = [FUNCTION.searchTag, FUNCTION.searchMultiTag, FUNCTION.getVersionString];
  for (const number of payload.length > 0 ? candidates : []) {
    const candidate = functionNumbered(number);
    if (candidate?.answer(payload)) return candidate;
  }
  // Half of an answer about a tag must not pass for something else.
  const isHalf = payload.length > 2 && payload[0] === 0x01 && isKnownType(payload[1] ?? 0);
  return isHalf ? SEARCH_TAG : null;
}

function failed(code: string, message: string, offset: number): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
