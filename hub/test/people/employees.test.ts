import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BulkEmployeeAnswer, EmployeeDetail, Problem } from '@tapclock/contracts';
import { z } from 'zod';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask, dataOf, hire, namesOf, refused } from './people-kit.ts';

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const change = (employee: string, version: number, body: unknown) =>
  ask(hub, 'PATCH', `/employees/${employee}`, { body, headers: { 'if-match': `"${version}"` } });

describe('somebody new', () => {
  it('is there with a short name and the language of the site', async () => {
    const person = await hire(hub, { givenName: 'Zofia', familyName: 'Żak' });
    expect(person).toMatchObject({
      name: 'Zofia Żak',
      shortName: 'Zofia Ż.',
      language: 'en',
      active: true,
      hasPin: false,
      version: 1,
    });
    const read = await ask(hub, 'GET', `/employees/${person.employee}`);
    expect([read.status, read.headers.get('etag')]).toEqual([200, '"1"']);
    expect(dataOf(read, EmployeeDetail)).toEqual(person);
  });

  it('is told to kiosks and written to the trail, in the same transaction', async () => {
    const { employee } = await hire(hub);
    const rows = await hub.database.primary.query(
      `select a.action, a.actor_name, a.xmin::text = e.xmin::text as together
       from audit_entry a join event_log e on e.key = a.subject_id
       where a.subject_id = $1`,
      [employee],
    );
    expect(rows).toEqual([{ action: 'employee.created', actor_name: 'Ada Admin', together: true }]);
  });

  it.each([
    [{ site: 'nowhere' }, [400, 'VALIDATION_ERROR', 'UNKNOWN_SITE site']],
    [{ area: 'moon', team: 'late' }, [400, 'VALIDATION_ERROR', 'UNKNOWN_AREA area', 'UNKNOWN_TEAM team']],
    [{ number: '12a' }, [400, 'VALIDATION_ERROR', 'WRONG_FORMAT number']],
    [{ givenName: '=HYPERLINK("http://x")' }, [400, 'VALIDATION_ERROR', 'NOT_VALID givenName']],
    [{ active: false, version: 7 }, [400, 'VALIDATION_ERROR', 'UNKNOWN_FIELD ']],
  ])('is refused with %j', async (more, answer) => {
    const body = {
      site: SITE,
      area: 'assembly',
      number: '77',
      givenName: 'A',
      familyName: 'B',
      ...more,
    };
    expect(refused(await ask(hub, 'POST', '/employees', { body }))).toEqual(answer);
  });

  it('does not get the number of somebody else, also not at the same moment', async () => {
    const { number } = await hire(hub);
    const body = { site: SITE, area: 'assembly', number, givenName: 'A', familyName: 'B' };
    expect(refused(await ask(hub, 'POST', '/employees', { body }))).toEqual([
      409,
      'CONFLICT',
      'NUMBER_TAKEN number',
    ]);
    const answers = await Promise.all(
      [1, 2, 3].map(() => ask(hub, 'POST', '/employees', { body: { ...body, number: '424242' } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe('a change', () => {
  it('needs the state that it changes, and only one of two at the same moment has it', async () => {
    const { employee } = await hire(hub);
    expect(
      refused(await ask(hub, 'PATCH', `/employees/${employee}`, { body: { area: 'logistics' } }))[0],
    ).toBe(428);
    const answers = await Promise.all([
      change(employee, 1, { area: 'logistics' }),
      change(employee, 1, { language: 'de' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const { version } = dataOf(await ask(hub, 'GET', `/employees/${employee}`), EmployeeDetail);
    expect(version).toBe(2);
  });

  it('lets the short name follow the names until somebody gives one', async () => {
    const { employee } = await hire(hub);
    const married = dataOf(await change(employee, 1, { familyName: 'Yıldız' }), EmployeeDetail);
    expect(married.shortName).toBe('Ayşe Y.');
    const named = dataOf(await change(employee, 2, { shortName: 'Ayşe' }), EmployeeDetail);
    const again = dataOf(await change(employee, named.version, { familyName: 'Kaya' }), EmployeeDetail);
    expect(again.shortName).toBe('Ayşe');
  });

  it('that changes nothing is no new version', async () => {
    const { employee, area } = await hire(hub);
    expect(dataOf(await change(employee, 1, { area }), EmployeeDetail).version).toBe(1);
  });
});

describe('many changes at once', () => {
  type Outcome = z.infer<typeof BulkEmployeeAnswer>['outcomes'][number];
  const problemOf = (one: Outcome | undefined) =>
    one?.outcome === 'refused' ? z.array(Problem).parse(one.error.details)[0] : undefined;

  it('have an outcome each, in the language of whoever asks', async () => {
    const [first, second] = [await hire(hub), await hire(hub)];
    const unknown = randomUUID();
    const changes = [
      { employee: first.employee, change: { area: 'logistics' } },
      { employee: second.employee, change: { area: 'moon' } },
      { employee: unknown, change: { language: 'de' } },
      { employee: second.employee, version: 9, change: { language: 'de' } },
      { employee: second.employee, change: { number: first.number } },
      { employee: second.employee, version: 1, change: { language: 'de' } },
    ];
    const answer = await ask(hub, 'POST', '/employees/bulk', {
      body: { changes },
      headers: { 'accept-language': 'de' },
    });
    const { outcomes } = dataOf(answer, BulkEmployeeAnswer);
    const told = outcomes.map(one =>
      one.outcome === 'done' ? [one.data.change] : ['refused', problemOf(one)?.code, one.error.code],
    );
    expect(outcomes.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(told).toEqual([
      ['changed'],
      ['refused', 'UNKNOWN_AREA', 'VALIDATION_ERROR'],
      ['refused', 'UNKNOWN_EMPLOYEE', 'NOT_FOUND'],
      ['refused', 'CHANGED_MEANWHILE', 'CONFLICT'],
      ['refused', 'NUMBER_TAKEN', 'CONFLICT'],
      ['changed'],
    ]);
    expect(problemOf(outcomes[1])?.message).toContain('keinen Bereich „moon“');
  });

  it('are at most 500', async () => {
    const changes = Array.from({ length: 501 }, () => ({ employee: randomUUID(), change: {} }));
    expect((await ask(hub, 'POST', '/employees/bulk', { body: { changes } })).status).toBe(400);
  });
});

describe('a list', () => {
  beforeAll(async () => {
    await hire(hub, { givenName: 'Jürgen', familyName: 'Groß-Müller', number: '880001', area: 'logistics' });
    await hire(hub, { givenName: 'Łukasz', familyName: 'Groszek', number: '880002', team: null });
    await hire(hub, { givenName: 'Anna', familyName: 'Mueller', number: '990001' });
  });

  it.each([
    ['q=gros', ['Łukasz Groszek', 'Jürgen Groß-Müller']],
    ['q=GROSS', ['Jürgen Groß-Müller']],
    ['q=muller', ['Jürgen Groß-Müller']],
    ['q=lukasz+gro', ['Łukasz Groszek']],
    ['q=8800', ['Łukasz Groszek', 'Jürgen Groß-Müller']],
    ['q=rgen', []],
    ["q=')%20or%20true--", []],
    ["q=a'%3A*|b%20%26%20!c", []],
    ['q=%25', []],
    ['q=8800&team=early', ['Jürgen Groß-Müller']],
    ['q=8800&area=assembly', ['Łukasz Groszek']],
    ['q=8800&sort=-number', ['Łukasz Groszek', 'Jürgen Groß-Müller']],
  ])('with %s finds %j', async (query, names) => {
    const found = await namesOf(hub, query);
    expect(found.toSorted()).toEqual([...names].sort());
    if (query.includes('sort')) expect(found).toEqual(names);
  });

  it('shows leavers only when asked', async () => {
    const { employee } = await hire(hub, { familyName: 'Abschied' });
    const body = { on: '2026-01-31', reason: 'moved' };
    expect((await ask(hub, 'POST', `/employees/${employee}/departure`, { body })).status).toBe(200);
    expect(await namesOf(hub, 'q=abschied')).toEqual([]);
    expect(await namesOf(hub, 'q=abschied&active=false')).toEqual(['Ayşe Abschied']);
  });
});

describe('rights', () => {
  const supervisor = { name: 'Sue', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] } as const;

  it('let a supervisor see the own teams and change nobody', async () => {
    const mine = await hire(hub, { familyName: 'Innen' });
    const foreign = await hire(hub, { familyName: 'Innen', team: null });
    expect(await namesOf(hub, 'q=innen', supervisor)).toEqual(['Ayşe Innen']);
    const read = async (employee: string) =>
      (await ask(hub, 'GET', `/employees/${employee}`, { as: supervisor })).status;
    expect([await read(mine.employee), await read(foreign.employee)]).toEqual([200, 403]);
    const answer = await ask(hub, 'PATCH', `/employees/${mine.employee}`, {
      as: supervisor,
      body: {},
      headers: { 'if-match': '"1"' },
    });
    expect(answer.status).toBe(403);
  });

  it('let a worker see no master data, also not their own', async () => {
    const { employee } = await hire(hub);
    const worker = { name: 'Wim', role: 'worker', employee } as const;
    expect((await ask(hub, 'GET', '/employees', { as: worker })).status).toBe(403);
    expect((await ask(hub, 'GET', `/employees/${employee}`, { as: worker })).status).toBe(403);
  });

  it('let HR write people but not sites', async () => {
    const hr = { name: 'Hana', role: 'hr' } as const;
    const body = { site: SITE, area: 'assembly', number: '5551', givenName: 'A', familyName: 'B' };
    expect((await ask(hub, 'POST', '/employees', { as: hr, body })).status).toBe(201);
    const area = await ask(hub, 'PUT', `/sites/${SITE}/areas/paint`, { as: hr, body: { name: 'Paint' } });
    expect(area.status).toBe(403);
  });
});

describe('what somebody types', () => {
  const CORPUS = [
    "Robert'); drop table employee;--",
    '<script>alert(1)</script>',
    '{{7*7}}#{7*7}',
    '../../etc/passwd',
    '%00%0a',
    'null',
    '\\x00',
    '名前',
    '👩‍🏭',
    'O\'Brien "Bob" \\',
  ];

  it.each(CORPUS)('is text and nothing else: %s', async text => {
    const person = await hire(hub, { givenName: text, familyName: text, shortName: text.slice(0, 40) });
    expect([person.givenName, person.familyName]).toEqual([text, text]);
    expect((await ask(hub, 'GET', `/employees?q=${encodeURIComponent(text)}`)).status).toBe(200);
    expect((await ask(hub, 'GET', `/employees/${encodeURIComponent(text)}`)).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  it.each(['a\nb', 'a\u0000b', 'a\u202eb', '\ud800', ' '])(
    'is refused when it is not one line: %j',
    async text => {
      const body = { site: SITE, area: 'assembly', number: '5', givenName: text, familyName: 'B' };
      expect((await ask(hub, 'POST', '/employees', { body })).status).toBe(400);
    },
  );
});
