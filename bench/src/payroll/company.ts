import pg from 'pg';

export const BENCH_ZONE = 'Europe/Berlin';
export const BENCH_GROUP = 'bench-monthly';
/** A month that begins with a workweek and has no change of clocks. */
export const MONTH = { from: '2026-06-01', to: '2026-06-30', next: '2026-07-01' };

/**
 * A site whose people work Monday to Friday and every other Saturday of the month, written straight into Postgres: clock-in, a break and clock-out,
 * about 100 punches each, every person a little different. What the terminals signed is left out, because nothing from the hours to the export file reads it.
 */
export async function seedCompany(databaseUrl: string, site: string, people: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('insert into site (id, name, zone, language) values ($1, $1, $2, $3)', [
      site,
      BENCH_ZONE,
      'de',
    ]);
    await client.query('insert into area (site_id, id, name) values ($1, $2, $3)', [site, 'hall', 'Hall']);
    await client.query(
      `insert into employee (id, site_id, area_id, number, given_name, family_name, short_name, language)
       select gen_random_uuid(), $1, 'hall', (10000 + place)::text, 'Bench', 'Person ' || place, 'Bench ' || place, 'de'
       from generate_series(1, $2::int) as place`,
      [site, people],
    );
    await client.query(PUNCHES, [site, MONTH.from, MONTH.next, BENCH_ZONE]);
    await client.query('commit');
    await client.query('analyze punch');
  } finally {
    await client.end();
  }
}

const PUNCHES = `
  insert into punch (punch_id, terminal_id, boot, sequence, site_id, employee_id, action, occurred_at, received_at,
                     findings, verdict, chain_hash, body)
  select gen_random_uuid(), $1, 1, row_number() over (), $1, worker.id, tap.action,
         (day::date + tap.at + ((worker.place * 7 + extract(day from day)::int * 3) % 11) * interval '1 minute') at time zone $4,
         now(), '[]', '{}', '', '{}'
  from (select id, row_number() over (order by number) as place from employee where site_id = $1) as worker
  cross join generate_series($2::date, $3::date - 1, interval '1 day') as day
  cross join (values ('clock-in', time '05:55'), ('break-start', time '11:30'), ('break-end', time '12:01'),
                     ('clock-out', time '14:33')) as tap (action, at)
  where extract(isodow from day) <= 5 or (extract(isodow from day) = 6 and (worker.place + extract(week from day)::int) % 2 = 0)`;
