import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Board, CorrectionOutcome, CorrectionView, PolicyAssignment, PunchView } from '@tapclock/contracts';
import { z } from 'zod';
import type { Asker } from '../kit/askers.ts';
import {
  addPerson,
  type Kiosk,
  type RunningTestHub,
  runHub,
  SITE,
  type TestPerson,
} from '../kit/running-hub.ts';
import { ask } from './asks.ts';

/** Reach: a worker is about themselves, a supervisor about their teams, everybody else about everybody. */
let hub: RunningTestHub;
let gate: Kiosk;
/** Of the team early, as the supervisor is who leads it; of another team; the supervisor. */
let own: TestPerson;
let foreign: TestPerson;
let lead: TestPerson;
let worker: Asker;
let supervisor: Asker;
let hr: Asker;
const punchOf = new Map<string, string>();

beforeAll(async () => {
  hub = await runHub();
  await hub.database.primary.query(`insert into team (site_id, id, name) values ($1, 'late', 'Late')`, [
    SITE,
  ]);
  [own, foreign, lead] = [
    await addPerson(hub, { team: 'early' }),
    await addPerson(hub, { team: 'late' }),
    await addPerson(hub, { team: null }),
  ];
  worker = { name: 'Wanda', role: 'worker', employee: own.id };
  supervisor = { name: 'Sam', role: 'supervisor', employee: lead.id, teams: [{ site: SITE, team: 'early' }] };
  hr = { name: 'Hana', role: 'hr', employee: null };
  gate = await hub.enrol('gate');
  await gate.connect();
  for (const person of [own, foreign, lead]) await tap(person.id, person.credential);
  await tap('nobody', 'f'.repeat(64));
  await hub.settled();
}, 60_000);
afterAll(() => hub.stop());

async function tap(whose: string, credential: string): Promise<void> {
  const employee = whose === 'nobody' ? null : whose;
  const { sequence, punchId } = gate.terminal.punch({ action: 'clock-in', employee, credential });
  await gate.send(sequence);
  punchOf.set(whose, punchId);
}

/** What a list shows somebody, and how many it says there are. */
async function list<T>(
  path: string,
  as: Asker,
  item: { parse(value: unknown): T },
): Promise<{ items: T[]; total: number }> {
  // The hub's own question waits for the replica.
  await hub.get('/api/v1/sites');
  const answer = await ask(hub, 'GET', path, { as });
  const Page = z.object({ data: z.array(z.unknown()), pagination: z.object({ total: z.int() }) });
  const { data, pagination } = Page.parse(JSON.parse(answer.text));
  return { items: data.map(entry => item.parse(entry)), total: pagination.total };
}

const status = async (method: string, path: string, as: Asker, body?: unknown) =>
  (await ask(hub, method, path, { as, ...(body === undefined ? {} : { body }) })).status;

describe('punches', () => {
  it.each([
    ['a worker', () => worker, () => [own.id]],
    ['a supervisor', () => supervisor, () => [own.id, lead.id]],
    ['HR', () => hr, () => [own.id, foreign.id, lead.id, null]],
  ])('are listed and counted for %s as far as their reach', async (_who, who, whose) => {
    const { items, total } = await list('/punches', who(), PunchView);
    expect(new Set(items.map(({ employee }) => employee))).toEqual(new Set(whose()));
    expect(total).toBe(whose().length);
  });

  it('of somebody else are not found by asking for them', async () => {
    expect((await list(`/punches?employee=${foreign.id}`, worker, PunchView)).total).toBe(0);
    expect((await list(`/punches?employee=${foreign.id}`, supervisor, PunchView)).total).toBe(0);
  });

  it('are shown one by one to whoever may see their person', async () => {
    const one = (whose: string, as: Asker) => status('GET', `/punches/${punchOf.get(whose)}`, as);
    expect(await one(own.id, worker)).toBe(200);
    expect(await one(foreign.id, worker)).toBe(403);
    expect(await one(own.id, supervisor)).toBe(200);
    expect(await one(lead.id, supervisor)).toBe(200);
    expect(await one(foreign.id, supervisor)).toBe(403);
    expect(await one('nobody', supervisor)).toBe(403);
    expect(await one('nobody', hr)).toBe(200);
  });
});

describe('corrections', () => {
  const add = (employee: string, minute = 0) => ({
    kind: 'add',
    employee,
    action: 'clock-out',
    when: { at: new Date(Date.now() - 3_600_000 - minute * 60_000).toISOString() },
    reason: 'forgot',
  });
  const codesOf = async (as: Asker, body: unknown) =>
    (await ask(hub, 'POST', '/corrections', { as, body })).refusal();

  it('are made for people of one’s teams, nobody else and never oneself', async () => {
    expect(await status('POST', '/corrections', supervisor, add(own.id))).toBe(201);
    expect(await codesOf(supervisor, add(foreign.id))).toEqual([403, 'FORBIDDEN', 'OUT_OF_REACH']);
    expect(await codesOf(supervisor, add(lead.id))).toEqual([403, 'FORBIDDEN', 'OWN_HOURS']);
    expect(await codesOf(worker, add(own.id))).toEqual([403, 'FORBIDDEN', 'needs']);
  });

  it('reach a person through a punch no further than by name', async () => {
    const voids = (whose: string) => ({ kind: 'void', punch: punchOf.get(whose), reason: 'not true' });
    expect(await codesOf(supervisor, voids(foreign.id))).toEqual([403, 'FORBIDDEN', 'OUT_OF_REACH']);
    expect(await codesOf(supervisor, voids(lead.id))).toEqual([403, 'FORBIDDEN', 'OWN_HOURS']);
  });

  it('in bulk are refused one by one', async () => {
    const corrections = [add(foreign.id, 1), add(own.id, 1), add(lead.id, 1)];
    const answer = await ask(hub, 'POST', '/corrections/bulk', { as: supervisor, body: { corrections } });
    const { outcomes } = answer.data(z.object({ outcomes: z.array(CorrectionOutcome) }));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['refused', 'made', 'refused']);
  });

  it('are read within reach, in lists and one by one', async () => {
    const made = await ask(hub, 'POST', '/corrections', { as: hr, body: add(foreign.id, 2) });
    const { id } = made.data(CorrectionView);
    const employees = async (as: Asker) =>
      new Set((await list('/corrections', as, CorrectionView)).items.map(({ employee }) => employee));
    expect(await employees(hr)).toEqual(new Set([own.id, foreign.id]));
    expect(await employees(supervisor)).toEqual(new Set([own.id]));
    expect(await employees(worker)).toEqual(new Set([own.id]));
    expect(await status('GET', `/corrections/${id}`, hr)).toBe(200);
    expect(await status('GET', `/corrections/${id}`, supervisor)).toBe(403);
    expect(await status('GET', `/corrections/${id}`, worker)).toBe(403);
  });
});

describe('hours', () => {
  const dates = 'from=2026-06-01&to=2026-06-30';

  it('are summed for whom one may see', async () => {
    const people = async (as: Asker) => {
      const line = z.object({ employee: z.string() });
      const { items, total } = await list(`/timesheets?site=${SITE}&${dates}`, as, line);
      expect(total).toBe(items.length);
      return new Set(items.map(({ employee }) => employee));
    };
    expect(await people(worker)).toEqual(new Set([own.id]));
    expect(await people(supervisor)).toEqual(new Set([own.id, lead.id]));
    expect(await people(hr)).toEqual(new Set([own.id, foreign.id, lead.id]));
  });

  it('are explained for whom one may see', async () => {
    const explained = (person: TestPerson, as: Asker) =>
      status('GET', `/timesheets/${person.id}?${dates}`, as);
    // No policy: there are no hours, but the question is allowed.
    expect(await explained(own, worker)).toBe(409);
    expect(await explained(foreign, worker)).toBe(403);
    expect(await explained(lead, supervisor)).toBe(409);
    expect(await explained(foreign, supervisor)).toBe(403);
  });
});

describe('leave', () => {
  const give = (person: TestPerson, as: Asker) =>
    status('PUT', `/employees/${person.id}/leave/2026-06-15`, as, {
      kind: 'annual',
      minutes: 480,
      code: 'LEAVE',
    });

  it('is given to people of one’s teams, and never to oneself', async () => {
    expect(await give(own, supervisor)).toBe(200);
    expect(await give(lead, supervisor)).toBe(403);
    expect(await give(foreign, supervisor)).toBe(403);
    expect(await give(own, worker)).toBe(403);
    expect(await give(own, { ...hr, name: 'Hana herself', employee: own.id })).toBe(403);
  });

  it('is read by whoever it is of', async () => {
    const read = (person: TestPerson, as: Asker) =>
      status('GET', `/employees/${person.id}/leave?from=2026-06-01&to=2026-06-30`, as);
    expect(await read(own, worker)).toBe(200);
    expect(await read(foreign, worker)).toBe(403);
    expect(await read(lead, supervisor)).toBe(200);
  });
});

describe('policies', () => {
  it('are not given by anybody to themselves', async () => {
    const give = (employee: string) =>
      status(
        'POST',
        '/policy-assignments',
        { ...hr, name: 'Hana herself', employee: own.id },
        {
          scope: { site: SITE, employee },
          policy: null,
          validFrom: '2026-01-05',
          reason: 'a better rate',
        },
      );
    expect(await give(own.id)).toBe(403);
    expect(await give(foreign.id)).not.toBe(403);
  });

  it('of single people are shown to whoever may see them, those of sites and teams to all', async () => {
    const insert = (employee: string | null) =>
      hub.database.primary.query(
        `insert into policy_assignment (id, site_id, employee_id, valid_from, made_by, made_at, reason)
         values ($1, $2, $3, '2026-01-05', 'Hana', now(), 'test')`,
        [randomUUID(), SITE, employee],
      );
    for (const employee of [null, own.id, foreign.id]) await insert(employee);
    const whose = async (as: Asker) => {
      const { items } = await list(`/policy-assignments?site=${SITE}`, as, PolicyAssignment);
      return new Set(items.map(({ scope }) => scope.employee));
    };
    expect(await whose(supervisor)).toEqual(new Set([undefined, own.id]));
    expect(await whose(hr)).toEqual(new Set([undefined, own.id, foreign.id]));
  });
});

describe('the board', () => {
  it('has the people of one’s teams and oneself, and every terminal and unknown badge', async () => {
    await hub.get('/api/v1/sites');
    const answer = await ask(hub, 'GET', `/sites/${SITE}/board`, { as: supervisor });
    const { board } = answer.data(z.object({ board: Board }));
    expect(new Set(board.people.map(({ employee }) => employee))).toEqual(new Set([own.id, lead.id]));
    expect(board.terminals.map(({ terminal }) => terminal)).toEqual(['gate']);
    expect(board.unknownBadges.map(({ punchId }) => punchId)).toEqual([punchOf.get('nobody')]);
  });

  it('of a site without a team of one’s own is empty', async () => {
    const elsewhere: Asker = { name: 'Eve', role: 'supervisor', teams: [] };
    const answer = await ask(hub, 'GET', `/sites/${SITE}/board`, { as: elsewhere });
    expect(answer.data(z.object({ board: Board })).board.people).toEqual([]);
  });
});
