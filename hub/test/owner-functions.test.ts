import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { hardeningSchema } from '../src/platform/database/migrations/0010-hardening.sql.ts';
import { createDatabase, type TestDatabase } from './support/test-cluster.ts';

let suite: TestDatabase;

beforeAll(async () => {
  suite = await createDatabase();
});
afterAll(() => suite.close());

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('what runs as the owner', () => {
  it('finds our tables first, never those of the caller', async () => {
    const { rows } = await connected(suite.ownerUrl, client =>
      client.query<{ name: string; settings: string[] | null }>(
        `select proname as name, proconfig as settings from pg_proc
         where prosecdef and pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`,
      ),
    );
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['forget_hours', 'drop_draft']));
    const unsafe = rows.filter(({ settings }) => !settings?.includes('search_path=public, pg_temp'));
    expect(unsafe).toEqual([]);
  });

  it('is called by nobody with tables of their own: the application may not make any', async () => {
    await connected(suite.url, async client => {
      await expect(client.query('create temporary table punch (id int)')).rejects.toMatchObject({
        code: '42501',
      });
      await expect(client.query('create schema mine')).rejects.toMatchObject({ code: '42501' });
    });
  });
});

describe('an application that may make temporary tables, by mistake', () => {
  beforeAll(() =>
    connected(suite.superuserUrl, client =>
      client.query(`grant temporary on database ${suite.name} to tapclock_app`),
    ),
  );

  it('does not become the owner by a trigger on a table that is called like ours', async () => {
    await connected(suite.url, async client => {
      await client.query('create temporary table punch (occurred_at timestamptz, received_at timestamptz)');
      await client.query(`create function pg_temp.f() returns trigger language plpgsql as $$
        begin raise exception 'this runs as %', current_user; end $$`);
      await client.query(
        'create trigger f before delete on pg_temp.punch for each statement execute function pg_temp.f()',
      );
      await client.query('grant all on pg_temp.punch to public');
      const { rows } = await client.query(`select forget_hours('2001-01-01') as gone`);
      expect(rows).toEqual([{ gone: '0' }]);
    });
  });

  it('does not keep a key of a terminal out of the log', async () => {
    await connected(suite.url, async client => {
      await client.query(
        'create temporary table terminal_key (terminal_id text, enrolled_at timestamptz, public_key bytea)',
      );
      await client.query('grant all on pg_temp.terminal_key to public');
      await client.query(
        `insert into site (id, name, zone, language) values ('north', 'North', 'Europe/Berlin', 'en')`,
      );
      await client.query(
        `insert into terminal (id, site_id, place, public_key, password_hash)
         values ('gate', 'north', 'Gate', decode(repeat('07', 32), 'hex'), 'x')`,
      );
      const { rows } = await client.query(
        `select terminal_id, encode(public_key, 'hex') as key from public.terminal_key`,
      );
      expect(rows).toEqual([{ terminal_id: 'gate', key: '07'.repeat(32) }]);
    });
  });
});

describe('a database from before', () => {
  it('takes the right to make temporary tables back when it is brought up to date', async () => {
    await connected(suite.superuserUrl, client =>
      client.query(`grant temporary on database ${suite.name} to tapclock_app, public`),
    );
    await connected(suite.ownerUrl, client =>
      client.query(hardeningSchema.replaceAll('__APP_ROLE__', 'tapclock_app')),
    );
    await connected(suite.url, async client => {
      await expect(client.query('create temporary table mine (id int)')).rejects.toMatchObject({
        code: '42501',
      });
    });
  });
});
