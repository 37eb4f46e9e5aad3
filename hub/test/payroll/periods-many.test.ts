import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveAnswer, LockRefusal, PayPeriodView, PeriodProof } from '@tapclock/contracts';
import { GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

/** More than are looked at at once, at any step of a lock. */
const PEOPLE = 1_100;
const FIRST = monthsAgo(1);
const PERIOD = `/${SITE}/${GROUP}/${FIRST}`;

let hub: PeriodsApp;

beforeAll(async () => {
  hub = await openPeriodsApp();
  await hub.assign(FIRST);
  await hub.database.primary.query(
    `insert into employee (id, site_id, area_id, number, given_name, family_name, short_name, language)
     select gen_random_uuid(), $1, 'hall', (10000 + place)::text, 'Ada', 'Muster', 'A. M.', 'en'
     from generate_series(1, $2::int) as place`,
    [SITE, PEOPLE],
  );
  await hub.work(await hub.hire('10000'), FIRST, [2, 3]);
  await hub.settle();
});
afterAll(async () => {
  await hub.stop();
});

describe('a period of more people than payroll looks at at once', () => {
  it('counts everybody who keeps it from being locked, and names the first of them', async () => {
    const { error } = await hub.refused(`${PERIOD}/lock`);
    const { total, people } = LockRefusal.parse(error.details);
    expect(total).toBe(PEOPLE + 1);
    expect(people.map(({ number }) => number)).toEqual(
      Array.from({ length: 100 }, (_, place) => String(10_000 + place)),
    );
  });

  it('is locked with all of them, each once', async () => {
    await hub.post(`${PERIOD}/approvals`, { everybody: true }, ApproveAnswer);
    const { lock } = await hub.post(`${PERIOD}/lock`, {}, PayPeriodView);
    expect(lock?.people).toBe(PEOPLE + 1);
    expect(await hub.post(`${PERIOD}/proof`, {}, PeriodProof)).toMatchObject({
      people: PEOPLE + 1,
      identical: PEOPLE + 1,
    });
  });
});
