import { ok, type PayloadResult, uint16, wrongLength } from './osdp-payloads.ts';

/** RAW: the bits of a card, left-justified, most significant first. Bits behind the last are to be ignored: some readers leave noise there. */
export interface RawCard {
  reader: number;
  /** 0 unspecified, 1 parity-data-parity (Wiegand). */
  format: number;
  bits: number;
  bytes: Uint8Array;
}

const RAW_HEADER_BYTES = 4;

export function decodeRaw(payload: Uint8Array): PayloadResult<RawCard> {
  if (payload.length < RAW_HEADER_BYTES) return wrongLength(payload, RAW_HEADER_BYTES);
  const [reader = 0, format = 0] = payload;
  const bits = uint16(payload, 2);
  const length = RAW_HEADER_BYTES + Math.ceil(bits / 8);
  if (payload.length !== length) return wrongLength(payload, length);
  return ok({ reader, format, bits, bytes: payload.subarray(RAW_HEADER_BYTES) });
}

export function encodeRaw({ reader, format, bits, bytes }: RawCard): Uint8Array {
  if (bytes.length !== Math.ceil(bits / 8))
    throw new RangeError(`${bits} bits are ${Math.ceil(bits / 8)} bytes`);
  return Uint8Array.of(reader, format, bits & 0xff, bits >> 8, ...bytes);
}

/** FMT, deprecated in v2.2: characters of a card. */
export interface FormattedCard {
  reader: number;
  /** 0 forward, 1 backward. */
  direction: number;
  text: string;
}

const FMT_HEADER_BYTES = 3;

export function decodeFmt(payload: Uint8Array): PayloadResult<FormattedCard> {
  if (payload.length < FMT_HEADER_BYTES) return wrongLength(payload, FMT_HEADER_BYTES);
  const [reader = 0, direction = 0, count = 0] = payload;
  if (payload.length !== FMT_HEADER_BYTES + count) return wrongLength(payload, FMT_HEADER_BYTES + count);
  return ok({ reader, direction, text: textOf(payload, FMT_HEADER_BYTES) });
}

export function encodeFmt({ reader, direction, text }: FormattedCard): Uint8Array {
  return Uint8Array.of(reader, direction, text.length, ...Buffer.from(text, 'latin1'));
}

/** KPPAD: keys as the reader codes them, digits as ASCII. */
export interface KeypadData {
  reader: number;
  keys: Uint8Array;
}

const KPPAD_HEADER_BYTES = 2;

export function decodeKppad(payload: Uint8Array): PayloadResult<KeypadData> {
  if (payload.length < KPPAD_HEADER_BYTES) return wrongLength(payload, KPPAD_HEADER_BYTES);
  const [reader = 0, count = 0] = payload;
  if (payload.length !== KPPAD_HEADER_BYTES + count) return wrongLength(payload, KPPAD_HEADER_BYTES + count);
  return ok({ reader, keys: payload.subarray(KPPAD_HEADER_BYTES) });
}

export function encodeKppad({ reader, keys }: KeypadData): Uint8Array {
  return Uint8Array.of(reader, keys.length, ...keys);
}

/** One character for each byte: nothing is lost, whatever the reader sends. */
export function textOf(payload: Uint8Array, from: number): string {
  return Buffer.from(payload.buffer, payload.byteOffset + from, payload.length - from).toString('latin1');
}
