/**
 * Payloads, the bytes behind the code: `decode…` takes them with strict lengths, `encode…` makes them. Layouts by SIA OSDP v2.2 section 6
 * and 7; multi-byte numbers are little-endian unless said otherwise.
 */
export type PayloadResult<Value> =
  | { ok: true; value: Value }
  /** `offset` is the index of the payload byte at fault, or its length where bytes are missing. */
  | { ok: false; code: PayloadFailureCode; offset: number };

export type PayloadFailureCode = 'payload-length' | 'payload-value';

/** Who a reader says it is. */
export interface Pdid {
  /** IEEE OUI in hex, as sent. */
  vendor: string;
  model: number;
  version: number;
  serial: number;
  /** major.minor.build */
  firmware: string;
}

const PDID_BYTES = 12;

export function decodePdid(payload: Uint8Array): PayloadResult<Pdid> {
  if (payload.length !== PDID_BYTES) return wrongLength(payload, PDID_BYTES);
  const [, , , model = 0, version = 0, , , , , major = 0, minor = 0, build = 0] = payload;
  const vendor = hex(payload.subarray(0, 3));
  return ok({ vendor, model, version, serial: uint32(payload, 5), firmware: `${major}.${minor}.${build}` });
}

export function encodePdid({ vendor, model, version, serial, firmware }: Pdid): Uint8Array {
  const numbers = firmware.split('.').map(Number);
  const oui = Buffer.from(vendor, 'hex');
  if (oui.length !== 3 || numbers.length !== 3)
    throw new RangeError('a vendor is 3 bytes of hex, a firmware is 1.2.3');
  return Uint8Array.of(...oui, model, version, ...bytes32(serial), ...numbers);
}

/** Function codes of PDCAP that matter here. */
export const CAPABILITY = {
  contact: 1,
  output: 2,
  cardFormat: 3,
  led: 4,
  buzzer: 5,
  text: 6,
  time: 7,
  checkCharacter: 8,
  security: 9,
  receiveBuffer: 10,
  largestMessage: 11,
  smartCard: 12,
  readers: 13,
  biometrics: 14,
  securePinEntry: 15,
  version: 16,
} as const;

/** One line of PDCAP. For the two sizes, `compliance` and `count` are the low and high byte of one number. */
export interface Capability {
  function: number;
  compliance: number;
  count: number;
}

export function decodePdcap(payload: Uint8Array): PayloadResult<Capability[]> {
  if (payload.length % 3 !== 0) return { ok: false, code: 'payload-length', offset: payload.length };
  return ok(
    Array.from({ length: payload.length / 3 }, (_, index) => ({
      function: payload[index * 3] ?? 0,
      compliance: payload[index * 3 + 1] ?? 0,
      count: payload[index * 3 + 2] ?? 0,
    })),
  );
}

export function encodePdcap(capabilities: readonly Capability[]): Uint8Array {
  return Uint8Array.from(
    capabilities.flatMap(({ function: code, compliance, count }) => [code, compliance, count]),
  );
}

/** Tamper contact and power of a reader. */
export interface LocalStatus {
  isTampered: boolean;
  isPowerFailing: boolean;
}

export function decodeLstatr(payload: Uint8Array): PayloadResult<LocalStatus> {
  if (payload.length !== 2) return wrongLength(payload, 2);
  return ok({ isTampered: payload[0] !== 0, isPowerFailing: payload[1] !== 0 });
}

export function encodeLstatr({ isTampered, isPowerFailing }: LocalStatus): Uint8Array {
  return Uint8Array.of(isTampered ? 1 : 0, isPowerFailing ? 1 : 0);
}

export type AttachedReader = 'ok' | 'not-connected' | 'tamper';
const ATTACHED: readonly AttachedReader[] = ['ok', 'not-connected', 'tamper'];

/** State of each reader behind the peripheral. */
export function decodeRstatr(payload: Uint8Array): PayloadResult<AttachedReader[]> {
  if (payload.length === 0) return wrongLength(payload, 1);
  const states: AttachedReader[] = [];
  for (const [offset, value] of payload.entries()) {
    const state = ATTACHED[value];
    if (state === undefined) return { ok: false, code: 'payload-value', offset };
    states.push(state);
  }
  return ok(states);
}

export function encodeRstatr(states: readonly AttachedReader[]): Uint8Array {
  return Uint8Array.from(states, state => ATTACHED.indexOf(state));
}

/** First byte is the reason; some reasons are followed by data. */
export function decodeNak(payload: Uint8Array): PayloadResult<{ reason: number }> {
  const [reason] = payload;
  return reason === undefined ? wrongLength(payload, 1) : ok({ reason });
}

/** New address and speed; COM has the same layout. */
export interface Comset {
  address: number;
  baudRate: number;
}

export function decodeComset(payload: Uint8Array): PayloadResult<Comset> {
  if (payload.length !== 5) return wrongLength(payload, 5);
  const [address = 0] = payload;
  return address > 0x7e
    ? { ok: false, code: 'payload-value', offset: 0 }
    : ok({ address, baudRate: uint32(payload, 1) });
}

export function encodeComset({ address, baudRate }: Comset): Uint8Array {
  return Uint8Array.of(address, ...bytes32(baudRate));
}

/** The only kind of key there is: SCBK, 16 bytes. */
const KEY_TYPE_SCBK = 1;
const KEY_BYTES = 16;

export function decodeKeyset(payload: Uint8Array): PayloadResult<{ key: Uint8Array }> {
  if (payload.length !== 2 + KEY_BYTES) return wrongLength(payload, 2 + KEY_BYTES);
  if (payload[0] !== KEY_TYPE_SCBK) return { ok: false, code: 'payload-value', offset: 0 };
  if (payload[1] !== KEY_BYTES) return { ok: false, code: 'payload-value', offset: 1 };
  return ok({ key: payload.slice(2) });
}

export function encodeKeyset(key: Uint8Array): Uint8Array {
  if (key.length !== KEY_BYTES) throw new RangeError('a key has 16 bytes');
  return Uint8Array.of(KEY_TYPE_SCBK, KEY_BYTES, ...key);
}

/** The most that the panel can take in one message. */
export function decodeAcurxsize(payload: Uint8Array): PayloadResult<{ bytes: number }> {
  return payload.length === 2 ? ok({ bytes: uint16(payload, 0) }) : wrongLength(payload, 2);
}

export function encodeAcurxsize(bytes: number): Uint8Array {
  return Uint8Array.of(bytes & 0xff, (bytes >> 8) & 0xff);
}

/** A payload of exactly so many bytes, whatever they are. */
export function decodeFixed(payload: Uint8Array, length: number): PayloadResult<Uint8Array> {
  return payload.length === length ? ok(payload) : wrongLength(payload, length);
}

export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

/** Points behind the last byte where bytes are missing, at the first surplus one where there are too many. */
export function wrongLength(
  payload: Uint8Array,
  expected: number,
): { ok: false; code: 'payload-length'; offset: number } {
  return { ok: false, code: 'payload-length', offset: Math.min(payload.length, expected) };
}

export function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (uint16(bytes, at) | (uint16(bytes, at + 2) << 16)) >>> 0;
}

function bytes32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map(byte => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}
