import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, PolicyPreview, RoundingFairness } from '@tapclock/contracts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { addStays } from './policies-app.ts';

const DERIVED_WITHIN_MS = 20_000;
const DOWN = { rounding: [{ unitMin: 15, mode: 'down', scope: 'out' }] };
const FAIR = { rounding: [{ ...DOWN.rounding[0], mode: 'nearest', scope: 'both' }] };
/** Three workweeks. */
const DATES = Array.from({ length: 21 }, (_, day) => `2026-06-${String(day + 1).padStart(2, '0')}`).filter(
  (_, day) => day % 7 < 5,
);

let hub: RunningTestHub;
let people: string[];

beforeAll(async () => {
  hub = await runHub();
  people = [];
  for (let index = 0; index < 3; index += 1) people.push((await addPerson(hub)).id);
  const stays = people.flatMap(employee =>
    DATES.map(date => ({ employee, from: `${date}T04:00:00Z`, to: `${date}T12:10:00Z` })),
  );
  await addStays(hub, SITE, stays);
});
afterAll(() => hub.stop());

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(await hub.askers.headers({ name: 'Mia Wagner' })),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  expect([path, answer.ok]).toEqual([path, true]);
  return await answer.json();
}

/** The answer once the day records of everybody have been derived. */
async function fairness(): Promise<RoundingFairness> {
  const giveUpMs = Date.now() + DERIVED_WITHIN_MS;
  for (;;) {
    const { body } = await hub.get(`/api/v1/rounding-fairness?site=${SITE}&from=2026-06-01&to=2026-06-30`);
    const seen = apiSuccess(RoundingFairness).parse(body).data;
    if (seen.all.applications === people.length * DATES.length || Date.now() > giveUpMs) return seen;
    await delay(100);
  }
}

describe('a policy in the running hub', () => {
  it('is written, assigned, applied, found to be unfair, and compared with a fair one', async () => {
    await post('/policies', { name: 'down', reason: 'as it always was', policy: DOWN });
    await post('/policy-assignments', {
      scope: { site: SITE },
      policy: { name: 'down', version: 1 },
      validFrom: '2026-06-01',
      reason: 'as it always was',
    });
    const seen = await fairness();
    expect(seen).toMatchObject({
      all: { applications: 45, givenSeconds: 0, takenSeconds: 45 * 600, alarm: 'only-takes' },
      rules: [
        {
          policy: { name: 'down', version: 1 },
          rule: 'round.out#0',
          text: { en: 'clock-out rounded down to 15 min' },
          bias: { meanSeconds: -600, alarm: 'only-takes' },
        },
      ],
      peopleCount: 3,
      peopleAlarmed: 3,
    });
    const preview = await post('/policies/preview', {
      draft: { policy: FAIR },
      scope: { site: SITE },
      from: '2026-06-01',
      to: '2026-06-30',
    });
    expect(apiSuccess(PolicyPreview).parse(preview).data).toMatchObject({
      people: 3,
      changed: 3,
      codes: [{ code: 'REG', before: 45 * 28_800, after: 45 * 29_700 }],
    });
  });

  it('is compared, and the look recorded, each time: no kept answer shows people', async () => {
    const question = { draft: { policy: FAIR }, scope: { site: SITE }, from: '2026-06-01', to: '2026-06-30' };
    const looks = () =>
      hub.database.primary.query(`select from audit_entry where action = 'policy-preview.seen'`);
    const before = (await looks()).length;
    for (let time = 0; time < 2; time += 1)
      await post('/policies/preview', question, { 'idempotency-key': 'compared-once' });
    expect(await looks()).toHaveLength(before + 2);
    const kept = await hub.database.primary.query(`select from idempotency_key where key = 'compared-once'`);
    expect(kept).toEqual([]);
  });

  it('is described with the rest of the API', async () => {
    const { body } = await hub.get('/api/docs-json');
    const { paths } = body as { paths: Record<string, object> };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/policies',
        '/api/v1/policies/presets',
        '/api/v1/policies/{name}/{version}',
        '/api/v1/policies/preview',
        '/api/v1/policy-assignments',
        '/api/v1/rounding-fairness',
      ]),
    );
  });
});
