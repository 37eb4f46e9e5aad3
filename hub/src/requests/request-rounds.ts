import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { RequestBook } from './request-book.ts';

const LOOK_EVERY_MS = 30_000;
/** Requests of one transaction. */
const BATCH_MAX = 500;

/**
 * Writes down which requests are over without anybody's doing, so that whoever waits hears of it. Several hubs share the work: what one holds
 * the others leave alone. Lists say so before a round does.
 */
@Injectable()
export class RequestRounds implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #book: RequestBook;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #going: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(RequestBook) book: RequestBook,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#book = book;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#going = this.#going.then(() => this.#look());
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#going;
  }

  /** Ends everything that is over. */
  async go(nowMs: number): Promise<void> {
    const at = new Date(nowMs).toISOString();
    let ended: number;
    do {
      const { value } = await this.#database.transaction(sql => this.#book.expire(sql, at, BATCH_MAX));
      ended = value;
    } while (ended === BATCH_MAX);
  }

  async #look(): Promise<void> {
    try {
      await this.go(Date.now());
    } catch (error) {
      this.#log.warn({ err: error }, 'round of requests failed, the next one tries again');
    }
  }
}
