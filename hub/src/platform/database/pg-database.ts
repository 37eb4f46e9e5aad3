import type pg from 'pg';
import type { Log } from '../logging/logger.ts';
import type { Database, Lsn, Sql } from './database.ts';
import { isConflict, isUnavailable } from './errors.ts';
import { Listener } from './listener.ts';
import { createPool, sqlOf } from './pg-pool.ts';
import { Replica, type ReplicaState } from './replica.ts';
import { riderOfNow } from './transaction-rider.ts';

export interface PgDatabaseOptions {
  url: string;
  replicaUrl: string | null;
  /** Most connections to the primary, and as many again to the replica. */
  poolMax: number;
  log: Log;
  /** Told where each snapshot was read. */
  onRead?: (target: 'replica' | 'primary') => void;
}

/** Postgres by node-postgres: a pool on the primary, one on the replica, one connection that listens. */
export class PgDatabase implements Database {
  readonly primary: Sql;
  readonly #pool: pg.Pool;
  readonly #replica: Replica | null;
  readonly #listener: Listener;
  readonly #log: Log;
  readonly #onRead: (target: 'replica' | 'primary') => void;

  constructor(options: PgDatabaseOptions) {
    const { url, poolMax, log } = options;
    this.#pool = createPool({ url, max: poolMax, name: 'tapclock-hub', log });
    this.primary = sqlOf(this.#pool);
    this.#listener = new Listener({ url, log });
    this.#replica = options.replicaUrl
      ? new Replica({ url: options.replicaUrl, poolMax, primary: this.primary, log })
      : null;
    this.#log = log;
    this.#onRead = options.onRead ?? (() => undefined);
  }

  /** Waits for nothing: servers that are away now are met later. */
  start(): void {
    this.#listener.start();
    this.#replica?.start();
  }

  async stop(): Promise<void> {
    const ended = await Promise.allSettled([this.#listener.stop(), this.#replica?.stop(), this.#pool.end()]);
    for (const end of ended) {
      if (end.status === 'rejected') this.#log.warn({ err: end.reason }, 'database did not close cleanly');
    }
  }

  /** Whether the primary answers and takes writes. */
  async ready(): Promise<boolean> {
    try {
      const [row] = await this.primary.query<{ writable: boolean }>(
        'select not pg_is_in_recovery() as writable',
      );
      return row?.writable === true;
    } catch (error) {
      if (isUnavailable(error)) return false;
      throw error;
    }
  }

  replicaState(): ReplicaState {
    return this.#replica?.state ?? 'none';
  }

  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<{ value: T; lsn: Lsn }> {
    const client = await this.#pool.connect();
    let inTransaction = false;
    try {
      await client.query('begin');
      inTransaction = true;
      const value = await work(sqlOf(client));
      await riderOfNow()?.(sqlOf(client));
      const lsn = await commit(client);
      client.release();
      return { value, lsn };
    } catch (error) {
      // The same for 25006: a connection to a server that became a standby would fail every write for ever.
      if (!inTransaction || isUnavailable(error)) client.release(true);
      else await this.#rollBack(client);
      throw error;
    }
  }

  async snapshot<T>(work: (sql: Sql) => Promise<T>, options: { after?: Lsn } = {}): Promise<T> {
    const read = await this.#replica?.snapshot(work, options.after);
    if (read) {
      this.#onRead('replica');
      return read.value;
    }
    this.#onRead('primary');
    const client = await this.#pool.connect();
    try {
      await client.query('begin transaction isolation level repeatable read read only');
      const value = await work(sqlOf(client));
      await client.query('commit');
      client.release();
      return value;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  listen(channel: string, handler: (payload: string) => void): Promise<void> {
    return this.#listener.listen(channel, handler);
  }

  async #rollBack(client: pg.PoolClient): Promise<void> {
    try {
      await client.query('rollback');
      client.release();
    } catch (error) {
      this.#log.debug({ err: error }, 'rollback failed, connection dropped');
      client.release(true);
    }
  }
}

/** Times a transaction is done again when it met another one (deadlock, serialisation). */
const CONFLICT_RETRIES_MAX = 3;

/** Runs a transaction again when two writers met; for work that is safe to repeat. */
export async function transactionWithRetry<T>(
  database: Database,
  work: (sql: Sql) => Promise<T>,
): Promise<{ value: T; lsn: Lsn }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (!isConflict(error) || attempt > CONFLICT_RETRIES_MAX) throw error;
    }
  }
}

/** Commits and reads the log position in one round trip; the position is at or after the commit's record. */
async function commit(client: pg.PoolClient): Promise<Lsn> {
  const answers = (await client.query(
    'commit; select pg_current_wal_flush_lsn()::text as lsn',
  )) as unknown as pg.QueryResult<{ lsn: Lsn }>[];
  const [ended, position] = answers;
  // A commit of a failed transaction is answered with ROLLBACK and no error: a statement's failure was swallowed.
  if (ended?.command !== 'COMMIT')
    throw new Error('the transaction had failed and was rolled back at its commit');
  const lsn = position?.rows[0]?.lsn;
  if (lsn === undefined) throw new Error('no log position after the commit');
  return lsn;
}
