import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { note } from '../result.ts';
import type { Asker, Login } from './asker.ts';
import { LARGE_SITE, PAID_SITE, PAY_GROUP, SITES } from './plan.ts';

const FORMAT = 'generic-csv';
const POLL_MS = 500;
/** Half a million day records take minutes; after this long something is wrong. */
const WAIT_MS_MAX = 30 * 60_000;
const IMPORTS = 12;
const IMPORT_ROWS = 2_000;
export const SUPERVISOR_TEAMS = ['team-1', 'team-2', 'team-3', 'team-4'];
export const SUPERVISOR: Login = {
  email: 'bench-supervisor@example.com',
  password: 'seven kettles boil over',
};

export const WORKER: Login = { email: 'bench-worker@example.com', password: 'nine lanterns burn low' };

/** The last month that is over. */
export function paidMonth(nowMs: number): { from: string; to: string } {
  const now = new Date(nowMs);
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1);
  const last = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0);
  return { from: dateOf(first), to: dateOf(last) };
}

/** What only the hub can make: a supervisor, files of people, hours by a policy, a locked month with its export. */
export async function prepare(admin: Asker, databaseUrl: string, month: { from: string }): Promise<void> {
  const teams = SUPERVISOR_TEAMS.map(team => ({ site: LARGE_SITE, team }));
  const invitation = { email: SUPERVISOR.email, role: 'supervisor', teams };
  const { ticket } = await admin.post<{ ticket: string }>('/api/v1/invitations', invitation);
  await admin.post('/api/v1/auth/register', {
    ticket,
    name: 'Bench Supervisor',
    password: SUPERVISOR.password,
  });
  for (let file = 0; file < IMPORTS; file += 1)
    await admin.post('/api/v1/imports', {
      csv: peopleFile(file),
      options: { site: LARGE_SITE, area: 'hall-1' },
    });
  note('  deriving day records');
  await admin.post('/api/v1/policies', {
    name: PAY_GROUP,
    preset: 'de-arbzg',
    overrides: MONTHLY,
    reason: 'bench',
  });
  for (const site of SITES)
    await admin.post('/api/v1/policy-assignments', {
      ...{ scope: { site }, policy: { name: PAY_GROUP, version: 1 }, reason: 'bench' },
      validFrom: mondayBefore(month.from),
    });
  await until(databaseUrl, NOTHING_DUE);
  note('  locking and exporting a month');
  const settings = { codes: { REG: 'REG', NIGHT: null, SUNDAY: null, HOLIDAY: null } };
  await admin.put(`/api/v1/export-mappings/${PAID_SITE}/${FORMAT}`, {
    basedOn: 0,
    settings,
    reason: 'bench',
  });
  const period = `/api/v1/pay-periods/${PAID_SITE}/${PAY_GROUP}/${month.from}`;
  await admin.post(`${period}/approvals`, { everybody: true });
  await admin.post(`${period}/lock`, {});
  await admin.post(`${period}/exports`, { format: FORMAT });
}

/** A login of somebody who is in a team of the supervisor. */
export async function inviteWorker(admin: Asker, databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client
    .query<{ id: string }>(
      `select e.id from employee e where e.site_id = $1 and e.team_id = any($2) and e.active
         and not exists (select from account a where a.employee_id = e.id) order by e.number limit 1`,
      [LARGE_SITE, SUPERVISOR_TEAMS],
    )
    .finally(() => client.end());
  const invitation = { email: WORKER.email, role: 'worker', employee: rows[0]?.id };
  const { ticket } = await admin.post<{ ticket: string }>('/api/v1/invitations', invitation);
  await admin.post('/api/v1/auth/register', { ticket, name: 'Bench Worker', password: WORKER.password });
}

/** Resolves when the hub has nothing left to do of its own accord that would be measured with the answers. */
export async function settled(databaseUrl: string): Promise<void> {
  await until(databaseUrl, NOTHING_DUE);
  await until(databaseUrl, ALL_FOLLOWED);
  await until(
    databaseUrl,
    'select (select count(*) from audit_entry) <= (select count(*) from audit_seal) + 5 as done',
  );
}

const MONTHLY = { payPeriod: { kind: 'monthly', startDay: 1, payDay: 28 } };
const NOTHING_DUE = `select not exists (select from timesheet_due where due_at <= now())
                        and exists (select from day_record where site_id = '${LARGE_SITE}') as done`;
/** What was derived last is in the inbox, and whoever is to be told of it is. */
const ALL_FOLLOWED = `select min(position) >= (select max(position) from event_log) as done from event_cursor`;

async function until(databaseUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const giveUpMs = performance.now() + WAIT_MS_MAX;
  try {
    while ((await client.query<{ done: boolean }>(sql)).rows[0]?.done !== true) {
      if (performance.now() > giveUpMs) throw new Error(`waited in vain for: ${sql}`);
      await delay(POLL_MS);
    }
  } finally {
    await client.end();
  }
}

function peopleFile(file: number): string {
  const rows = Array.from({ length: IMPORT_ROWS }, (_, row) => {
    const number = 8_000_000 + file * IMPORT_ROWS + row;
    return `${number},New,Person ${number},${row % 10 === 0 ? 'no-such-hall' : 'hall-1'}`;
  });
  return ['Number,First name,Last name,Area', ...rows].join('\n');
}

/** A policy begins with a workweek. */
function mondayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  return dateOf(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000);
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
