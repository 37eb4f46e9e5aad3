import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { encodeFrame, type OsdpFrame, type SecurityBlock } from './osdp-frame.ts';
import { decodeNak } from './osdp-payloads.ts';
import type { SecureChannel } from './osdp-secure-channel.ts';
import type { Message } from './osdp-signals.ts';

/** Why a conversation cannot go on as it is, as a slug. */
export type Break = 'bad-sequence' | 'bad-mac' | 'unexpected-plain' | 'bad-reply';

export type Verdict =
  /** No answer to what was asked: late, repeated, or never asked for. The answer is still waited for. */
  | { kind: 'ignored' }
  | { kind: 'busy' }
  /** `isTrusted`: said inside the channel, or where there is none; anyone on the wire can say the others. */
  | { kind: 'nak'; reason: number; isTrusted: boolean }
  | { kind: 'answer'; code: number; payload: Uint8Array; securityBlock: SecurityBlock | null; isCrc: boolean }
  | { kind: 'broken'; problem: Break };

interface Asked {
  code: number;
  sequence: number;
  bytes: Uint8Array;
  /** How often it was sent. */
  tries: number;
}

const CHALLENGES: ReadonlySet<number> = new Set([COMMAND.CHLNG, COMMAND.SCRYPT]);

/**
 * Questions and answers with one address: sequence numbers, check bytes and the secure channel. A question is sent again as the same bytes,
 * so that a reader that did carry it out answers what it answered before, and the MAC chain does not move (SIA OSDP v2.2, 5.7).
 */
export class Exchange {
  address: number;
  isCrc: boolean;
  #channel: SecureChannel | null = null;
  #sequence: number | null = null;
  #asked: Asked | null = null;
  /** The question before, whose answer may come twice. */
  #answered: Asked | null = null;

  constructor(address: number, isCrc: boolean) {
    this.address = address;
    this.isCrc = isCrc;
  }

  /** How often what is being asked was sent; 0 when nothing is. */
  get tries(): number {
    return this.#asked?.tries ?? 0;
  }

  get isAsking(): boolean {
    return this.#asked !== null;
  }

  /** The next question has sequence 0, which ends any session in the reader too. */
  restart(): void {
    this.#channel = null;
    this.#sequence = null;
    this.#asked = null;
    this.#answered = null;
  }

  /** All that follows is said inside `channel`; outside any, for null. */
  secure(channel: SecureChannel | null): void {
    this.#channel = channel;
  }

  ask({ code, payload }: Message, securityBlock: SecurityBlock | null = null): void {
    const sequence = this.#sequence === null ? 0 : (this.#sequence % 3) + 1;
    const { address, isCrc } = this;
    const message = { address, sequence, isCrc, code, payload };
    const bytes =
      this.#channel === null
        ? encodeFrame({ ...message, isReply: false, securityBlock, mac: null })
        : this.#channel.wrapCommand(message);
    this.#sequence = sequence;
    this.#asked = { code, sequence, bytes, tries: 0 };
  }

  /** The bytes of what is being asked, for sending. */
  send(): Uint8Array {
    if (this.#asked === null) throw new Error('nothing is being asked');
    this.#asked.tries += 1;
    return this.#asked.bytes;
  }

  /** What a reply of this address means. What was asked is settled by an answer, or by any NAK but for a wrong check. */
  judge(frame: OsdpFrame): Verdict {
    const asked = this.#asked;
    if (asked === null || asked.tries === 0) return { kind: 'ignored' };
    if (frame.mac === null && frame.code === REPLY.BUSY) {
      asked.tries = 0;
      return { kind: 'busy' };
    }
    // Whoever cannot answer inside the channel says so outside of it, with whatever number.
    if (frame.mac === null && frame.code === REPLY.NAK)
      return this.#refused(frame.payload, asked, this.#channel === null);
    if (frame.sequence !== asked.sequence) return this.#outOfOrder(frame);
    if (this.#channel !== null) return this.#judgeSecured(this.#channel, frame, asked);
    if (frame.securityBlock !== null && !CHALLENGES.has(asked.code))
      return { kind: 'broken', problem: 'bad-reply' };
    return this.#settled(frame, asked);
  }

  #judgeSecured(channel: SecureChannel, frame: OsdpFrame, asked: Asked): Verdict {
    if (frame.mac === null) {
      // Some readers have changed the key before they answer, and the session is over for them.
      const isKeyTaken =
        asked.code === COMMAND.KEYSET && frame.code === REPLY.ACK && frame.securityBlock === null;
      return isKeyTaken ? this.#settled(frame, asked) : { kind: 'broken', problem: 'unexpected-plain' };
    }
    const unwrapped = channel.unwrapReply(frame);
    if (!unwrapped.ok) return { kind: 'broken', problem: 'bad-mac' };
    if (frame.code === REPLY.NAK) return this.#refused(unwrapped.frame.payload, asked, true);
    return this.#settled(unwrapped.frame, asked);
  }

  /** An answer that came too late was asked for again, so it may come twice. */
  #outOfOrder({ sequence }: OsdpFrame): Verdict {
    const isRepeated =
      this.#answered !== null && this.#answered.tries > 1 && this.#answered.sequence === sequence;
    return isRepeated ? { kind: 'ignored' } : { kind: 'broken', problem: 'bad-sequence' };
  }

  #refused(payload: Uint8Array, asked: Asked, isTrusted: boolean): Verdict {
    const nak = decodeNak(payload);
    const reason = nak.ok ? nak.value.reason : NAK.none;
    if (reason !== NAK.check) this.#settle(asked);
    return { kind: 'nak', reason, isTrusted };
  }

  #settled({ code, payload, securityBlock, isCrc }: OsdpFrame, asked: Asked): Verdict {
    this.#settle(asked);
    return { kind: 'answer', code, payload, securityBlock, isCrc };
  }

  #settle(asked: Asked): void {
    this.#answered = asked;
    this.#asked = null;
  }
}
