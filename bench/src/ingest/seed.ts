import { createHash, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { BENCH_SITE, BENCH_ZONE, type BenchPerson, type BenchTerminal } from './bench-terminal.ts';

const DAY_MS = 86_400_000;

/** A site with people on a shift around now, and enrolled terminals that share one broker password, which is returned. */
export async function seedSite(
  databaseUrl: string,
  options: { people: number; terminals: readonly BenchTerminal[]; nowMs: number },
): Promise<{ people: BenchPerson[]; password: string }> {
  const people = Array.from({ length: options.people }, (_, index) => ({
    employee: randomUUID(),
    credential: createHash('sha256').update(`bench badge ${index}`).digest('hex'),
  }));
  const password = randomBytes(24).toString('base64url');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('insert into site (id, name, zone, language) values ($1, $2, $3, $4)', [
      BENCH_SITE,
      'Bench Works',
      BENCH_ZONE,
      'en',
    ]);
    await client.query('insert into area (site_id, id, name) values ($1, $2, $3)', [
      BENCH_SITE,
      'hall',
      'Hall',
    ]);
    await insertPeople(client, people, options.nowMs);
    await client.query(
      `insert into terminal (id, site_id, place, public_key, password_hash)
       select id, $1, 'Gate', decode(key, 'base64'), $2 from unnest($3::text[], $4::text[]) as given(id, key)`,
      [
        BENCH_SITE,
        mosquittoHash(password),
        options.terminals.map(({ id }) => id),
        options.terminals.map(({ key }) => key.publicKeyRaw),
      ],
    );
    await client.query('commit');
  } finally {
    await client.end();
  }
  return { people, password };
}

async function insertPeople(client: pg.Client, people: readonly BenchPerson[], nowMs: number): Promise<void> {
  const ids = people.map(({ employee }) => employee);
  const digests = people.map(({ credential }) => credential);
  await client.query(
    `insert into employee (id, site_id, area_id, number, given_name, family_name, short_name, language)
     select id, $1, 'hall', position::text, 'Bench', 'Person ' || position, 'Bench ' || position, 'en'
     from unnest($2::uuid[]) with ordinality as given(id, position)`,
    [BENCH_SITE, ids],
  );
  await client.query(
    `insert into credential (site_id, digest, employee_id)
     select $1, digest, id from unnest($2::text[], $3::uuid[]) as given(digest, id)`,
    [BENCH_SITE, digests, ids],
  );
  const shift = randomUUID();
  await client.query(
    `insert into shift (id, site_id, name, starts_local, ends_local) values ($1, $2, 'Bench', '00:00', '23:59')`,
    [shift, BENCH_SITE],
  );
  // Two hours ago to six hours ahead: every punch of the bench has a shift to be matched with.
  await client.query(
    `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at, unpaid_seconds, grace_seconds, area_id)
     select gen_random_uuid(), given.id, s.id, $2, $3, $4, s.unpaid_seconds, s.grace_seconds, 'hall'
     from unnest($5::uuid[]) as given(id) join shift s on s.id = $1`,
    [
      shift,
      new Date(nowMs).toISOString().slice(0, 10),
      new Date(nowMs - DAY_MS / 12),
      new Date(nowMs + DAY_MS / 4),
      ids,
    ],
  );
}

/** PBKDF2-SHA512 in the form of Mosquitto's password file, which the hub stores. */
function mosquittoHash(password: string): string {
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, 1000, 64, 'sha512');
  return `$7$1000$${salt.toString('base64')}$${hash.toString('base64')}`;
}
