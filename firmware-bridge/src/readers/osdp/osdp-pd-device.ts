import type { Entropy } from '../../platform/index.ts';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { BROADCAST_ADDRESS, encodeFrame, type OsdpFrame, SCS, type SecurityBlock } from './osdp-frame.ts';
import { carryOut, nak, type PdAnswer, type PdState, pdid } from './osdp-pd-commands.ts';
import {
  answerChallenge,
  answerServerCryptogram,
  type HandshakeStep,
  type PdSession,
} from './osdp-pd-handshake.ts';
import { createIndicators } from './osdp-pd-indicators.ts';
import { type OsdpPdKnobs, spoiledReply, takeOne, takeTime } from './osdp-pd-knobs.ts';
import { NONCE_BYTES } from './osdp-secure-channel.ts';

/** A reader that hears no command for so long takes its panel for gone, and the session with it. */
export const PANEL_GONE_MS = 8000;
const SERIAL_BASE = 0x0c0ffee0;

export interface OsdpPdSettings {
  address: number;
  /** 32 hex characters; without it the reader is in install mode, as it left the factory. */
  scbk?: string | undefined;
}

/** Commands that a reader which enforces the secure channel takes outside of it. */
const ALLOWED_PLAIN: ReadonlySet<number> = new Set([COMMAND.ID, COMMAND.CAP]);
/** Refusals that say there is no session, or that end it: they are not sent inside one. */
const PLAIN_NAKS: ReadonlySet<number> = new Set([NAK.noSecureChannel, NAK.securityConditions]);
const NOTHING = new Uint8Array(0);

interface Reply {
  bytes: Uint8Array;
  afterwards?: (() => void) | undefined;
}

/** One reader on the line: sequence numbers, the repeated reply, and who may say what. Never throws, whatever frame comes. */
export class OsdpPdDevice implements PdState {
  address: number;
  isTampered = false;
  readonly serial: number;
  readonly events: PdAnswer[] = [];
  readonly indicators = createIndicators();
  readonly #knobs: OsdpPdKnobs;
  readonly #entropy: Entropy;
  #key: Uint8Array | null;
  /** Whether the key was given over the wire, which ends what the knobs say of keys. */
  #isKeyed = false;
  #session: PdSession | null = null;
  /** Number of the last command, null before the first. */
  #sequence: number | null = null;
  #last: { command: Uint8Array; reply: Uint8Array } | null = null;
  #heardMs = 0;

  constructor({ address, scbk }: OsdpPdSettings, entropy: Entropy, knobs: OsdpPdKnobs) {
    this.address = address;
    this.serial = SERIAL_BASE + address;
    this.#key = scbk === undefined ? null : Uint8Array.from(Buffer.from(scbk, 'hex'));
    this.#entropy = entropy;
    this.#knobs = knobs;
  }

  /** `bytes` is the frame as it came, without marks. Null when the reader says nothing to it. */
  receive(frame: OsdpFrame, bytes: Uint8Array, nowMs: number): Uint8Array | null {
    if (this.#knobs.isSilent === true) return null;
    if (frame.address !== this.address && frame.address !== BROADCAST_ADDRESS) return null;
    if (nowMs - this.#heardMs >= PANEL_GONE_MS) this.#session = null;
    this.#heardMs = nowMs;
    if (this.isChecksumOnly() && frame.isCrc) return this.#plain({ ...frame, isCrc: false }, nak(NAK.check));
    if (frame.sequence === 0) this.#startAnew();
    else if (frame.sequence === this.#sequence) return this.#repeated(frame, bytes);
    else if (this.#sequence === null || frame.sequence !== (this.#sequence % 3) + 1)
      return this.#plain(frame, nak(NAK.sequence));
    if (takeTime(this.#knobs, 'busyTimes'))
      return this.#plain({ ...frame, sequence: 0 }, { code: REPLY.BUSY, payload: NOTHING });
    const reply = this.#reply(frame, nowMs);
    this.#sequence = frame.sequence;
    this.#last = { command: bytes, reply: reply.bytes };
    reply.afterwards?.();
    return spoiledReply(reply.bytes, this.#knobs);
  }

  /** The power was cut and came back: nothing is remembered but key and address. */
  powerCycle(): void {
    this.#startAnew();
    this.events.length = 0;
  }

  hasSecureChannel(): boolean {
    return this.#knobs.hasNoSecureChannel !== true;
  }

  hasDefaultKey(): boolean {
    return this.#key === null || (!this.#isKeyed && this.#knobs.hasOnlyDefaultKey === true);
  }

  isChecksumOnly(): boolean {
    return this.#knobs.isChecksumOnly === true;
  }

  mayTakeKey(): boolean {
    return this.#session?.isOpen === true || this.#isInstallMode();
  }

  /** Ends install mode, and the session: the next one is under the new key. */
  takeKey(key: Uint8Array): void {
    this.#key = key;
    this.#isKeyed = true;
    this.#session = null;
  }

  #isInstallMode(): boolean {
    return this.hasDefaultKey() || (!this.#isKeyed && this.#knobs.isInstallMode === true);
  }

  #startAnew(): void {
    this.#session = null;
    this.#sequence = null;
    this.#last = null;
  }

  /** The panel did not hear the reply: it gets the very same again, and nothing is done twice. */
  #repeated(frame: OsdpFrame, bytes: Uint8Array): Uint8Array {
    if (this.#last === null || Buffer.compare(this.#last.command, bytes) !== 0)
      return this.#plain(frame, nak(NAK.sequence));
    return spoiledReply(this.#last.reply, this.#knobs);
  }

  #reply(frame: OsdpFrame, nowMs: number): Reply {
    const type = frame.securityBlock?.type;
    if (type === undefined) return this.#plainReply(frame, nowMs);
    if (!this.hasSecureChannel()) return this.#refusal(frame, NAK.noSecureChannel);
    if (type === SCS.challenge || type === SCS.serverCryptogram) return this.#handshakeReply(frame, type);
    const session = this.#session;
    if (session?.isOpen !== true) return this.#refusal(frame, NAK.securityConditions);
    const command = session.channel.unwrapCommand(frame);
    if (!command.ok) return this.#refusal(frame, NAK.securityConditions);
    const { code, payload, afterwards } = this.#carryOut(frame.code, command.frame.payload, nowMs);
    const [reason = 0] = payload;
    if (code === REPLY.NAK && PLAIN_NAKS.has(reason)) return this.#refusal(frame, reason);
    const { sequence, isCrc } = frame;
    const address = this.#replyAddress(frame);
    return { bytes: session.channel.wrapReply({ address, sequence, isCrc, code, payload }), afterwards };
  }

  #plainReply(frame: OsdpFrame, nowMs: number): Reply {
    const isForbidden = this.#knobs.enforcesSecure === true && !ALLOWED_PLAIN.has(frame.code);
    if (this.#session?.isOpen === true || isForbidden) return this.#refusal(frame, NAK.securityConditions);
    const answer = this.#carryOut(frame.code, frame.payload, nowMs);
    return { bytes: this.#plain(frame, answer), afterwards: answer.afterwards };
  }

  #handshakeReply(frame: OsdpFrame, type: number): Reply {
    const step = this.#handshakeStep(frame, type);
    if (!step.ok) return this.#refusal(frame, step.reason);
    this.#session = step.session;
    return { bytes: this.#plain(frame, step.answer, step.block) };
  }

  #handshakeStep(frame: OsdpFrame, type: number): HandshakeStep {
    if (type === SCS.serverCryptogram)
      return answerServerCryptogram(frame, this.#session, this.#knobs.hasLegacyRmac === true);
    const keys = { own: this.hasDefaultKey() ? null : this.#key, isInstallMode: this.#isInstallMode() };
    return answerChallenge(frame, pdid(this).slice(0, NONCE_BYTES), keys, this.#entropy);
  }

  #carryOut(code: number, payload: Uint8Array, nowMs: number): PdAnswer {
    const forced = takeOne(this.#knobs.nak);
    return forced === null ? carryOut(this, code, payload, nowMs) : nak(forced.code);
  }

  /** Says why not, outside any session; where there was one, it is over. */
  #refusal(frame: OsdpFrame, reason: number): Reply {
    this.#session = null;
    return { bytes: this.#plain(frame, nak(reason)) };
  }

  #plain(
    frame: OsdpFrame,
    { code, payload }: PdAnswer,
    securityBlock: SecurityBlock | null = null,
  ): Uint8Array {
    const { sequence, isCrc } = frame;
    const address = this.#replyAddress(frame);
    return encodeFrame({ address, isReply: true, sequence, isCrc, securityBlock, code, payload, mac: null });
  }

  #replyAddress(frame: OsdpFrame): number {
    return frame.address === BROADCAST_ADDRESS ? BROADCAST_ADDRESS : this.address;
  }
}
