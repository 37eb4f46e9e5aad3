import { createPresentations } from '../presentation.ts';
import type { ProtocolEvent, ReaderProtocol, Signal } from '../protocol.ts';
import { hexOf } from '../wiegand/bits.ts';
import { type CommandFailure, CommandLink, type LinkEvent } from './command-link.ts';
import {
  COMMAND,
  type Command,
  GET_FIRMWARE_VERSION,
  IN_LIST_PASSIVE_TARGET,
  IN_RELEASE_ALL,
  RF_CONFIGURATION,
  SAM_CONFIGURATION,
} from './commands.ts';
import { firmwareOf } from './firmware.ts';
import { type LampPins, Lamps } from './lamps.ts';
import { cardOfTarget, parseTargets } from './targets.ts';

export interface Pn532Options {
  /** From one look into the field to the next. */
  pollMs: number;
  gpio?: LampPins | undefined;
}

/** Failures in a row before the chip counts as gone; each of them but the first has already been a new try. */
export const FAILURES_MAX = 3;
/** How long a chip that counts as gone is left alone between tries. */
export const RETRY_PAUSE_MS = 500;
/** Silence after which the port is closed and opened again. */
export const SILENCE_MS = 10_000;
/** A response that makes no sense counts once, not at each look, while the same card lies there. */
const REFUSAL_HOLD_MS = 1000;

const PROBLEMS: Record<CommandFailure, string> = {
  'no-ack': 'no-answer',
  'no-response': 'stuck',
  'not-understood': 'not-understood',
};

/** Wakes the chip, looks into the field again and again, and begins anew whenever it falls silent. */
export class Pn532Protocol implements ReaderProtocol {
  readonly #pollMs: number;
  readonly #lamps: Lamps;
  readonly #link = new CommandLink();
  #refusals = createPresentations(REFUSAL_HOLD_MS);
  #isOpen = false;
  /** What the chip has been told since it last woke. */
  #ready: 'asleep' | 'awake' | 'known' | 'configured' = 'asleep';
  #mustRelease = false;
  /** Nothing is sent before. */
  #notBeforeMs = 0;
  #nextPollMs = 0;
  #failures = 0;
  #hasLamps = true;
  #firmware = '';
  /** What is wrong with a chip that answers. */
  #fault: string | null = null;
  #peer: { isAnswering: boolean; problem: string | null } = { isAnswering: false, problem: null };

  constructor({ pollMs, gpio = {} }: Pn532Options) {
    this.#pollMs = pollMs;
    this.#lamps = new Lamps(gpio);
  }

  open(nowMs: number): ProtocolEvent[] {
    const halfRead = this.#takeAll(this.#link.open(nowMs), nowMs);
    this.#refusals = createPresentations(REFUSAL_HOLD_MS);
    this.#isOpen = true;
    this.#hasLamps = true;
    this.#failures = 0;
    this.#notBeforeMs = nowMs;
    this.#fault = null;
    this.#peer = { isAnswering: false, problem: null };
    this.#startOver(nowMs);
    return this.#goOn([...halfRead, { kind: 'peer', ...this.#peer }], nowMs);
  }

  receive(chunk: Uint8Array, nowMs: number): ProtocolEvent[] {
    return this.#goOn(this.#takeAll(this.#link.receive(chunk, nowMs), nowMs), nowMs);
  }

  tick(nowMs: number): ProtocolEvent[] {
    const events = this.#takeAll(this.#link.tick(nowMs), nowMs);
    if (!this.#isOpen || nowMs - this.#link.heardMs < SILENCE_MS) return this.#goOn(events, nowMs);
    this.#isOpen = false;
    return [...events, { kind: 'reopen', problem: 'no-answer' }];
  }

  dueMs(): number | null {
    if (!this.#isOpen) return null;
    const nextMs = this.#link.dueMs ?? this.#nextSendMs();
    return Math.min(nextMs, this.#link.heardMs + SILENCE_MS);
  }

  signal(signal: Signal, _reader: number, nowMs: number): ProtocolEvent[] {
    if (this.#hasLamps) this.#lamps.show(signal, nowMs);
    return this.#goOn([], nowMs);
  }

  #nextSendMs(): number {
    const lampMs = this.#lamps.dueMs ?? Number.POSITIVE_INFINITY;
    const wantedMs = this.#ready === 'configured' && !this.#mustRelease ? this.#nextPollMs : 0;
    return Math.max(this.#notBeforeMs, Math.min(wantedMs, lampMs));
  }

  /** Sends the next command, where one is due and none is in flight. */
  #goOn(events: ProtocolEvent[], nowMs: number): ProtocolEvent[] {
    if (!this.#isOpen || this.#link.isBusy || nowMs < this.#notBeforeMs) return events;
    const command = this.#nextCommand(nowMs);
    if (command === null) return events;
    const isFirst = this.#failures === 0 && command === SAM_CONFIGURATION;
    return [...events, ...this.#takeAll([this.#link.send(command, nowMs, isFirst)], nowMs)];
  }

  #nextCommand(nowMs: number): Command | null {
    if (this.#ready === 'asleep') return SAM_CONFIGURATION;
    if (this.#ready === 'awake') return GET_FIRMWARE_VERSION;
    if (this.#ready === 'known') return RF_CONFIGURATION;
    if (this.#mustRelease) return IN_RELEASE_ALL;
    const lamp = this.#lamps.next(nowMs);
    if (lamp !== null) return lamp;
    if (nowMs < this.#nextPollMs) return null;
    this.#nextPollMs = nowMs + this.#pollMs;
    return IN_LIST_PASSIVE_TARGET;
  }

  #takeAll(events: readonly LinkEvent[], nowMs: number): ProtocolEvent[] {
    return events.flatMap(event => {
      if (event.kind === 'answered') return this.#answered(event.command, event.payload, nowMs);
      if (event.kind === 'failed') return this.#failed(event.command, event.why, nowMs);
      return [event];
    });
  }

  #answered(command: Command, payload: Uint8Array, nowMs: number): ProtocolEvent[] {
    switch (command.data[0]) {
      case COMMAND.samConfiguration:
        this.#ready = 'awake';
        // After a failure only a look that worked says that all is well: else a chip that hangs in each look would seem to recover.
        return this.#peer.problem === null ? this.#tell(true, this.#fault) : [];
      case COMMAND.getFirmwareVersion:
        this.#ready = 'known';
        return this.#identified(payload);
      case COMMAND.rfConfiguration:
        this.#ready = 'configured';
        return [];
      case COMMAND.inRelease:
        this.#mustRelease = false;
        return [];
      case COMMAND.inListPassiveTarget:
        this.#failures = 0;
        return [...this.#tell(true, this.#fault), ...this.#looked(payload, nowMs)];
      default:
        return [];
    }
  }

  #identified(payload: Uint8Array): ProtocolEvent[] {
    const firmware = firmwareOf(payload);
    const { ic = 'unknown', version = 'unknown' } = firmware ?? {};
    const isRight = firmware?.isPn532 === true && firmware.reads.includes('iso14443a');
    this.#fault = isRight ? null : 'wrong-firmware';
    const told = this.#peer.isAnswering ? this.#tell(true, this.#fault) : [];
    if (`${ic} ${version}` === this.#firmware) return told;
    this.#firmware = `${ic} ${version}`;
    const level = isRight ? 'info' : 'warn';
    const text = isRight ? 'reader chip found' : 'the reader chip is no PN532 that reads type A cards';
    return [...told, { kind: 'note', level, text, facts: { ic, version } }];
  }

  #looked(payload: Uint8Array, nowMs: number): ProtocolEvent[] {
    const result = parseTargets(payload);
    if (result.kind === 'fault') {
      this.#mustRelease = true;
      if (!this.#refusals.isNew(hexOf(payload), nowMs)) return [];
      return [{ kind: 'refused', reason: result.fault.code }];
    }
    this.#mustRelease = result.targets.length > 0;
    return result.targets.map(target => ({ kind: 'read', card: cardOfTarget(target) }));
  }

  #failed(command: Command, why: CommandFailure, nowMs: number): ProtocolEvent[] {
    this.#lamps.drop();
    if (command.data[0] === COMMAND.writeGpio && why === 'not-understood') {
      this.#hasLamps = false;
      return [{ kind: 'note', level: 'warn', text: 'the reader chip does not switch its pins: no lights' }];
    }
    this.#failures += 1;
    this.#startOver(nowMs);
    if (this.#failures < FAILURES_MAX) return [];
    this.#notBeforeMs = nowMs + RETRY_PAUSE_MS;
    return this.#tell(false, PROBLEMS[why]);
  }

  /** The chip may have lost its power: whatever it was told is told again. */
  #startOver(nowMs: number): void {
    this.#ready = 'asleep';
    this.#mustRelease = false;
    this.#nextPollMs = nowMs;
    if (this.#hasLamps) this.#lamps.darken(nowMs);
  }

  #tell(isAnswering: boolean, problem: string | null): ProtocolEvent[] {
    if (this.#peer.isAnswering === isAnswering && this.#peer.problem === problem) return [];
    this.#peer = { isAnswering, problem };
    return [{ kind: 'peer', isAnswering, problem }];
  }
}
