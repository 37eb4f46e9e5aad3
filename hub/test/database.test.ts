import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { runMigrations } from '../src/platform/database/migrate.ts';
import type { PgDatabase } from '../src/platform/database/pg-database.ts';
import { ensurePartitions } from '../src/punches/index.ts';
import { openHubDatabase } from './support/hub-parts.ts';
import { createDatabase, type TestDatabase } from './support/test-cluster.ts';

let suite: TestDatabase;
let database: PgDatabase;

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

describe('migrations', () => {
  it('are applied once, also by two hubs that start together', async () => {
    const applied = await Promise.all([
      runMigrations(suite.ownerUrl, 'tapclock_app'),
      runMigrations(suite.ownerUrl, 'tapclock_app'),
    ]);
    expect(applied).toEqual([[], []]);
  });

  it('refuse a role name that is none', async () => {
    await expect(runMigrations(suite.ownerUrl, 'app"; drop table punch; --')).rejects.toThrow(
      'plain lower-case',
    );
  });
});

describe('R4: facts do not change, whoever asks', () => {
  const forbidden = ['punch', 'punch_default', 'punch_signature', 'event_log'].flatMap(table => [
    `update ${table} set recorded_at = now()`.replace(
      'recorded_at = now()',
      table === 'event_log' ? 'key = key' : 'boot = boot',
    ),
    `delete from ${table}`,
    `truncate ${table}`,
  ]);

  it.each(forbidden)('%s', async statement => {
    await expect(database.primary.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    'delete from quarantine',
    'drop table punch',
    'create table mine (id int)',
    'alter table punch disable trigger all',
  ])('%s', async statement => {
    await expect(database.primary.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('holds in the partitions that the application may ask for', async () => {
    expect(await ensurePartitions(database, new Date('2026-11-23T00:00:00Z'))).toBe(6);
    expect(await ensurePartitions(database, new Date('2026-11-23T00:00:00Z'))).toBe(0);
    await expect(database.primary.query('delete from punch_2026_11')).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('rows', () => {
  it('arrive in the shapes that features rely on', async () => {
    const [row] = await database.primary.query(
      `select '2026-11-23 05:58:12.345678+00'::timestamptz as at, 9007199254740991::int8 as counter, '2026-11-23'::date as day,
              pg_current_xact_id() as xid, '{"a": [1]}'::jsonb as json, '\\x00ff'::bytea as bytes`,
    );
    expect(row).toEqual({
      at: '2026-11-23T05:58:12.345Z',
      counter: Number.MAX_SAFE_INTEGER,
      day: '2026-11-23',
      xid: expect.stringMatching(/^\d+$/),
      json: { a: [1] },
      bytes: Buffer.from([0, 255]),
    });
  });
});

describe('transactions', () => {
  const insert = `insert into site (id, name, zone, language) values ($1, 'x', 'Europe/Berlin', 'en')`;
  const sites = () => database.primary.query<{ id: string }>('select id from site order by id');

  it('keep all or nothing', async () => {
    await expect(
      database.transaction(async sql => {
        await sql.query(insert, ['a']);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await database.transaction(sql => sql.query(insert, ['b']));
    expect(await sites()).toEqual([{ id: 'b' }]);
  });

  it('never report success for what was rolled back because a failure was swallowed', async () => {
    await expect(
      database.transaction(async sql => {
        await sql.query(insert, ['c']);
        await sql.query('select 1 / 0').catch(() => 'swallowed');
      }),
    ).rejects.toThrow('rolled back');
    expect(await sites()).toEqual([{ id: 'b' }]);
  });

  it('give the position of their commit', async () => {
    const { lsn } = await database.transaction(sql => sql.query(insert, ['d']));
    const [row] = await database.primary.query<{ passed: boolean }>(
      'select pg_current_wal_lsn() >= $1::pg_lsn as passed',
      [lsn],
    );
    expect(row).toEqual({ passed: true });
  });
});

describe('notifications', () => {
  it('come back after the connection was killed, and wake everybody once for what was missed', async () => {
    const heard: string[] = [];
    let wake: () => void = () => undefined;
    const next = () => new Promise<void>(resolve => (wake = resolve));
    await database.listen('test_channel', payload => {
      heard.push(payload);
      wake();
    });
    let waiting = next();
    await database.primary.query(`select pg_notify('test_channel', 'one')`);
    await waiting;
    waiting = next();
    const root = new pg.Client({ connectionString: suite.superuserUrl });
    await root.connect();
    await root.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tapclock-hub-listen' and datname = $1`,
      [suite.name],
    );
    await root.end();
    await waiting;
    waiting = next();
    await database.primary.query(`select pg_notify('test_channel', 'two')`);
    await waiting;
    expect(heard).toEqual(['one', '', 'two']);
  });
});
