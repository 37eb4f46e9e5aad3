import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, type CodeChange, PolicyPreview } from '@tapclock/contracts';
import { PolicyPreviewer } from '../../src/timesheets/policies/preview/policy-previewer.ts';
import {
  addPeople,
  addPolicy,
  addSite,
  addStays,
  assign,
  decideUnlock,
  lockPeriod,
  openPoliciesApp,
  type PoliciesApp,
  problemsOf,
} from './policies-app.ts';

const SITE = 'north';
const LIMITS = {
  dayLimits: [
    { overMin: 486, code: 'OVER_8_06' },
    { overMin: 490, code: 'OVER_8_10' },
  ],
};
const QUARTER_HOURS = { unitMin: 15, mode: 'nearest', seconds: 'truncate', scope: 'both' };
const DRAFT = { policy: { ...LIMITS, rounding: [QUARTER_HOURS] } };
const WORKDAYS = ['01', '02', '03', '04', '05', '08', '09', '10', '11', '12'].map(day => `2026-06-${day}`);
const FORTNIGHT = { from: '2026-06-01', to: '2026-06-14' };

let app: PoliciesApp;
/** Ten who come seven minutes early, nine who leave eight minutes late, and one who is on the minute. */
let people: string[];

beforeAll(async () => {
  app = await openPoliciesApp();
  await addSite(app, SITE);
  people = [...(await addPeople(app, SITE, 10, 'early')), ...(await addPeople(app, SITE, 10, 'late'))];
  await addPolicy(app, 'hourly', LIMITS);
  await assign(app, { site: SITE }, 'hourly', '2026-01-05');
  // Local time is two hours ahead of UTC.
  const stays = people.flatMap((employee, index) =>
    WORKDAYS.map(date => ({
      employee,
      from: `${date}T${index < 10 ? '04:53' : '05:00'}:00Z`,
      to: `${date}T13:${index >= 10 && index < 19 ? '08' : '00'}:00Z`,
    })),
  );
  await addStays(app, SITE, stays);
});
afterAll(() => app.stop());

async function preview(more: object = {}): Promise<PolicyPreview> {
  const answer = await app.post('/api/v1/policies/preview', {
    draft: DRAFT,
    scope: { site: SITE },
    ...FORTNIGHT,
    ...more,
  });
  expect([answer.status, answer.status === 200 ? null : answer.body]).toEqual([200, null]);
  return apiSuccess(PolicyPreview).parse(answer.body).data;
}

const reg = (before: number, after: number): CodeChange => ({ code: 'REG', kind: 'bucket', before, after });

describe('POST /api/v1/policies/preview', () => {
  it('shows what quarter hours would have changed: totals, people, days, findings', async () => {
    const seen = await preview();
    const [early, late, exact] = [29_220, 29_280, 28_800];
    expect(seen).toMatchObject({ ...FORTNIGHT, people: 20, changed: 19, locked: [] });
    expect(seen.codes).toEqual([
      reg(10 * (10 * early + 9 * late + exact), 10 * (10 * 28_800 + 9 * 29_700 + exact)),
    ]);
    expect(seen.findings).toEqual([
      { code: 'OVER_8_06', appear: 0, disappear: 100 },
      { code: 'OVER_8_10', appear: 90, disappear: 0 },
    ]);
    expect(seen.persons).toHaveLength(19);
    const first = seen.persons.find(({ employee }) => employee === people[0]);
    expect(first).toMatchObject({ team: 'early', codes: [reg(292_200, 288_000)], appear: [] });
    expect(first?.days).toEqual(WORKDAYS.map(date => ({ date, codes: [reg(early, 28_800)] })));
    expect(first?.disappear[0]).toMatchObject({ code: 'OVER_8_06', date: '2026-06-01' });
    expect(seen.persons.some(({ employee }) => employee === people[19])).toBe(false);
  });

  it('looks at one team, one person, or the rules of a preset', async () => {
    expect(await preview({ scope: { site: SITE, team: 'late' } })).toMatchObject({ people: 10, changed: 9 });
    expect(await preview({ scope: { site: SITE, employee: people[0] } })).toMatchObject({
      people: 1,
      changed: 1,
      codes: [reg(292_200, 288_000)],
    });
    const preset = await preview({
      draft: { preset: 'us-ca', overrides: { mealPeriods: [], penalties: {} } },
    });
    // Ten days of 7 or 8 minutes over eight hours; the workweeks end on Sundays, which pay the overtime.
    expect(preset.codes.find(({ code }) => code === 'OT')).toMatchObject({
      before: 0,
      after: 10 * (10 * 420 + 9 * 480),
    });
    expect(preset.persons[0]?.days.at(-1)?.date).toBe('2026-06-14');
  });

  it('shows nothing where nothing changes', async () => {
    expect(await preview({ draft: { policy: LIMITS } })).toMatchObject({
      people: 20,
      changed: 0,
      findings: [],
      persons: [],
    });
  });

  it('leaves out what is locked, of the people whose policy it is', async () => {
    const [own = ''] = people;
    await addPolicy(app, 'own', LIMITS);
    await assign(app, { site: SITE, employee: own }, 'own', '2026-06-08');
    const lock = await lockPeriod(app, {
      site: SITE,
      group: 'hourly',
      from: '2026-05-25',
      until: '2026-06-11',
    });
    const seen = await preview();
    expect(seen.locked).toEqual([{ group: 'hourly', from: '2026-06-01', to: '2026-06-10' }]);
    const daysOf = (employee: string | undefined) =>
      seen.persons.find(person => person.employee === employee)?.days.map(({ date }) => date);
    expect(daysOf(people[1])).toEqual(['2026-06-11', '2026-06-12']);
    // Since 8 June this person is paid with another group, whose periods are open.
    expect(daysOf(own)).toEqual(WORKDAYS.slice(5));
    const two = (early: number, late: number) => 2 * (9 * early + 9 * late + 28_800);
    expect(seen.codes).toEqual([reg(two(29_220, 29_280) + 5 * 29_220, two(28_800, 29_700) + 5 * 28_800)]);
    await decideUnlock(app, lock, true);
    expect((await preview()).locked).toEqual([]);
  });

  it('shows everything as new where there were no rules', async () => {
    await addSite(app, 'empty');
    const [employee = ''] = await addPeople(app, 'empty', 1);
    await addStays(app, 'empty', [{ employee, from: '2026-06-01T05:00:00Z', to: '2026-06-01T13:00:00Z' }]);
    expect(await preview({ scope: { site: 'empty' } })).toMatchObject({
      people: 1,
      changed: 1,
      codes: [reg(0, 28_800)],
    });
  });

  it.each<[string, object, string]>([
    ['rules that cannot be used', { draft: { policy: { debounceSec: -1 } } }, 'policy.debounceSec: '],
    ['a scope that there is not', { scope: { site: SITE, team: 'night' } }, 'scope.team: there is no team'],
    ['a range backwards', { from: '2026-06-02', to: '2026-06-01' }, 'to: must be 0 to 365 days after "from"'],
    ['more than a year', { from: '2026-01-01', to: '2027-01-02' }, 'to: must be 0 to 365 days after "from"'],
    ['a date that there is not', { from: '2026-02-30' }, 'from: must be a date that exists'],
  ])('refuses %s', async (_name, more, expected) => {
    const answer = await app.post('/api/v1/policies/preview', {
      draft: DRAFT,
      scope: { site: SITE },
      ...FORTNIGHT,
      ...more,
    });
    expect(answer.status).toBe(400);
    expect(problemsOf(answer)).toEqual(['VALIDATION_ERROR', expect.stringContaining(expected)]);
  });

  it('refuses more people times days than it computes in a while', async () => {
    await addSite(app, 'large');
    await addPeople(app, 'large', 550);
    const asked = { draft: DRAFT, scope: { site: 'large' }, from: '2026-01-01', to: '2026-12-31' };
    const [, problem] = problemsOf(await app.post('/api/v1/policies/preview', asked));
    expect(problem).toBe('to: 550 people: choose fewer of them or a shorter range');
  });

  it('computes two at a time and asks others to come again', async () => {
    const asked = { draft: DRAFT, scope: { site: SITE }, ...FORTNIGHT };
    const previewer = app.part(PolicyPreviewer);
    const answers = await Promise.allSettled([1, 2, 3].map(() => previewer.preview(asked)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(answers[2]).toMatchObject({ reason: { code: 'RATE_LIMITED' } });
    expect(await previewer.preview(asked)).toMatchObject({ people: 20 });
  });

  it('writes nothing', async () => {
    const count = async () =>
      await app.database.primary.query(
        `select (select count(*) from policy) as policies, (select count(*) from event_log) as events,
                (select count(*) from day_record) as days`,
      );
    const before = await count();
    await preview();
    expect(await count()).toEqual(before);
  });
});
