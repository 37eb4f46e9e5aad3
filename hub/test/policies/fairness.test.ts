import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, RoundingFairness } from '@tapclock/contracts';
import {
  addPeople,
  addPolicy,
  addSite,
  openPoliciesApp,
  type PoliciesApp,
  problemsOf,
} from './policies-app.ts';

const SITE = 'north';
const JUNE = 'from=2026-06-01&to=2026-06-30';

let app: PoliciesApp;
let early: string[];
let late: string[];

beforeAll(async () => {
  app = await openPoliciesApp();
  await addSite(app, SITE);
  await addSite(app, 'south');
  early = await addPeople(app, SITE, 4, 'early');
  late = await addPeople(app, SITE, 2, 'late');
  await addPolicy(app, 'quarter', {
    rounding: [{ unitMin: 15, mode: 'nearest', seconds: 'truncate', scope: 'both' }],
  });
  await addPolicy(app, 'down', { rounding: [{ unitMin: 15, mode: 'down', scope: 'out' }] });
});
afterAll(() => app.stop());

/** Day records of a person in June, one per list of roundings, as the sheets keep them. */
async function addDays(
  employee: string,
  policy: string,
  days: readonly (readonly { rule: string; seconds: number }[])[],
  site = SITE,
): Promise<void> {
  await app.database.primary.query(
    `insert into day_record (employee_id, date, site_id, policy_name, policy_version, attendance, presence_seconds,
       paid_seconds, unpaid_seconds, codes, pays, findings, roundings, hash)
     select $1, date '2026-06-01' + (ordinality - 1)::integer, $2, $3, 1, 'present', 0, 0, 0, '[]', '[]', '[]', roundings, ''
     from unnest($4::jsonb[]) with ordinality as d (roundings, ordinality)`,
    [employee, site, policy, days.map(day => JSON.stringify(day))],
  );
}

async function fairness(query: string): Promise<RoundingFairness> {
  const { status, body } = await app.get(`/api/v1/rounding-fairness?${query}`);
  expect([status, status === 200 ? null : body]).toEqual([200, null]);
  return apiSuccess(RoundingFairness).parse(body).data;
}

const inRule = (seconds: number) => ({ rule: 'round.in#0', seconds });
const outRule = (seconds: number) => ({ rule: 'round.out#0', seconds });

describe('GET /api/v1/rounding-fairness', () => {
  it('says nothing of a site that rounds nothing', async () => {
    expect(await fairness(`site=south&${JUNE}`)).toMatchObject({
      all: { applications: 0, sumSeconds: 0, z: null, alarm: null },
      rules: [],
      teams: [],
      peopleCount: 0,
      people: [],
    });
  });

  it('refuses years that no table holds, and sites there are not', async () => {
    for (const from of ['0000-01-01', '0001-01-01'])
      expect((await app.get(`/api/v1/rounding-fairness?site=south&from=${from}&to=${from}`)).status).toBe(
        400,
      );
    expect((await app.get(`/api/v1/rounding-fairness?site=nowhere&${JUNE}`)).status).toBe(404);
  });

  it('adds up one site at a time', async () => {
    const path = `/api/v1/rounding-fairness?site=south&${JUNE}`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => app.get(path)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].every(status => status === 200 || status === 429)).toBe(true);
    expect((await app.get(path)).status).toBe(200);
  });

  it('is silent about a rule that evens out and alarms about one that only takes', async () => {
    // Twenty days of each: what comes in early evens out with what goes late.
    const neutral = Array.from({ length: 20 }, (_, day) => [
      inRule(day % 2 ? 300 : -300),
      outRule(day % 2 ? -120 : 120),
    ]);
    for (const employee of early) await addDays(employee, 'quarter', neutral);
    const taking = Array.from({ length: 20 }, (_, day) => [outRule(-60 * (1 + (day % 14)))]);
    await addDays(late[0] ?? '', 'down', taking);
    await addDays(late[1] ?? '', 'down', taking.slice(0, 8));
    const seen = await fairness(`site=${SITE}&${JUNE}`);
    expect(
      seen.rules.map(({ policy, rule, bias }) => [policy.name, rule, bias.applications, bias.alarm]),
    ).toEqual([
      ['down', 'round.out#0', 28, 'only-takes'],
      ['quarter', 'round.in#0', 80, null],
      ['quarter', 'round.out#0', 80, null],
    ]);
    expect(seen.rules.map(({ text }) => text.en)).toEqual([
      'clock-out rounded down to 15 min',
      'clock-in rounded to the nearest 15 min',
      'clock-out rounded to the nearest 15 min',
    ]);
    expect(seen.rules[1]?.text.de).toContain('15');
    expect(seen.rules[1]?.bias).toEqual({
      applications: 80,
      givenSeconds: 40 * 300,
      takenSeconds: 40 * 300,
      sumSeconds: 0,
      meanSeconds: 0,
      sumOfSquares: 80 * 300 * 300,
      z: 0,
      alarm: null,
    });
    expect(seen.teams.map(({ team, bias }) => [team, bias.alarm])).toEqual([
      ['late', 'only-takes'],
      ['early', null],
    ]);
    expect(seen).toMatchObject({ peopleCount: 6, peopleAlarmed: 1 });
    // Eight losses say nothing yet, but stand right behind the alarm.
    expect(seen.people.map(({ employee, bias }) => [employee, bias.alarm])).toEqual([
      [late[0], 'only-takes'],
      [late[1], null],
      ...early.map(employee => [employee, null]),
    ]);
    expect(seen.people[0]).toMatchObject({ name: expect.stringContaining('Maria'), team: 'late' });
    const taken = taking.flat().reduce((sum, { seconds }) => sum - seconds, 0);
    expect(seen.people[0]?.bias).toMatchObject({ takenSeconds: taken, givenSeconds: 0, sumSeconds: -taken });
  });

  it('looks at one team and at some dates', async () => {
    expect(await fairness(`site=${SITE}&${JUNE}&team=early`)).toMatchObject({
      all: { applications: 160, alarm: null },
      peopleCount: 4,
    });
    const day = await fairness(`site=${SITE}&from=2026-06-20&to=2026-06-20`);
    expect(day.all.applications).toBe(9);
    expect(day.peopleCount).toBe(5);
  });

  it('turns the pages of people', async () => {
    const first = await fairness(`site=${SITE}&${JUNE}&per_page=2`);
    const second = await fairness(`site=${SITE}&${JUNE}&per_page=2&page=2`);
    expect(first.people.map(({ employee }) => employee)).toEqual(late);
    expect(second.people.map(({ employee }) => employee)).toEqual(early.slice(0, 2));
    expect(second).toMatchObject({ peopleCount: 6, peopleAlarmed: 1 });
  });

  it('alarms about a lean to either side once there are thirty', async () => {
    await addSite(app, 'west');
    const [person = ''] = await addPeople(app, 'west', 1);
    const leaning = Array.from({ length: 20 }, (_, day) => [inRule(day === 0 ? -60 : 300), outRule(60)]);
    await addDays(person, 'quarter', leaning, 'west');
    const { all, people } = await fairness(`site=west&${JUNE}`);
    expect([all.alarm, people[0]?.bias.alarm]).toEqual(['gives', 'gives']);
  });

  it.each<[string, string, string]>([
    ['no dates', `site=${SITE}`, 'from: '],
    [
      'a date that there is not',
      `site=${SITE}&from=2026-02-30&to=2026-03-01`,
      'from: must be a date that exists',
    ],
    ['a range backwards', `site=${SITE}&from=2026-06-02&to=2026-06-01`, 'to: must be 0 to 365 days'],
    ['more than a year', `site=${SITE}&from=2026-01-01&to=2027-01-02`, 'to: must be 0 to 365 days'],
  ])('refuses %s', async (_name, query, expected) => {
    const answer = await app.get(`/api/v1/rounding-fairness?${query}`);
    expect(answer.status).toBe(400);
    expect(problemsOf(answer)[1]).toContain(expected);
  });
});
