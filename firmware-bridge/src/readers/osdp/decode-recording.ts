import type { Card } from '../badge-read.ts';
import type { DecodeFailure, DecodeResult, FrameView } from '../family.ts';
import { formatsOf } from '../wiegand/wiegand-shape.ts';
import { type CardReply, cardOfFmt, cardOfRaw, carrierOf } from './osdp-cards.ts';
import { REPLY } from './osdp-codes.ts';
import { HEADER_BYTES, MAC_BYTES, MARK } from './osdp-frame.ts';
import { createOsdpFramer } from './osdp-framing.ts';
import { keyBytes, type OsdpSettings } from './osdp-settings.ts';
import { createOsdpTrace, type TraceEntry } from './osdp-trace.ts';

const EXPLAINED: Readonly<Record<string, string>> = {
  incomplete: 'the frame ends before its length says so: record longer',
  length: 'the length is one that no frame has, or does not fit what follows',
  control: 'reserved bits of the control byte are set: no OSDP, another speed, or noise',
  crc: 'the CRC is wrong: noise on the line, or a byte was lost',
  checksum: 'the checksum is wrong: noise on the line, or a byte was lost',
  'security-block': 'the security block is unknown, too long, or one that only the other side sends',
  'mac-missing': 'the frame says that it carries a MAC and has no room for one',
  mac: 'the MAC is wrong: altered or replayed, or recorded frames are missing before it',
  'no-session':
    'the frame belongs to a secure session that is not known: record from the handshake on, and set scbk',
  'no-frame': 'no frame begins anywhere: an OSDP frame starts with 53',
  'payload-length': 'the payload is not as long as its code and its counts say',
  'payload-value': 'the payload has a value that is not allowed there',
  parity: 'a parity bit of the card is wrong',
  'unknown-length': 'no card format in use has so many bits: add it to ownFormats',
  'too-long': 'more bits than any card has',
  'too-short': 'fewer bits than any card has',
  'read-backward': 'the card was read backward',
  'not-text': 'the card has no text, or characters that are none',
};

/**
 * Reads recorded bytes of an OSDP line, of both directions or of one: the first card, or what else was said, or why the first bad frame is
 * bad. A conversation that begins with its handshake is decrypted with the public default key, `scbk`, `installKey`, or a key sent in it.
 */
export function decodeRecording(bytes: Uint8Array, settings: OsdpSettings): DecodeResult {
  if (bytes.length === 0) return failed('empty', 0, 'there are no bytes to decode');
  const { scbk, installKey } = settings;
  const trace = createOsdpTrace({ keys: [scbk, installKey].filter(key => key !== undefined).map(keyBytes) });
  const framer = createOsdpFramer({ direction: 'both' });
  const frames: FrameView[] = [];
  let card: Card | null = null;
  let failure: DecodeResult | null = null;
  let at = 0;
  for (const event of [...framer.push(bytes, 0), ...framer.flush()]) {
    if (event.kind === 'rejected') {
      failure ??= failed(event.reason, at + event.offset);
      continue;
    }
    if (event.kind === 'frame') {
      const entry = trace.take(event.frame);
      const start = at + event.bytes.findIndex(byte => byte !== MARK);
      frames.push(entry.view);
      const reply = cardOf(entry, settings);
      if (reply?.kind === 'card') card ??= reply.card;
      failure ??= failureOf(entry, reply, start, at + event.bytes.length);
    }
    at += event.bytes.length;
  }
  if (card !== null) return { ok: true, card, frames };
  if (failure !== null) return failure;
  return frames.length === 0 ? failed('no-frame', 0) : { ok: true, card: null, frames };
}

function cardOf({ frame, payload, mac, view }: TraceEntry, settings: OsdpSettings): CardReply | null {
  if (!frame.isReply || payload === null || mac === 'invalid' || mac === 'unchecked') return null;
  const channel = mac === null ? 'plain' : view.key === 'default' ? 'default-key' : 'secure';
  const carrier = carrierOf(channel, frame.isCrc);
  if (frame.code === REPLY.RAW) return cardOfRaw(payload, formatsOf(settings), carrier);
  return frame.code === REPLY.FMT ? cardOfFmt(payload, carrier) : null;
}

/** `start` is where the frame's SOM is, `end` where it ends. */
function failureOf(
  entry: TraceEntry,
  reply: CardReply | null,
  start: number,
  end: number,
): DecodeResult | null {
  const { frame, payload, mac, problem } = entry;
  const blockBytes = frame.securityBlock === null ? 0 : 2 + frame.securityBlock.data.length;
  if (mac === 'invalid') return failed('mac', end - (frame.isCrc ? 2 : 1) - MAC_BYTES);
  if (mac === 'unchecked') return failed('no-session', start + HEADER_BYTES);
  const payloadAt = start + HEADER_BYTES + blockBytes + 1;
  // Inside an encrypted payload no single byte is at fault.
  const offsetIn = (offset: number) => (frame.payload === payload ? payloadAt + offset : payloadAt);
  if (reply?.kind === 'refused') return failed(reply.reason, offsetIn(reply.offset));
  return problem === null ? null : failed(problem, offsetIn(entry.problemOffset));
}

function failed(
  code: string,
  offset: number,
  message = EXPLAINED[code] ?? code,
): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
