import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Cursor } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { LOG_START, parseCursor } from './cursor.ts';
import { EventReader } from './event-reader.ts';
import { EVENT_CHANNEL, EventSignal } from './event-signal.ts';
import { FollowLoop } from './follow-loop.ts';
import type { LogEvent } from './hub-event.ts';

/** Work to do after the commit, such as publishing; it may be lost in a crash, so it must be repairable. */
export type AfterCommit = () => void | Promise<void>;

/** A downstream of the log. */
export interface EventConsumer {
  /** Names its cursor; stable for ever. */
  name: string;
  /** Most events per transaction; 500 unless told. */
  batchMax?: number;
  /** Works inside one transaction with the cursor's move: on an error both are undone and the same events come again. */
  // biome-ignore lint/suspicious/noConfusingVoidType: handlers without anything to do afterwards return nothing
  handle(events: LogEvent[], sql: Sql): Promise<AfterCommit | void>;
}

const BATCH_EVENTS = 500;

/** Runs downstreams: each reads the log from its own cursor, in commit order, at least once (R8). */
@Injectable()
export class CursorRunner implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #reader: EventReader;
  readonly #signal: EventSignal;
  readonly #log: Log;
  readonly #loops = new Map<string, FollowLoop>();
  #endWakes: (() => void) | null = null;
  #started = false;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EventReader) reader: EventReader,
    @Inject(EventSignal) signal: EventSignal,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#reader = reader;
    this.#signal = signal;
    this.#log = log;
  }

  /** Adds a downstream whose cursor is kept in the database. Each name once. */
  register(consumer: EventConsumer): void {
    this.#add(consumer.name, () => this.#transact(consumer));
  }

  /**
   * Adds a follower whose place is kept in memory only, from `from` on: for caches and sockets, which die with the process.
   * An error of `handle` brings the same events again. Returns what ends it.
   */
  follow(
    name: string,
    from: Cursor,
    handle: (events: LogEvent[]) => void | Promise<void>,
  ): () => Promise<void> {
    let at = from;
    const loop = this.#add(name, async () => {
      const events = await this.#reader.read(at, BATCH_EVENTS);
      if (events.length > 0) await handle(events);
      at = events.at(-1)?.cursor ?? at;
      return { at, more: events.length >= BATCH_EVENTS };
    });
    return async () => {
      this.#loops.delete(name);
      await loop.stop();
    };
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  /** Starts every downstream; those registered later start at once. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#endWakes = this.#signal.onWake(kinds => {
      for (const loop of this.#loops.values()) {
        if (kinds === null) loop.forget();
        else loop.wake();
      }
    });
    for (const loop of this.#loops.values()) loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Ends after the batches at work. */
  async stop(): Promise<void> {
    this.#endWakes?.();
    this.#endWakes = null;
    await Promise.all([...this.#loops.values()].map(loop => loop.stop()));
  }

  /** Puts a downstream's cursor before the first event: it will see the whole log again. */
  async rebuild(name: string): Promise<void> {
    const loop = this.#loop(name);
    await this.#database.transaction(async sql => {
      await lockCursor(sql, name);
      await moveCursor(sql, name, LOG_START);
      // Other hubs stand elsewhere in memory: an empty announcement makes them ask the database again.
      await sql.query('select pg_notify($1, $2)', [EVENT_CHANNEL, '']);
    });
    loop.forget();
  }

  /** Place of a registered downstream: everything up to it is handled. */
  async placeOf(sql: Sql, name: string): Promise<Cursor> {
    const [row] = await sql.query<{ xid: string; position: number }>(
      'select xid, position from event_cursor where name = $1',
      [name],
    );
    return row ? `${row.xid}-${row.position}` : LOG_START;
  }

  /** Resolves when a downstream has handled everything that was committed at the call. */
  async caughtUp(name: string): Promise<void> {
    const loop = this.#loop(name);
    await loop.reached(await this.#reader.last());
  }

  #add(name: string, step: (known: Cursor | null) => Promise<{ at: Cursor; more: boolean }>): FollowLoop {
    if (this.#loops.has(name)) throw new Error(`the cursor name ${name} is taken`);
    const loop = new FollowLoop({ name, step, reader: this.#reader, log: this.#log });
    this.#loops.set(name, loop);
    if (this.#started) loop.start();
    return loop;
  }

  /** One batch of a registered downstream. */
  async #transact(consumer: EventConsumer): Promise<{ at: Cursor; more: boolean }> {
    const { name, batchMax = BATCH_EVENTS } = consumer;
    const { value } = await this.#database.transaction(async sql => {
      const cursor = await lockCursor(sql, name);
      const events = await this.#reader.read(cursor, batchMax, sql);
      const last = events.at(-1);
      if (!last) return { at: cursor, more: false, after: undefined };
      const after = await consumer.handle(events, sql);
      await moveCursor(sql, name, last.cursor);
      return { at: last.cursor, more: events.length >= batchMax, after };
    });
    if (value.after) await this.#afterCommit(name, value.after);
    return value;
  }

  async #afterCommit(name: string, after: AfterCommit): Promise<void> {
    try {
      await after();
    } catch (error) {
      this.#log.warn({ err: error, consumer: name }, 'work after the commit failed');
    }
  }

  #loop(name: string): FollowLoop {
    const loop = this.#loops.get(name);
    if (!loop) throw new Error(`no downstream is called ${name}`);
    return loop;
  }
}

/** Takes the cursor's row for this transaction: of several hubs one works at a time, so order holds. */
async function lockCursor(sql: Sql, name: string): Promise<Cursor> {
  const select = 'select xid, position from event_cursor where name = $1 for update';
  const [row] = await sql.query<{ xid: string; position: number }>(select, [name]);
  if (row) return `${row.xid}-${row.position}`;
  await sql.query(
    `insert into event_cursor (name, xid, position) values ($1, '0', 0) on conflict (name) do nothing`,
    [name],
  );
  return lockCursor(sql, name);
}

async function moveCursor(sql: Sql, name: string, cursor: Cursor): Promise<void> {
  const { xid, position } = parseCursor(cursor);
  await sql.query(
    'update event_cursor set xid = $2::text::xid8, position = $3::bigint, updated_at = now() where name = $1',
    [name, xid, position],
  );
}
