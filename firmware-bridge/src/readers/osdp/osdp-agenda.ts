import type { Signal } from '../protocol.ts';
import { carrierOf } from './osdp-cards.ts';
import { COMMAND, commandName, NAK, nakName, REPLY } from './osdp-codes.ts';
import type { Answer } from './osdp-handshake.ts';
import type { Installation } from './osdp-keys.ts';
import { News } from './osdp-news.ts';
import { type Channel, note, type Outcome } from './osdp-outcome.ts';
import { encodeKeyset } from './osdp-payloads.ts';
import type { OsdpSettings } from './osdp-settings.ts';
import { commandsFor, type Indicators, indicatorsOf, type Message } from './osdp-signals.ts';
import type { Whereabouts } from './osdp-whereabouts.ts';

/** How often tamper contact and power are asked for. */
export const STATUS_MS = 10_000;
const NOTHING = new Uint8Array(0);
const POLL: Message = { code: COMMAND.POLL, payload: NOTHING };
const LSTAT: Message = { code: COMMAND.LSTAT, payload: NOTHING };
const NO_INDICATORS: Indicators = { hasLight: false, hasBuzzer: false };

/** What a reader that is online is asked, one thing after the other: mostly POLL, and now and then something in its place. */
export class Agenda {
  readonly #settings: OsdpSettings;
  readonly #installation: Installation;
  readonly #whereabouts: Whereabouts;
  readonly #news: News;
  #channel: Channel = null;
  #indicators = NO_INDICATORS;
  #hasStatus = true;
  #statusDueMs = 0;
  #signals: Message[] = [];
  /** Asked before anything else: a channel under the default key may be there for nothing but this. */
  #keyset: Message | null = null;
  #asked: Message = POLL;
  /** Commands whose refusal was noted. */
  readonly #refusals = new Set<number>();

  constructor(settings: OsdpSettings, installation: Installation, whereabouts: Whereabouts) {
    this.#settings = settings;
    this.#installation = installation;
    this.#whereabouts = whereabouts;
    this.#news = new News(settings);
  }

  begin({ channel, capabilities, keyToSend }: Extract<Outcome, { kind: 'online' }>, nowMs: number): void {
    this.#channel = channel;
    this.#keyset = keyToSend === null ? null : { code: COMMAND.KEYSET, payload: encodeKeyset(keyToSend) };
    this.#indicators = capabilities === null ? NO_INDICATORS : indicatorsOf(capabilities);
    this.#hasStatus = true;
    this.#statusDueMs = nowMs;
    this.#signals = [];
  }

  /** Whether there is something to show: it goes before the next poll. A newer signal takes the place of those that wait. */
  show(signal: Signal): boolean {
    const commands = commandsFor(signal, this.#indicators);
    if (commands.length > 0) this.#signals = commands;
    return commands.length > 0;
  }

  question(nowMs: number): Message {
    this.#asked =
      this.#takeKeyset() ?? this.#comset() ?? this.#signals.shift() ?? this.#status(nowMs) ?? POLL;
    return this.#asked;
  }

  answered(answer: Answer): Outcome {
    switch (this.#asked.code) {
      case COMMAND.KEYSET:
        return answer.code === REPLY.ACK ? this.#keyTaken() : { kind: 'fail', problem: 'bad-reply' };
      case COMMAND.COMSET:
        return answer.code === REPLY.COM ? this.#moved(answer) : { kind: 'fail', problem: 'bad-reply' };
      default:
        return this.#goOn(this.#news.read(answer.code, answer.payload, this.#carrier(answer.isCrc)));
    }
  }

  /** A NAK, for another reason than check character or sequence. */
  refused({ reason, isTrusted }: { reason: number; isTrusted: boolean }): Outcome {
    const facts = { reason: nakName(reason) };
    if (this.#asked.code === COMMAND.KEYSET) {
      this.#installation.refused();
      const events = [note('warn', 'the reader did not take the new key', facts)];
      return { kind: 'fail', problem: 'key-refused', events };
    }
    if (reason === NAK.noSecureChannel || reason === NAK.securityConditions)
      return { kind: 'fail', problem: this.#channel === null ? 'no-key' : 'session-lost' };
    if (this.#asked.code === COMMAND.COMSET) {
      this.#whereabouts.stay();
      return this.#goOn([note('warn', 'the reader did not take the new address or speed', facts)]);
    }
    return this.#asked.code === COMMAND.POLL
      ? { kind: 'fail', problem: 'command-refused' }
      : this.#doWithout(this.#asked.code, isTrusted, facts);
  }

  /** What the reader cannot do is not asked again. Not on a stranger's word: it could silence the tamper contact. */
  #doWithout(code: number, isTrusted: boolean, facts: Readonly<Record<string, string>>): Outcome {
    if (isTrusted && code === COMMAND.LSTAT) this.#hasStatus = false;
    if (isTrusted && code === COMMAND.LED) this.#indicators = { ...this.#indicators, hasLight: false };
    if (isTrusted && code === COMMAND.BUZ) this.#indicators = { ...this.#indicators, hasBuzzer: false };
    if (this.#refusals.has(code)) return this.#goOn();
    this.#refusals.add(code);
    return this.#goOn([note('info', `the reader refuses ${commandName(code)}`, facts)]);
  }

  #takeKeyset(): Message | null {
    const keyset = this.#keyset;
    this.#keyset = null;
    return keyset;
  }

  #comset(): Message | null {
    const payload = this.#whereabouts.wanted();
    return payload === null ? null : { code: COMMAND.COMSET, payload };
  }

  #status(nowMs: number): Message | null {
    if (!this.#hasStatus || nowMs < this.#statusDueMs) return null;
    this.#statusDueMs = nowMs + STATUS_MS;
    return LSTAT;
  }

  #keyTaken(): Outcome {
    this.#installation.taken();
    const isOpenToAll = this.#channel?.key.name === 'default';
    const text = isOpenToAll
      ? 'a new key was sent to the reader under the public default key: whoever listened has it'
      : 'a new key was sent to the reader';
    return { kind: 'rekey', events: [note(isOpenToAll ? 'warn' : 'info', text)] };
  }

  #moved({ payload }: Answer): Outcome {
    if (!this.#whereabouts.move(payload)) return { kind: 'fail', problem: 'bad-reply' };
    const { address, baudRate } = this.#whereabouts.here;
    return { kind: 'begin-anew', events: [note('info', 'the reader has moved', { address, baudRate })] };
  }

  #goOn(events?: Extract<Outcome, { kind: 'go-on' }>['events']): Outcome {
    const waitMs = this.#signals.length > 0 ? 0 : this.#settings.pollMs;
    return { kind: 'go-on', waitMs, ...(events === undefined ? {} : { events }) };
  }

  #carrier(isCrc: boolean) {
    if (this.#channel === null) return carrierOf('plain', isCrc);
    return carrierOf(this.#channel.key.name === 'default' ? 'default-key' : 'secure', isCrc);
  }
}
