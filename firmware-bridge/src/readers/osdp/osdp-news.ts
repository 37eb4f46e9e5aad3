import type { ProtocolEvent } from '../protocol.ts';
import { formatsOf } from '../wiegand/wiegand-shape.ts';
import { decodeKppad } from './osdp-card-payloads.ts';
import { type CardReply, type Carrier, cardOfFmt, cardOfRaw } from './osdp-cards.ts';
import { REPLY, replyName } from './osdp-codes.ts';
import { type AttachedReader, decodeLstatr, decodeRstatr, type LocalStatus } from './osdp-payloads.ts';
import type { OsdpSettings } from './osdp-settings.ts';

/** Replies that are noted once each, so that an odd reader fills no log. */
const NOTED_MAX = 16;

const QUIET: LocalStatus = { isTampered: false, isPowerFailing: false };

/** What a reader answers to POLL and LSTAT, as events: cards, keys, changes of its contacts. Keeps what it said before. */
export class News {
  readonly #settings: OsdpSettings;
  readonly #noted = new Set<string>();
  #local = QUIET;
  #attached: readonly AttachedReader[] = [];

  constructor(settings: OsdpSettings) {
    this.#settings = settings;
  }

  read(code: number, payload: Uint8Array, carrier: Carrier): ProtocolEvent[] {
    switch (code) {
      case REPLY.ACK:
        return [];
      case REPLY.RAW:
        return this.#card(cardOfRaw(payload, formatsOf(this.#settings), carrier));
      case REPLY.FMT:
        return this.#card(cardOfFmt(payload, carrier));
      case REPLY.KPPAD:
        return this.#keys(payload);
      case REPLY.LSTATR:
        return this.#localStatus(payload);
      case REPLY.RSTATR:
        return this.#readerStatus(payload);
      default:
        return this.#once(`the reader sent ${replyName(code)}, which is not used`, code);
    }
  }

  #card(reply: CardReply): ProtocolEvent[] {
    if (reply.kind === 'refused') return [{ kind: 'refused', reason: reply.reason }];
    const read: ProtocolEvent = { kind: 'read', card: reply.card };
    if (reply.reader === 0) return [read];
    return [...this.#once('a card came from another reader of this peripheral', reply.reader), read];
  }

  #keys(payload: Uint8Array): ProtocolEvent[] {
    const decoded = decodeKppad(payload);
    if (!decoded.ok) return this.#malformed(REPLY.KPPAD);
    const codes = [...decoded.value.keys];
    const keys = codes.map(code => this.#keyOf(code)).join('');
    const unknown = codes.length - keys.length;
    // The codes themselves stay out of the log: an unusual keypad's digits are a PIN all the same.
    const noted =
      unknown === 0
        ? []
        : this.#once('the keypad sends codes that are no digits: set keypadStar, keypadHash');
    return keys === '' ? noted : [...noted, { kind: 'keys', keys }];
  }

  #keyOf(code: number): string {
    if (code === this.#settings.keypadStar) return '*';
    if (code === this.#settings.keypadHash) return '#';
    const character = String.fromCharCode(code);
    return /[0-9*#]/.test(character) ? character : '';
  }

  #localStatus(payload: Uint8Array): ProtocolEvent[] {
    const decoded = decodeLstatr(payload);
    if (!decoded.ok) return this.#malformed(REPLY.LSTATR);
    const [before, now] = [this.#local, decoded.value];
    this.#local = now;
    const notes: ProtocolEvent[] = [];
    if (now.isTampered !== before.isTampered)
      notes.push(
        now.isTampered
          ? warn('the reader reports tampering')
          : info('the reader no longer reports tampering'),
      );
    if (now.isPowerFailing !== before.isPowerFailing)
      notes.push(
        now.isPowerFailing ? warn('the reader reports a power failure') : info("the reader's power is back"),
      );
    return notes;
  }

  #readerStatus(payload: Uint8Array): ProtocolEvent[] {
    const decoded = decodeRstatr(payload);
    if (!decoded.ok) return this.#malformed(REPLY.RSTATR);
    const before = this.#attached;
    this.#attached = decoded.value;
    return decoded.value.flatMap((state, index): ProtocolEvent[] => {
      if (state === (before[index] ?? 'ok')) return [];
      const text = 'a reader of this peripheral changed its state';
      return [{ kind: 'note', level: state === 'ok' ? 'info' : 'warn', text, facts: { index, state } }];
    });
  }

  #malformed(code: number): ProtocolEvent[] {
    return this.#once(`the reader sent a malformed ${replyName(code)}`);
  }

  #once(text: string, value?: number): ProtocolEvent[] {
    const what = `${text} ${value ?? ''}`;
    if (this.#noted.has(what) || this.#noted.size >= NOTED_MAX) return [];
    this.#noted.add(what);
    return [{ kind: 'note', level: 'warn', text, ...(value === undefined ? {} : { facts: { value } }) }];
  }
}

function warn(text: string): ProtocolEvent {
  return { kind: 'note', level: 'warn', text };
}

function info(text: string): ProtocolEvent {
  return { kind: 'note', level: 'info', text };
}
