import type { Cursor } from '@tapclock/contracts';
import { isUnavailable } from '../platform/database/errors.ts';
import type { Log } from '../platform/logging/logger.ts';
import { compareCursors, LOG_START } from './cursor.ts';
import type { EventReader } from './event-reader.ts';

/** Looks by itself this often: notifications are hints. */
const POLL_MS = 1_000;
/** Events are there, but an older transaction is still open; it usually ends within milliseconds, and nobody tells. */
const SOON_START_MS = 2;
const SOON_MAX_MS = 100;
const RETRY_START_MS = 200;
const RETRY_MAX_MS = 10_000;

export interface FollowLoopOptions {
  name: string;
  /** Handles one batch after `known` (null: find out first). Returns where the follower stands now, and whether there may be more. */
  step: (known: Cursor | null) => Promise<{ at: Cursor; more: boolean }>;
  reader: EventReader;
  log: Log;
}

/** Follows the log: works while something is readable, then sleeps until woken. Failures are retried for ever, with backoff. */
export class FollowLoop {
  readonly #options: FollowLoopOptions;
  #running: Promise<void> | null = null;
  #stopped = false;
  #woken = false;
  #rouse: (() => void) | null = null;
  #at: Cursor | null = null;
  #waiters: { cursor: Cursor; resolve: () => void }[] = [];

  constructor(options: FollowLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the batch at work. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#running;
    this.#settle();
  }

  wake(): void {
    this.#woken = true;
    this.#rouse?.();
  }

  /** The place may have changed behind this loop's back: ask the step again. */
  forget(): void {
    this.#at = null;
    this.wake();
  }

  /** Resolves when everything up to `cursor` was handled, or the loop stopped. */
  reached(cursor: Cursor): Promise<void> {
    return new Promise(resolve => {
      this.#waiters.push({ cursor, resolve });
      this.wake();
    });
  }

  async #run(): Promise<void> {
    let retryMs = RETRY_START_MS;
    let soonMs = SOON_START_MS;
    while (!this.#stopped) {
      this.#woken = false;
      try {
        const pending = this.#at === null ? 'now' : await this.#options.reader.pending(this.#at);
        if (pending === 'now') await this.#advance();
        retryMs = RETRY_START_MS;
        if (pending === 'soon') {
          await this.#sleep(soonMs);
          soonMs = Math.min(soonMs * 2, SOON_MAX_MS);
        } else {
          soonMs = SOON_START_MS;
          this.#settle();
          if (pending === 'none' && !this.#woken) await this.#sleep(POLL_MS);
        }
      } catch (error) {
        this.#tell(error, retryMs);
        await this.#sleep(retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
      }
    }
  }

  async #advance(): Promise<void> {
    for (let more = true; more && !this.#stopped; ) {
      const asked = this.#at;
      const done = await this.#options.step(asked);
      // forget() may have come in between; then the next round asks anew.
      if (this.#at === asked) this.#at = done.at;
      more = done.more;
    }
  }

  /** Only the first of a row of failures is told: the database being away is no news every second. */
  #tell(error: unknown, retryMs: number): void {
    const level = retryMs > RETRY_START_MS ? 'debug' : isUnavailable(error) ? 'warn' : 'error';
    this.#options.log[level]({ err: error, follower: this.#options.name, retryMs }, 'events wait');
  }

  #settle(): void {
    const at = this.#at ?? LOG_START;
    const due = this.#waiters.filter(
      waiter => this.#stopped || (this.#at !== null && compareCursors(at, waiter.cursor) >= 0),
    );
    this.#waiters = this.#waiters.filter(waiter => !due.includes(waiter));
    for (const waiter of due) waiter.resolve();
  }

  #sleep(forMs: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, forMs);
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
