import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cursor } from '@tapclock/contracts';
import pg from 'pg';
import { compareCursors, LOG_START, type LogEvent, type NewEvent } from '../src/event-log/index.ts';
import type { PgDatabase } from '../src/platform/database/pg-database.ts';
import { openEventLog, openHubDatabase } from './support/hub-parts.ts';
import { createDatabase, type TestDatabase } from './support/test-cluster.ts';

let suite: TestDatabase;
let database: PgDatabase;
let events: Awaited<ReturnType<typeof openEventLog>>;

const anEvent = (key: string): NewEvent => ({
  kind: 'terminal.changed',
  site: 'werk-test',
  key,
  payload: { terminal: 'gate-1' },
});
const append = (...keys: string[]) => database.transaction(sql => events.log.append(sql, keys.map(anEvent)));
const keysOf = (read: readonly LogEvent[]) => read.map(event => event.key);

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
});
beforeEach(async () => {
  events = await openEventLog(database);
});
afterEach(() => events.runner.stop());
afterAll(async () => {
  await database.stop();
  await suite.close();
});

/** Waits until what was appended can be read: other databases of the cluster hold back xmin for moments. */
async function readable(cursor: Cursor): Promise<void> {
  while ((await events.reader.pending(cursor)) === 'soon')
    await new Promise(resolve => setTimeout(resolve, 2));
}

describe('reading the log', () => {
  it('gives events in order, from any place, with place and identity', async () => {
    await append('a1', 'a2');
    await append('a3');
    await readable(LOG_START);
    const read = await events.reader.read(LOG_START, 100);
    expect(keysOf(read)).toEqual(['a1', 'a2', 'a3']);
    expect(read[0]).toMatchObject({ ...anEvent('a1'), recordedAt: expect.stringMatching(/Z$/) });
    const second = read[1]?.cursor ?? LOG_START;
    expect(keysOf(await events.reader.read(second, 100))).toEqual(['a3']);
    expect(keysOf(await events.reader.read(LOG_START, 1))).toEqual(['a1']);
    expect(await events.reader.end()).toBe(read.at(-1)?.cursor);
  });

  it('does not happen when the transaction does not', async () => {
    const before = await events.reader.last();
    await expect(
      database.transaction(async sql => {
        await events.log.append(sql, [anEvent('never')]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await append('b1');
    await readable(before);
    expect(keysOf(await events.reader.read(before, 100))).toEqual(['b1']);
  });

  it('R8: never skips an event that commits after a later one', async () => {
    const before = await events.reader.last();
    const slow = new pg.Client({ connectionString: suite.url });
    await slow.connect();
    await slow.query('begin');
    await slow.query(
      `insert into event_log (kind, site_id, key, payload) values ('terminal.changed', 'werk-test', 'slow', '{"terminal": "gate-1"}')`,
    );
    await append('quick');
    expect(await events.reader.pending(before)).toBe('soon');
    expect(await events.reader.read(before, 100)).toEqual([]);
    await slow.query('commit');
    await slow.end();
    await readable(before);
    const read = await events.reader.read(before, 100);
    expect(keysOf(read)).toEqual(['slow', 'quick']);
    expect(read.map(event => event.cursor)).toEqual(read.map(event => event.cursor).toSorted(compareCursors));
  });

  it('R8: many writers and one follower agree on what happened', async () => {
    const before = await events.reader.last();
    const seen: string[] = [];
    events.runner.start();
    const end = events.runner.follow('agreeing', before, read => void seen.push(...keysOf(read)));
    const writer = async (name: number) => {
      for (let index = 0; index < 15; index += 1) {
        await database.transaction(async sql => {
          await events.log.append(sql, [anEvent(`w${name}-${index}`)]);
          await sql.query('select pg_sleep($1)', [((name * 7 + index * 3) % 10) / 1000]);
        });
      }
    };
    await Promise.all([1, 2, 3, 4].map(writer));
    await readable(before);
    await events.runner.caughtUp('agreeing');
    await end();
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
    for (const name of [1, 2, 3, 4]) {
      const own = seen.filter(key => key.startsWith(`w${name}-`));
      expect(own).toEqual(Array.from({ length: 15 }, (_, index) => `w${name}-${index}`));
    }
  });
});

describe('a downstream', () => {
  it('R8: handles every event once, and again from the start when it is rebuilt', async () => {
    const seen: string[] = [];
    events.runner.register({
      name: 'once',
      batchMax: 2,
      handle: async read => void seen.push(...keysOf(read)),
    });
    events.runner.start();
    await append('c1', 'c2', 'c3', 'c4', 'c5');
    await events.runner.caughtUp('once');
    expect(seen.slice(-5)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5']);
    const all = [...seen];
    await events.runner.rebuild('once');
    await events.runner.caughtUp('once');
    expect(seen).toEqual([...all, ...all]);
  });

  it('R8: gets the same events again when it failed, and its own writes with them were undone', async () => {
    await database.primary.query('delete from presence');
    const attempts: string[][] = [];
    const end = await events.reader.last();
    events.runner.register({
      name: 'failing',
      handle: async (read, sql) => {
        const keys = keysOf(read.filter(event => compareCursors(event.cursor, end) > 0));
        // What lies before may come in a batch of its own, while a transaction of another suite is open.
        if (keys.length === 0) return;
        await sql.query(`insert into site (id, name, zone, language) values ($1, 'x', 'UTC', 'en')`, [
          `s${attempts.length}`,
        ]);
        attempts.push(keys);
        if (attempts.length === 1) throw new Error('first time');
      },
    });
    await append('d1');
    events.runner.start();
    await events.runner.caughtUp('failing');
    expect(attempts).toEqual([['d1'], ['d1']]);
    expect(await database.primary.query('select id from site order by id')).toEqual([{ id: 's1' }]);
  });

  it('does what follows a commit after the commit only', async () => {
    const steps: string[] = [];
    events.runner.register({
      name: 'after',
      handle: async (_read, sql) => {
        // The log may be read in more than one batch.
        await sql.query(
          `insert into site (id, name, zone, language) values ('after', 'x', 'UTC', 'en') on conflict do nothing`,
        );
        return async () => {
          const rows = await database.primary.query(`select 1 from site where id = 'after'`);
          steps.push(rows.length === 1 ? 'committed' : 'too early');
        };
      },
    });
    await append('e1');
    events.runner.start();
    await events.runner.caughtUp('after');
    expect(new Set(steps)).toEqual(new Set(['committed']));
  });

  it('R8: of two hubs one works at a time, and together they handle every event once', async () => {
    const other = await openEventLog(database);
    const seen: string[] = [];
    const consumer = {
      name: 'shared',
      batchMax: 3,
      handle: async (read: LogEvent[]) => void seen.push(...keysOf(read)),
    };
    events.runner.register(consumer);
    other.runner.register(consumer);
    events.runner.start();
    other.runner.start();
    for (let index = 0; index < 10; index += 1) await append(`f${index}`, `g${index}`);
    await Promise.all([events.runner.caughtUp('shared'), other.runner.caughtUp('shared')]);
    await other.runner.stop();
    const own = seen.filter(key => key.startsWith('f') || key.startsWith('g'));
    expect(own).toEqual(Array.from({ length: 10 }, (_, index) => [`f${index}`, `g${index}`]).flat());
  });

  it('is woken at once, not by the next poll', async () => {
    const at = await events.reader.last();
    events.runner.start();
    let wake: () => void = () => undefined;
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
    const end = events.runner.follow('quick', at, wake);
    await events.runner.caughtUp('quick');
    const startedMs = performance.now();
    await append('h1');
    await woken;
    await end();
    expect(performance.now() - startedMs).toBeLessThan(700);
  });
});
