import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmployeeDetail, ErasureView, ImportView, PersonalData, Retention } from '@tapclock/contracts';
import { z } from 'zod';
import { PeopleRounds, RetentionService } from '../../src/people/index.ts';
import { PERSONAL_TABLES } from '../../src/people/privacy/personal-tables.ts';
import { type Kiosk, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask, dataOf, hire, learnKey, namesOf, refused } from './people-kit.ts';

const DAY_MS = 86_400_000;

let hub: RunningTestHub;
let kiosk: Kiosk;

beforeAll(async () => {
  hub = await runHub();
  await learnKey(hub);
  kiosk = await hub.enrol('privacy-gate');
  await kiosk.connect();
});
afterAll(() => hub.stop());

const exportOf = async (employee: string) => {
  await hub.get('/api/v1/sites');
  return dataOf(await ask(hub, 'GET', `/employees/${employee}/export`), PersonalData);
};
const rowsOf = ({ tables }: PersonalData, table: string) =>
  tables.find(one => one.table === table)?.rows ?? [];
const erase = (employee: string) =>
  ask(hub, 'POST', `/employees/${employee}/erasure`, { body: { reason: 'asked for it' } });
const leave = (employee: string, on = '2026-01-31') =>
  ask(hub, 'POST', `/employees/${employee}/departure`, { body: { on, reason: 'moved' } });

let cards = 8_000_000;

/** Somebody with a badge, a PIN, a punch, a day off and a login. */
async function somebody(familyName: string, daysAgo = 0) {
  const person = await hire(hub, { familyName });
  const { employee } = person;
  cards += 1;
  const credential = String(cards).padStart(64, 'a');
  await ask(hub, 'POST', `/employees/${employee}/badges`, { body: { source: { credential } } });
  await ask(hub, 'PUT', `/employees/${employee}/pin`, { body: { pin: '7391' } });
  const occurredAt = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  const { sequence } = kiosk.terminal.punch({ credential, occurredAt, offline: true });
  await kiosk.send(sequence);
  await ask(hub, 'PUT', `/employees/${employee}/leave/2026-12-24`, { body: { kind: 'sick', minutes: 480 } });
  await hub.askers.headers({ name: `Login of ${familyName}`, role: 'worker', employee });
  await hub.settled();
  return { ...person, credential };
}

describe('an export', () => {
  it('has every table that says anything about a person', async () => {
    const columns = await hub.database.primary.query<{ table: string }>(
      `select distinct c.relname as table from pg_attribute a join pg_class c on c.oid = a.attrelid
       where a.attname in ('employee_id', 'employee', 'people') and a.attnum > 0 and c.relkind in ('r', 'p')
         and c.relnamespace = 'public'::regnamespace and not c.relispartition order by 1`,
    );
    const known = new Set(PERSONAL_TABLES.map(({ table }) => table));
    const COUNTS_OF_PEOPLE = new Set(['period_lock', 'payroll_export']);
    expect(
      columns.map(({ table }) => table).filter(table => !known.has(table) && !COUNTS_OF_PEOPLE.has(table)),
    ).toEqual([]);
    expect(columns.length).toBeGreaterThan(10);
  });

  it('shows the person everything, and no secret', async () => {
    const person = await somebody('Export');
    const data = await exportOf(person.employee);
    expect(rowsOf(data, 'employee')).toMatchObject([{ family_name: 'Export', number: person.number }]);
    for (const table of ['credential', 'punch', 'presence', 'account', 'session', 'audit_entry', 'event_log'])
      expect([table, rowsOf(data, table).length > 0]).toEqual([table, true]);
    const text = JSON.stringify(data);
    expect(text).not.toMatch(/scrypt|pin_hash|password_hash|totp|"digest"/);
    expect(text).not.toContain(person.credential);
    expect(data.tables.map(({ cut }) => cut)).not.toContain(true);
    expect(data.tables).toHaveLength(PERSONAL_TABLES.length);
  });

  it('is for HR, of somebody who exists, and leaves a trace', async () => {
    const { employee } = await hire(hub);
    const as = { name: 'Sue', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] } as const;
    expect((await ask(hub, 'GET', `/employees/${employee}/export`, { as })).status).toBe(403);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await ask(hub, 'GET', `/employees/${nobody}/export`)).status).toBe(404);
    await exportOf(employee);
    const looks = await hub.database.primary.query(
      `select actor_name from audit_entry where action = 'personal-data.seen' and people @> array[$1::uuid]`,
      [employee],
    );
    expect(looks).toEqual([{ actor_name: 'Ada Admin' }]);
  });
});

describe('an erasure', () => {
  it('takes name, number, PIN, badges and login, keeps facts under a pseudonym and says until when', async () => {
    const person = await somebody('Vergessen');
    await leave(person.employee);
    const view = dataOf(await erase(person.employee), ErasureView);
    expect(view.erased.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['name, number, short name, PIN', 'badges', 'accounts', 'sessions']),
    );
    const punches = view.kept.find(({ what }) => what === 'punches');
    expect(punches).toMatchObject({ rows: 1, why: expect.stringContaining('ArbZG') });
    expect(Date.parse(punches?.until ?? '')).toBeGreaterThan(Date.now() + 3_600 * DAY_MS);

    const data = await exportOf(person.employee);
    expect(rowsOf(data, 'employee')).toMatchObject([{ given_name: 'Erased', active: false }]);
    expect(rowsOf(data, 'credential')).toEqual([]);
    expect(rowsOf(data, 'punch')).toHaveLength(1);
    const without = data.tables.filter(({ table }) => table !== 'audit_entry');
    expect(JSON.stringify(without)).not.toMatch(/Vergessen|Öztürk|Ayşe/);
    expect(JSON.stringify(without)).not.toContain(`"${person.number}"`);
    const body = {
      site: SITE,
      area: 'assembly',
      number: person.number,
      givenName: 'Next',
      familyName: 'One',
    };
    expect((await ask(hub, 'POST', '/employees', { body })).status).toBe(201);
  });

  it('shuts the login of the person at once', async () => {
    const person = await somebody('Login');
    const as = { name: 'Login of Login', role: 'worker', employee: person.employee } as const;
    expect((await ask(hub, 'GET', '/auth/me', { as })).status).toBe(200);
    await leave(person.employee);
    await erase(person.employee);
    expect((await ask(hub, 'GET', '/auth/me', { as })).status).toBe(401);
  });

  it('is told in the language of whoever asks for it', async () => {
    const { employee } = await somebody('Sprache');
    await leave(employee);
    const answer = await ask(hub, 'POST', `/employees/${employee}/erasure`, {
      body: { reason: 'x' },
      headers: { 'accept-language': 'de' },
    });
    const view = dataOf(answer, ErasureView);
    expect(view.erased[0]?.what).toBe('Name, Nummer, Kurzname, PIN');
    expect(view.kept.find(({ what }) => what === 'Stempelungen')?.why).toContain('aufbewahrt werden');
  });

  it('is for leavers only, and once', async () => {
    const { employee } = await hire(hub);
    expect(refused(await erase(employee))).toEqual([409, 'CONFLICT', 'IN_SERVICE employee']);
    await leave(employee);
    expect((await erase(employee)).status).toBe(200);
    expect(refused(await erase(employee))).toEqual([409, 'CONFLICT', 'ERASED employee']);
    const { version } = dataOf(await ask(hub, 'GET', `/employees/${employee}`), EmployeeDetail);
    const answers = [
      await ask(hub, 'PATCH', `/employees/${employee}`, {
        body: { givenName: 'Back' },
        headers: { 'if-match': `"${version}"` },
      }),
      await ask(hub, 'POST', `/employees/${employee}/return`, { body: { reason: 'x' } }),
      await ask(hub, 'PUT', `/employees/${employee}/pin`, { body: { pin: '7391' } }),
    ];
    expect(answers.map(answer => refused(answer)[2])).toEqual(Array(3).fill('ERASED employee'));
  });

  it('takes answers that were kept for repeated writes: nobody is told the name again', async () => {
    const headers = { 'idempotency-key': 'hire-once' };
    const body = {
      ...{ site: SITE, area: 'assembly', number: '990100' },
      ...{ givenName: 'Ada', familyName: 'Wiederholt' },
    };
    const hired = await ask(hub, 'POST', '/employees', { body, headers });
    const { employee } = dataOf(hired, EmployeeDetail);
    const again = await ask(hub, 'POST', '/employees', { body, headers });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    await leave(employee);
    await erase(employee);
    const after = await ask(hub, 'POST', '/employees', { body, headers });
    expect(refused(after)).toEqual([409, 'CONFLICT', 'IDEMPOTENCY_ANSWER_LOST idempotency-key']);
    const named = await hub.database.primary.query(
      `select from idempotency_key where answer::text like '%Wiederholt%'`,
    );
    expect(named).toEqual([]);
  });

  it('takes the rows of files too', async () => {
    const csv = 'number,first name,last name\n990099,Datei,Person\n';
    const made = await ask(hub, 'POST', `/imports?site=${SITE}&area=assembly`, { body: Buffer.from(csv) });
    const { id } = dataOf(made, ImportView);
    await ask(hub, 'POST', `/imports/${id}/apply`, { body: {} });
    await hub.get('/api/v1/sites');
    const [row] = z
      .object({ data: z.array(z.object({ employee: z.string() })) })
      .parse((await ask(hub, 'GET', '/employees?q=990099')).body).data;
    const employee = row?.employee ?? '';
    await leave(employee);
    await erase(employee);
    const left = await hub.database.primary.query(
      `select 1 as one from people_import_row where wanted::text like '%Datei%'`,
    );
    expect(left).toEqual([]);
  });
});

describe('retention', () => {
  const all = async () =>
    z.object({ data: z.array(Retention) }).parse((await ask(hub, 'GET', '/retention')).body).data;

  it('has usual times until somebody decides, and limits', async () => {
    expect((await all()).map(({ kind, days }) => [kind, days])).toEqual([
      ['master-data', 1_096],
      ['hours', 3_653],
      ['imports', 30],
    ]);
    for (const body of [{ hours: 729 }, { 'master-data': 0 }, { other: 5 }, { imports: 1.5 }])
      expect((await ask(hub, 'PUT', '/retention', { body })).status).toBe(400);
    const as = { name: 'Sue', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] } as const;
    expect((await ask(hub, 'GET', '/retention', { as })).status).toBe(403);
  });

  it('says in German from when the days count, and what is too few', async () => {
    const headers = { 'accept-language': 'de' };
    const { body } = await ask(hub, 'GET', '/retention', { headers });
    expect(JSON.stringify(body)).toContain('nach dem letzten Tag von Ausgeschiedenen');
    const few = await ask(hub, 'PUT', '/retention', { headers, body: { hours: 729 } });
    expect(JSON.stringify(few.body)).toContain('mindestens 730 Tage');
    const pin = await ask(hub, 'PUT', `/employees/${(await hire(hub)).employee}/pin`, {
      headers,
      body: { pin: '12' },
    });
    expect(JSON.stringify(pin.body)).toContain('aus 4 bis 8 Ziffern');
  });

  it('erases leavers whose time is up, hours that are old enough and files, once a day', async () => {
    const [early, late] = [await somebody('Frueh', 800), await somebody('Spaet')];
    await leave(early.employee, new Date(Date.now() - 50 * DAY_MS).toISOString().slice(0, 10));
    await leave(late.employee, new Date(Date.now() - 10 * DAY_MS).toISOString().slice(0, 10));
    const body = { 'master-data': 40, hours: 730 };
    expect((await ask(hub, 'PUT', '/retention', { body })).status).toBe(200);
    // What arrives late is kept from its arrival on: here it has just come.
    const kept = await hub.part(RetentionService).forgetDue(Date.now());
    expect(kept).toMatchObject({ hours: 0 });
    expect(kept.people).toBeGreaterThanOrEqual(1);
    expect(await namesOf(hub, 'q=frueh&active=all')).toEqual([]);
    expect(await namesOf(hub, 'q=spaet&active=all')).toEqual(['Ayşe Spaet']);
    const rounds = hub.part(PeopleRounds);
    await rounds.go(Date.now());
    const applied = () =>
      hub.database.primary.query(`select actor_kind from audit_entry where action = 'retention.applied'`);
    const before = await applied();
    await rounds.go(Date.now() + 1);
    expect(await applied()).toEqual(before);
    expect(before[0]).toEqual({ actor_kind: 'system' });
  });

  it('never deletes hours that are younger than two years, whatever the application asks', async () => {
    const asked = hub.database.primary.query(`select forget_hours(now() - interval '729 days')`);
    await expect(asked).rejects.toThrow('younger than two years');
    await expect(hub.database.primary.query('delete from punch')).rejects.toThrow('permission denied');
    const before = await hub.database.primary.query<{ n: number }>('select count(*) as n from punch');
    const [row] = await hub.database.primary.query<{ gone: number }>(
      `select forget_hours(now() - interval '731 days') as gone`,
    );
    expect(row?.gone).toBe(0);
    expect(await hub.database.primary.query('select count(*) as n from punch')).toEqual(before);
  });
});
