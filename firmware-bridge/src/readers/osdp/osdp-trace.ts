import { createDecipheriv } from 'node:crypto';
import type { FrameView } from '../family.ts';
import { COMMAND, commandName, REPLY, replyName } from './osdp-codes.ts';
import { carriesMac, encodeFrame, isEncrypted, type OsdpFrame, type SecurityBlock } from './osdp-frame.ts';
import { CRYPTOGRAM_OK, decodeCcrypt, decodeChlng, decodeCryptogram } from './osdp-handshake-payloads.ts';
import { decodeKeyset } from './osdp-payloads.ts';
import {
  createSecureSession,
  deriveSessionKeys,
  isSame,
  NONCE_BYTES,
  SCBK_DEFAULT,
  type SecureSession,
} from './osdp-secure-channel.ts';
import { fieldsOf } from './osdp-view.ts';

/** Which key a session runs under. `keyset`: one that was overheard in this very conversation. */
export type KeyName = 'default' | 'given' | 'keyset';

export interface TraceEntry {
  frame: OsdpFrame;
  /** Null where the payload is encrypted and its key is not known. */
  payload: Uint8Array | null;
  /** Null for frames without one; `unchecked` where the session is not known, such as one that began before the recording. */
  mac: 'valid' | 'invalid' | 'unchecked' | null;
  /** The whole chain value of a valid MAC, of which four bytes travelled. */
  chain: Uint8Array | null;
  /** The session the frame was read in. */
  session: SecureSession | null;
  /** What is wrong with it as a message, as a slug. */
  problem: string | null;
  /** Index of the plain payload's byte at fault. */
  problemOffset: number;
  view: FrameView;
}

export interface OsdpTrace {
  /** The next frame of the conversation, of either side. Never throws. */
  take(frame: OsdpFrame): TraceEntry;
}

/** Keys overheard by KEYSET that are kept, per trace. */
const KEYSET_KEYS_MAX = 16;

/**
 * Follows a conversation without taking part in it: finds which of the known keys each handshake was made with (the public one is always
 * tried), checks MACs, decrypts, and follows KEYSET to the new key. Of one direction alone it reads what can be read.
 */
export function createOsdpTrace({ keys = [] }: { keys?: readonly Uint8Array[] } = {}): OsdpTrace {
  const known: KnownKey[] = [
    { name: 'default', scbk: SCBK_DEFAULT },
    ...keys.map((scbk): KnownKey => ({ name: 'given', scbk })),
  ];
  const learn = (scbk: Uint8Array) => {
    if (known.length < keys.length + 1 + KEYSET_KEYS_MAX) known.push({ name: 'keyset', scbk });
  };
  const conversations = new Map<number, Conversation>();
  return {
    take(frame) {
      const conversation = conversations.get(frame.address) ?? new Conversation(known, learn);
      conversations.set(frame.address, conversation);
      return conversation.take(frame);
    },
  };
}

interface KnownKey {
  name: KeyName;
  scbk: Uint8Array;
}

type Opened = Pick<TraceEntry, 'payload' | 'mac' | 'chain'>;

/** Panel and one address. */
class Conversation {
  readonly #keys: readonly KnownKey[];
  readonly #learn: (scbk: Uint8Array) => void;
  #rndA: Uint8Array | null = null;
  /** Agreed on, not used before the panel has proved its key too. */
  #candidate: { session: SecureSession; key: KeyName } | null = null;
  #open: { session: SecureSession; key: KeyName } | null = null;
  /** Whose turn it is; messages that were not recorded leave the chain unknown. */
  #turn: 'command' | 'reply' = 'command';
  /** The last secured frame of each side and how it was read: the same bytes again are a repetition, and move nothing. */
  readonly #last: Record<'command' | 'reply', { bytes: Uint8Array; opened: Opened } | null> = {
    command: null,
    reply: null,
  };

  constructor(keys: readonly KnownKey[], learn: (scbk: Uint8Array) => void) {
    this.#keys = keys;
    this.#learn = learn;
  }

  take(frame: OsdpFrame): TraceEntry {
    // A command at sequence 0 begins anew, sessions included.
    if (!frame.isReply && frame.sequence === 0) this.#forget();
    const opened = carriesMac(frame.securityBlock)
      ? this.#unwrap(frame)
      : { payload: frame.payload, mac: null, chain: null };
    const used = carriesMac(frame.securityBlock) ? this.#open : null;
    if (opened.payload !== null && !isTampered(opened)) this.#follow(frame, opened.payload);
    const fields = opened.payload === null ? null : fieldsOf(frame.code, frame.isReply, opened.payload);
    const problem = isTampered(opened) ? 'mac' : fields?.ok === false ? fields.code : null;
    const key = used?.key ?? (this.#isHandshake(frame) ? (this.#candidate ?? this.#open)?.key : undefined);
    const view = viewOf(frame, opened, {
      key: key ?? null,
      fields: fields?.ok === true ? fields.value : {},
      problem,
    });
    const problemOffset = fields?.ok === false ? fields.offset : 0;
    return { frame, ...opened, session: used?.session ?? null, problem, problemOffset, view };
  }

  #forget(): void {
    this.#rndA = null;
    this.#candidate = null;
    this.#open = null;
    this.#last.command = null;
    this.#last.reply = null;
  }

  #unwrap(frame: OsdpFrame): Opened {
    const unread: Opened = {
      payload: isEncrypted(frame.securityBlock) ? null : frame.payload,
      ...{ mac: 'unchecked', chain: null },
    };
    if (this.#open === null) return unread;
    const side = frame.isReply ? 'reply' : 'command';
    const bytes = encodeFrame(frame);
    const last = this.#last[side];
    if (last !== null && Buffer.compare(last.bytes, bytes) === 0) return last.opened;
    const { session } = this.#open;
    const result = frame.isReply ? session.unwrapReply(frame) : session.unwrapCommand(frame);
    if (!result.ok) {
      if (this.#turn === side) return { ...unread, mac: 'invalid' };
      this.#open = null;
      return unread;
    }
    this.#turn = frame.isReply ? 'command' : 'reply';
    const opened: Opened = { payload: result.frame.payload, mac: 'valid', chain: result.mac };
    this.#last[side] = { bytes, opened };
    return opened;
  }

  /** Learns from what was said in plain or could be opened. */
  #follow({ code, isReply, securityBlock }: OsdpFrame, payload: Uint8Array): void {
    if (!isReply && code === COMMAND.KEYSET) {
      const keyset = decodeKeyset(payload);
      if (keyset.ok) this.#learn(keyset.value.key);
    }
    if (!isReply && code === COMMAND.CHLNG) {
      const rndA = decodeChlng(payload);
      this.#forget();
      this.#rndA = rndA.ok ? rndA.value.slice() : null;
    } else if (isReply && code === REPLY.CCRYPT) this.#challenged(payload);
    else if (!isReply && code === COMMAND.SCRYPT) this.#proved(payload);
    else if (isReply && code === REPLY.RMAC_I && !this.#isAccepted(securityBlock, payload)) this.#open = null;
  }

  #challenged(payload: Uint8Array): void {
    const ccrypt = decodeCcrypt(payload);
    if (!ccrypt.ok || this.#rndA === null) return;
    const { rndB, cryptogram } = ccrypt.value;
    for (const { name, scbk } of this.#keys) {
      const session = createSecureSession({ scbk, rndA: this.#rndA, rndB });
      if (!isSame(session.clientCryptogram, cryptogram)) continue;
      this.#candidate = { session, key: name };
      return;
    }
  }

  #proved(payload: Uint8Array): void {
    const cryptogram = decodeCryptogram(payload);
    if (!cryptogram.ok) return;
    this.#candidate ??= this.#fromPanelAlone(cryptogram.value);
    const candidate = this.#candidate;
    if (candidate === null || !isSame(candidate.session.serverCryptogram, cryptogram.value)) return;
    this.#open = candidate;
    this.#candidate = null;
    this.#turn = 'command';
  }

  /** The server cryptogram is RND.B and RND.A under S-ENC: who knows the key needs no CCRYPT. */
  #fromPanelAlone(server: Uint8Array): { session: SecureSession; key: KeyName } | null {
    const rndA = this.#rndA;
    if (rndA === null) return null;
    for (const { name, scbk } of this.#keys) {
      const { enc } = deriveSessionKeys(scbk, rndA);
      const nonces = createDecipheriv('aes-128-ecb', enc, null).setAutoPadding(false).update(server);
      if (!isSame(nonces.subarray(NONCE_BYTES), rndA)) continue;
      return {
        session: createSecureSession({ scbk, rndA, rndB: nonces.subarray(0, NONCE_BYTES) }),
        key: name,
      };
    }
    return null;
  }

  #isAccepted(block: SecurityBlock | null, payload: Uint8Array): boolean {
    return block?.data[0] === CRYPTOGRAM_OK && isSame(payload, this.#open?.session.initialRMac ?? payload);
  }

  #isHandshake({ securityBlock }: OsdpFrame): boolean {
    return securityBlock !== null && !carriesMac(securityBlock);
  }
}

function isTampered({ mac }: Opened): boolean {
  return mac === 'invalid';
}

function viewOf(
  frame: OsdpFrame,
  { payload, mac }: Opened,
  { key, fields, problem }: { key: KeyName | null; fields: FrameView; problem: string | null },
): FrameView {
  const { isReply, address, sequence, code, securityBlock } = frame;
  return {
    direction: isReply ? 'from-reader' : 'to-reader',
    ...{ address, sequence },
    check: frame.isCrc ? 'crc' : 'checksum',
    name: (isReply ? replyName : commandName)(code),
    security: securityBlock === null ? null : `SCS_${securityBlock.type.toString(16)}`,
    ...(securityBlock === null ? {} : { key }),
    ...(mac === null ? {} : { mac }),
    ...(payload === null ? { encryptedBytes: frame.payload.length } : fields),
    ...(problem === null ? {} : { problem }),
  };
}
