import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CursorRunner } from '../../event-log/index.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { isUnavailable } from '../../platform/database/errors.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { DueQueue, GATHER_MS, TIMESHEETS_CURSOR } from './due-queue.ts';
import { SheetKeeper } from './sheet-keeper.ts';

/** How often the queue is looked at: nobody announces that work has become a forgotten clock-out. */
const LOOK_MS = 1_000;
const RETRY_START_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** While another hub has the people that somebody waits for. */
const OTHERS_MS = 20;

/** Runs the keeper by the clock on the wall. Any number of hubs may do so. */
@Injectable()
export class SheetUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #keeper: SheetKeeper;
  readonly #queue: DueQueue;
  readonly #runner: CursorRunner;
  readonly #database: Database;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  constructor(
    @Inject(SheetKeeper) keeper: SheetKeeper,
    @Inject(DueQueue) queue: DueQueue,
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(DATABASE) database: Database,
    @Inject(LOGGER) log: Log,
  ) {
    this.#keeper = keeper;
    this.#queue = queue;
    this.#runner = runner;
    this.#database = database;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the step at work. */
  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Resolves when day records follow from everything that was committed at the call, but of people who cannot be derived. */
  async caughtUp(): Promise<void> {
    await this.#runner.caughtUp(TIMESHEETS_CURSOR);
    let waiting = await this.#queue.due(this.#database.primary, Date.now());
    while (waiting.length > 0 && !this.#stop.signal.aborted) {
      const nowMs = Date.now();
      const taken = await this.#keeper.step({ nowMs, dueByMs: nowMs + GATHER_MS, employees: waiting });
      if (taken === 0) await delay(OTHERS_MS);
      const due = new Set(await this.#queue.due(this.#database.primary, Date.now()));
      waiting = waiting.filter(employee => due.has(employee));
    }
  }

  /** Forgets every day record and makes all of them again; resolves when they are there. */
  async rebuild(): Promise<void> {
    await this.#keeper.forget(Date.now());
    await this.caughtUp();
  }

  async #run(): Promise<void> {
    let retryMs = RETRY_START_MS;
    while (!this.#stop.signal.aborted) {
      try {
        const taken = await this.#keeper.step({ nowMs: Date.now() });
        retryMs = RETRY_START_MS;
        if (taken === 0) await this.#sleep(LOOK_MS);
      } catch (error) {
        // Only the first of a row of failures is told: the database being away is no news every second.
        const level = retryMs > RETRY_START_MS ? 'debug' : isUnavailable(error) ? 'warn' : 'error';
        this.#log[level]({ err: error, retryMs }, 'day records wait');
        await this.#sleep(retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
      }
    }
  }

  async #sleep(forMs: number): Promise<void> {
    await delay(forMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
