import pg from 'pg';
import { note } from '../result.ts';
import { FACTS } from './facts-sql.ts';
import { PEOPLE } from './people-sql.ts';
import { type CompanySize, NUMBERS, type SeedStep, ZONE } from './plan.ts';
import { PLANNED } from './planned-sql.ts';
import { SETTLED } from './settled-sql.ts';
import { TRAILS } from './trails-sql.ts';

const BATCH_DAYS = 14;

/**
 * A company of years, written straight into Postgres set by set while the hub is down: the API would take hours for it. Half of the people are in
 * one plant. Reproducible but for ids: what varies does so by hashes of row numbers. What the terminals signed is left out, since lists do not read it.
 */
export async function seedCompany(ownerUrl: string, size: CompanySize): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('create temporary sequence bench_sequence');
    for (const step of PEOPLE) await run(client, step, size);
    await client.query('analyze');
    await client.query(`select ensure_punch_partitions(current_date - $1::int, current_date)`, [size.days]);
    // In portions: no transaction writes gigabytes, and the replica keeps up.
    for (let back = size.days; back >= 0; back -= BATCH_DAYS) await punches(client, back);
    for (const step of [...FACTS, ...TRAILS]) await run(client, step, size);
    note('  vacuum and analyze');
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
}

/** Planned and settled work, once the hub has derived everybody's days: what is settled is about them. */
export async function seedWork(ownerUrl: string, size: CompanySize): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const step of [...PLANNED, ...SETTLED]) await run(client, step, size);
  } finally {
    await client.end();
  }
}

async function run(client: pg.Client, { what, sql, params }: SeedStep, size: CompanySize): Promise<void> {
  const { rowCount } = await client.query(sql, params(size));
  note(`  ${rowCount ?? 0} ${what}`);
}

async function punches(client: pg.Client, back: number): Promise<void> {
  const { rowCount } = await client.query(PUNCHES, [back, Math.max(0, back - BATCH_DAYS + 1), ZONE, NUMBERS]);
  note(`  ${rowCount ?? 0} punches, from ${back} days ago on`);
}

/** Monday to Friday, two shifts by halves of the teams, everybody a little different; today only who has come by now. */
const PUNCHES = `
  insert into punch (punch_id, terminal_id, boot, sequence, site_id, employee_id, action, occurred_at, received_at,
                     findings, verdict, chain_hash, body)
  select uuidv7(at.occurred - clock_timestamp()), worker.site_id || '-gate-' || 1 + worker.place % 5, 1, nextval('bench_sequence'), worker.site_id, worker.id,
         tap.action, at.occurred, at.occurred + interval '1 second',
         case when (worker.place + tap.n) % 20 = 0 then '[{"code":"unscheduled"}]'::jsonb else '[]' end, '{}',
         md5(worker.id::text || at.occurred) || md5(at.occurred::text), jsonb_build_object('action', tap.action)
  from (select id, site_id, row_number() over (order by site_id, number) as place from employee where number like $4) as worker
  cross join generate_series(current_date - $1::int, current_date - $2::int, interval '1 day') as day
  cross join (values (1, 'clock-in', time '05:55'), (2, 'break-start', time '11:30'), (3, 'break-end', time '12:01'),
                     (4, 'clock-out', time '14:33')) as tap (n, action, at)
  cross join lateral (
    select (day::date + tap.at + (worker.place * 7 + extract(day from day)::int * 3) % 11 * interval '1 minute') at time zone $3 as occurred
  ) as at
  where extract(isodow from day) <= 5 and at.occurred < now()
  order by at.occurred`;
