import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Log } from '../logging/logger.ts';
import { IdempotencyKeys } from './idempotency-keys.ts';

const CLEAR_EVERY_MS = 10 * 60_000;

/** Clears kept answers away when their time is up, whether or not anybody writes again: they hold people's data. */
@Injectable()
export class ExpiredKeys implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #keys: IdempotencyKeys;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #clearing: Promise<void> = Promise.resolve();

  constructor(@Inject(IdempotencyKeys) keys: IdempotencyKeys, @Inject(LOGGER) log: Log) {
    this.#keys = keys;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#clearing = this.#clearing.then(() => this.#clear());
    }, CLEAR_EVERY_MS);
    this.#timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#clearing;
  }

  async #clear(): Promise<void> {
    try {
      await this.#keys.clearExpired();
    } catch (error) {
      this.#log.warn({ err: error }, 'expired answers were not cleared away, the next round tries again');
    }
  }
}
