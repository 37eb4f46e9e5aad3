import { END_KEYS, LOCK_KEYS } from './key-codes.ts';
import type { KeyPress } from './keyboard.ts';
import type { Layout } from './layouts.ts';

/** Longest pause of a reader between two keys; people are slower. */
export const KEY_GAP_MS = 50;
/** Silence after which a text is over, for readers that press no Enter. */
export const IDLE_MS = 150;
/** No badge is shorter; a single key, or a few at once, are somebody's hand. */
export const KEYS_MIN = 4;
/** Longest number that is typed. */
export const KEYS_MAX = 64;

export type KeyTextRejection =
  /** Too slow for a reader, or too short. */
  | 'typed-by-hand'
  /** A key that types none of the allowed characters, or a command. */
  | 'not-allowed'
  | 'too-long'
  /** The kernel dropped events: characters may be missing. */
  | 'lost-keys'
  /** No Enter where one is asked for. */
  | 'no-end';

export interface KeyText {
  text: string;
  /** Why it is not to be read; null when it may. */
  rejection: KeyTextRejection | null;
}

export interface KeyTextOptions {
  layout: Layout;
  allowed: ReadonlySet<string>;
  keysMax: number;
  /** Whether silence ends a text too. */
  idleEnds: boolean;
}

/** Gathers keys into texts, and tells a reader's from a person's. */
export interface KeyTexts {
  /** A key at `nowMs`; the text that it ended, or null. */
  press(press: KeyPress, nowMs: number): KeyText | null;
  /** Silence, or the end of a recording; the text that ended by it. */
  end(): KeyText | null;
  /** Keys went missing: the text under way, or the one that follows at once, is not whole. */
  lose(nowMs: number): void;
  /** When silence ends the text under way; null when there is none. */
  dueMs(): number | null;
}

export function createKeyTexts(options: KeyTextOptions): KeyTexts {
  return new KeyTextGatherer(options);
}

class KeyTextGatherer implements KeyTexts {
  readonly #options: KeyTextOptions;
  #text = '';
  #keys = 0;
  #fault: KeyTextRejection | null = null;
  #lastAtMs = 0;
  #dueMs: number | null = null;

  constructor(options: KeyTextOptions) {
    this.#options = options;
  }

  press(press: KeyPress, nowMs: number): KeyText | null {
    if (LOCK_KEYS.has(press.code)) return null;
    // The first fault is told: what follows from it says less.
    if (this.#keys > 0 && press.atMs - this.#lastAtMs > KEY_GAP_MS) this.#fault ??= 'typed-by-hand';
    this.#lastAtMs = press.atMs;
    if (END_KEYS.has(press.code) && !press.isCommand) return this.#finish();
    this.#dueMs = nowMs + IDLE_MS;
    this.#keys += 1;
    if (this.#keys > this.#options.keysMax) this.#fault ??= 'too-long';
    else this.#add(press);
    return null;
  }

  end(): KeyText | null {
    if (!this.#options.idleEnds) this.#fault ??= 'no-end';
    return this.#finish();
  }

  lose(nowMs: number): void {
    this.#fault ??= 'lost-keys';
    this.#dueMs = nowMs + IDLE_MS;
  }

  dueMs(): number | null {
    return this.#dueMs;
  }

  #add({ code, isShifted, isCommand }: KeyPress): void {
    const character = isCommand ? null : (this.#options.layout.get(code)?.[isShifted ? 1 : 0] ?? null);
    if (character === null || !this.#options.allowed.has(character)) this.#fault ??= 'not-allowed';
    this.#text += character ?? '';
  }

  #finish(): KeyText | null {
    const [text, keys, fault] = [this.#text, this.#keys, this.#fault];
    this.#text = '';
    this.#keys = 0;
    this.#fault = null;
    this.#dueMs = null;
    if (keys === 0) return null;
    // A few keys are a hand even where they would be allowed.
    return { text, rejection: keys < KEYS_MIN ? 'typed-by-hand' : fault };
  }
}
