import type { ReaderEmulator } from '../reader-emulator.ts';
import { parseTagNotation } from './card-notation.ts';
import { createFramer, type Framer, type FramingEvent } from './framing.ts';
import { FUNCTION, functionNumbered, functionOf } from './functions.ts';
import { encodeMessage, RESULTS, type Wire } from './message.ts';
import { encodeTag, type Tag } from './tag.ts';

/** What is wrong with the reader. */
export interface Twn4Knobs {
  /** Says nothing at all. */
  isSilent: boolean;
  /** How many requests it misunderstands before the first it understands. */
  parserErrors: number;
  /** Functions that its firmware does not have. */
  unknownFunctions: readonly number[];
  version: string;
}

const SOUND: Twn4Knobs = {
  isSilent: false,
  parserErrors: 0,
  unknownFunctions: [],
  version: 'TWN4/B1.03/CCF1.57/PRS1.03/PI',
};

type Result = (typeof RESULTS)[number];

/** A TWN4 with the firmware of the simple protocol: answers when asked, and only then. */
export function createTwn4Emulator(wire: Wire, knobs: Partial<Twn4Knobs> = {}): ReaderEmulator {
  return new Twn4Emulator(wire, { ...SOUND, ...knobs });
}

class Twn4Emulator implements ReaderEmulator {
  readonly #wire: Wire;
  readonly #knobs: Twn4Knobs;
  readonly #framer: Framer;
  #tag: Tag | null = null;
  #parserErrorsLeft: number;
  /** The answer to a beep, which comes when it has sounded. */
  #beeping: { dueMs: number } | null = null;
  #shown: string | null = null;
  #startedMs: number | null = null;

  constructor(wire: Wire, knobs: Twn4Knobs) {
    this.#wire = wire;
    this.#knobs = knobs;
    this.#framer = createFramer(wire);
    this.#parserErrorsLeft = knobs.parserErrors;
  }

  receive(chunk: Uint8Array, nowMs: number): Uint8Array[] {
    this.#startedMs ??= nowMs;
    if (this.#knobs.isSilent) return [];
    return this.#framer.push(chunk, nowMs).flatMap(event => this.#take(event, nowMs));
  }

  tick(nowMs: number): Uint8Array[] {
    if (this.#beeping === null || nowMs < this.#beeping.dueMs) return [];
    this.#beeping = null;
    return [this.#answer('ok')];
  }

  dueMs(): number | null {
    return this.#beeping?.dueMs ?? null;
  }

  present(card: string): Uint8Array[] {
    this.#tag = parseTagNotation(card);
    return [];
  }

  remove(): Uint8Array[] {
    this.#tag = null;
    return [];
  }

  shown(): string | null {
    return this.#shown;
  }

  #take(event: FramingEvent, nowMs: number): Uint8Array[] {
    // A lone CR is how a host begins anew.
    if (event.kind === 'discarded')
      return event.reason === 'empty' || event.reason === 'gap' ? [] : [this.#answer('parser-error')];
    if (this.#parserErrorsLeft > 0) {
      this.#parserErrorsLeft -= 1;
      return [this.#answer('parser-error')];
    }
    const { message } = event;
    const number = (message[0] ?? 0) * 0x100 + (message[1] ?? 0);
    const parameterBytes = this.#knobs.unknownFunctions.includes(number)
      ? null
      : (functionNumbered(number)?.parameterBytes ?? null);
    if (message.length < 2 || parameterBytes === null) return [this.#answer('unknown-function')];
    if (functionOf(message) !== null) return this.#obey(number, message.subarray(2), nowMs);
    return [this.#answer(message.length < 2 + parameterBytes ? 'missing-parameter' : 'unused-parameters')];
  }

  #obey(number: number, parameters: Uint8Array, nowMs: number): Uint8Array[] {
    switch (number) {
      case FUNCTION.getVersionString:
        return [
          this.#answer('ok', [this.#knobs.version.length, ...Buffer.from(this.#knobs.version, 'latin1')]),
        ];
      case FUNCTION.getUsbType:
        return [this.#answer('ok', [0x01])];
      case FUNCTION.getSysTicks: {
        const ticks = Buffer.alloc(4);
        ticks.writeUInt32LE((nowMs - (this.#startedMs ?? nowMs)) % 2 ** 32);
        return [this.#answer('ok', ticks)];
      }
      case FUNCTION.setTagTypes:
        return [this.#answer('ok')];
      case FUNCTION.searchTag:
        return [this.#answer('ok', encodeTag(this.#tag))];
      case FUNCTION.beep: {
        const view = Buffer.from(parameters);
        const onMs = view.readUInt16LE(3);
        this.#shown = `beep ${view.readUInt16LE(1)} Hz for ${onMs} ms`;
        this.#beeping = { dueMs: nowMs + onMs + view.readUInt16LE(5) };
        return [];
      }
      default:
        return [this.#answer('invalid-function')];
    }
  }

  #answer(result: Result, payload: Uint8Array | readonly number[] = []): Uint8Array {
    return encodeMessage([RESULTS.indexOf(result), ...payload], this.#wire);
  }
}
