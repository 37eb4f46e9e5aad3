import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { isEncrypted, layOutFrame, MAC_BYTES, type OsdpFrame, SCS, sealFrame } from './osdp-frame.ts';

/** AES block and key size. */
export const BLOCK_BYTES = 16;
/** Length of RND.A, RND.B and of the client's id. */
export const NONCE_BYTES = 8;

/** SCBK-D, the key every reader knows as it leaves the factory: it is public, a channel under it hides nothing. */
export const SCBK_DEFAULT: Uint8Array = Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => 0x30 + index);

const NOTHING = new Uint8Array(0);
const ZERO_BLOCK = new Uint8Array(BLOCK_BYTES);
/** First byte of the padding of MAC input and of encrypted payloads; zeros follow. */
const PADDING = 0x80;

export interface SessionKeys {
  enc: KeyObject;
  mac1: KeyObject;
  mac2: KeyObject;
}

/** S-ENC, S-MAC1 and S-MAC2 of a session (SIA OSDP v2.2 Annex D), from the reader's key and RND.A. */
export function deriveSessionKeys(scbk: Uint8Array, rndA: Uint8Array): SessionKeys {
  const key = createSecretKey(scbk);
  const derived = (first: number, second: number) => {
    const block = new Uint8Array(BLOCK_BYTES);
    block[0] = first;
    block[1] = second;
    block.set(rndA.subarray(0, 6), 2);
    return createSecretKey(encryptBlocks(key, block));
  };
  return { enc: derived(0x01, 0x82), mac1: derived(0x01, 0x01), mac2: derived(0x01, 0x02) };
}

/** Proves to the panel that the reader knows the key. */
export function clientCryptogram(keys: SessionKeys, rndA: Uint8Array, rndB: Uint8Array): Uint8Array {
  return encryptBlocks(keys.enc, joined(rndA, rndB));
}

/** Proves to the reader that the panel knows the key. */
export function serverCryptogram(keys: SessionKeys, rndA: Uint8Array, rndB: Uint8Array): Uint8Array {
  return encryptBlocks(keys.enc, joined(rndB, rndA));
}

/** What the reader answers to the server cryptogram, and what the first MAC is chained to. */
export function initialRMac(keys: SessionKeys, server: Uint8Array): Uint8Array {
  return encryptBlocks(keys.mac2, encryptBlocks(keys.mac1, server));
}

/** A reader's own key from a site's master key and the client id of its CCRYPT (in practice the first eight bytes of PDID). */
export function diversifyKey(masterKey: Uint8Array, clientId: Uint8Array): Uint8Array {
  const inverted = clientId.map(byte => ~byte);
  return encryptBlocks(createSecretKey(masterKey), joined(clientId, inverted));
}

/** Compares secrets in a time that does not depend on where they differ. */
export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** All 16 bytes of a MAC over a frame's bytes up to the MAC itself, chained to the other direction's last one. */
export function computeMac(keys: SessionKeys, chain: Uint8Array, covered: Uint8Array): Uint8Array {
  const padded = covered.length % BLOCK_BYTES === 0 ? covered : withPadding(covered);
  const lastAt = padded.length - BLOCK_BYTES;
  const iv =
    lastAt === 0 ? chain : encryptChain(keys.mac1, chain, padded.subarray(0, lastAt)).subarray(-BLOCK_BYTES);
  return encryptChain(keys.mac2, iv, padded.subarray(lastAt));
}

/** A payload under S-ENC; a payload of whole blocks grows by one, so that the padding can always be told. */
export function encryptPayload(keys: SessionKeys, chain: Uint8Array, payload: Uint8Array): Uint8Array {
  return encryptChain(keys.enc, inverted(chain), withPadding(payload));
}

/** Undoes `encryptPayload`; null when it cannot have been made by it. */
export function decryptPayload(
  keys: SessionKeys,
  chain: Uint8Array,
  encrypted: Uint8Array,
): Uint8Array | null {
  if (encrypted.length === 0 || encrypted.length % BLOCK_BYTES !== 0) return null;
  const decipher = createDecipheriv('aes-128-cbc', keys.enc, inverted(chain)).setAutoPadding(false);
  const padded = new Uint8Array(decipher.update(encrypted));
  const end = padded.findLastIndex(byte => byte !== 0);
  return end >= padded.length - BLOCK_BYTES && padded[end] === PADDING ? padded.slice(0, end) : null;
}

/** A message as it is meant, before the channel makes a frame of it. */
export type PlainMessage = Pick<OsdpFrame, 'address' | 'sequence' | 'isCrc' | 'code' | 'payload'>;

export type UnwrapFailure =
  /** The frame carries no MAC: it was sent outside the channel. */
  | 'not-secured'
  /** The MAC is another one: the frame was altered, replayed, or sent under other keys. */
  | 'mac'
  /** The MAC is right and what it covers cannot be decrypted. */
  | 'padding';

export type UnwrapResult =
  /** `frame.payload` is plain; `mac` is the whole chain value, of which four bytes travelled. */
  { ok: true; frame: OsdpFrame; mac: Uint8Array } | { ok: false; code: UnwrapFailure };

/**
 * The state of an open channel, the same on both sides. Each message moves the chain, so wrap and unwrap each message once: what is sent
 * again is sent as the same bytes. A failed unwrap moves nothing.
 */
export interface SecureChannel {
  wrapCommand(message: PlainMessage): Uint8Array;
  wrapReply(message: PlainMessage): Uint8Array;
  unwrapCommand(frame: OsdpFrame): UnwrapResult;
  unwrapReply(frame: OsdpFrame): UnwrapResult;
}

export interface ChannelState {
  keys: SessionKeys;
  /** Last MAC of a reply; the initial R-MAC at first. Commands are chained to it. */
  replyMac: Uint8Array;
  /** Last MAC of a command; replies are chained to it. Of no use before the first command. */
  commandMac?: Uint8Array;
}

export function createSecureChannel({
  keys,
  replyMac,
  commandMac = ZERO_BLOCK,
}: ChannelState): SecureChannel {
  let lastReplyMac = replyMac;
  let lastCommandMac = commandMac;
  return {
    wrapCommand(message) {
      const wrapped = wrap(keys, lastReplyMac, message, false);
      lastCommandMac = wrapped.mac;
      return wrapped.bytes;
    },
    wrapReply(message) {
      const wrapped = wrap(keys, lastCommandMac, message, true);
      lastReplyMac = wrapped.mac;
      return wrapped.bytes;
    },
    unwrapCommand(frame) {
      const result = unwrap(keys, lastReplyMac, frame);
      if (result.ok) lastCommandMac = result.mac;
      return result;
    },
    unwrapReply(frame) {
      const result = unwrap(keys, lastCommandMac, frame);
      if (result.ok) lastReplyMac = result.mac;
      return result;
    },
  };
}

export interface SecureSession extends SecureChannel {
  readonly keys: SessionKeys;
  readonly clientCryptogram: Uint8Array;
  readonly serverCryptogram: Uint8Array;
  readonly initialRMac: Uint8Array;
}

/** Everything that follows from a key and the two nonces of a handshake, and the channel it opens. */
export function createSecureSession(of: {
  scbk: Uint8Array;
  rndA: Uint8Array;
  rndB: Uint8Array;
}): SecureSession {
  const { scbk, rndA, rndB } = of;
  if (scbk.length !== BLOCK_BYTES) throw new RangeError('a key has 16 bytes');
  if (rndA.length !== NONCE_BYTES || rndB.length !== NONCE_BYTES) throw new RangeError('a nonce has 8 bytes');
  const keys = deriveSessionKeys(scbk, rndA);
  const server = serverCryptogram(keys, rndA, rndB);
  const replyMac = initialRMac(keys, server);
  return {
    ...createSecureChannel({ keys, replyMac }),
    keys,
    clientCryptogram: clientCryptogram(keys, rndA, rndB),
    serverCryptogram: server,
    initialRMac: replyMac,
  };
}

/** Encrypt, then MAC, then check bytes. What has no payload has nothing to encrypt. */
function wrap(keys: SessionKeys, chain: Uint8Array, message: PlainMessage, isReply: boolean) {
  const isEmpty = message.payload.length === 0;
  const type = isReply
    ? isEmpty
      ? SCS.reply
      : SCS.encryptedReply
    : isEmpty
      ? SCS.command
      : SCS.encryptedCommand;
  const { bytes, macAt } = layOutFrame({
    ...message,
    isReply,
    securityBlock: { type, data: NOTHING },
    payload: isEmpty ? NOTHING : encryptPayload(keys, chain, message.payload),
  });
  const mac = computeMac(keys, chain, bytes.subarray(0, macAt));
  return { bytes: sealFrame(bytes, macAt, mac, message.isCrc), mac };
}

/** The check bytes were looked at by the parser: MAC, then decrypt, then padding. */
function unwrap(keys: SessionKeys, chain: Uint8Array, frame: OsdpFrame): UnwrapResult {
  if (frame.mac === null) return { ok: false, code: 'not-secured' };
  const { bytes, macAt } = layOutFrame(frame);
  const mac = computeMac(keys, chain, bytes.subarray(0, macAt));
  if (!isSame(mac.subarray(0, MAC_BYTES), frame.mac)) return { ok: false, code: 'mac' };
  if (!isEncrypted(frame.securityBlock) || frame.payload.length === 0) return { ok: true, frame, mac };
  const payload = decryptPayload(keys, chain, frame.payload);
  return payload === null ? { ok: false, code: 'padding' } : { ok: true, frame: { ...frame, payload }, mac };
}

function encryptBlocks(key: KeyObject, blocks: Uint8Array): Uint8Array {
  return plainBytes(createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(blocks));
}

function encryptChain(key: KeyObject, iv: Uint8Array, blocks: Uint8Array): Uint8Array {
  return plainBytes(createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false).update(blocks));
}

/** Without Buffer's own methods, which nobody here expects. */
function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function withPadding(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(bytes.length + BLOCK_BYTES - (bytes.length % BLOCK_BYTES));
  padded.set(bytes);
  padded[bytes.length] = PADDING;
  return padded;
}

function inverted(block: Uint8Array): Uint8Array {
  return Uint8Array.from(block, byte => ~byte);
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}
