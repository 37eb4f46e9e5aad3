import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  apiPage,
  BirthDate,
  EmployeeDetail,
  EmployeeView,
  ErasureView,
  ImportResult,
  ImportRowView,
  ImportView,
  PersonalData,
} from '@tapclock/contracts';
import type { Asker } from '../kit/askers.ts';
import { type RunningTestHub, runHub, SITE, ZONE } from '../kit/running-hub.ts';
import { type Asked, ask, dataOf, hire, learnKey, refused } from './people-kit.ts';

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
  await learnKey(hub);
});
afterAll(() => hub.stop());

const BORN = '2009-05-31';
const OTHER = '2009-06-30';
const SUPERVISOR: Asker = { name: 'Sue', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };
const HR: Asker = { name: 'Helga', role: 'hr' };

const pathOf = (employee: string) => `/employees/${employee}/birth-date`;
const read = (employee: string, as: Asker = {}) => ask(hub, 'GET', pathOf(employee), { as });
const put = (employee: string, version: number, bornOn: unknown, more: Asked = {}) =>
  ask(hub, 'PUT', pathOf(employee), { body: { bornOn }, headers: { 'if-match': `"${version}"` }, ...more });
const remove = (employee: string, version: number, more: Asked = {}) =>
  ask(hub, 'DELETE', pathOf(employee), { headers: { 'if-match': `"${version}"` }, ...more });
const stored = async (employee: string) => dataOf(await read(employee), BirthDate).bornOn;

/** What the trail has of dates of birth, and whether any entry or event has the date itself. */
async function told(employee: string) {
  const [trail] = await hub.database.primary.query<{ actions: string | null; shown: boolean | null }>(
    `select string_agg(action, ' ' order by position) filter (where action like 'birth-date.%') as actions,
            bool_or(to_jsonb(a)::text ~ $2) as shown
     from audit_entry a where people @> array[$1::uuid]`,
    [employee, `${BORN}|${OTHER}`],
  );
  const [events] = await hub.database.primary.query<{ rules: number; shown: boolean | null }>(
    `select count(*) filter (where kind = 'policy.changed') as rules, bool_or(payload::text ~ $2) as shown
     from event_log where payload->'employees' ? $1`,
    [employee, `${BORN}|${OTHER}`],
  );
  return { actions: trail?.actions, rules: events?.rules, shown: [trail?.shown, events?.shown] };
}

describe('a date of birth', () => {
  it('is unknown, set, changed and taken away, each a version of the person', async () => {
    const { employee } = await hire(hub);
    const unknown = await read(employee);
    expect(dataOf(unknown, BirthDate)).toEqual({ employee, bornOn: null, version: 1 });
    expect(unknown.headers.get('etag')).toBe('"1"');
    const set = await put(employee, 1, BORN);
    expect([set.headers.get('etag'), dataOf(set, BirthDate)]).toEqual([
      '"2"',
      { employee, bornOn: BORN, version: 2 },
    ]);
    expect(dataOf(await put(employee, 2, OTHER), BirthDate).version).toBe(3);
    expect(dataOf(await read(employee), BirthDate)).toEqual({ employee, bornOn: OTHER, version: 3 });
    expect(dataOf(await remove(employee, 3), BirthDate)).toEqual({ employee, bornOn: null, version: 4 });
    expect(await stored(employee)).toBeNull();
    expect(dataOf(await ask(hub, 'GET', `/employees/${employee}`), EmployeeDetail).version).toBe(4);
    expect(await told(employee)).toEqual({
      actions: 'birth-date.set birth-date.changed birth-date.removed',
      rules: 3,
      shown: [false, false],
    });
  });

  it('that changes nothing is no new version, and nothing to tell', async () => {
    const { employee } = await hire(hub);
    expect(dataOf(await remove(employee, 1), BirthDate).version).toBe(1);
    await put(employee, 1, BORN);
    expect(dataOf(await put(employee, 2, BORN), BirthDate).version).toBe(2);
    expect(await told(employee)).toMatchObject({ actions: 'birth-date.set', rules: 1 });
  });

  it('is written with what makes the days due, in one transaction', async () => {
    const { employee } = await hire(hub);
    await put(employee, 1, BORN);
    const rows = await hub.database.primary.query(
      `select e.payload->>'from' as from, e.xmin::text = b.xmin::text and a.xmin::text = b.xmin::text as together
       from birth_date b
       join event_log e on e.key = b.employee_id::text and e.kind = 'policy.changed'
       join audit_entry a on a.subject_id = b.employee_id::text and a.action = 'birth-date.set'
       where b.employee_id = $1`,
      [employee],
    );
    expect(rows).toEqual([{ from: '1970-01-01', together: true }]);
  });

  it('needs the state that it changes', async () => {
    const { employee } = await hire(hub);
    expect((await put(employee, 1, BORN, { headers: {} })).status).toBe(428);
    expect((await remove(employee, 1, { headers: {} })).status).toBe(428);
    expect(refused(await put(employee, 7, BORN))[0]).toBe(412);
    expect(refused(await remove(employee, 7))[0]).toBe(412);
    expect(await stored(employee)).toBeNull();
    const answers = await Promise.all([put(employee, 1, BORN), put(employee, 1, OTHER)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('is a day that exists and has come at the site, not before 1900', async () => {
    const { employee } = await hire(hub);
    const dayIn = (days: number) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(Date.now() + days * 86_400_000);
    for (const bornOn of ['1899-12-31', '2009-02-29', '31.05.2009', 20090531, null])
      expect([bornOn, (await put(employee, 1, bornOn)).status]).toEqual([bornOn, 400]);
    expect(refused(await put(employee, 1, dayIn(2)))).toEqual([
      400,
      'VALIDATION_ERROR',
      'DATE_IN_FUTURE bornOn',
    ]);
    expect(dataOf(await put(employee, 1, dayIn(0)), BirthDate).bornOn).toBe(dayIn(0));
  });

  it('is of somebody who is there and was not erased', async () => {
    const nobody = randomUUID();
    expect((await read(nobody)).status).toBe(404);
    expect((await put(nobody, 1, BORN)).status).toBe(404);
    const { employee } = await hire(hub);
    await ask(hub, 'POST', `/employees/${employee}/departure`, { body: { on: '2026-01-31', reason: 'x' } });
    await ask(hub, 'POST', `/employees/${employee}/erasure`, { body: { reason: 'x' } });
    const { version } = dataOf(await ask(hub, 'GET', `/employees/${employee}`), EmployeeDetail);
    expect(refused(await put(employee, version, BORN))).toEqual([409, 'CONFLICT', 'ERASED employee']);
  });
});

describe('who sees a date of birth', () => {
  it('may change people: neither supervisors of their team nor the person, and each look leaves a trace', async () => {
    const { employee } = await hire(hub);
    await put(employee, 1, BORN);
    const themself: Asker = { name: `Self ${employee}`, role: 'worker', employee };
    for (const as of [SUPERVISOR, themself]) {
      expect((await read(employee, as)).status).toBe(403);
      expect((await put(employee, 2, OTHER, { as, headers: { 'if-match': '"2"' } })).status).toBe(403);
      expect((await remove(employee, 2, { as, headers: { 'if-match': '"2"' } })).status).toBe(403);
    }
    expect(dataOf(await read(employee, HR), BirthDate).bornOn).toBe(BORN);
    const looks = await hub.database.primary.query(
      `select actor_name as by from audit_entry where action = 'birth-dates.seen' and people @> array[$1::uuid]`,
      [employee],
    );
    expect(looks).toEqual([{ by: 'Helga' }]);
  });

  it('finds it in no list, detail or roster card', async () => {
    const kiosk = await hub.enrol('birth-gate');
    await kiosk.connect();
    const { employee, number } = await hire(hub, { givenName: 'Jung' });
    await put(employee, 1, BORN);
    await hub.settled();
    await hub.get('/api/v1/sites');
    for (const path of [`/employees?q=${number}`, `/employees/${employee}`, '/employees'])
      expect([path, JSON.stringify((await ask(hub, 'GET', path)).body).includes(BORN)]).toEqual([
        path,
        false,
      ]);
    await kiosk.until(() => kiosk.latest('roster', employee) !== undefined);
    expect(JSON.stringify(kiosk.latest('roster', employee))).not.toContain(BORN);
  });
});

describe('privacy', () => {
  const exportOf = async (employee: string) => {
    await hub.get('/api/v1/sites');
    const { tables } = dataOf(await ask(hub, 'GET', `/employees/${employee}/export`), PersonalData);
    return tables.find(({ table }) => table === 'birth_date')?.rows;
  };

  it('shows it to the person who asks for everything, and an erasure takes it', async () => {
    const { employee } = await hire(hub);
    await put(employee, 1, BORN);
    expect(await exportOf(employee)).toEqual([{ employee_id: employee, born_on: BORN }]);
    await ask(hub, 'POST', `/employees/${employee}/departure`, { body: { on: '2026-01-31', reason: 'x' } });
    const erased = dataOf(
      await ask(hub, 'POST', `/employees/${employee}/erasure`, { body: { reason: 'asked for it' } }),
      ErasureView,
    );
    expect(erased.erased).toContainEqual({ what: 'date of birth', rows: 1 });
    expect(await exportOf(employee)).toEqual([]);
    expect(await told(employee)).toMatchObject({ rules: 2, shown: [false, false] });
  });
});

describe('a file of people', () => {
  const preview = async (csv: string) =>
    dataOf(
      await ask(hub, 'POST', `/imports?site=${SITE}&area=assembly`, { body: Buffer.from(csv) }),
      ImportView,
    );
  const rowsOf = async ({ id }: ImportView) =>
    apiPage(ImportRowView).parse((await ask(hub, 'GET', `/imports/${id}/rows?per_page=100`)).body).data;
  const apply = async ({ id }: ImportView) =>
    dataOf(await ask(hub, 'POST', `/imports/${id}/apply`, { body: {} }), ImportResult);
  const undo = async ({ id }: ImportView) =>
    dataOf(await ask(hub, 'POST', `/imports/${id}/undo`), ImportResult);
  const idOf = async (number: string) => {
    await hub.get('/api/v1/sites');
    const { body } = await ask(hub, 'GET', `/employees?q=${number}&active=all`);
    return apiPage(EmployeeView).parse(body).data[0]?.employee ?? '';
  };

  it.each(['Date of Birth', 'Birthday', 'DOB', 'Geburtsdatum', 'Geb.-Datum'])(
    'has a column for it: %s',
    async header => {
      const made = await preview(`number,first name,last name,${header}\n8100,A,B,${BORN}\n`);
      expect(made).toMatchObject({ ignored: [], columns: { bornOn: header }, counts: { create: 1 } });
    },
  );

  it('says what is wrong with one, without saying it', async () => {
    const made = await preview(
      'Personalnummer;Vorname;Nachname;Geburtsdatum\n8201;A;B;30.4.2009\n8202;A;B;05/31/2009\n8203;A;B;2999-01-01\n8204;A;B;\n',
    );
    const rows = await rowsOf(made);
    expect(
      rows.map(({ line, outcome, fields, problems }) => [
        line,
        outcome,
        fields.includes('bornOn'),
        ...problems.map(({ code, path }) => `${code} ${path}`),
      ]),
    ).toEqual([
      [2, 'create', true],
      [3, 'error', false, 'WRONG_FORMAT bornOn'],
      [4, 'error', false, 'DATE_IN_FUTURE bornOn'],
      [5, 'create', false],
    ]);
    expect(JSON.stringify([made, rows])).not.toMatch(/30\.4\.2009|2009-04-30/);
  });

  it('sets, changes and leaves dates, and undo brings back what was', async () => {
    const known = await hire(hub, { number: '8301', givenName: 'A', familyName: 'B', team: null });
    const without = await hire(hub, { number: '8302', givenName: 'A', familyName: 'B', team: null });
    const same = await hire(hub, { number: '8303', givenName: 'A', familyName: 'B', team: null });
    for (const { employee } of [known, same]) await put(employee, 1, BORN);
    const made = await preview(
      `number,first name,last name,dob\n8301,A,B,${OTHER}\n8302,A,B,${OTHER}\n8303,A,B,${BORN}\n8304,New,One,${OTHER}\n`,
    );
    expect((await rowsOf(made)).map(({ outcome, fields }) => [outcome, ...fields])).toEqual([
      ['change', 'bornOn'],
      ['change', 'bornOn'],
      ['unchanged'],
      ['create', 'number', 'givenName', 'familyName', 'area', 'bornOn'],
    ]);
    expect((await apply(made)).counts).toEqual({ changed: 2, unchanged: 1, created: 1 });
    const fresh = await idOf('8304');
    const people = [known.employee, without.employee, same.employee, fresh];
    const dates = async () => await Promise.all(people.map(stored));
    expect(await dates()).toEqual([OTHER, OTHER, BORN, OTHER]);
    expect(await told(known.employee)).toEqual({
      actions: 'birth-date.set birth-date.changed',
      rules: 2,
      shown: [false, false],
    });
    expect((await undo(made)).counts).toEqual({ undone: 3 });
    expect(await dates()).toEqual([BORN, null, BORN, null]);
    expect((await told(without.employee)).actions).toBe('birth-date.set birth-date.removed');
  });

  it('is not undone for whose date was changed since', async () => {
    const { employee } = await hire(hub, { number: '8401', givenName: 'A', familyName: 'B', team: null });
    const made = await preview(`number,dob\n8401,${BORN}\n`);
    await apply(made);
    await put(employee, 2, OTHER);
    expect((await undo(made)).rows.map(({ problems: [problem] }) => problem?.code)).toEqual([
      'CHANGED_SINCE',
    ]);
    expect(await stored(employee)).toBe(OTHER);
  });
});
