import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';

/** Months before and after the present that have a partition of their own; anything else lands in the default one. */
const MONTHS_BACK = 2;
const MONTHS_AHEAD = 3;
const EVERY_MS = 24 * 3_600_000;
const RETRY_MS = 60_000;

/** Makes the monthly partitions of the punch table before they are needed. */
@Injectable()
export class PartitionKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(@Inject(DATABASE) database: Database, @Inject(LOGGER) log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Once before anything is served. A database that is away does not stop the start: the default partition takes any date. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#keep();
  }

  onModuleDestroy(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #keep(): Promise<void> {
    let againMs = EVERY_MS;
    try {
      const made = await ensurePartitions(this.#database, new Date());
      if (made > 0) this.#log.info({ made }, 'punch partitions made');
    } catch (error) {
      // Rows of a month that stand in the default partition keep that month from getting its own; harmless, but told.
      this.#log.warn({ err: error }, 'punch partitions could not be made');
      againMs = RETRY_MS;
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#keep(), againMs);
    this.#timer.unref();
  }
}

/** Makes what is missing around `now`; returns how many were made. */
export async function ensurePartitions(database: Database, now: Date): Promise<number> {
  const [first, last] = partitionRange(now);
  const [row] = await database.primary.query<{ made: number }>(
    'select ensure_punch_partitions($1::date, $2::date) as made',
    [first, last],
  );
  return row?.made ?? 0;
}

/** First days of the first and the last month that shall have a partition. */
export function partitionRange(now: Date): [first: string, last: string] {
  const firstOf = (months: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString().slice(0, 10);
  return [firstOf(-MONTHS_BACK), firstOf(MONTHS_AHEAD)];
}
