/** A WAL position as Postgres prints it, `16/B374D848`. */
export type Lsn = string;

export interface Sql {
  /**
   * Rows of one statement. Parameters are `$1`, `$2`, ...; identifiers never come from outside. Statements of one transaction run in
   * the order of the calls; with `Promise.all` they share one round trip.
   */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * Postgres as the hub uses it: writes on the primary, reads that may be a moment old on the replica. A replica that is
 * down, at start or later, costs nothing but the primary's time.
 */
export interface Database {
  /** One transaction on the primary; resolves after the commit with the position a later read may wait for. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<{ value: T; lsn: Lsn }>;
  /** One read-only, repeatable-read transaction: on the replica if it lives and has replayed `after`, else on the primary. */
  snapshot<T>(work: (sql: Sql) => Promise<T>, options?: { after?: Lsn }): Promise<T>;
  /** One statement on the primary: for cursors and caches that must not lag. */
  primary: Sql;
  /** Hears NOTIFY on the primary; after a reconnect every handler is called once, since wake-ups may have been missed. */
  listen(channel: string, handler: (payload: string) => void): Promise<void>;
}

export const DATABASE = Symbol('Database');
