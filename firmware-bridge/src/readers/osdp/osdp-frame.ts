import { checksum8, crc16 } from './osdp-check.ts';

/** Start of message. */
export const SOM = 0x53;
/** May stand before a frame; counted in nothing. */
export const MARK = 0xff;
/** Address every peripheral answers to, as long as only one is on the line. */
export const BROADCAST_ADDRESS = 0x7f;
/** Longest frame of OSDP v2.2, from SOM through the last check byte. */
export const FRAME_BYTES_MAX = 1440;
/** SOM, ADDR, LEN (2), CTRL. */
export const HEADER_BYTES = 5;
/** The first bytes of the MAC, which is all that travels of it. */
export const MAC_BYTES = 4;

const REPLY_BIT = 0x80;
const SEQUENCE_BITS = 0x03;
const CRC_BIT = 0x04;
const SECURITY_BIT = 0x08;
const RESERVED_BITS = 0xf0;

/** Types of the security block (SCS_11 to SCS_18). Odd ones are commands. */
export const SCS = {
  challenge: 0x11,
  clientCryptogram: 0x12,
  serverCryptogram: 0x13,
  initialRMac: 0x14,
  command: 0x15,
  reply: 0x16,
  encryptedCommand: 0x17,
  encryptedReply: 0x18,
} as const;

/** What stands between header and code in frames of the secure channel. `data` is what follows the type. */
export interface SecurityBlock {
  type: number;
  data: Uint8Array;
}

/** One message. `payload` is as sent, encrypted where the security block says so. */
export interface OsdpFrame {
  /** 00 to 7F, without the reply bit. */
  address: number;
  isReply: boolean;
  /** 0 to 3. */
  sequence: number;
  /** CRC-16, or the one-byte checksum. */
  isCrc: boolean;
  securityBlock: SecurityBlock | null;
  code: number;
  payload: Uint8Array;
  /** Four bytes, with security blocks 15 to 18 and never else. */
  mac: Uint8Array | null;
}

export type FrameFailureCode =
  /** Fewer bytes than the length says, or than any frame has. */
  | 'incomplete'
  /** The first byte is not SOM. */
  | 'start'
  /** The length is impossible, or more bytes follow than it says. */
  | 'length'
  /** A reserved control bit is set. */
  | 'control'
  | 'crc'
  | 'checksum'
  /** The security block has an unknown type, a wrong length, or belongs to the other direction. */
  | 'security-block'
  /** The frame claims a MAC and has no room for one. */
  | 'mac-missing';

export type ParseResult =
  | { ok: true; frame: OsdpFrame }
  /** `offset` is the index of the first byte at fault. */
  | { ok: false; code: FrameFailureCode; offset: number };

const NOTHING = new Uint8Array(0);

/**
 * Reads one whole frame, from SOM through the last check byte; marks before it are the framer's. Payload and MAC are views of `bytes`.
 * Check bytes come before the security block: a line error must not look like an attack.
 */
export function parseFrame(bytes: Uint8Array): ParseResult {
  const failure = headerFailure(bytes);
  if (failure !== null) return failure;
  const length = lengthOf(bytes);
  if (bytes.length < Math.max(HEADER_BYTES, length))
    return { ok: false, code: 'incomplete', offset: bytes.length };
  if (bytes.length > length) return { ok: false, code: 'length', offset: 2 };
  const [addressByte = 0, control = 0] = [bytes[1], bytes[4]];
  const isCrc = (control & CRC_BIT) !== 0;
  const checkAt = length - (isCrc ? 2 : 1);
  if (
    isCrc
      ? crcAt(bytes, checkAt) !== crc16(bytes, 0, checkAt)
      : bytes[checkAt] !== checksum8(bytes, 0, checkAt)
  )
    return { ok: false, code: isCrc ? 'crc' : 'checksum', offset: checkAt };
  const isReply = (addressByte & REPLY_BIT) !== 0;
  const hasBlock = (control & SECURITY_BIT) !== 0;
  const blockBytes = hasBlock ? blockLength(bytes, checkAt, isReply) : 0;
  if (blockBytes === null) return { ok: false, code: 'security-block', offset: HEADER_BYTES };
  const type = bytes[HEADER_BYTES + 1] ?? 0;
  const codeAt = HEADER_BYTES + blockBytes;
  const hasMac = hasBlock && type >= SCS.command;
  const payloadEnd = hasMac ? checkAt - MAC_BYTES : checkAt;
  if (codeAt >= payloadEnd) return { ok: false, code: hasMac ? 'mac-missing' : 'length', offset: codeAt };
  const frame: OsdpFrame = {
    address: addressByte & ~REPLY_BIT,
    isReply,
    sequence: control & SEQUENCE_BITS,
    isCrc,
    securityBlock: hasBlock ? { type, data: bytes.subarray(HEADER_BYTES + 2, codeAt) } : null,
    code: bytes[codeAt] ?? 0,
    payload: codeAt + 1 === payloadEnd ? NOTHING : bytes.subarray(codeAt + 1, payloadEnd),
    mac: hasMac ? bytes.subarray(payloadEnd, checkAt) : null,
  };
  return { ok: true, frame };
}

/**
 * What is wrong with the header of a frame, as far as it is there; null while nothing is. Length and control byte are looked at as soon as
 * they have come, so that noise is not waited for.
 */
export function headerFailure(
  bytes: Uint8Array,
  from = 0,
  frameBytesMax = FRAME_BYTES_MAX,
): Extract<ParseResult, { ok: false }> | null {
  const present = bytes.length - from;
  if (present > 0 && bytes[from] !== SOM) return { ok: false, code: 'start', offset: 0 };
  if (present >= 4) {
    const length = lengthOf(bytes, from);
    // The shortest frame: header, code, checksum.
    if (length < HEADER_BYTES + 2 || length > frameBytesMax) return { ok: false, code: 'length', offset: 2 };
  }
  if (present < HEADER_BYTES) return null;
  const control = bytes[from + 4] ?? 0;
  if ((control & RESERVED_BITS) !== 0) return { ok: false, code: 'control', offset: 4 };
  if (lengthOf(bytes, from) < frameBytesMin(control)) return { ok: false, code: 'length', offset: 2 };
  return null;
}

/** The length a frame at `from` says it has: SOM through the last check byte, no mark. */
export function lengthOf(bytes: Uint8Array, from = 0): number {
  return (bytes[from + 2] ?? 0) | ((bytes[from + 3] ?? 0) << 8);
}

/** Bytes of a frame, SOM first, no mark. Throws RangeError for a frame that no parser would take. */
export function encodeFrame(frame: OsdpFrame): Uint8Array {
  const { bytes, macAt } = layOutFrame(frame);
  const hasMac = carriesMac(frame.securityBlock);
  if (hasMac !== (frame.mac !== null))
    throw new RangeError('security blocks 15 to 18 carry a MAC, nothing else does');
  return sealFrame(bytes, macAt, frame.mac, frame.isCrc);
}

/**
 * A frame up to its MAC, in a buffer of the whole frame's size: `bytes.subarray(0, macAt)` is what the MAC covers, with the length
 * already counting MAC and check bytes.
 */
export function layOutFrame(frame: Omit<OsdpFrame, 'mac'>): { bytes: Uint8Array; macAt: number } {
  const { address, isReply, sequence, isCrc, securityBlock, code, payload } = frame;
  if (address < 0 || address > BROADCAST_ADDRESS) throw new RangeError('an address is 0 to 127');
  if (sequence < 0 || sequence > 3) throw new RangeError('a sequence number is 0 to 3');
  const blockBytes = securityBlock === null ? 0 : 2 + securityBlock.data.length;
  const macAt = HEADER_BYTES + blockBytes + 1 + payload.length;
  const length = macAt + (carriesMac(securityBlock) ? MAC_BYTES : 0) + (isCrc ? 2 : 1);
  if (length > FRAME_BYTES_MAX) throw new RangeError(`a frame has at most ${FRAME_BYTES_MAX} bytes`);
  const bytes = new Uint8Array(length);
  bytes[0] = SOM;
  bytes[1] = isReply ? address | REPLY_BIT : address;
  bytes[2] = length & 0xff;
  bytes[3] = length >> 8;
  bytes[4] = sequence | (isCrc ? CRC_BIT : 0) | (securityBlock === null ? 0 : SECURITY_BIT);
  if (securityBlock !== null) {
    bytes[HEADER_BYTES] = blockBytes;
    bytes[HEADER_BYTES + 1] = securityBlock.type;
    bytes.set(securityBlock.data, HEADER_BYTES + 2);
  }
  bytes[HEADER_BYTES + blockBytes] = code;
  bytes.set(payload, HEADER_BYTES + blockBytes + 1);
  return { bytes, macAt };
}

/** Puts MAC and check bytes into what `layOutFrame` made, and gives it back. */
export function sealFrame(
  bytes: Uint8Array,
  macAt: number,
  mac: Uint8Array | null,
  isCrc: boolean,
): Uint8Array {
  if (mac !== null) bytes.set(mac.subarray(0, MAC_BYTES), macAt);
  const checkAt = bytes.length - (isCrc ? 2 : 1);
  if (isCrc) {
    const crc = crc16(bytes, 0, checkAt);
    bytes[checkAt] = crc & 0xff;
    bytes[checkAt + 1] = crc >> 8;
  } else bytes[checkAt] = checksum8(bytes, 0, checkAt);
  return bytes;
}

export function carriesMac(block: SecurityBlock | null): boolean {
  return block !== null && block.type >= SCS.command;
}

export function isEncrypted(block: SecurityBlock | null): boolean {
  return block !== null && block.type >= SCS.encryptedCommand;
}

function frameBytesMin(control: number): number {
  return HEADER_BYTES + 1 + ((control & CRC_BIT) === 0 ? 1 : 2) + ((control & SECURITY_BIT) === 0 ? 0 : 2);
}

/** Handshake blocks carry one byte of data, the others none. Null for a block that is none, or that the other side would send. */
function blockLength(bytes: Uint8Array, checkAt: number, isReply: boolean): number | null {
  const [length = 0, type = 0] = [bytes[HEADER_BYTES], bytes[HEADER_BYTES + 1]];
  if (type < SCS.challenge || type > SCS.encryptedReply) return null;
  if ((type % 2 === 0) !== isReply) return null;
  const expected = type < SCS.command ? 3 : 2;
  return length === expected && HEADER_BYTES + length <= checkAt ? length : null;
}

function crcAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
