import type { ReaderEmulator } from '../reader-emulator.ts';
import { parseCards } from './card-notation.ts';
import { COMMAND } from './commands.ts';
import { ACK, encodeFrame, type Frame, SYNTAX_ERROR, TFI_FROM_CHIP, TFI_TO_CHIP } from './frame.ts';
import { Framer } from './framing.ts';
import { lowPins } from './lamps.ts';
import { encodeTargets, type Target } from './targets.ts';

/** What is wrong with the chip. */
export interface Pn532Knobs {
  /** Says nothing at all. */
  isSilent: boolean;
  /** Acknowledges every command and answers none. */
  isStuck: boolean;
  /** First byte of its firmware version: 32 hex is a PN532. */
  ic: number;
  /** How many responses go out with a wrong checksum before the first good one. */
  badChecksums: number;
  /** Commands it does not know. */
  unknownCommands: readonly number[];
}

const SOUND: Pn532Knobs = { isSilent: false, isStuck: false, ic: 0x32, badChecksums: 0, unknownCommands: [] };
/** A try at finding a card takes about this long. */
const LOOK_MS = 5;
const FOR_EVER = 0xff;

/** A PN532 on its serial interface, asleep at first: wakes, is configured, looks for cards. */
export function createPn532Emulator(knobs: Partial<Pn532Knobs> = {}): ReaderEmulator {
  return new Pn532Emulator({ ...SOUND, ...knobs });
}

class Pn532Emulator implements ReaderEmulator {
  readonly #knobs: Pn532Knobs;
  readonly #framer = new Framer();
  #isAwake = false;
  #isConfigured = false;
  #passiveTries = FOR_EVER;
  #cards: readonly Target[] = [];
  /** A look into the field that is under way, and when it ends; null while it goes on for ever. */
  #look: { targetsMax: number; dueMs: number | null } | null = null;
  #lastResponse: Uint8Array | null = null;
  #badChecksumsLeft: number;
  #shown: string | null = null;

  constructor(knobs: Pn532Knobs) {
    this.#knobs = knobs;
    this.#badChecksumsLeft = knobs.badChecksums;
  }

  receive(chunk: Uint8Array, nowMs: number): Uint8Array[] {
    if (this.#knobs.isSilent) return [];
    const answers: Uint8Array[] = [];
    for (const event of this.#framer.push(chunk, nowMs)) {
      if (event.kind === 'discarded' && event.bytes.includes(0x55)) this.#isAwake = true;
      if (event.kind === 'frame' && this.#isAwake) answers.push(...this.#take(event.frame, nowMs));
    }
    return answers;
  }

  tick(nowMs: number): Uint8Array[] {
    const dueMs = this.dueMs();
    return dueMs === null || nowMs < dueMs ? [] : this.#found();
  }

  dueMs(): number | null {
    return this.#look?.dueMs ?? null;
  }

  present(card: string, nowMs: number): Uint8Array[] {
    this.#cards = parseCards(card);
    if (this.#look !== null) this.#look = { ...this.#look, dueMs: nowMs + LOOK_MS };
    return [];
  }

  remove(): Uint8Array[] {
    this.#cards = [];
    return [];
  }

  shown(): string | null {
    return this.#shown;
  }

  #take(frame: Frame, nowMs: number): Uint8Array[] {
    switch (frame.kind) {
      case 'ack':
        this.#look = null;
        return [];
      case 'nack':
        return this.#lastResponse === null ? [] : [this.#lastResponse];
      case 'syntax-error':
        return [];
      case 'information': {
        if (frame.tfi !== TFI_TO_CHIP) return [SYNTAX_ERROR];
        if (this.#knobs.isStuck) return [ACK];
        const [code = 0, ...parameters] = frame.data;
        const response = this.#knobs.unknownCommands.includes(code)
          ? 'unknown'
          : this.#obey(code, parameters, nowMs);
        if (response === 'unknown') return [ACK, SYNTAX_ERROR];
        return response === 'later' ? [ACK] : [ACK, this.#respond(code, response)];
      }
    }
  }

  #obey(code: number, parameters: readonly number[], nowMs: number): readonly number[] | 'later' | 'unknown' {
    // A new command takes the place of one that still runs.
    this.#look = null;
    switch (code) {
      case 0x00:
        return parameters;
      case COMMAND.getFirmwareVersion:
        return [this.#knobs.ic, 0x01, 0x06, 0x07];
      case COMMAND.samConfiguration:
        this.#isConfigured = true;
        return [];
      case COMMAND.rfConfiguration:
        if (parameters[0] === 0x05) this.#passiveTries = parameters[3] ?? FOR_EVER;
        return [];
      case COMMAND.writeGpio: {
        const low = lowPins(parameters[0] ?? 0, parameters[1] ?? 0);
        this.#shown = low.length === 0 ? 'dark' : `${low.join(' and ')} low`;
        return [];
      }
      case COMMAND.inRelease:
        return [0x00];
      case COMMAND.inListPassiveTarget: {
        if (!this.#isConfigured) return 'unknown';
        const isEndless = this.#passiveTries === FOR_EVER && this.#cards.length === 0;
        this.#look = { targetsMax: parameters[0] ?? 1, dueMs: isEndless ? null : nowMs + LOOK_MS };
        return 'later';
      }
      default:
        return 'unknown';
    }
  }

  #found(): Uint8Array[] {
    const seen = this.#cards.slice(0, this.#look?.targetsMax ?? 1);
    if (seen.length === 0 && this.#passiveTries === FOR_EVER) {
      this.#look = { targetsMax: this.#look?.targetsMax ?? 1, dueMs: null };
      return [];
    }
    this.#look = null;
    return [this.#respond(COMMAND.inListPassiveTarget, [...encodeTargets(seen)])];
  }

  #respond(code: number, payload: readonly number[]): Uint8Array {
    const response = encodeFrame(TFI_FROM_CHIP, [code + 1, ...payload]);
    this.#lastResponse = response;
    if (this.#badChecksumsLeft === 0) return response;
    this.#badChecksumsLeft -= 1;
    const spoilt = Uint8Array.from(response);
    const dcsAt = spoilt.length - 2;
    spoilt[dcsAt] = ((spoilt[dcsAt] ?? 0) + 1) & 0xff;
    return spoilt;
  }
}
