import pg from 'pg';
import { LARGE_SITE, NUMBERS, PAID_SITE } from './plan.ts';

/** Enough that no answer is the same again and again. */
const IDS = 25;

/** What there is to ask for: ids of things of the company, a few of each kind. */
export interface Known {
  employees: string[];
  /** Of the teams of the supervisor. */
  teamMembers: string[];
  paid: string[];
  punches: string[];
  corrections: string[];
  corrected: string[];
  accounts: string[];
  actors: string[];
  apiKeys: string[];
  imports: string[];
  exports: string[];
}

/** Looks up what to ask for. `teams` are those of the supervisor. */
export async function lookUp(databaseUrl: string, teams: readonly string[]): Promise<Known> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ids = async (sql: string, params: readonly unknown[] = []): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(`${sql} limit ${IDS}`, [...params]);
    if (rows.length === 0) throw new Error(`nothing to ask for: ${sql}`);
    return rows.map(({ id }) => id);
  };
  try {
    return {
      employees: await ids('select id from employee where number like $1 and active order by md5(number)', [
        NUMBERS,
      ]),
      teamMembers: await ids(
        'select id from employee where site_id = $1 and team_id = any($2) and active order by number',
        [LARGE_SITE, teams],
      ),
      paid: await ids(
        `select s.employee_id as id from locked_sheet s join period_lock l on l.id = s.lock_id where l.site_id = $1 order by md5(s.number)`,
        [PAID_SITE],
      ),
      punches: await ids(
        `select punch_id as id from punch where occurred_at > now() - interval '60 days' and site_id = $1`,
        [LARGE_SITE],
      ),
      corrections: await ids('select id from correction order by made_at desc'),
      corrected: await ids('select employee_id as id from correction order by made_at desc'),
      accounts: await ids('select id from account order by md5(email)'),
      actors: await ids('select actor_id as id from audit_entry where actor_id is not null'),
      apiKeys: await ids('select id from api_key'),
      imports: await ids('select id from people_import'),
      exports: await ids('select id from payroll_export'),
    };
  } finally {
    await client.end();
  }
}
