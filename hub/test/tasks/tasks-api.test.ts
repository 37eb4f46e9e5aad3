import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TagCount } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { TaskDirectory } from '../../src/tasks/index.ts';
import { addPerson, type RunningTestHub, runHub, SITE, type TestPerson } from '../kit/running-hub.ts';
import { ask, dataOf, refused } from '../people/people-kit.ts';
import {
  changeTask,
  codesOf,
  findTask,
  HR,
  importTasks,
  LEADER,
  makeTask,
  moreTeams,
  newCode,
  OTHER_SITE,
} from './tasks-kit.ts';

let hub: RunningTestHub;
let maria: TestPerson;
let ben: TestPerson;
let eve: TestPerson;

beforeAll(async () => {
  hub = await runHub();
  await moreTeams(hub);
  maria = await addPerson(hub, { givenName: 'Maria' });
  ben = await addPerson(hub, { givenName: 'Ben', team: 'late' });
  eve = await addPerson(hub, { givenName: 'Eve', site: OTHER_SITE, team: 'early' });
}, 60_000);
afterAll(() => hub.stop());

const worker = (person: TestPerson) => ({
  name: person.number,
  role: 'worker' as const,
  employee: person.id,
});
const for_ = (teams: string[], people: string[] = []) => ({ assignees: { teams, people } });

describe('a task', () => {
  it('is kept as it was written, and says who made it', async () => {
    const code = newCode();
    const body = {
      code,
      title: 'Weld frames',
      description: 'As drawing 12.\nTwo passes.',
      tags: ['Welding', 'A12'],
      priority: 'high',
      dueOn: '2026-02-01',
      estimateMinutes: 90,
      area: 'assembly',
      ...for_(['early'], [ben.id]),
    };
    const task = await makeTask(hub, body);
    expect(task).toMatchObject({
      ...body,
      site: SITE,
      status: 'todo',
      tags: ['welding', 'a12'],
      forEverybody: false,
      bookedMinutes: 0,
      overbooked: false,
      overdue: true,
      version: 1,
      createdBy: 'Hana Hr',
    });
    expect(await findTask(hub, task.id)).toEqual(task);
    const events = await hub.database.primary.query<{ payload: unknown; site_id: string }>(
      `select payload, site_id from event_log where kind = 'task.changed' and key = $1`,
      [task.id],
    );
    expect(events).toEqual([{ payload: { task: task.id }, site_id: SITE }]);
    const trail = await hub.database.primary.query<{ action: string; people: string[] }>(
      `select action, people from audit_entry where subject_kind = 'task' and subject_id = $1`,
      [task.id],
    );
    expect(trail).toEqual([{ action: 'task.created', people: [ben.id] }]);
  });

  it('has a code that its site has once, and another site too', async () => {
    const { code } = await makeTask(hub);
    const again = await ask(hub, 'POST', '/tasks', { body: { site: SITE, code, title: 'Another' }, as: HR });
    expect(refused(again)).toEqual([409, 'CONFLICT', 'TASK_CODE_TAKEN code']);
    expect((await makeTask(hub, { site: OTHER_SITE, code })).site).toBe(OTHER_SITE);
  });

  it.each([
    [{ site: 'nowhere' }, [404, 'NOT_FOUND']],
    [{ area: 'roof' }, [400, 'VALIDATION_ERROR', 'UNKNOWN_AREA area']],
    [for_(['night']), [400, 'VALIDATION_ERROR', 'UNKNOWN_TEAM assignees.teams']],
    [{ code: 'no spaces' }, [400, 'VALIDATION_ERROR', 'WRONG_FORMAT code']],
    [{ title: ' ' }, [400, 'VALIDATION_ERROR', 'TOO_SMALL title']],
    [{ description: 'bell\u0007' }, [400, 'VALIDATION_ERROR', 'NOT_VALID description']],
    [{ dueOn: '2026-02-30' }, [400, 'VALIDATION_ERROR', 'NOT_VALID dueOn']],
    [{ estimateMinutes: 0 }, [400, 'VALIDATION_ERROR', 'TOO_SMALL estimateMinutes']],
    [{ tags: ['a', 'A'] }, [400, 'VALIDATION_ERROR', 'NOT_VALID tags']],
    [{ status: 'done' }, [400, 'VALIDATION_ERROR', 'UNKNOWN_FIELD ']],
  ])('is refused with %j', async (more, expected) => {
    const body = { site: SITE, code: newCode(), title: 'T', ...more };
    expect(refused(await ask(hub, 'POST', '/tasks', { body, as: HR }))).toEqual(expected);
  });

  it('names people of its own site who work there', async () => {
    for (const person of [randomUUID(), eve.id]) {
      const body = { site: SITE, code: newCode(), title: 'T', ...for_([], [person]) };
      expect(refused(await ask(hub, 'POST', '/tasks', { body, as: HR }))).toEqual([
        400,
        'VALIDATION_ERROR',
        'UNKNOWN_EMPLOYEE assignees.people',
      ]);
    }
  });

  it('is changed by whoever read it last: the other is told, and nothing is lost', async () => {
    const task = await makeTask(hub, { title: 'Before', estimateMinutes: 60 });
    const put = (title: string) => changeTask(hub, ['PUT', task.id], task.version, { body: { title } });
    const [first, second] = await Promise.all([put('One'), put('Two')]);
    const answers = [first, second].map(answer => answer.status).sort();
    expect(answers).toEqual([200, 412]);
    const after = await findTask(hub, task.id);
    expect(after).toMatchObject({ version: 2, estimateMinutes: null, code: task.code });
    expect(['One', 'Two']).toContain(after.title);
    const without = await ask(hub, 'PUT', `/tasks/${task.id}`, { body: { title: 'Three' }, as: HR });
    expect(without.status).toBe(428);
  });

  it('stays as it is, version and all, when the same is written again', async () => {
    const task = await makeTask(hub, { tags: ['a', 'b'] });
    const body = { title: task.title, tags: ['b', 'a'] };
    expect((await changeTask(hub, ['PUT', task.id], 1, { body })).status).toBe(200);
    expect((await findTask(hub, task.id)).version).toBe(1);
  });

  it('is begun, done, opened again, archived and taken back, and nothing else', async () => {
    const task = await makeTask(hub);
    const becomes = async (status: string, version: number) => {
      const answer = await changeTask(hub, ['PATCH', `${task.id}/status`], version, { body: { status } });
      return answer.status === 200 ? (await findTask(hub, task.id)).status : refused(answer);
    };
    expect(await becomes('done', 1)).toBe('done');
    expect(await becomes('todo', 2)).toEqual([409, 'CONFLICT', 'STATUS_DOES_NOT_FOLLOW status']);
    expect(await becomes('in-progress', 2)).toBe('in-progress');
    expect(await becomes('in-progress', 3)).toBe('in-progress');
    expect(await becomes('archived', 3)).toBe('archived');
    const put = await changeTask(hub, ['PUT', task.id], 4, { body: { title: 'T' } });
    expect(refused(put)).toEqual([409, 'CONFLICT', 'TASK_IS_ARCHIVED ']);
    expect(await becomes('todo', 4)).toBe('todo');
    expect(await becomes('done', 4)).toEqual([412, 'PRECONDITION_FAILED']);
  });

  it('is deleted while no time is booked on it', async () => {
    const task = await makeTask(hub);
    const removed = await changeTask(hub, ['DELETE', task.id], 1);
    expect(removed.body).toMatchObject({ data: { outcome: 'deleted' } });
    expect((await ask(hub, 'GET', `/tasks/${task.id}`, { as: HR })).status).toBe(404);
  });
});

describe('many tasks at once', () => {
  it('each stand by themselves, and a file that is sent again changes nothing', async () => {
    const [one, two] = [newCode(), newCode()];
    const tasks = [
      { site: SITE, code: one, title: 'One', tags: ['x'] },
      { site: SITE, code: two, title: 'Two', ...for_(['early']) },
      { site: SITE, code: one, title: 'Not one' },
      { site: SITE, code: 'a b', title: 'Three' },
      { site: SITE, code: newCode(), title: 'Four', area: 'roof' },
    ];
    expect(await importTasks(hub, tasks)).toEqual([
      'created',
      'created',
      'CONFLICT',
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
    ]);
    expect(await importTasks(hub, tasks.slice(0, 2))).toEqual(['known', 'known']);
    const [changed] = await codesOf(hub, `?q=${two}`);
    expect(changed).toBe(two);
    // What somebody has changed meanwhile is not undone by the file.
    const { id, version } = await taskOf(two);
    await changeTask(hub, ['PUT', id], version, { body: { title: 'Two, mended', ...for_(['early']) } });
    expect(await importTasks(hub, tasks.slice(1, 2))).toEqual(['CONFLICT']);
    expect((await findTask(hub, id)).title).toBe('Two, mended');
  });

  it('are made once by two imports at the same moment', async () => {
    const tasks = Array.from({ length: 20 }, () => ({ site: SITE, code: newCode(), title: 'Twin' }));
    const [first, second] = await Promise.all([importTasks(hub, tasks), importTasks(hub, tasks)]);
    const both = [...(first ?? []), ...(second ?? [])];
    expect([
      both.filter(one => one === 'created').length,
      both.filter(one => one === 'known').length,
    ]).toEqual([20, 20]);
  });

  async function taskOf(code: string): Promise<{ id: string; version: number }> {
    const [row] = await hub.database.primary.query<{ id: string; version: number }>(
      'select id, version from task where site_id = $1 and code = $2',
      [SITE, code],
    );
    if (!row) throw new Error(`no task ${code}`);
    return row;
  }
});

describe('lists', () => {
  const tag = 'listed';
  let codes: { late: string; soon: string; whenever: string; done: string };

  beforeAll(async () => {
    const made = async (more: Record<string, unknown>) =>
      (await makeTask(hub, { tags: [tag], ...more })).code;
    codes = {
      late: await made({ dueOn: '2026-01-05', priority: 'low', area: 'assembly', title: 'Pump housing' }),
      soon: await made({
        dueOn: '2999-01-05',
        priority: 'urgent',
        description: 'for the pump',
        ...for_(['early']),
      }),
      whenever: await made({ tags: [tag, 'pumps'], ...for_([], [ben.id]) }),
      done: await made({ dueOn: '2026-01-04' }),
    };
    const { id } = (
      await hub.database.primary.query<{ id: string }>('select id from task where code = $1', [codes.done])
    )[0] ?? {
      id: '',
    };
    await changeTask(hub, ['PATCH', `${id}/status`], 1, { body: { status: 'done' } });
  });

  it.each<[string, (keyof typeof codes)[]]>([
    ['', ['late', 'soon', 'whenever']],
    ['&sort=-priority', ['soon', 'whenever', 'late']],
    ['&status=all', ['done', 'late', 'soon', 'whenever']],
    ['&status=done', ['done']],
    ['&priority=urgent', ['soon']],
    ['&area=assembly', ['late']],
    ['&team=early', ['soon']],
    ['&overdue=true', ['late']],
    ['&overdue=false', ['soon', 'whenever']],
    ['&dueFrom=2026-01-05&dueTo=2026-01-05&status=all', ['late']],
    ['&site=werk-sued', []],
    ['&q=pum', ['late', 'soon', 'whenever']],
    ['&q=pump%20hous', ['late']],
    ['&per_page=1&page=2', ['soon']],
  ])('narrow and sort: %s', async (query, expected) => {
    expect(await codesOf(hub, `?tag=LISTED${query}`)).toEqual(expected.map(name => codes[name]));
  });

  it('know who is named, and whose team is', async () => {
    expect(await codesOf(hub, `?tag=listed&assignee=${ben.id}`)).toEqual([codes.whenever]);
    expect(await codesOf(hub, `?tag=listed&assignee=${maria.id}`)).toEqual([codes.soon]);
  });

  it('search ranks title and code before tags and description; punctuation finds nothing', async () => {
    expect(await codesOf(hub, '/search?q=PUMP&tag=listed')).toEqual([codes.late, codes.whenever, codes.soon]);
    expect(await codesOf(hub, `/search?q=${codes.whenever.toLowerCase()}&tag=listed`)).toEqual([
      codes.whenever,
    ]);
    expect(await codesOf(hub, '/search?q=%21%21')).toEqual([]);
    const { status } = await ask(hub, 'GET', '/tasks/search', { as: HR });
    expect(status).toBe(400);
  });

  it('count tags', async () => {
    await hub.get('/api/v1/sites');
    const tags = dataOf(await ask(hub, 'GET', `/tasks/tags?site=${SITE}`, { as: HR }), z.array(TagCount));
    expect(tags).toEqual(
      expect.arrayContaining([
        { tag, tasks: 4 },
        { tag: 'pumps', tasks: 1 },
      ]),
    );
    expect(tags[0]?.tag).toBe(tag);
  });
});

describe('reach', () => {
  const tag = 'reach';
  let everybody: string;
  let early: string;
  let late: string;
  let mixed: string;
  let named: string;
  let elsewhere: string;

  beforeAll(async () => {
    const made = async (more: Record<string, unknown>) =>
      (await makeTask(hub, { tags: [tag], ...more })).code;
    everybody = await made({});
    early = await made(for_(['early']));
    late = await made(for_(['late']));
    mixed = await made(for_(['early'], [ben.id]));
    named = await made(for_([], [ben.id]));
    elsewhere = await made({ site: OTHER_SITE, ...for_(['early']) });
  });

  const seen = (as: Parameters<typeof codesOf>[2]) => codesOf(hub, `?tag=${tag}&sort=created`, as);

  it('workers see what they may book on', async () => {
    expect(await seen(worker(maria))).toEqual([everybody, early, mixed]);
    expect(await seen(worker(ben))).toEqual([everybody, late, mixed, named]);
    expect(await seen(worker(eve))).toEqual([elsewhere]);
  });

  it('supervisors see what concerns their teams and the whole site, HR everything', async () => {
    expect(await seen(LEADER)).toEqual([everybody, early, mixed]);
    expect(await seen(HR)).toEqual([everybody, early, late, mixed, named, elsewhere]);
  });

  it('people who are named are shown to those who may see them, and the look is recorded', async () => {
    const id = await idOf(mixed);
    expect((await findTask(hub, id, LEADER)).assignees).toEqual({ teams: ['early'], people: [] });
    expect((await findTask(hub, id, worker(ben))).assignees.people).toEqual([ben.id]);
    await findTask(hub, id, HR);
    const looks = await hub.database.primary.query<{ actor_name: string }>(
      `select distinct actor_name from audit_entry where action = 'tasks.seen' and people @> array[$1::uuid]`,
      [ben.id],
    );
    expect(looks.map(({ actor_name: name }) => name)).toContain('Hana Hr');
    expect(looks.map(({ actor_name: name }) => name)).not.toContain('Lea Leader');
  });

  it('what is out of reach is not there, by its id either', async () => {
    for (const as of [worker(maria), LEADER]) {
      expect((await ask(hub, 'GET', `/tasks/${await idOf(late)}`, { as })).status).toBe(404);
      expect((await ask(hub, 'GET', `/tasks/${await idOf(late)}/time`, { as })).status).toBe(404);
    }
    expect((await changeTask(hub, ['DELETE', await idOf(late)], 1, { as: LEADER })).status).toBe(404);
  });

  it('supervisors write tasks of their own teams and no others', async () => {
    const out = [403, 'FORBIDDEN', 'OUT_OF_REACH assignees'];
    const make = async (more: Record<string, unknown>) =>
      await ask(hub, 'POST', '/tasks', {
        body: { site: SITE, code: newCode(), title: 'T', ...more },
        as: LEADER,
      });
    expect((await make(for_(['early'], [maria.id]))).status).toBe(201);
    expect(refused(await make({}))).toEqual(out);
    expect(refused(await make(for_(['late'])))).toEqual(out);
    expect(refused(await make(for_(['early'], [ben.id])))).toEqual(out);
    expect(refused(await make({ site: OTHER_SITE, ...for_(['early']) }))).toEqual(out);
    const write = async (code: string, body: unknown) =>
      await changeTask(hub, ['PUT', await idOf(code)], 1, { body, as: LEADER });
    expect(refused(await write(everybody, { title: 'Mine', ...for_(['early']) }))).toEqual(out);
    expect(refused(await write(mixed, { title: 'Mine', ...for_(['early']) }))).toEqual(out);
    expect(refused(await write(early, { title: 'T', ...for_(['early', 'late']) }))).toEqual(out);
    expect((await write(early, { title: 'Mine', tags: [tag], ...for_(['early']) })).status).toBe(200);
    const status = await changeTask(hub, ['PATCH', `${await idOf(mixed)}/status`], 1, {
      body: { status: 'done' },
      as: LEADER,
    });
    expect(refused(status)).toEqual(out);
  });

  it('workers write none', async () => {
    const body = { site: SITE, code: newCode(), title: 'T', ...for_([], [maria.id]) };
    expect((await ask(hub, 'POST', '/tasks', { body, as: worker(maria) })).status).toBe(403);
  });

  it('a task is booked on by those whom it is for, while it is open', async () => {
    const directory = hub.part(TaskDirectory);
    const book = async (person: TestPerson, idOrCode: string) =>
      await directory.bookable(hub.database.primary, person.id, idOrCode).then(
        task => task.code,
        (error: { code: string; details?: { code: string }[] }) => error.details?.[0]?.code ?? error.code,
      );
    expect(await book(maria, everybody)).toBe(everybody);
    expect(await book(maria, await idOf(early))).toBe(early);
    expect(await book(ben, named)).toBe(named);
    expect(await book(maria, late)).toBe('TASK_OF_OTHERS');
    expect(await book(maria, elsewhere)).toBe('NOT_FOUND');
    expect(await book(maria, await idOf(elsewhere))).toBe('TASK_OF_ANOTHER_SITE');
    for (const none of ['WO-none', 'a\u0000b', '']) expect(await book(maria, none)).toBe('NOT_FOUND');
    const task = await makeTask(hub);
    await changeTask(hub, ['PATCH', `${task.id}/status`], 1, { body: { status: 'done' } });
    expect(await book(maria, task.code)).toBe('TASK_IS_DONE');
    await changeTask(hub, ['PATCH', `${task.id}/status`], 2, { body: { status: 'archived' } });
    expect(await book(maria, task.code)).toBe('TASK_IS_ARCHIVED');
  });

  async function idOf(code: string): Promise<string> {
    const [row] = await hub.database.primary.query<{ id: string }>('select id from task where code = $1', [
      code,
    ]);
    if (!row) throw new Error(`no task ${code}`);
    return row.id;
  }
});
