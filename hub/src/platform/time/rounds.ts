import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../logging/logger.ts';

export interface RoundsOptions {
  /** What the log calls them. */
  name: string;
  pauseMs: number;
  work: () => Promise<void>;
  log: Log;
}

/** Work that is done in rounds with a pause between, which `wake` cuts short. What fails is told once and tried again. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #pause: AbortController | null = null;
  #woken = false;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There is something to do: the next round begins now, or as soon as the one at work is over. */
  wake(): void {
    this.#woken = true;
    this.#pause?.abort();
  }

  /** Ends after the round at work. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pause?.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { name, work, log } = this.#options;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      try {
        await work();
        failures = 0;
      } catch (error) {
        failures += 1;
        // Only the first of a row: the database being away is no news every second.
        log[failures === 1 ? 'warn' : 'debug'](
          { err: error, rounds: name },
          'a round failed, the next tries again',
        );
        this.#woken = false;
      }
      await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    if (this.#woken || this.#stop.signal.aborted) return;
    this.#pause = new AbortController();
    const { signal } = this.#pause;
    await delay(this.#options.pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    this.#pause = null;
  }
}
