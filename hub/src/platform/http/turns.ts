import type { Said } from '@tapclock/contracts';
import { HubError } from './hub-error.ts';

/** Who does nothing with a turn for this long loses it. */
const STALLED_MS = 60_000;

/** Lets one at a time do what costs the hub memory and time. */
export class Turns {
  readonly #taken: Said;
  #current: Turn | null = null;

  /** `taken` is said to whoever comes while somebody else has the turn. */
  constructor(taken: Said) {
    this.#taken = taken;
  }

  /** Throws RATE_LIMITED while somebody else has the turn. */
  take(): Turn {
    if (this.#current !== null) throw new HubError('RATE_LIMITED', this.#taken);
    const turn = new Turn(() => {
      if (this.#current === turn) this.#current = null;
    });
    this.#current = turn;
    return turn;
  }
}

/** Ends by itself when nobody goes on with it: a reader may leave before the first line. */
export class Turn {
  readonly #onEnd: () => void;
  #stalled: NodeJS.Timeout;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#stalled = this.#wait();
  }

  end(): void {
    clearTimeout(this.#stalled);
    this.#onEnd();
  }

  /** The same lines; the turn ends with them, however they end. */
  async *during<T>(lines: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      for await (const line of lines) {
        clearTimeout(this.#stalled);
        this.#stalled = this.#wait();
        yield line;
      }
    } finally {
      this.end();
    }
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(this.#onEnd, STALLED_MS).unref();
  }
}
