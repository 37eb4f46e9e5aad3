import type { Card } from '../badge-read.ts';
import type { DecodeFailure, DecodeResult, FrameView } from '../family.ts';
import { COMMAND } from './commands.ts';
import { commandName, describeRequest, describeResponse } from './describe.ts';
import { type Frame, TFI_TO_CHIP } from './frame.ts';
import { Framer, type FramingEvent } from './framing.ts';
import { cardOfTarget, parseTargets } from './targets.ts';

const LIST_RESPONSE = COMMAND.inListPassiveTarget + 1;

const EXPLAINED: Readonly<Record<string, string>> = {
  noise: 'bytes that belong to no frame; a frame begins with 00 00 FF',
  lcs: 'the length and its checksum do not add up to 00: a byte is wrong, or this is no start of a frame',
  length: 'the frame is empty or longer than this chip sends',
  dcs: 'the data checksum is wrong: identifier, data and checksum must add up to 00',
  tfi: 'the frame identifier is neither D4 (to the chip) nor D5 (from the chip)',
  incomplete: 'the recording ends inside a frame',
};

const NOT_UNDERSTOOD =
  'the chip says that it did not understand the frame it was sent: an unknown command, or parameters it does not take';

type Information = Extract<Frame, { kind: 'information' }>;

/** Reads recorded bytes of a PN532's serial line, both directions or one; or the bare payload of an InListPassiveTarget response. */
export function decodeRecording(bytes: Uint8Array): DecodeResult {
  if (bytes.length === 0) return failed('empty', 'there are no bytes to decode', 0);
  const framer = new Framer();
  const events = [...framer.push(bytes, 0), ...framer.finish()];
  const hasFrame = events.some(({ kind }) => kind === 'frame');
  if (bytes[0] === LIST_RESPONSE && !hasFrame) return decodePayload(bytes);
  return new Recording(events, bytes.length).result();
}

function decodePayload(bytes: Uint8Array): DecodeResult {
  const result = parseTargets(bytes.subarray(1));
  if (result.kind === 'fault') return failed(result.fault.code, result.fault.message, result.fault.at + 1);
  const [target] = result.targets;
  return {
    ok: true,
    card: target === undefined ? null : cardOfTarget(target),
    frames: [describeResponse(bytes)],
  };
}

/** Walks through the frames of one recording. The first card counts; without one, the first fault does. */
class Recording {
  readonly #frames: FrameView[] = [];
  #card: Card | null = null;
  #failure: DecodeResult | null = null;
  /** Code of the request that a response may answer; null where the recording shows none. */
  #asked: number | null = null;

  constructor(events: readonly FramingEvent[], length: number) {
    let offset = 0;
    for (const event of events) {
      if (event.kind === 'frame') this.#takeFrame(event.frame, offset + event.bytes.length);
      else if (event.kind === 'discarded') this.#takeDiscarded(event.reason, event.bytes, offset, length);
      offset += event.bytes.length;
    }
  }

  result(): DecodeResult {
    if (this.#card === null && this.#failure !== null) return this.#failure;
    if (this.#frames.length === 0) return failed('incomplete', 'there is no frame in these bytes', 0);
    return { ok: true, card: this.#card, frames: this.#frames };
  }

  #takeDiscarded(reason: string, bytes: Uint8Array, offset: number, length: number): void {
    if (reason === 'fill') {
      if (bytes.includes(0x55)) this.#frames.push({ name: 'wake-up', kind: 'fill' });
      return;
    }
    this.#frames.push({ name: 'discarded', kind: 'discarded', reason, byteCount: bytes.length });
    this.#fail(reason, EXPLAINED[reason] ?? reason, reason === 'incomplete' ? length : offset);
  }

  /** `end` is the offset behind the frame's checksum. */
  #takeFrame(frame: Frame, end: number): void {
    switch (frame.kind) {
      case 'ack':
        this.#frames.push({ name: 'ACK', kind: 'ack' });
        break;
      case 'nack':
        this.#frames.push({ name: 'NACK', kind: 'nack' });
        break;
      case 'syntax-error':
        this.#frames.push({ name: 'syntax error', kind: 'error' });
        this.#fail('syntax-error', NOT_UNDERSTOOD, end - 2);
        break;
      case 'information':
        this.#takeInformation(frame, end - 1 - frame.data.length);
    }
  }

  /** `dataAt` is the offset of the command or response code. */
  #takeInformation({ data, tfi, isExtended }: Information, dataAt: number): void {
    const extended = isExtended ? { isExtended: true } : {};
    if (data.length === 0) this.#fail('length', 'the frame carries no command code', dataAt);
    else if (tfi === TFI_TO_CHIP) {
      this.#asked = data[0] ?? null;
      this.#frames.push({ ...describeRequest(data), ...extended });
    } else {
      this.#frames.push({ ...describeResponse(data), ...extended });
      this.#takeResponse(data, dataAt);
    }
  }

  #takeResponse(data: Uint8Array, dataAt: number): void {
    const code = data[0] ?? 0;
    // Commands are even and responses odd, so some wrong codes show without the request.
    const isWrong = this.#asked === null ? code % 2 === 0 : code !== this.#asked + 1;
    if (isWrong) {
      const asked = this.#asked === null ? '' : `; ${commandName(this.#asked)} was asked`;
      this.#fail(
        'response-code',
        `response code ${hex(code)} is not a command's code plus one${asked}`,
        dataAt,
      );
      return;
    }
    this.#asked = null;
    if (code !== LIST_RESPONSE) return;
    const result = parseTargets(data.subarray(1));
    if (result.kind === 'fault') {
      this.#fail(result.fault.code, result.fault.message, dataAt + 1 + result.fault.at);
      return;
    }
    const [target] = result.targets;
    if (target !== undefined) this.#card ??= cardOfTarget(target);
  }

  #fail(code: string, message: string, offset: number): void {
    this.#failure ??= failed(code, message, offset);
  }
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function failed(code: string, message: string, offset: number): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
