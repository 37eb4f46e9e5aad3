import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  apiPage,
  EmployeeDetail,
  EmployeeView,
  ImportResult,
  ImportRowView,
  ImportView,
} from '@tapclock/contracts';
import iconv from 'iconv-lite';
import { digestOf } from '../../src/people/badges/badges.service.ts';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask, dataOf, hire, learnKey, namesOf, refused, SITE_KEY } from './people-kit.ts';

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
  await learnKey(hub);
});
afterAll(() => hub.stop());

const QUERY = `site=${SITE}&area=assembly`;
const upload = (csv: string | Uint8Array, query = QUERY, headers = {}) =>
  ask(hub, 'POST', `/imports?${query}`, {
    body: typeof csv === 'string' ? Buffer.from(csv) : csv,
    headers,
  });
const preview = async (csv: string | Uint8Array, query = QUERY) =>
  dataOf(await upload(csv, query), ImportView);
const rowsOf = async ({ id }: ImportView) =>
  apiPage(ImportRowView).parse((await ask(hub, 'GET', `/imports/${id}/rows?per_page=100`)).body).data;
const apply = (id: string, take = 'all-or-nothing') =>
  ask(hub, 'POST', `/imports/${id}/apply`, { body: { take } });
const undo = (id: string) => ask(hub, 'POST', `/imports/${id}/undo`);

async function byNumber(number: string) {
  await hub.get('/api/v1/sites');
  const { body } = await ask(hub, 'GET', `/employees?q=${number}&active=all`);
  const [row] = apiPage(EmployeeView).parse(body).data;
  return row === undefined
    ? undefined
    : dataOf(await ask(hub, 'GET', `/employees/${row.employee}`), EmployeeDetail);
}

describe('the encoding of a file', () => {
  const text = 'Personalnummer;Vorname;Nachname\n7001;Jürgen;Groß\n';
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8-bom', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', iconv.encode(`\ufeff${text}`, 'utf-16le')],
    ['windows-1252', iconv.encode(text, 'windows-1252')],
  ])('%s is found out', async (encoding, bytes) => {
    const made = await preview(bytes);
    expect(made).toMatchObject({ encoding, delimiter: ';', rows: 1, counts: { create: 1, error: 0 } });
    expect((await rowsOf(made))[0]).toMatchObject({ name: 'Jürgen Groß', outcome: 'create', line: 2 });
  });
});

describe('the columns of a file', () => {
  it.each([
    ['First Name,LAST-NAME,Employee No.,Department', ','],
    ['Vorname;Nachname;Personal-Nr.;Abteilung', ';'],
    ['Rufname\tFamilienname\tPers.-Nr.\tBereich', '\t'],
  ])('are understood in English and German: %s', async (header, delimiter) => {
    const row = ['Eva', 'Blau', '7100', 'Assembly'].join(delimiter);
    const made = await preview(`${header}${delimiter}Shoe size\r\n${row}${delimiter}39\r\n`, `site=${SITE}`);
    expect(made).toMatchObject({ delimiter, ignored: ['Shoe size'], counts: { create: 1 } });
    expect(Object.keys(made.columns).sort()).toEqual(['area', 'familyName', 'givenName', 'number']);
  });

  it.each([
    ['Vorname;Nachname\nA;B\n', 'NO_NUMBER_COLUMN csv'],
    ['number;Personalnummer\n1;2\n', 'COLUMN_TWICE csv'],
    ['number;vorname\n', 'EMPTY csv'],
    ['', 'EMPTY csv'],
    ['number;vorname\n1;"A\n', 'CSV_QUOTE_NOT_CLOSED csv'],
    ['number;vorname\n1;A"B"\n', 'INVALID_OPENING_QUOTE csv'],
  ])('that cannot be understood refuse the file: %j', async (csv, problem) => {
    expect(refused(await upload(csv))).toEqual([400, 'VALIDATION_ERROR', problem]);
  });

  it('are at most 20,000 rows', async () => {
    const rows = Array.from({ length: 20_001 }, (_, at) => `${at};A;B`);
    const answer = await upload(`number;vorname;nachname\n${rows.join('\n')}\n`);
    expect(refused(answer)).toEqual([400, 'VALIDATION_ERROR', 'TOO_MANY_ROWS csv']);
  });
});

describe('a preview', () => {
  it('says row by row what would happen, and why not', async () => {
    const known = await hire(hub, { number: '7201', givenName: 'Ana', familyName: 'Lima', team: null });
    const same = await hire(hub, { number: '7202', givenName: 'Bo', familyName: 'Ek', team: null });
    const left = await hire(hub, { number: '7203' });
    await ask(hub, 'POST', `/employees/${left.employee}/departure`, {
      body: { on: '2026-01-01', reason: 'x' },
    });
    const csv = [
      'number,first name,last name,area,team,language,badge',
      '7201,Ana,Lima-Costa,,early,,', // 2: changes
      '7202,Bo,Ek,,,,', // 3: the same
      '7204,"Zoë ""Z""","O\'Neil, jr.",Logistics,,deutsch,0003887558', // 4: new
      '7204,Twin,Two,,,,', // 5: number twice
      '7205,Badge,Twice,,,,0003887558', // 6: badge twice
      "7206,=cmd|' /C calc'!A0,Evil,,,,", // 7: formula
      '12345678901,Long,Number,,,,', // 8
      ',No,Number,,,,', // 9
      '7207,Only,,,,,', // 10: new without family name
      '7208,Where,Ever,Moon,Late,klingon,xyz', // 11
      '7203,Left,Already,,,,', // 12
      '"7209","Two\nlines",Name,,,,', // 13 and 14
      '7210,After,Lines,,,,', // 15
    ].join('\r\n');
    const made = await preview(csv);
    const rows = await rowsOf(made);
    expect(
      rows.map(({ line, outcome, fields, problems }) => [
        line,
        outcome,
        ...fields,
        ...problems.map(({ code, path }) => `${code} ${path}`),
      ]),
    ).toEqual([
      [2, 'change', 'team', 'familyName'],
      [3, 'unchanged'],
      [4, 'create', 'number', 'givenName', 'familyName', 'area', 'language', 'badge'],
      [5, 'error', 'TWICE_IN_FILE number'],
      [6, 'error', 'TWICE_IN_FILE badge'],
      [7, 'error', 'WRONG_FORMAT givenName'],
      [8, 'error', 'WRONG_FORMAT number'],
      [9, 'error', 'REQUIRED number'],
      [10, 'error', 'REQUIRED familyName'],
      [
        11,
        'error',
        'UNKNOWN_AREA area',
        'UNKNOWN_TEAM team',
        'UNKNOWN_LANGUAGE language',
        'PRINT_NOT_UNDERSTOOD badge',
      ],
      [12, 'error', 'LEFT_ALREADY number'],
      [13, 'error', 'WRONG_FORMAT givenName'],
      [15, 'create', 'number', 'givenName', 'familyName', 'area'],
    ]);
    expect(made.firstProblems).toHaveLength(made.counts.error);
    expect(await namesOf(hub, 'q=7204')).toEqual([]);
    const read = async (employee: string) =>
      dataOf(await ask(hub, 'GET', `/employees/${employee}`), EmployeeDetail).version;
    expect([await read(known.employee), await read(same.employee)]).toEqual([1, 1]);
  });

  it('speaks the language of whoever asks, and keeps no number of a badge', async () => {
    const answer = await upload('number,badge\n7301,xyz\n', QUERY, { 'accept-language': 'de-AT' });
    const made = dataOf(answer, ImportView);
    expect(made.firstProblems[0]?.problems[0]?.message).toContain('Tippen Sie');
    const whole = await preview('number,badge\n7301,0009876543\n');
    const [row] = await hub.database.primary.query(
      `select row_to_json(r)::text like '%9876543%' as told from people_import_row r where import_id = $1`,
      [whole.id],
    );
    expect(row).toEqual({ told: false });
  });

  it('comes as JSON too', async () => {
    const body = {
      csv: 'number,first name,last name\n7401,A,B\n',
      options: { site: SITE, area: 'assembly' },
    };
    expect(dataOf(await ask(hub, 'POST', '/imports', { body }), ImportView).counts.create).toBe(1);
  });

  it.each(['', 'site=nowhere', `site=${SITE}&area=moon`])('is refused with the options %j', async query => {
    expect((await upload('number\n1\n', query)).status).toBeGreaterThanOrEqual(400);
  });

  it('is for HR and not for supervisors', async () => {
    const as = { name: 'Sue', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] } as const;
    expect(
      (await ask(hub, 'POST', `/imports?${QUERY}`, { as, body: Buffer.from('number\n1\n') })).status,
    ).toBe(403);
    expect((await ask(hub, 'GET', '/imports', { as })).status).toBe(403);
  });
});

describe('a file from a spreadsheet', () => {
  it('names its own separator, has both names in one column and lost the zeros of badges', async () => {
    const made = await preview(
      'sep=;\nPersonalnummer;Name;Ausweis\n7501;"Groß, Jürgen";387558123\n7502;Ohne Komma;\n7503;"Lang, Eva";3,89E+09\n',
    );
    expect(made).toMatchObject({ delimiter: ';', columns: { name: 'Name' } });
    expect(
      (await rowsOf(made)).map(({ line, outcome, name, problems }) => [
        line,
        outcome,
        name,
        ...problems.map(({ code, path }) => `${code} ${path}`),
      ]),
    ).toEqual([
      [3, 'create', 'Jürgen Groß'],
      [4, 'error', '', 'WRONG_FORMAT name'],
      [5, 'error', 'Eva Lang', 'PRINT_NOT_UNDERSTOOD badge'],
    ]);
    dataOf(await apply(made.id, 'good-rows'), ImportResult);
    const digest = digestOf(
      `em4100:67${(387_558_123).toString(16).padStart(8, '0').toUpperCase()}`,
      SITE_KEY,
    );
    const held = await hub.database.primary.query('select from credential where digest = $1', [digest]);
    expect(held).toHaveLength(1);
  });

  it('moves nobody who is there already to the area that was chosen for all rows', async () => {
    await hire(hub, { number: '7511', givenName: 'Old', familyName: 'Hand', area: 'logistics', team: null });
    const made = await preview(
      'number,first name,last name\n7511,Old,Hand\n7512,New,Hand\n',
      `${QUERY}&team=early`,
    );
    expect(made.counts).toMatchObject({ unchanged: 1, create: 1 });
    dataOf(await apply(made.id), ImportResult);
    expect(await byNumber('7511')).toMatchObject({ area: 'logistics', team: null });
    expect(await byNumber('7512')).toMatchObject({ area: 'assembly', team: 'early' });
  });

  it('says in words what somebody new lacks', async () => {
    const answer = await upload('number,first name\n7521,Only\n', `site=${SITE}`, {
      'accept-language': 'de',
    });
    const [row] = dataOf(answer, ImportView).firstProblems;
    expect(row?.problems.map(({ message }) => message)).toEqual([
      'Tragen Sie den Nachnamen ein: Wer neu ist, braucht das.',
      'Tragen Sie den Bereich ein: Wer neu ist, braucht das. Oder wählen Sie einen Bereich für alle Zeilen.',
    ]);
  });
});

describe('an import', () => {
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) =>
      `${from + at},Given${at},Family${at},Logistics,early,de,${1_000_000 + from + at}`.replace(
        /,(\d{7})$/,
        ',000$1',
      ),
    );
  const HEADER = 'number,first name,last name,area,team,language,badge\n';

  it('of 500 people with badges makes them all, and undo takes them all back', async () => {
    const csv = HEADER + people(610_000, 500).join('\n');
    const made = await preview(csv);
    expect(made.counts).toEqual({ create: 500, change: 0, unchanged: 0, error: 0 });
    const done = dataOf(await apply(made.id), ImportResult);
    expect(done).toMatchObject({ state: 'applied', counts: { created: 500 }, rows: [] });
    const one = await byNumber('610499');
    expect(one).toMatchObject({
      name: 'Given499 Family499',
      area: 'logistics',
      team: 'early',
      language: 'de',
    });
    const digest = digestOf(`em4100:67${(1_610_499).toString(16).padStart(8, '0').toUpperCase()}`, SITE_KEY);
    const held = await hub.database.primary.query(
      'select employee_id as employee from credential where digest = $1',
      [digest],
    );
    expect(held).toEqual([{ employee: one?.employee }]);

    // The same file again changes nothing.
    expect((await preview(csv)).counts).toMatchObject({ unchanged: 500, create: 0 });

    const undone = dataOf(await undo(made.id), ImportResult);
    expect(undone).toMatchObject({ state: 'undone', counts: { undone: 500 }, rows: [] });
    expect(await byNumber('610499')).toBeUndefined();
    expect((await preview(csv)).counts).toMatchObject({ create: 500 });
    expect(refused(await apply(made.id))[2]).toBe('IMPORT_UNDONE ');
  });

  it('with a bad row does nothing, or the good rows, as chosen; twice is once', async () => {
    const made = await preview(`${HEADER}620001,Good,Row,,,,\n620002,=bad,Row,,,,\n620003,Other,Row,,,,\n`);
    expect(refused(await apply(made.id))).toEqual([409, 'CONFLICT', 'ROWS_WITH_PROBLEMS ']);
    expect(await byNumber('620001')).toBeUndefined();
    const [first, second] = await Promise.all([apply(made.id, 'good-rows'), apply(made.id, 'good-rows')]);
    for (const answer of [first, second]) {
      expect(dataOf(answer, ImportResult)).toMatchObject({
        counts: { created: 2, refused: 1 },
        rows: [{ line: 3, outcome: 'refused', problems: [{ code: 'WRONG_FORMAT', path: 'givenName' }] }],
      });
    }
    const { total } = apiPage(EmployeeView).parse(
      (await ask(hub, 'GET', '/employees?q=62000')).body,
    ).pagination;
    expect(total).toBe(2);
  });

  it('that was applied in one way is not applied in another, and what it made stays', async () => {
    const made = await preview(`${HEADER}621001,Good,Row,,,,\n621002,=bad,Row,,,,\n621003,Other,Row,,,,\n`);
    expect(dataOf(await apply(made.id, 'good-rows'), ImportResult).counts).toEqual({
      created: 2,
      refused: 1,
    });
    const again = await ask(hub, 'POST', `/imports/${made.id}/apply`, { body: {} });
    expect(refused(again)).toEqual([409, 'CONFLICT', 'APPLIED_OTHERWISE take']);
    expect((await byNumber('621001'))?.name).toBe('Good Row');
    expect((await byNumber('621003'))?.name).toBe('Other Row');
    expect(dataOf(await ask(hub, 'GET', `/imports/${made.id}`), ImportView).state).toBe('applied');
    expect(dataOf(await apply(made.id, 'good-rows'), ImportResult).counts).toEqual({
      created: 2,
      refused: 1,
    });
  });

  it('that goes on after it was cut short takes back what it did just now, and nothing from before', async () => {
    const made = await preview(`${HEADER}622001,Was,There,,,,\n622002,Has,Left,,,,\n622003,Comes,Now,,,,\n`);
    dataOf(await apply(made.id), ImportResult);
    const left = await byNumber('622002');
    await ask(hub, 'POST', `/employees/${left?.employee}/departure`, {
      body: { on: '2026-01-01', reason: 'x' },
    });
    const now = await byNumber('622003');
    await hub.database.primary.query('delete from employee where id = $1', [now?.employee]);
    // As if the hub had been stopped after the first line.
    await hub.database.primary.query(
      'update people_import_row set applied = null where import_id = $1 and line > 2',
      [made.id],
    );
    expect(refused(await apply(made.id))).toEqual([409, 'CONFLICT', 'ROWS_WITH_PROBLEMS csv']);
    expect((await byNumber('622001'))?.name).toBe('Was There');
    expect(await byNumber('622003')).toBeUndefined();
    expect(dataOf(await ask(hub, 'GET', `/imports/${made.id}`), ImportView).state).toBe('applied');
  });

  it('tells the trail of badges too, when it gives them and when it takes them back', async () => {
    const { employee } = await hire(hub, { number: '623001', givenName: 'A', familyName: 'B' });
    const made = await preview(`${HEADER}623001,A,C,,,,0000623001\n`);
    dataOf(await apply(made.id), ImportResult);
    dataOf(await undo(made.id), ImportResult);
    const trail = await hub.database.primary.query<{ action: string; version: string | null }>(
      `select action, after::jsonb->>'version' as version from audit_entry
       where people @> array[$1::uuid] and why like 'import %' order by position`,
      [employee],
    );
    expect(trail).toEqual([
      { action: 'employee.changed', version: '2' },
      { action: 'badge.issued', version: null },
      { action: 'employee.changed', version: '3' },
      { action: 'badge.withdrawn', version: null },
    ]);
  });

  it('is not undone for whoever got another badge, or tapped with the one that it gave', async () => {
    const old = await hire(hub, { number: '624001', givenName: 'A', familyName: 'B' });
    const made = await preview(`${HEADER}624001,A,C,,,,0000624001\n624002,New,One,,,,0000624002\n`);
    dataOf(await apply(made.id), ImportResult);
    const digest = digestOf(`em4100:67${(624_001).toString(16).padStart(8, '0').toUpperCase()}`, SITE_KEY);
    const kiosk = await hub.enrol('import-gate');
    await kiosk.connect();
    await kiosk.send(kiosk.terminal.punch({ credential: digest }).sequence);
    const fresh = await byNumber('624002');
    const badge = { kind: 'em4100', printed: '0000624009' };
    await ask(hub, 'POST', `/employees/${fresh?.employee}/badges`, { body: { source: { badge } } });
    const undone = dataOf(await undo(made.id), ImportResult);
    expect(undone.rows.map(({ problems: [problem] }) => problem?.code)).toEqual(['USED_SINCE', 'USED_SINCE']);
    expect((await byNumber('624001'))?.employee).toBe(old.employee);
    expect((await byNumber('624002'))?.name).toBe('New One');
  });

  it('looks at everything anew when it is applied', async () => {
    const made = await preview(`${HEADER}630001,Late,Comer,,,,\n`);
    await hire(hub, { number: '630001', givenName: 'First', familyName: 'Comer', area: 'assembly' });
    expect(dataOf(await apply(made.id), ImportResult).counts).toEqual({ changed: 1 });
    expect((await byNumber('630001'))?.name).toBe('Late Comer');
  });

  it('is undone where nobody touched anything since; the rest is told and stays', async () => {
    const before = await hire(hub, { number: '640001', givenName: 'Old', familyName: 'Name' });
    const touched = await hire(hub, { number: '640002', givenName: 'Old', familyName: 'Name' });
    const made = await preview(
      `${HEADER}640001,New,Name,logistics,,,0000640001\n640002,New,Name,,,,\n640003,Fresh,One,,,,\n640004,Used,One,,,,0000640004\n`,
    );
    dataOf(await apply(made.id), ImportResult);
    await ask(hub, 'PATCH', `/employees/${touched.employee}`, {
      body: { language: 'de' },
      headers: { 'if-match': '"2"' },
    });
    const used = await byNumber('640004');
    await hub.database.primary.query(
      `insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at)
       values ($1, '2026-12-24', 'annual', 28800, 'LEAVE', 'x', now())`,
      [used?.employee],
    );
    const undone = dataOf(await undo(made.id), ImportResult);
    expect(undone.counts).toEqual({ undone: 2, kept: 2 });
    expect(undone.rows.map(({ line, problems: [problem] }) => [line, problem?.code])).toEqual([
      [3, 'CHANGED_SINCE'],
      [5, 'USED_SINCE'],
    ]);
    expect(await byNumber('640001')).toMatchObject({ name: 'Old Name', area: 'assembly', version: 3 });
    expect(await byNumber('640002')).toMatchObject({ name: 'New Name', language: 'de' });
    expect(await byNumber('640003')).toBeUndefined();
    expect(await byNumber('640004')).toMatchObject({ name: 'Used One', active: true });
    const badges = await ask(hub, 'GET', `/employees/${before.employee}/badges`);
    expect(badges.body).toMatchObject({ data: [{ held: false, endedWhy: 'withdrawn' }] });
    // Again is the same.
    expect(dataOf(await undo(made.id), ImportResult).counts).toEqual({ undone: 2, kept: 2 });
  });

  it('that was not applied cannot be undone', async () => {
    const { id } = await preview('number,first name,last name\n650001,A,B\n');
    expect(refused(await undo(id))).toEqual([409, 'CONFLICT', 'NOT_APPLIED ']);
  });

  it('gives nobody an eleventh badge', async () => {
    const { employee } = await hire(hub, { number: '661001', givenName: 'A', familyName: 'B' });
    for (let card = 0; card < 10; card += 1) {
      const badge = { kind: 'em4100', printed: `000066101${card}` };
      await ask(hub, 'POST', `/employees/${employee}/badges`, { body: { source: { badge } } });
    }
    const made = await preview(`${HEADER}661001,A,B,,,,0000661100\n`);
    expect(made.firstProblems[0]?.problems).toMatchObject([{ code: 'TOO_MANY_BADGES', path: 'badge' }]);
  });

  it('gives no badge that somebody has', async () => {
    const holder = await hire(hub, { familyName: 'Halter' });
    const badge = { kind: 'em4100', printed: '0000770001' };
    await ask(hub, 'POST', `/employees/${holder.employee}/badges`, { body: { source: { badge } } });
    const made = await preview(`${HEADER}660001,A,B,,,,0000770001\n`);
    expect(made.firstProblems[0]?.problems).toMatchObject([{ code: 'BADGE_TAKEN', path: 'badge' }]);
    expect(made.firstProblems[0]?.problems[0]?.message).toContain('Ayşe Halter');
  });
});
