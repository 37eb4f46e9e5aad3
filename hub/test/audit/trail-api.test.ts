import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditHead, AuditKey, AuditPage, apiSuccess, LooksPage, PublishedHead } from '@tapclock/contracts';
import { AuditSealer, type Concern, HeadPublisher, Looks } from '../../src/audit/index.ts';
import { TrailWriter } from '../../src/audit/trail-writer.ts';
import { send } from '../kit/api-client.ts';
import type { Asker } from '../kit/askers.ts';
import { LiveSocket } from '../kit/live-socket.ts';
import { addPerson, type RunningTestHub, runHub, SITE, type TestPerson } from '../kit/running-hub.ts';
import { MIA, sealedAll } from './audit-kit.ts';

const VERIFY = 'hub/dist/verify.js';
const HR: Asker = { name: 'Mia Wagner', role: 'hr' };

let hub: RunningTestHub;
let dir: string;
let worker: TestPerson;
const posted: unknown[] = [];
const place = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += String(chunk);
  });
  request.on('end', () => {
    posted.push(JSON.parse(body));
    response.end('ok');
  });
});

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapclock-audit-'));
  await new Promise<void>(resolve => place.listen(0, '127.0.0.1', resolve));
  const { port } = place.address() as AddressInfo;
  const audit = { headsFile: join(dir, 'heads.jsonl'), headsUrl: `http://127.0.0.1:${port}/` };
  hub = await runHub({ change: config => ({ ...config, audit }) });
  worker = await addPerson(hub);
});
afterAll(async () => {
  await hub.stop();
  place.close();
  await rm(dir, { recursive: true });
});

async function entries(query: string): Promise<AuditPage['entries']> {
  const { body } = await hub.get(`/api/v1/audit?${query}`);
  return apiSuccess(AuditPage).parse(body).data.entries;
}

async function asHr(path: string): Promise<{ status: number; body: unknown }> {
  return await hub.get(path, await hub.askers.headers(HR));
}

/** A change that succeeds. */
async function change(
  method: 'PUT' | 'DELETE',
  path: string,
  options: { body?: unknown; actor?: string } = {},
): Promise<void> {
  const { status, body } = await send(hub, method, path, options);
  if (status >= 300) throw new Error(JSON.stringify(body));
}

const holiday = (date: string) => `/sites/${SITE}/holidays/${date}`;

describe('a change', () => {
  it('is recorded with who, when, before, after, from where, and in which request', async () => {
    await change('PUT', holiday('2026-12-24'), { body: { name: 'Christmas Eve' }, actor: 'Ada' });
    await change('PUT', holiday('2026-12-24'), { body: { name: 'Holy Night' }, actor: 'Ben' });
    await change('DELETE', holiday('2026-12-24'), { actor: 'Ben' });
    const found = await entries(`site=${SITE}&limit=3`);
    expect(found).toMatchObject([
      { action: 'holidays.removed', before: { name: 'Holy Night' }, after: null, actor: { name: 'Ben' } },
      {
        action: 'holidays.put',
        subject: { kind: 'holiday', id: `${SITE}/2026-12-24` },
        before: { name: 'Christmas Eve' },
        after: { name: 'Holy Night' },
        everybody: true,
        actor: { kind: 'account', name: 'Ben', role: 'admin' },
        source: '127.0.0.1',
      },
      { action: 'holidays.put', before: null, after: { name: 'Christmas Eve' }, actor: { name: 'Ada' } },
    ]);
    const accounts = await hub.database.primary.query<{ account: string; session: string }>(
      'select a.id as account, s.id as session from account a join session s on s.account_id = a.id where a.name = $1',
      ['Ben'],
    );
    expect(accounts).toContainEqual({ account: found[0]?.actor.id, session: found[0]?.session });
    expect(new Set(found.map(({ request }) => request)).size).toBe(3);
  });

  it('that changes nothing is not recorded, nor one that is refused', async () => {
    await change('PUT', holiday('2026-12-25'), { body: { name: 'Christmas' } });
    const before = (await entries('limit=100')).filter(({ action }) => action.startsWith('holidays'));
    await change('PUT', holiday('2026-12-25'), { body: { name: 'Christmas' } });
    await send(hub, 'DELETE', holiday('2026-12-31'));
    const after = (await entries('limit=100')).filter(({ action }) => action.startsWith('holidays'));
    expect(after).toEqual(before);
  });

  it('is recorded in the name of each of many who ask at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Asker ${index}`);
    await Promise.all(
      names.map((actor, index) =>
        change('PUT', holiday(`2027-01-${String(index + 1).padStart(2, '0')}`), {
          body: { name: actor },
          actor,
        }),
      ),
    );
    const found = await entries(`action=holidays.put&from=2026-01-01T00:00:00.000Z&limit=20`);
    expect(found).toHaveLength(20);
    for (const { actor, after } of found) expect(after).toMatchObject({ name: actor.name });
  });

  it('about a person is found under that person', async () => {
    const path = `/employees/${worker.id}/leave/2026-11-30`;
    await change('PUT', path, { body: { kind: 'annual', minutes: 480, code: 'VAC' }, actor: 'Ada' });
    expect(await entries(`person=${worker.id}&action=leave.put`)).toMatchObject([
      { people: [worker.id], before: null, after: { code: 'VAC', seconds: 28_800 } },
    ]);
  });
});

describe('a look', () => {
  it('at somebody is recorded before the answer leaves', async () => {
    const person = await addPerson(hub);
    expect((await asHr(`/api/v1/punches?employee=${person.id}`)).status).toBe(200);
    expect(await entries(`person=${person.id}&action=leave.seen`)).toEqual([]);
    const { status } = await asHr(`/api/v1/employees/${person.id}/leave?from=2026-11-01&to=2026-11-30`);
    expect(status).toBe(200);
    const found = await entries(`person=${person.id}&action=leave.seen`);
    expect(found).toMatchObject([{ people: [person.id], actor: { name: 'Mia Wagner', role: 'hr' } }]);
  });

  it('at oneself is none', async () => {
    const own = await hub.askers.headers({ name: 'Self', role: 'worker', employee: worker.id });
    const path = `/api/v1/employees/${worker.id}/leave?from=2026-11-01&to=2026-11-30`;
    expect((await hub.get(path, own)).status).toBe(200);
    expect(await entries(`person=${worker.id}&action=leave.seen`)).toEqual([]);
  });

  it('that is refused shows nothing and is none', async () => {
    const stranger = await hub.askers.headers({
      name: 'Other',
      role: 'worker',
      employee: (await addPerson(hub)).id,
    });
    const path = `/api/v1/employees/${worker.id}/leave?from=2026-11-01&to=2026-11-30`;
    expect((await hub.get(path, stranger)).status).toBe(403);
    expect(await entries(`person=${worker.id}&action=leave.seen`)).toEqual([]);
  });

  it('can be asked for by the person, who learns who looked at what, and no more', async () => {
    const person = await addPerson(hub);
    await asHr(`/api/v1/employees/${person.id}/leave?from=2026-11-01&to=2026-11-30`);
    await exported(HR);
    const own = await hub.askers.headers({ name: 'Curious', role: 'worker', employee: person.id });
    const { body } = await hub.get(`/api/v1/employees/${person.id}/looks`, own);
    const { looks, next } = apiSuccess(LooksPage).parse(body).data;
    expect(looks.map(({ action, by }) => [action, by])).toEqual([
      // Who reads the whole trail has looked at everybody.
      ['audit.export.seen', { kind: 'account', name: 'Mia Wagner', role: 'hr' }],
      ['leave.seen', { kind: 'account', name: 'Mia Wagner', role: 'hr' }],
    ]);
    expect(next).toBeNull();
    const other = await hub.get(`/api/v1/employees/${worker.id}/looks`, own);
    expect(other.status).toBe(403);
    const supervisor = await hub.askers.headers({
      name: 'Sue',
      role: 'supervisor',
      teams: [{ site: SITE, team: 'early' }],
    });
    expect((await hub.get(`/api/v1/employees/${person.id}/looks`, supervisor)).status).toBe(403);
    // With audit.read too, which is a look itself.
    expect((await asHr(`/api/v1/employees/${person.id}/looks`)).status).toBe(200);
    expect(await entries(`person=${person.id}&action=looks.seen`)).toHaveLength(1);
  });
});

describe('looks at one person', () => {
  it('are paged through in one order, whether they name the person, the site or everybody', async () => {
    const person = await addPerson(hub);
    const look = (shown: Concern) => hub.part(Looks).record({ action: 'test.seen', shown }, MIA);
    for (const shown of [
      { people: [person.id] },
      { everybodyOf: SITE },
      { everybodyOf: null },
      { everybodyOf: 'elsewhere' },
      { people: [worker.id, person.id] },
      { everybodyOf: SITE },
      { people: [worker.id] },
      { people: [person.id], site: SITE },
    ])
      await look(shown);
    const own = await hub.askers.headers({ name: 'Curious', role: 'worker', employee: person.id });
    const found: LooksPage['looks'] = [];
    let next: number | null = null;
    do {
      const before: string = next === null ? '' : `&before=${next}`;
      const { body } = await hub.get(`/api/v1/employees/${person.id}/looks?limit=2${before}`, own);
      const page = apiSuccess(LooksPage).parse(body).data;
      found.push(...page.looks);
      next = page.next;
    } while (next !== null);
    const concerned = (await entries('action=test.seen')).filter(
      ({ people, everybody, site }) =>
        people.includes(person.id) || (everybody && (site === null || site === SITE)),
    );
    expect(concerned).toHaveLength(6);
    const ids = concerned.map(({ id }) => id);
    expect(found.filter(({ action }) => action === 'test.seen').map(({ id }) => id)).toEqual(ids);
    const listed = await entries(`person=${person.id}&action=test.seen`);
    expect(listed.map(({ id }) => id)).toEqual(ids);
  });
});

describe('reading the trail', () => {
  const lastRead = async () => (await entries('action=audit.seen&limit=1'))[0];

  it('is recorded with those whose data was changed, and does not copy whom others looked at', async () => {
    const [changed, seen] = [await addPerson(hub), await addPerson(hub)];
    await change('PUT', `/employees/${changed.id}/leave/2026-11-30`, {
      body: { kind: 'annual', minutes: 480, code: 'VAC' },
    });
    await asHr(`/api/v1/employees/${seen.id}/leave?from=2026-11-01&to=2026-11-30`);
    const page = await entries('limit=2');
    expect(page.map(({ action, people }) => [action, people])).toEqual([
      ['leave.seen', [seen.id]],
      ['leave.put', [changed.id]],
    ]);
    expect(await lastRead()).toMatchObject({ action: 'audit.seen', people: [changed.id] });
  });

  it('about one person is a look at that person, whatever is found', async () => {
    const seen = await addPerson(hub);
    await entries(`person=${seen.id}&action=leave.put`);
    expect(await lastRead()).toMatchObject({ people: [seen.id], subject: { kind: 'employee', id: seen.id } });
  });

  it('is recorded though nobody is in it', async () => {
    await entries('action=nothing.done');
    expect(await lastRead()).toMatchObject({ people: [], everybody: false, subject: { id: null } });
  });
});

describe('a board', () => {
  it('is recorded before it is seen: once as an answer with its people, and at each subscription with its site', async () => {
    const person = await addPerson(hub);
    await hub.settled();
    expect((await asHr(`/api/v1/sites/${SITE}/board`)).status).toBe(200);
    const [asked] = await entries('action=board.seen');
    expect(asked).toMatchObject({ site: SITE, everybody: false, actor: { name: 'Mia Wagner' } });
    expect(asked?.people).toContain(person.id);
    const socket = await LiveSocket.open(hub.httpPort);
    socket.hello(await hub.askers.token(HR));
    socket.subscribe(SITE);
    await socket.until(() => socket.board !== null);
    socket.close();
    expect((await entries('action=board.seen'))[0]).toMatchObject({
      site: SITE,
      everybody: true,
      actor: { name: 'Mia Wagner' },
      source: '127.0.0.1',
    });
  });
});

describe('the trail', () => {
  it('is read from the newest on, a page at a time, and by actor', async () => {
    const first = apiSuccess(AuditPage).parse(
      (await hub.get('/api/v1/audit?limit=5&action=holidays.put')).body,
    ).data;
    expect(first.entries).toHaveLength(5);
    const path = `/api/v1/audit?limit=5&action=holidays.put&before=${first.next}`;
    const second = apiSuccess(AuditPage).parse((await hub.get(path)).body).data;
    const positions = [...first.entries, ...second.entries].map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => b - a));
    const actor = first.entries[0]?.actor.id ?? '';
    const found = await entries(`actor=${actor}`);
    expect(new Set(found.map(entry => entry.actor.id))).toEqual(new Set([actor]));
  });

  it('is for those with the right', async () => {
    for (const path of ['/api/v1/audit', '/api/v1/audit/head', '/api/v1/audit/key', '/api/v1/audit/export']) {
      expect((await hub.get(path, { authorization: '' })).status).toBe(401);
      const own = await hub.askers.headers({ name: 'Self', role: 'worker', employee: worker.id });
      expect((await hub.get(path, own)).status).toBe(403);
    }
  });

  it('refuses filters that are none', async () => {
    for (const query of ['person=x', 'limit=101', 'from=yesterday', 'action=X', 'before=0'])
      expect((await hub.get(`/api/v1/audit?${query}`)).status).toBe(400);
  });

  it('is exported, and its head published, and both fit', async () => {
    await sealedAll(hub.database, hub.part(AuditSealer));
    await hub.part(HeadPublisher).publish();
    // The same head again is no news.
    await hub.part(HeadPublisher).publish();
    const head = apiSuccess(AuditHead).parse((await hub.get('/api/v1/audit/head')).body).data;
    const { publicKey } = apiSuccess(AuditKey).parse((await hub.get('/api/v1/audit/key')).body).data;
    const file = join(dir, 'audit.jsonl');
    await writeFile(file, await exported());
    const heads = join(dir, 'heads.jsonl');
    const lines = (await readFile(heads, 'utf8'))
      .trim()
      .split('\n')
      .map(line => PublishedHead.parse(JSON.parse(line)));
    expect(lines.at(-1)).toMatchObject(head);
    expect(posted.at(-1)).toEqual(lines.at(-1));
    const { status, stdout } = verify(file, '--heads', heads, '--key', publicKey);
    expect(stdout).toMatch(/published heads compared: everything follows\n$/);
    expect(status).toBe(0);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('Holy Night', 'Holy night'));
    expect(verify(file)).toMatchObject({ status: 1, stdout: expect.stringContaining('was altered') });
  });
});

describe('exports', () => {
  it('that are asked for together are written one at a time', async () => {
    const writer = hub.part(TrailWriter);
    const asked = await Promise.allSettled(Array.from({ length: 12 }, () => writer.open()));
    const opened = asked.filter(one => one.status === 'fulfilled');
    expect(opened).toHaveLength(1);
    for (const one of asked)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'RATE_LIMITED' });
    // Whoever leaves before the end makes room, too.
    for await (const _ of opened[0]?.value ?? []) break;
    for await (const _ of await writer.open());
  });
});

describe('the request that an entry names', () => {
  it('is known by an id of our own, whatever the caller calls it', async () => {
    const person = await addPerson(hub);
    const called = 'chosen-by-the-caller';
    const asker = { ...(await hub.askers.headers(HR)), 'x-request-id': called };
    await hub.get(`/api/v1/employees/${person.id}/leave?from=2026-11-01&to=2026-11-30`, asker);
    const [entry] = await entries(`person=${person.id}&action=leave.seen`);
    expect(entry?.request).toMatch(/^[0-9a-f-]{36}$/);
  });
});

async function exported(asker: Asker = {}): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/audit/export`, {
    headers: await hub.askers.headers(asker),
  });
  return await answer.text();
}

function verify(...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [VERIFY, 'audit', ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout };
}
