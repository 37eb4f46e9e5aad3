import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { openHubDatabase } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';
import { SheetsKit, SITE } from './sheets-kit.ts';

let suite: TestDatabase;
let database: PgDatabase;
let kit: SheetsKit;
let people: string[];

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  kit = new SheetsKit(database);
  people = await kit.people(3);
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

/** Puts an event in the log, which nobody follows here. */
async function log(kind: string, payload: object, site = SITE): Promise<void> {
  await database.primary.query(
    'insert into event_log (kind, site_id, key, payload) values ($1, $2, $2, $3)',
    [kind, site, JSON.stringify(payload)],
  );
}

/** The timesheets have followed the log to its end. */
async function caughtUp(): Promise<void> {
  await database.primary.query(
    `insert into event_cursor (name, xid, position)
     select 'timesheets', xid, position from event_log order by xid desc, position desc limit 1
     on conflict (name) do update set xid = excluded.xid, position = excluded.position`,
  );
}

const pending = async () => [
  ...(await kit.queue.pending(database.primary, people, { toDate: '2026-06-30', nowMs: 0 })),
];

describe('hours are pending while a fact is on its way in the log', () => {
  it.each([
    ['punch.recorded', (employee?: string) => ({ employee, occurredAt: '2026-06-15T06:00:00.000Z' })],
    ['correction.made', (employee?: string) => ({ employee, from: '2026-06-15T06:00:00.000Z' })],
    ['schedule.changed', (employee?: string) => ({ employees: [employee] })],
    ['policy.changed', (employee?: string) => ({ employees: [employee], from: '2026-06-15' })],
  ])('%s: those of whom it names', async (kind, payload) => {
    await log(kind, payload(people[1]));
    expect(await pending()).toEqual([people[1]]);
    await caughtUp();
    expect(await pending()).toEqual([]);
  });

  it('those of everybody of the site where it names nobody, and of no other site', async () => {
    await log('policy.changed', { employees: [], from: '2026-06-15' }, 'elsewhere');
    expect(await pending()).toEqual([]);
    await log('policy.changed', { employees: [], from: '2026-06-15' });
    expect((await pending()).sort()).toEqual(people.toSorted());
    await caughtUp();
  });

  it('nobody’s for what changes no hours', async () => {
    await log('terminal.changed', { terminal: 'gate' });
    expect(await pending()).toEqual([]);
  });
});
