import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addPerson, type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { makeTask } from '../tasks/tasks-kit.ts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const read = async (path: string, ifNoneMatch?: string) => {
  const headers = await hub.askers.headers({ role: 'admin' });
  return await fetch(`http://127.0.0.1:${hub.httpPort}${path}`, {
    headers: { ...headers, ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }) },
  });
};
const looks = async () => {
  const [row] = await hub.database.primary.query<{ n: number }>(
    `select count(*) as n from audit_entry where action = 'tasks.seen'`,
  );
  return row?.n;
};

it('what names people and has not changed is 304, and nobody was shown to anybody', async () => {
  const employee = await addPerson(hub);
  const task = await makeTask(hub, { assignees: { people: [employee.id], teams: [] } });
  const path = `/api/v1/tasks/${task.id}`;
  const tag = (await read(path)).headers.get('etag') ?? '';
  expect(tag).toBe(`"${task.version}"`);
  const before = await looks();
  for (const known of [tag, `W/${tag}`, '*']) {
    const answer = await read(path, known);
    expect([known, answer.status, await answer.text()]).toEqual([known, 304, '']);
  }
  expect(await looks()).toBe(before);
  expect((await read(path, '"99"')).status).toBe(200);
  expect(await looks()).toBe((before ?? 0) + 1);
});
