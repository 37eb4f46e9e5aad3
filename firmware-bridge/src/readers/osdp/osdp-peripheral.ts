import { type BackoffShape, backoffMs, type Entropy } from '../../platform/index.ts';
import type { ProtocolEvent, Signal } from '../protocol.ts';
import { Agenda } from './osdp-agenda.ts';
import { NAK } from './osdp-codes.ts';
import { Exchange } from './osdp-exchange.ts';
import type { OsdpFrame } from './osdp-frame.ts';
import { Installation } from './osdp-keys.ts';
import { note, type Outcome, type Problem } from './osdp-outcome.ts';
import type { OsdpSettings } from './osdp-settings.ts';
import { Startup } from './osdp-startup.ts';
import { Whereabouts } from './osdp-whereabouts.ts';

/** How often more the same question is sent to a reader that has answered before, until it counts as gone. */
export const RETRIES_MAX = 3;
/** A silent reader costs the others a reply timeout each time it is asked. */
export const SILENT: BackoffShape = { baseMs: 500, maxMs: 10_000 };
/** A reader that answers and does not agree with us: somebody has to do something first. */
export const AT_ODDS: BackoffShape = { baseMs: 1000, maxMs: 60_000 };
/** A reader that we agreed with until just now: the line is in trouble, and somebody may be about to tap. */
export const TROUBLED: BackoffShape = { baseMs: 100, maxMs: 1000 };
/** A reader that is busy is asked the same again after this time, so many times. */
export const BUSY_WAIT_MS = 100;
export const BUSY_MAX = 50;
/** A conversation that lasted so long was a good one: what ends it does not add up with what ended those before. */
export const STABLE_MS = 10_000;

/**
 * One reader on the line, as the panel sees it. Pure: the line asks for the next command when it is due, and brings the reply, or the news
 * that there is none.
 */
export class Peripheral {
  readonly #settings: OsdpSettings;
  readonly #exchange: Exchange;
  readonly #installation: Installation;
  readonly #whereabouts: Whereabouts;
  readonly #startup: Startup;
  readonly #agenda: Agenda;
  #dueMs = 0;
  /** Null until the reader may be used. */
  #onlineSinceMs: number | null = null;
  /** Times in a row that nobody answered. */
  #silences = 0;
  /** Times in a row that a conversation came to nothing. */
  #quarrels = 0;
  /** Times in short order that one broke off which had been of use. */
  #troubles = 0;
  /** Whether this conversation is of use: something was answered after its beginning. */
  #isOfUse = false;
  #busyTimes = 0;
  /** Speed of the port. */
  #baudRate: number;
  #isReopening = false;
  #hasNotedComset = false;
  #told: { isAnswering: boolean; problem: Problem | null } | null = null;

  constructor(settings: OsdpSettings, entropy: Entropy, isLineShared: boolean) {
    this.#settings = settings;
    this.#baudRate = settings.baudRate;
    this.#exchange = new Exchange(settings.address, settings.checksum !== 'sum');
    this.#installation = new Installation(settings);
    this.#whereabouts = new Whereabouts(settings, isLineShared);
    this.#startup = new Startup(settings, entropy, this.#installation);
    this.#agenda = new Agenda(settings, this.#installation, this.#whereabouts);
  }

  get address(): number {
    return this.#exchange.address;
  }

  /** When the next command is to be sent. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** The line was opened. Where that was our own doing, what is known of the reader holds, and is said again. */
  open(nowMs: number): ProtocolEvent[] {
    this.#installation.start(nowMs);
    this.#begin();
    if (this.#isReopening) {
      this.#isReopening = false;
      return this.#told === null ? [] : [{ kind: 'peer', ...this.#told }];
    }
    this.#told = null;
    this.#silences = 0;
    this.#quarrels = 0;
    this.#troubles = 0;
    this.#exchange.isCrc = this.#settings.checksum !== 'sum';
    this.#startup.rewind();
    this.#dueMs = nowMs;
    return [];
  }

  /** The whole line is silent and is opened again. Returns the speed at which. */
  lineIsSilent(nowMs: number): number {
    this.#whereabouts.lookAgain();
    this.#baudRate = this.#whereabouts.here.baudRate;
    this.#isReopening = true;
    this.#dueMs = nowMs;
    return this.#baudRate;
  }

  /** The bytes to send now: the next question, or again the one that was not answered. */
  command(nowMs: number): Uint8Array {
    if (this.#exchange.isAsking) return this.#exchange.send();
    if (this.#onlineSinceMs === null) this.#exchange.ask(...this.#startup.question());
    else this.#exchange.ask(this.#agenda.question(nowMs));
    return this.#exchange.send();
  }

  /** A reply from this address. Null when it does not answer what was asked. */
  reply(frame: OsdpFrame, nowMs: number): ProtocolEvent[] | null {
    const isOnline = this.#onlineSinceMs !== null;
    const verdict = this.#exchange.judge(frame);
    if (verdict.kind === 'ignored') return null;
    this.#silences = 0;
    this.#whereabouts.heard();
    this.#busyTimes = verdict.kind === 'busy' ? this.#busyTimes + 1 : 0;
    switch (verdict.kind) {
      case 'busy':
        if (this.#busyTimes > BUSY_MAX) return this.#fail('busy', nowMs);
        this.#dueMs = nowMs + BUSY_WAIT_MS;
        return [];
      case 'broken':
        return this.#fail(verdict.problem, nowMs);
      case 'nak':
        if (verdict.reason === NAK.check) return this.#checkRefused(nowMs);
        if (verdict.reason === NAK.sequence) return this.#fail('bad-sequence', nowMs);
        return this.#follow(
          isOnline ? this.#agenda.refused(verdict) : this.#startup.refused(verdict.reason, nowMs),
          nowMs,
        );
      case 'answer':
        if (isOnline) this.#agree();
        return this.#follow(
          isOnline ? this.#agenda.answered(verdict) : this.#startup.answered(verdict, nowMs),
          nowMs,
        );
    }
  }

  noReply(nowMs: number): ProtocolEvent[] {
    return this.#again('no-answer', nowMs);
  }

  /** Shown in place of the next poll. What a reader should have shown while it was away is not made up for. */
  signal(signal: Signal, nowMs: number): void {
    if (this.#onlineSinceMs === null || !this.#agenda.show(signal)) return;
    if (!this.#exchange.isAsking) this.#dueMs = Math.min(this.#dueMs, nowMs);
  }

  #begin(): void {
    this.#exchange.address = this.#whereabouts.here.address;
    this.#exchange.restart();
    this.#startup.begin();
    this.#onlineSinceMs = null;
    this.#isOfUse = false;
    this.#busyTimes = 0;
  }

  #agree(): void {
    this.#isOfUse = true;
    this.#quarrels = 0;
  }

  #follow(outcome: Outcome, nowMs: number): ProtocolEvent[] {
    this.#dueMs = nowMs;
    const events = outcome.kind === 'online' ? [] : [...(outcome.events ?? [])];
    switch (outcome.kind) {
      case 'go-on':
        this.#dueMs = nowMs + outcome.waitMs;
        return events;
      case 'online':
        return this.#goOnline(outcome, nowMs);
      case 'begin-anew':
        this.#begin();
        return [...events, ...this.#speedChange('comset')];
      case 'rekey':
        this.#exchange.secure(null);
        this.#startup.rekey(nowMs);
        this.#onlineSinceMs = null;
        return events;
      case 'fail':
        return [...events, ...this.#fail(outcome.problem, nowMs)];
    }
  }

  #goOnline(online: Extract<Outcome, { kind: 'online' }>, nowMs: number): ProtocolEvent[] {
    const { channel } = online;
    this.#onlineSinceMs = nowMs;
    this.#exchange.secure(channel?.secure ?? null);
    this.#agenda.begin(online, nowMs);
    const isDefaultKey = channel?.key.name === 'default';
    // Only there to be given a key: not to be relied on before it has one.
    if (isDefaultKey && !this.#settings.allowDefaultKey) return [];
    if (channel === null) return this.#tell(true, 'not-encrypted');
    if (isDefaultKey) return this.#tell(true, 'default-key');
    return this.#tell(true, this.#installation.isRefused ? 'key-refused' : null);
  }

  /** Legacy readers know the checksum only, and say so at once. Later on it was noise. */
  #checkRefused(nowMs: number): ProtocolEvent[] {
    const isLegacy =
      this.#settings.checksum === 'auto' &&
      this.#exchange.isCrc &&
      this.#onlineSinceMs === null &&
      this.#startup.isFirst;
    if (!isLegacy) return this.#again('check-refused', nowMs);
    this.#exchange.isCrc = false;
    this.#begin();
    this.#dueMs = nowMs;
    return [note('info', 'the reader takes the one-byte checksum only')];
  }

  /** Once more the same bytes, until it is enough. A reader that has not answered before is not waited for. */
  #again(problem: Problem, nowMs: number): ProtocolEvent[] {
    const isNew = this.#onlineSinceMs === null && this.#startup.isFirst;
    if (this.#exchange.tries > (isNew ? 0 : RETRIES_MAX)) return this.#fail(problem, nowMs);
    this.#dueMs = nowMs;
    return [];
  }

  /** Begins anew at sequence 0: at once when it is the first time in a good while, ever later when it goes on. */
  #fail(problem: Problem, nowMs: number): ProtocolEvent[] {
    const onlineMs = this.#onlineSinceMs === null ? 0 : nowMs - this.#onlineSinceMs;
    if (onlineMs >= STABLE_MS) this.#troubles = 0;
    const notes: ProtocolEvent[] = [];
    if (problem === 'no-answer') {
      this.#dueMs = nowMs + backoffMs(this.#silences, SILENT, 0);
      this.#silences += 1;
      if (this.#whereabouts.lookElsewhere(this.#silences)) notes.push(...this.#noteLost());
    } else {
      const isForgiven = this.#onlineSinceMs !== null && this.#quarrels + this.#troubles === 0;
      const waitMs = this.#isOfUse
        ? backoffMs(this.#troubles, TROUBLED, 0)
        : backoffMs(this.#quarrels, AT_ODDS, 0);
      this.#dueMs = isForgiven ? nowMs : nowMs + waitMs;
      if (this.#isOfUse) this.#troubles += 1;
      else this.#quarrels += 1;
      if (isForgiven) {
        this.#begin();
        return [note('warn', 'the conversation with the reader was begun anew', { problem })];
      }
    }
    this.#startup.rewind();
    this.#begin();
    return [...notes, ...this.#tell(false, problem), ...this.#speedChange('no-answer')];
  }

  #noteLost(): ProtocolEvent[] {
    if (this.#hasNotedComset) return [];
    this.#hasNotedComset = true;
    const { baudRate } = this.#whereabouts.here;
    const text = 'the reader answers at neither of its two speeds and is seldom looked for at the other';
    return [note('warn', text, { problem: 'comset', baudRate })];
  }

  #tell(isAnswering: boolean, problem: Problem | null): ProtocolEvent[] {
    if (this.#told?.isAnswering === isAnswering && this.#told.problem === problem) return [];
    this.#told = { isAnswering, problem };
    return [{ kind: 'peer', isAnswering, problem }];
  }

  #speedChange(problem: string): ProtocolEvent[] {
    const { baudRate } = this.#whereabouts.here;
    if (baudRate === this.#baudRate) return [];
    this.#baudRate = baudRate;
    this.#isReopening = true;
    return [{ kind: 'reopen', problem, baudRate }];
  }
}
