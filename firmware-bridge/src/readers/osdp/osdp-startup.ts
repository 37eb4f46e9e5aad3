import type { Entropy } from '../../platform/index.ts';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { type Answer, Handshake, type Question } from './osdp-handshake.ts';
import type { Installation } from './osdp-keys.ts';
import { type Channel, note, type Outcome } from './osdp-outcome.ts';
import { CAPABILITY, type Capability, decodePdcap, decodePdid } from './osdp-payloads.ts';
import type { OsdpSettings } from './osdp-settings.ts';

const STANDARD_REPLY = Uint8Array.of(0);
const AT_ONCE = { kind: 'go-on', waitMs: 0 } as const;
/** Bit of the security capability's compliance: AES-128. */
const AES_BIT = 1;

/** From the first question to a reader that may be used: who it is, what it can, and the secure channel where it is wanted. */
export class Startup {
  readonly #settings: OsdpSettings;
  readonly #installation: Installation;
  readonly #handshake: Handshake;
  #phase: 'identify' | 'describe' | 'challenge' | 'proof' = 'identify';
  /** Null when the reader does not say. */
  #capabilities: readonly Capability[] | null = null;
  #identity = '';

  constructor(settings: OsdpSettings, entropy: Entropy, installation: Installation) {
    this.#settings = settings;
    this.#installation = installation;
    this.#handshake = new Handshake(settings, entropy);
  }

  /** Whether nobody has answered yet. */
  get isFirst(): boolean {
    return this.#phase === 'identify';
  }

  begin(): void {
    this.#phase = 'identify';
  }

  /** Tries the first key first again. */
  rewind(): void {
    this.#handshake.rewind();
  }

  /** The key has changed: the handshake alone, with the new one. */
  rekey(nowMs: number): void {
    this.#handshake.rewind();
    this.#handshake.prepare(this.#installation.pending(nowMs) !== null);
    this.#phase = 'challenge';
  }

  question(): Question {
    switch (this.#phase) {
      case 'identify':
        return [{ code: COMMAND.ID, payload: STANDARD_REPLY }, null];
      case 'describe':
        return [{ code: COMMAND.CAP, payload: STANDARD_REPLY }, null];
      case 'challenge':
        return this.#handshake.challenge();
      case 'proof':
        return this.#handshake.prove();
    }
  }

  answered(answer: Answer, nowMs: number): Outcome {
    switch (this.#phase) {
      case 'identify':
        return this.#identified(answer);
      case 'describe': {
        const capabilities = answer.code === REPLY.PDCAP ? decodePdcap(answer.payload) : null;
        if (capabilities?.ok !== true) return { kind: 'fail', problem: 'bad-reply' };
        this.#capabilities = capabilities.value;
        return this.#secureOrNot(nowMs);
      }
      case 'challenge':
        if (!this.#handshake.takeProof(answer)) return this.#keyRefused();
        this.#phase = 'proof';
        return AT_ONCE;
      case 'proof':
        return this.#proved(answer, nowMs);
    }
  }

  /** A NAK, for another reason than check character or sequence. */
  refused(reason: number, nowMs: number): Outcome {
    switch (this.#phase) {
      case 'identify':
        return { kind: 'fail', problem: 'command-refused' };
      case 'describe':
        this.#capabilities = null;
        return this.#secureOrNot(nowMs);
      case 'challenge': {
        const isUnknown = reason === NAK.unknownCommand || reason === NAK.noSecureChannel;
        // One that said it can is not believed when it says it cannot: that would be the easiest way to be talked to in plain.
        return isUnknown && this.#capabilities === null ? this.#plainOrNot() : this.#keyRefused();
      }
      case 'proof':
        return this.#keyRefused();
    }
  }

  #identified({ code, payload }: Answer): Outcome {
    const pdid = code === REPLY.PDID ? decodePdid(payload) : null;
    if (pdid?.ok !== true) return { kind: 'fail', problem: 'bad-reply' };
    this.#phase = 'describe';
    const { vendor, model, firmware, serial } = pdid.value;
    const identity = [vendor, model, firmware, serial].join(' ');
    if (identity === this.#identity) return AT_ONCE;
    this.#identity = identity;
    return { ...AT_ONCE, events: [note('info', 'reader identified', { vendor, model, firmware, serial })] };
  }

  #secureOrNot(nowMs: number): Outcome {
    const { allowUnencrypted } = this.#settings;
    if (this.#capabilities !== null && !hasAes(this.#capabilities)) return this.#plainOrNot();
    if (!this.#handshake.prepare(this.#installation.pending(nowMs) !== null))
      return allowUnencrypted ? this.#online(null) : { kind: 'fail', problem: 'no-key' };
    this.#phase = 'challenge';
    return AT_ONCE;
  }

  #plainOrNot(): Outcome {
    return this.#settings.allowUnencrypted ? this.#online(null) : { kind: 'fail', problem: 'not-encrypted' };
  }

  #proved(answer: Answer, nowMs: number): Outcome {
    const opened = this.#handshake.opened(answer);
    if (opened === null) return this.#keyRefused();
    const { session, key } = opened;
    if (key.name === 'new') this.#installation.proved();
    const keyToSend = this.#installation.pending(nowMs);
    if (key.name === 'default' && !this.#settings.allowDefaultKey && keyToSend === null)
      return { kind: 'fail', problem: 'default-key' };
    return this.#online({ secure: session, key }, keyToSend);
  }

  #online(channel: Channel, keyToSend: Uint8Array | null = null): Outcome {
    return { kind: 'online', channel, capabilities: this.#capabilities, keyToSend };
  }

  /** Another key, from the first question on: nobody knows where a reader stands that broke a handshake off. */
  #keyRefused(): Outcome {
    if (this.#installation.isFresh) {
      this.#installation.stale();
      return { kind: 'begin-anew' };
    }
    if (this.#handshake.next()) return { kind: 'begin-anew' };
    return { kind: 'fail', problem: this.#handshake.problem };
  }
}

function hasAes(capabilities: readonly Capability[]): boolean {
  return capabilities.some(
    ({ function: code, compliance }) => code === CAPABILITY.security && (compliance & AES_BIT) !== 0,
  );
}
