import pg from 'pg';
import { LARGE_SITE, NUMBERS, PAID_SITE, SITES } from './plan.ts';

/** Enough that no answer is the same again and again. */
const IDS = 25;

const UNSETTLED = `select x.id from exception x where x.site_id = any($1) and x.state in ('open', 'waiting') and x.source = 'day'`;

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
  /** The one who asks as a worker. */
  worker: string[];
  shifts: string[];
  rotations: string[];
  requests: string[];
  openShifts: string[];
  calendars: string[];
  exceptions: string[];
  settledExceptions: string[];
  /** Of people whom the supervisor leads. */
  teamExceptions: string[];
  owners: string[];
  statements: string[];
  tasks: string[];
  tasksWithTime: string[];
  assignees: string[];
  webhooks: string[];
  /** `webhook/deliveries/delivery` */
  deliveries: string[];
}

/** Looks up what to ask for. `teams` are those of the supervisor, `worker` is the address of the one who asks as a worker. */
export async function lookUp(
  databaseUrl: string,
  { teams, worker }: { teams: readonly string[]; worker: string },
): Promise<Known> {
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
      worker: await ids('select employee_id as id from account where email = $1', [worker]),
      shifts: await ids('select id from shift where site_id = $1', [LARGE_SITE]),
      rotations: await ids('select id from rotation where site_id = $1', [LARGE_SITE]),
      requests: await ids('select id from request order by md5(id::text)'),
      openShifts: await ids('select id from open_shift where starts_at > now() and site_id = any($1)', [
        SITES,
      ]),
      calendars: await ids(
        `select rpad('bench' || e.number, 43, '0') as id from calendar_link l join employee e on e.id = l.employee_id order by e.number`,
      ),
      exceptions: await ids(`${UNSETTLED} order by md5(x.id::text)`, [SITES]),
      settledExceptions: await ids(`select id from exception where state = 'settled' order by md5(id::text)`),
      teamExceptions: await ids(
        `${UNSETTLED} and x.employee_id in (select e.id from employee e where e.site_id = $2 and e.team_id = any($3))`,
        [SITES, LARGE_SITE, teams],
      ),
      owners: await ids('select distinct owner_id as id from exception where owner_id is not null'),
      statements: await ids('select id from statement order by md5(id::text)'),
      tasks: await ids('select id from task order by md5(code)'),
      tasksWithTime: await ids(
        'select t.id from task t where exists (select from task_time x where (x.site_id, x.code) = (t.site_id, t.code)) order by md5(t.code)',
      ),
      assignees: await ids('select employee_id as id from task_assignee where employee_id is not null'),
      webhooks: await ids('select id from webhook order by id'),
      deliveries: await ids(`select webhook_id || '/deliveries/' || id as id from webhook_delivery`),
    };
  } finally {
    await client.end();
  }
}
