import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../platform/logging/logger.ts';

/** Work that is done again and again, with a pause between; what fails is told and tried again. */
export class Repeating {
  readonly #options: { name: string; pauseMs: number; work: () => Promise<void>; log: Log };
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  constructor(options: { name: string; pauseMs: number; work: () => Promise<void>; log: Log }) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the work at hand. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { name, pauseMs, work, log } = this.#options;
    const { signal } = this.#stop;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        failures += 1;
        // Only the first of a row: the database being away is no news every second.
        log[failures === 1 ? 'warn' : 'debug']({ err: error, name }, 'the audit trail waits');
      }
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
