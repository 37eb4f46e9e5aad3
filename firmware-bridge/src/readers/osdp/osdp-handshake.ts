import type { Entropy } from '../../platform/index.ts';
import { COMMAND, REPLY } from './osdp-codes.ts';
import type { Verdict } from './osdp-exchange.ts';
import { SCS, type SecurityBlock } from './osdp-frame.ts';
import { CRYPTOGRAM_OK, decodeCcrypt, decodeCryptogram } from './osdp-handshake-payloads.ts';
import { keysToTry, type PanelKey } from './osdp-keys.ts';
import { createSecureSession, isSame, NONCE_BYTES, type SecureSession } from './osdp-secure-channel.ts';
import type { OsdpSettings } from './osdp-settings.ts';
import type { Message } from './osdp-signals.ts';

export type Answer = Extract<Verdict, { kind: 'answer' }>;
/** A question, and the security block it goes out with. */
export type Question = readonly [Message, SecurityBlock | null];

/** The panel's side of a handshake: CHLNG, CCRYPT, SCRYPT, RMAC_I, with one key after the other. */
export class Handshake {
  readonly #settings: OsdpSettings;
  readonly #entropy: Entropy;
  #keys: readonly PanelKey[] = [];
  #index = 0;
  #rndA: Uint8Array = new Uint8Array(NONCE_BYTES);
  #session: SecureSession | null = null;
  #hasSeenDefault = false;

  constructor(settings: OsdpSettings, entropy: Entropy) {
    this.#settings = settings;
    this.#entropy = entropy;
  }

  /** Looks up what keys there are. False when there is none at all. */
  prepare(mayInstall: boolean): boolean {
    this.#keys = keysToTry(this.#settings, mayInstall);
    return this.#keys.length > 0;
  }

  /** Begins with the first key again. */
  rewind(): void {
    this.#index = 0;
    this.#hasSeenDefault = false;
  }

  /** Goes on to the next key. False when that was the last. */
  next(): boolean {
    this.#index += 1;
    return this.#index < this.#keys.length;
  }

  /** Why no key did. */
  get problem(): 'default-key' | 'wrong-key' {
    return this.#hasSeenDefault ? 'default-key' : 'wrong-key';
  }

  challenge(): Question {
    // Fresh each time: with a repeated one, recorded answers would do.
    this.#rndA = this.#entropy.bytes(NONCE_BYTES);
    return [{ code: COMMAND.CHLNG, payload: this.#rndA }, this.#block(SCS.challenge)];
  }

  /** Takes CCRYPT. False when the reader did not prove the key, or proved one that is not to be used. */
  takeProof({ code, payload, securityBlock }: Answer): boolean {
    const key = this.#keys[this.#index];
    const ccrypt = decodeCcrypt(payload);
    if (code !== REPLY.CCRYPT || securityBlock?.type !== SCS.clientCryptogram || !ccrypt.ok) return false;
    if (key === undefined) return false;
    const { rndB, cryptogram } = ccrypt.value;
    const session = createSecureSession({ scbk: key.scbk, rndA: this.#rndA, rndB });
    if (!isSame(session.clientCryptogram, cryptogram)) return false;
    this.#session = session;
    if (!key.isUsed) this.#hasSeenDefault = true;
    return key.isUsed;
  }

  prove(): Question {
    const payload = this.#session?.serverCryptogram ?? new Uint8Array(0);
    return [{ code: COMMAND.SCRYPT, payload }, this.#block(SCS.serverCryptogram)];
  }

  /** Takes RMAC_I; null when the reader did not take our proof. Older firmware sends it with the block type of CCRYPT. */
  opened({ code, payload, securityBlock }: Answer): { session: SecureSession; key: PanelKey } | null {
    const [session, key] = [this.#session, this.#keys[this.#index]];
    this.#session = null;
    const rmac = decodeCryptogram(payload);
    const isRmac = securityBlock?.type === SCS.initialRMac || securityBlock?.type === SCS.clientCryptogram;
    if (code !== REPLY.RMAC_I || !isRmac || securityBlock.data[0] !== CRYPTOGRAM_OK) return null;
    if (session === null || key === undefined || !rmac.ok || !isSame(rmac.value, session.initialRMac))
      return null;
    return { session, key };
  }

  #block(type: number): SecurityBlock {
    return { type, data: Uint8Array.of(this.#keys[this.#index]?.block ?? 0) };
  }
}
