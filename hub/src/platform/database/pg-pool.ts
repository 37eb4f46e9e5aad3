import pg from 'pg';
import type { Log } from '../logging/logger.ts';
import type { Sql } from './database.ts';
import { hubTypes } from './pg-types.ts';

/** How long a new connection may take before the database counts as away. */
const CONNECT_TIMEOUT_MS = 3_000;
/** No statement of the hub's takes longer on purpose; the server gives up first, then the client. */
const STATEMENT_TIMEOUT_MS = 30_000;
const QUERY_TIMEOUT_MS = 35_000;
/** A transaction left open would hold back every reader of the event log. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;

/** Settings every connection of the hub has. */
export function clientSettings(url: string, applicationName: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: hubTypes,
    // Instants are parsed for a session in UTC (pg-types.ts).
    options: '-c timezone=UTC -c datestyle=ISO,MDY',
  };
}

/**
 * A pool that outlives the server: an idle client whose server was killed would otherwise end the process with an unhandled
 * 'error'. The pool drops such a client by itself and connects anew at the next use.
 */
export function createPool(options: { url: string; max: number; name: string; log: Log }): pg.Pool {
  const pool = new pg.Pool({
    ...clientSettings(options.url, options.name),
    // Statements that do not wait for each other's answers go out together: a busy event loop makes every round trip a long one.
    pipeline: true,
    max: options.max,
    idleTimeoutMillis: 60_000,
  });
  pool.on('error', error => options.log.warn({ err: error, pool: options.name }, 'idle connection lost'));
  // The pool listens to idle clients only: one that is in use, but between two statements, would end the process all the same.
  pool.on('connect', client => {
    client.on('error', error => options.log.debug({ err: error, pool: options.name }, 'connection lost'));
  });
  return pool;
}

/** Statements that each connection keeps prepared; further ones are planned at every use. */
const PREPARED_MAX = 200;

/**
 * Names for statements, so that a server plans each of them once per connection: over a partitioned table planning takes longer
 * than running. Texts are constants of the sources; the limit is for a text that is built. (A pooler between hub and server must
 * therefore keep prepared statements.)
 */
class StatementNames {
  readonly #names = new Map<string, string>();

  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= PREPARED_MAX) return known;
    const name = `hub_${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}

const statementNames = new StatementNames();

/** A client of a pool as the narrow thing that features see. */
export function sqlOf(client: pg.ClientBase | pg.Pool): Sql {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      const name = values.length > 0 ? statementNames.nameOf(text) : undefined;
      const result = await client.query<Row>({ text, values: [...values], ...(name ? { name } : {}) });
      return result.rows;
    },
  };
}
