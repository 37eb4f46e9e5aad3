import type { Entropy } from '../../platform/index.ts';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { type OsdpFrame, SCS, type SecurityBlock } from './osdp-frame.ts';
import {
  CRYPTOGRAM_OK,
  decodeChlng,
  decodeCryptogram,
  encodeCcrypt,
  KEY_DEFAULT,
  KEY_OWN,
} from './osdp-handshake-payloads.ts';
import type { PdAnswer } from './osdp-pd-commands.ts';
import {
  createSecureSession,
  isSame,
  NONCE_BYTES,
  SCBK_DEFAULT,
  type SecureSession,
} from './osdp-secure-channel.ts';

export interface PdSession {
  channel: SecureSession;
  /** Not until the panel has proved its key too. */
  isOpen: boolean;
}

export type HandshakeStep =
  | { ok: true; session: PdSession; answer: PdAnswer; block: SecurityBlock }
  /** `reason` is that of the NAK. */
  | { ok: false; reason: number };

export interface HandshakeKeys {
  /** Null for a reader that has SCBK-D only. */
  own: Uint8Array | null;
  /** Whether SCBK-D is taken. */
  isInstallMode: boolean;
}

/** First step, CHLNG to CCRYPT: which key, our nonce, and the proof that we know the key. */
export function answerChallenge(
  frame: OsdpFrame,
  clientId: Uint8Array,
  keys: HandshakeKeys,
  entropy: Entropy,
): HandshakeStep {
  if (frame.code !== COMMAND.CHLNG) return { ok: false, reason: NAK.securityConditions };
  const rndA = decodeChlng(frame.payload);
  if (!rndA.ok) return { ok: false, reason: NAK.length };
  const isDefaultWanted = frame.securityBlock?.data[0] === KEY_DEFAULT;
  if (isDefaultWanted && !keys.isInstallMode) return { ok: false, reason: NAK.securityConditions };
  // A reader without the key that was asked for says which one it has: the panel is to notice.
  const own = isDefaultWanted ? null : keys.own;
  const rndB = entropy.bytes(NONCE_BYTES);
  const channel = createSecureSession({ scbk: own ?? SCBK_DEFAULT, rndA: rndA.value, rndB });
  const payload = encodeCcrypt({ clientId, rndB, cryptogram: channel.clientCryptogram });
  return {
    ok: true,
    session: { channel, isOpen: false },
    answer: { code: REPLY.CCRYPT, payload },
    block: block(SCS.clientCryptogram, own === null ? KEY_DEFAULT : KEY_OWN),
  };
}

/** Second step, SCRYPT to RMAC_I: the panel knows the key as well, and the session is open. */
export function answerServerCryptogram(
  frame: OsdpFrame,
  session: PdSession | null,
  hasLegacyRmac: boolean,
): HandshakeStep {
  if (frame.code !== COMMAND.SCRYPT || session === null || session.isOpen)
    return { ok: false, reason: NAK.securityConditions };
  const cryptogram = decodeCryptogram(frame.payload);
  if (!cryptogram.ok) return { ok: false, reason: NAK.length };
  // What libosdp says to a panel with another key.
  if (!isSame(cryptogram.value, session.channel.serverCryptogram))
    return { ok: false, reason: NAK.noSecureChannel };
  return {
    ok: true,
    session: { ...session, isOpen: true },
    answer: { code: REPLY.RMAC_I, payload: session.channel.initialRMac },
    block: block(hasLegacyRmac ? SCS.clientCryptogram : SCS.initialRMac, CRYPTOGRAM_OK),
  };
}

function block(type: number, data: number): SecurityBlock {
  return { type, data: Uint8Array.of(data) };
}
