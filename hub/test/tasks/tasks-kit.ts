import { apiPage, BookedTime, bulkAnswer, TaskMade, TaskView } from '@tapclock/contracts';
import type { Asker } from '../kit/askers.ts';
import { type RunningTestHub, SITE } from '../kit/running-hub.ts';
import { type Answer, ask, dataOf } from '../people/people-kit.ts';

/** A site apart from the one that every hub of a test has. */
export const OTHER_SITE = 'werk-sued';

/** Who leads the early team of the test site. */
export const LEADER: Asker = {
  name: 'Lea Leader',
  role: 'supervisor',
  teams: [{ site: SITE, team: 'early' }],
};
export const HR: Asker = { name: 'Hana Hr', role: 'hr' };

let numbers = 0;

/** A code that no other task has. */
export function newCode(): string {
  numbers += 1;
  return `WO-${numbers}`;
}

/** Makes a task by the API; unless told otherwise HR makes it, for everybody of the test site. */
export async function makeTask(
  hub: RunningTestHub,
  more: Record<string, unknown> = {},
  as: Asker = HR,
): Promise<TaskView> {
  const body = { site: SITE, code: newCode(), title: 'Gearboxes', ...more };
  return dataOf(await ask(hub, 'POST', '/tasks', { body, as }), TaskView);
}

export async function findTask(hub: RunningTestHub, id: string, as: Asker = HR): Promise<TaskView> {
  return dataOf(await ask(hub, 'GET', `/tasks/${id}`, { as }), TaskView);
}

/** A write to a task that says which version it changes. */
export async function changeTask(
  hub: RunningTestHub,
  [method, path]: readonly ['PUT' | 'PATCH' | 'DELETE', string],
  version: number,
  { body, as = HR }: { body?: unknown; as?: Asker } = {},
): Promise<Answer> {
  return await ask(hub, method, `/tasks/${path}`, { body, as, headers: { 'if-match': `"${version}"` } });
}

/** Codes of the tasks that a question finds, in their order, once the replica has everything. */
export async function codesOf(hub: RunningTestHub, query: string, as: Asker = HR): Promise<string[]> {
  await hub.get('/api/v1/sites');
  const { status, body } = await ask(hub, 'GET', `/tasks${query}`, { as });
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return apiPage(TaskView)
    .parse(body)
    .data.map(({ code }) => code);
}

export async function bookedOn(
  hub: RunningTestHub,
  id: string,
  query = '',
  as: Asker = HR,
): Promise<BookedTime[]> {
  await hub.get('/api/v1/sites');
  const { status, body } = await ask(hub, 'GET', `/tasks/${id}/time${query}`, { as });
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return apiPage(BookedTime).parse(body).data;
}

/** Makes several tasks at once; what became of each in one word, with the code of what was refused. */
export async function importTasks(
  hub: RunningTestHub,
  tasks: readonly unknown[],
  as: Asker = HR,
): Promise<string[]> {
  const answer = await ask(hub, 'POST', '/tasks/bulk', { body: { tasks }, as });
  return dataOf(answer, bulkAnswer(TaskMade)).outcomes.map(one =>
    one.outcome === 'done' ? one.data.made : one.error.code,
  );
}

/** Another site, with a team of the same name, and a late team at the test site. */
export async function moreTeams(hub: RunningTestHub): Promise<void> {
  const site = { name: 'Werk Süd', zone: 'America/New_York', language: 'en' };
  const places = { areas: [{ id: 'assembly', name: 'Assembly' }], teams: [{ id: 'early', name: 'Early' }] };
  await ask(hub, 'POST', '/sites', { body: { id: OTHER_SITE, ...site, ...places } });
  await ask(hub, 'PUT', `/sites/${SITE}/teams/late`, { body: { name: 'Late team' } });
}
