import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../platform/logging/logger.ts';

const RETRY_MS = 1_000;

/**
 * Works on the latest value per key, one key at a time. While the work waits (the database is away) newer values replace
 * older ones, so what is kept is bounded by the number of keys, however long it takes. Failures are tried again for ever.
 */
export class LatestWorker<T> {
  readonly #name: string;
  readonly #work: (key: string, value: T) => Promise<void>;
  readonly #log: Log;
  readonly #keysMax: number;
  readonly #waiting = new Map<string, T>();
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  constructor(options: {
    name: string;
    keysMax: number;
    work: (key: string, value: T) => Promise<void>;
    log: Log;
  }) {
    this.#name = options.name;
    this.#keysMax = options.keysMax;
    this.#work = options.work;
    this.#log = options.log;
  }

  /** Takes a value; false when there are too many keys waiting, and it is dropped. */
  put(key: string, value: T): boolean {
    if (this.#stop.signal.aborted) return false;
    if (!this.#waiting.has(key) && this.#waiting.size >= this.#keysMax) return false;
    this.#waiting.set(key, value);
    // Begun in a later turn: the work may put something itself before it first waits.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return true;
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Ends after the value at work; what waits is dropped. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#waiting.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (const [key, value] of this.#waiting) {
      this.#waiting.delete(key);
      try {
        await this.#work(key, value);
      } catch (error) {
        this.#log.warn({ err: error, worker: this.#name, key }, 'work failed, tried again later');
        if (!this.#waiting.has(key) && !this.#stop.signal.aborted) this.#waiting.set(key, value);
        await delay(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
      if (this.#stop.signal.aborted) break;
    }
    this.#running = null;
  }
}
