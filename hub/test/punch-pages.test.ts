import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import type { PgDatabase } from '../src/platform/database/pg-database.ts';
import { EVERYBODY, type Viewer } from '../src/platform/http/access/reach-lists.ts';
import { PunchQueries } from '../src/punches/punch-queries.ts';
import { PunchQuery } from '../src/punches/punch-query.ts';
import { openHubDatabase, SITE, seedPeople } from './support/hub-parts.ts';
import { createDatabase, type TestDatabase } from './support/test-cluster.ts';

const OTHER_SITE = 'werk-other';
const COUNT = 400;
/** So many punches have the same instant: no page ends where an instant does. */
const AT_ONCE = 7;

let suite: TestDatabase;
let database: PgDatabase;
let queries: PunchQueries;
let people: string[];

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  queries = new PunchQueries(database);
  people = (await seedPeople(database, 5)).map(({ employee }) => employee);
  const { primary } = database;
  await primary.query(`insert into site (id, name, zone, language) values ($1, 'Other', 'UTC', 'en')`, [
    OTHER_SITE,
  ]);
  await primary.query(`insert into team (site_id, id, name) values ($1, 'early', 'Early')`, [SITE]);
  await primary.query(`update employee set team_id = 'early' where id = any($1::uuid[])`, [
    people.slice(0, 2),
  ]);
  await primary.query(`select ensure_punch_partitions('2026-05-01', '2026-06-30')`, []);
  await primary.query(
    `insert into terminal (id, site_id, place, public_key, password_hash)
     select id, site, 'Gate', decode(repeat('00', 32), 'hex'), '-' from unnest($1::text[], $2::text[]) as t (id, site)`,
    [
      ['gate-0', 'gate-1'],
      [OTHER_SITE, SITE],
    ],
  );
  // Six people by turns, one of whom is nobody, at two sites, over two months.
  await primary.query(
    `insert into punch (punch_id, terminal_id, boot, sequence, site_id, employee_id, action, occurred_at, received_at, findings,
                        verdict, chain_hash, body)
     select id, 'gate-' || (n % 4 + 3) / 4, 1, n, case when n % 4 = 0 then $3 else $2 end, ($4::uuid[])[1 + n % 6], 'clock-in',
            '2026-05-25T06:00:00Z'::timestamptz + n / $5::int * interval '3 hours', now(), '[]', '{}', md5(id::text) || md5(id::text), '{}'
     from unnest($1::uuid[]) with ordinality as made (id, n)`,
    [Array.from({ length: COUNT }, () => uuid()), SITE, OTHER_SITE, people, AT_ONCE],
  );
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

const SUPERVISOR: Viewer = {
  reach: { kind: 'teams', teams: [{ site: SITE, team: 'early' }] },
  employee: null,
};
const WORKER = (employee: string): Viewer => ({ reach: { kind: 'self' }, employee });

/** Every page of a list, one after the other. */
async function pages(asked: Record<string, unknown>, viewer: Viewer, perPage: number): Promise<string[]> {
  const found: string[] = [];
  for (let page = 1; ; page += 1) {
    const { punches, total } = await queries.list(
      PunchQuery.parse({ ...asked, page, per_page: perPage }),
      viewer,
    );
    found.push(...punches.map(({ punchId }) => punchId));
    if (punches.length === 0) {
      expect(found).toHaveLength(total);
      return found;
    }
  }
}

async function inOrder(where: string, params: readonly unknown[]): Promise<string[]> {
  const rows = await database.primary.query<{ id: string }>(
    `select punch_id as id from punch where ${where} order by occurred_at desc, punch_id desc`,
    params,
  );
  return rows.map(({ id }) => id);
}

describe('pages of punches', () => {
  const from = '2026-05-27T06:00:00.000Z';
  const to = '2026-05-31T06:00:00.000Z';
  it.each([1, 9, 64, 100])(
    'of %i hold every punch once, newest first, whoever asks for whichever',
    async perPage => {
      expect(await pages({}, EVERYBODY, perPage)).toEqual(await inOrder('$1::int is not null', [COUNT]));
      expect(await pages({ site: OTHER_SITE }, EVERYBODY, perPage)).toEqual(
        await inOrder('site_id = $1', [OTHER_SITE]),
      );
      expect(await pages({ employee: people[3] }, EVERYBODY, perPage)).toEqual(
        await inOrder('employee_id = $1', [people[3]]),
      );
      expect(await pages({ terminal: 'gate-1', from, to }, EVERYBODY, perPage)).toEqual(
        await inOrder(`terminal_id = 'gate-1' and occurred_at >= $1 and occurred_at < $2`, [from, to]),
      );
      expect(await pages({}, SUPERVISOR, perPage)).toEqual(
        await inOrder('employee_id = any($1::uuid[])', [people.slice(0, 2)]),
      );
      expect(await pages({ site: SITE, to }, SUPERVISOR, perPage)).toEqual(
        await inOrder('employee_id = any($1::uuid[]) and site_id = $2 and occurred_at < $3', [
          people.slice(0, 2),
          SITE,
          to,
        ]),
      );
      const [, own = ''] = people;
      expect(await pages({}, WORKER(own), perPage)).toEqual(await inOrder('employee_id = $1', [own]));
    },
  );
});
