import type pg from 'pg';
import type { Log } from '../logging/logger.ts';
import type { Lsn, Sql } from './database.ts';
import { codeOfError, isUnavailable } from './errors.ts';
import { createPool, sqlOf } from './pg-pool.ts';

const CHECK_EVERY_MS = 1_000;
const BACKOFF_START_MS = 250;
const BACKOFF_MAX_MS = 10_000;
/** A replica that has not replayed what the primary had this long ago is too old for a live board. */
const LAG_MAX_MS = 10_000;

export type ReplicaState = 'none' | 'up' | 'down';

/** SQLSTATE 40001 on a standby: the query stood in the way of replay (PostgreSQL documentation, 26.4.2). */
const RECOVERY_CONFLICT = '40001';

/**
 * The read side. It starts as down, is looked at in the background, and costs nobody a wait: while it is down, or behind what a
 * caller asked for, the caller reads the primary.
 */
export class Replica {
  readonly #pool: pg.Pool;
  readonly #primary: Sql;
  readonly #log: Log;
  #state: ReplicaState = 'down';
  #timer: NodeJS.Timeout | null = null;
  #backoffMs = BACKOFF_START_MS;
  #stopped = false;
  /** A position of the primary and when it was read; the replica must pass it within LAG_MAX_MS. */
  #target: { lsn: Lsn; atMs: number } | null = null;

  constructor(options: { url: string; poolMax: number; primary: Sql; log: Log }) {
    this.#pool = createPool({
      url: options.url,
      max: options.poolMax,
      name: 'tapclock-hub-replica',
      log: options.log,
    });
    this.#primary = options.primary;
    this.#log = options.log;
  }

  get state(): ReplicaState {
    return this.#state;
  }

  /** Begins to look after the replica; returns at once. */
  start(): void {
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#pool.end();
  }

  /** Runs `work` in a snapshot of the replica. `null`: not possible now, read the primary. `work` may have run in part. */
  async snapshot<T>(work: (sql: Sql) => Promise<T>, after: Lsn | undefined): Promise<{ value: T } | null> {
    if (this.#state !== 'up') return null;
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#markDown(error);
      return null;
    }
    try {
      // Before the snapshot is taken, and in its own statement: in one with it, replay could pass `after` only afterwards.
      if (after !== undefined && !(await hasReplayed(sqlOf(client), after))) {
        client.release();
        return null;
      }
      await client.query('begin transaction isolation level repeatable read read only');
      const value = await work(sqlOf(client));
      await client.query('commit');
      client.release();
      return { value };
    } catch (error) {
      // Destroyed rather than rolled back: whatever state it is in, the next reader gets a clean one.
      client.release(true);
      if (isUnavailable(error)) {
        this.#markDown(error);
        return null;
      }
      if (codeOfError(error) === RECOVERY_CONFLICT) return null;
      throw error;
    }
  }

  #markDown(error: unknown): void {
    if (this.#state === 'up') this.#log.warn({ err: error }, 'replica away, reading the primary');
    this.#state = 'down';
    this.#target = null;
    this.#schedule(this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, BACKOFF_MAX_MS);
  }

  #schedule(delayMs: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#check(), delayMs);
    this.#timer.unref();
  }

  /** One look; never throws. */
  async #check(): Promise<void> {
    try {
      const fresh = await this.#isFresh();
      if (this.#stopped) return;
      if (fresh && this.#state !== 'up') this.#log.info('replica in use');
      if (!fresh && this.#state === 'up') this.#log.warn('replica lags behind, reading the primary');
      this.#state = fresh ? 'up' : 'down';
      this.#backoffMs = BACKOFF_START_MS;
      this.#schedule(CHECK_EVERY_MS);
    } catch (error) {
      if (!this.#stopped) this.#markDown(error);
    }
  }

  async #isFresh(): Promise<boolean> {
    const sql = sqlOf(this.#pool);
    const nowMs = performance.now();
    const passed =
      this.#target === null ? await hasReplayed(sql, '0/0') : await hasReplayed(sql, this.#target.lsn);
    if (!passed)
      return this.#state === 'up' && this.#target !== null && nowMs - this.#target.atMs < LAG_MAX_MS;
    this.#target = await this.#currentTarget(nowMs);
    return true;
  }

  /** While the primary is away nobody can say how old the replica is; it may still be read. */
  async #currentTarget(nowMs: number): Promise<{ lsn: Lsn; atMs: number } | null> {
    try {
      const [row] = await this.#primary.query<{ lsn: Lsn }>('select pg_current_wal_flush_lsn()::text as lsn');
      return row ? { lsn: row.lsn, atMs: nowMs } : null;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return null;
    }
  }
}

/** A server that is no standby (any more) has replayed nothing: its data has gone its own way. */
async function hasReplayed(sql: Sql, lsn: Lsn): Promise<boolean> {
  const [row] = await sql.query<{ replayed: boolean | null }>(
    'select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn as replayed',
    [lsn],
  );
  return row?.replayed === true;
}
