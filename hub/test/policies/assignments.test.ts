import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiPage, apiSuccess, PolicyAssignment } from '@tapclock/contracts';
import { formatDay, parseDay } from '../../src/timesheets/domain/index.ts';
import { AssignmentRepository } from '../../src/timesheets/policies/assignment.repository.ts';
import { PolicyDirectory } from '../../src/timesheets/policies/index.ts';
import {
  addPeople,
  addPolicy,
  addSite,
  assign,
  decideUnlock,
  lockPeriod,
  openPoliciesApp,
  type PoliciesApp,
  problemsOf,
  whenWaiting,
} from './policies-app.ts';

const MONTHLY = { kind: 'monthly', startDay: 1, payDay: 5 };
const BIWEEKLY = { kind: 'biweekly', anchor: '2026-01-05' };

let app: PoliciesApp;
let sites = 0;

beforeAll(async () => {
  app = await openPoliciesApp();
  await addPolicy(app, 'plain');
  await addPolicy(app, 'plain', { debounceSec: 30 });
  await addPolicy(app, 'hourly', { payPeriod: BIWEEKLY });
  await addPolicy(app, 'salaried', { payPeriod: MONTHLY });
  await addPolicy(app, 'sunday', { workweek: { startDow: 7 } });
  await addPolicy(app, 'hospital', {
    ot: { biweekly: [{ afterMin: 4800, rate: 1.5 }], biweeklyAnchor: '2026-01-05' },
  });
});
afterAll(() => app.stop());

/** A new site: what one test assigns is not in the way of another. */
async function newSite(zone?: string): Promise<string> {
  sites += 1;
  const id = `site-${sites}`;
  await addSite(app, id, zone);
  return id;
}

async function assigned(scope: object, policy: string | null, validFrom: string): Promise<void> {
  const answer = await assign(app, scope, policy, validFrom);
  expect([validFrom, answer.status, answer.body]).toEqual([validFrom, 201, expect.anything()]);
}

async function policiesOf(site: string, employee: string, team: string | null, from: string, to: string) {
  const spans = await app
    .part(PolicyDirectory)
    .spans(app.database.primary, [{ site, employee, team }], parseDay(from), parseDay(to));
  return spans
    .get(employee)
    ?.map(span => `${span.policy.name}/${span.policy.version} ${formatDay(span.from)} ${formatDay(span.to)}`);
}

describe('assigning a policy', () => {
  it('is kept with by whom, when and why, and told to whoever follows the log', async () => {
    const site = await newSite();
    const [employee = ''] = await addPeople(app, site, 1);
    const late = await addPeople(app, site, 2, 'late');
    const answer = await assign(app, { site }, 'plain', '2026-06-01');
    expect(answer.status).toBe(201);
    const made = apiSuccess(PolicyAssignment).parse(answer.body).data;
    expect(made).toMatchObject({
      scope: { site },
      policy: { name: 'plain', version: 1 },
      validFrom: '2026-06-01',
      made: { by: 'Mia Wagner', reason: 'test' },
    });
    await assigned({ site, team: 'late' }, 'plain/2', '2026-06-08');
    await assigned({ site, employee }, null, '2026-06-15');
    const { body } = await app.get(`/api/v1/policy-assignments?site=${site}`);
    const page = apiPage(PolicyAssignment).parse(body);
    expect(page.data.map(({ scope, validFrom }) => ({ ...scope, validFrom }))).toEqual([
      { site, employee, validFrom: '2026-06-15' },
      { site, team: 'late', validFrom: '2026-06-08' },
      { site, validFrom: '2026-06-01' },
    ]);
    expect(page.data[2]).toEqual(made);
    const ofTeam = await app.get(`/api/v1/policy-assignments?site=${site}&team=late`);
    expect(apiPage(PolicyAssignment).parse(ofTeam.body).pagination.total).toBe(1);
    const events = await app.database.primary.query(
      `select key, payload from event_log where kind = 'policy.changed' and site_id = $1 order by position`,
      [site],
    );
    expect(events).toEqual([
      { key: site, payload: { employees: [], from: '2026-06-01' } },
      { key: site, payload: { employees: late, from: '2026-06-08' } },
      { key: employee, payload: { employees: [employee], from: '2026-06-15' } },
    ]);
  });

  it('answers over time: person before team before site, and null gives way', async () => {
    const site = await newSite();
    const [employee = ''] = await addPeople(app, site, 1);
    await assigned({ site }, 'plain', '2026-01-05');
    await assigned({ site, team: 'early' }, 'plain/2', '2026-06-08');
    await assigned({ site, employee }, 'hospital', '2026-06-22');
    await assigned({ site, employee }, null, '2026-07-06');
    await assigned({ site, team: 'early' }, null, '2026-07-13');
    expect(await policiesOf(site, employee, 'early', '2025-12-01', '2026-07-31')).toEqual([
      'plain/1 2026-01-05 2026-06-07',
      'plain/2 2026-06-08 2026-06-21',
      'hospital/1 2026-06-22 2026-07-05',
      'plain/2 2026-07-06 2026-07-12',
      'plain/1 2026-07-13 2026-07-31',
    ]);
    expect(await policiesOf(site, randomUUID(), 'late', '2026-06-01', '2026-06-30')).toEqual([
      'plain/1 2026-06-01 2026-06-30',
    ]);
    expect(await policiesOf(await newSite(), employee, null, '2026-06-01', '2026-06-30')).toEqual([]);
  });

  it('writes nothing when it is refused', async () => {
    const site = await newSite();
    await assign(app, { site }, 'plain', '2026-06-03');
    const [row] = await app.database.primary.query(
      `select (select count(*) from policy_assignment where site_id = $1) as rows,
              (select count(*) from event_log where kind = 'policy.changed' and site_id = $1) as events`,
      [site],
    );
    expect(row).toEqual({ rows: 0, events: 0 });
  });

  it.each<[string, (site: string) => object, string]>([
    ['an unknown site', () => ({ scope: { site: 'nowhere' } }), 'scope.site: there is no site "nowhere"'],
    ['an unknown team', site => ({ scope: { site, team: 'night' } }), 'scope.team: there is no team "night"'],
    [
      'a person of another site',
      site => ({ scope: { site, employee: '00000000-0000-4000-8000-000000000000' } }),
      'scope.employee: there is no employee',
    ],
    [
      'a team and a person at once',
      site => ({ scope: { site, team: 'early', employee: '00000000-0000-4000-8000-000000000000' } }),
      'scope: give "team" or "employee"',
    ],
    [
      'an unknown version',
      () => ({ policy: { name: 'plain', version: 9 } }),
      'policy: there is no version 9',
    ],
    [
      'a date that there is not',
      () => ({ validFrom: '2026-06-31' }),
      'validFrom: must be a date that exists',
    ],
    ['a year that no policy had', () => ({ validFrom: '0000-01-03' }), 'validFrom: must be a date'],
    ['a number that no version has', () => ({ policy: { name: 'plain', version: 3e9 } }), 'policy.version: '],
    ['a reason with a control character', () => ({ reason: 'a\u0000b' }), 'reason: '],
    ['no policy at all', () => ({ policy: undefined }), 'policy: '],
  ])('refuses %s', async (_name, wrong, expected) => {
    const site = await newSite();
    const right = {
      scope: { site },
      policy: { name: 'plain', version: 1 },
      validFrom: '2026-06-01',
      reason: 'test',
    };
    const answer = await app.post('/api/v1/policy-assignments', { ...right, ...wrong(site) });
    expect(answer.status).toBe(400);
    expect(problemsOf(answer)).toEqual(['VALIDATION_ERROR', expect.stringContaining(expected)]);
  });

  it('holds up nobody else, however many people a site has', async () => {
    const site = await newSite();
    await addPeople(app, site, 10_000);
    for (const [index, monday] of ['05', '12', '19', '26'].entries())
      await assigned({ site }, index % 2 ? null : 'plain', `2026-01-${monday}`);
    const delayed = monitorEventLoopDelay({ resolution: 5 });
    delayed.enable();
    await assigned({ site }, 'plain', '2026-01-05');
    delayed.disable();
    expect(delayed.max / 1e6).toBeLessThan(150);
  });

  it('lets one writer of a site judge at a time', async () => {
    const site = await newSite();
    await assigned({ site }, 'hourly', '2026-01-05');
    const repository = app.part(AssignmentRepository);
    const [written, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const other = app.database.transaction(async sql => {
      await repository.lockWriters(sql, site);
      await repository.add(sql, {
        id: randomUUID(),
        scope: { site },
        policy: { name: 'salaried', version: 1 },
        validFrom: '2026-06-01',
        made: { by: 'x', at: '2026-01-01T00:00:00.000Z', reason: 'r' },
      });
      written.resolve();
      await released.promise;
    });
    await written.promise;
    // Under the first policy this date would do; what the other writer assigns makes it split a month.
    const second = assign(app, { site }, 'hourly', '2026-06-15');
    await whenWaiting(app, 'select pg_advisory_xact_lock');
    released.resolve();
    await other;
    expect((await second).status).toBe(400);
  });
});

describe('the first date of a policy', () => {
  it('is the first day of a workweek of the old and the new policy', async () => {
    const site = await newSite();
    const wednesday = await assign(app, { site }, 'plain', '2026-06-03');
    expect(wednesday.status).toBe(400);
    expect(problemsOf(wednesday)).toEqual([
      'VALIDATION_ERROR',
      'validFrom: 2026-06-03 is not the first day of a workweek of "plain"; the next date that would do is 2026-06-08',
    ]);
    await assigned({ site }, 'plain', '2026-06-08');
    expect((await assign(app, { site }, 'plain/2', '2026-06-16')).status).toBe(400);
    await assigned({ site }, 'plain/2', '2026-06-15');
    expect((await assign(app, { site }, null, '2026-06-23')).status).toBe(400);
    await assigned({ site }, null, '2026-06-22');
  });

  it('says when two workweeks never begin together', async () => {
    const site = await newSite();
    await assigned({ site }, 'plain', '2026-06-01');
    const [, problem] = problemsOf(await assign(app, { site }, 'sunday', '2026-06-07'));
    expect(problem).toContain('2026-06-07 is not the first day of a workweek of "plain"');
    expect(problem).toContain('never begin together');
  });

  it('does not split the fourteen days that overtime counts over', async () => {
    const site = await newSite();
    await assigned({ site }, 'plain', '2026-01-05');
    const [, problem] = problemsOf(await assign(app, { site }, 'hospital', '2026-06-01'));
    expect(problem).toContain('a 14-day span of "hospital"; the next date that would do is 2026-06-08');
    await assigned({ site }, 'hospital', '2026-06-08');
  });

  it('begins a pay period of both where their pay periods differ', async () => {
    const site = await newSite();
    await assigned({ site }, 'hourly', '2026-01-05');
    // Mondays that begin a fortnight and a month: 1 June 2026 is a Monday, but not of a fortnight from 5 January.
    const [, problem] = problemsOf(await assign(app, { site }, 'salaried', '2026-06-01'));
    expect(problem).toBe(
      'validFrom: 2026-06-01 is not the first day of a pay period of "hourly", and the pay periods differ; the next date that would do is 2027-02-01',
    );
    await assigned({ site }, 'salaried', '2027-02-01');
    // The same pay periods, another version of the rules: any workweek will do.
    const other = await newSite();
    await addPolicy(app, 'hourly', { payPeriod: BIWEEKLY, debounceSec: 30 });
    await assigned({ site: other }, 'hourly/1', '2026-01-05');
    await assigned({ site: other }, 'hourly/2', '2026-01-12');
  });

  it('is a local date: a week in which clocks change begins as any other', async () => {
    // Berlin sets clocks forward on Sunday 29 March 2026 and back on Sunday 25 October; New York on 8 March and 1 November.
    const berlin = await newSite('Europe/Berlin');
    await assigned({ site: berlin }, 'plain', '2026-03-23');
    await assigned({ site: berlin }, 'plain/2', '2026-03-30');
    await assigned({ site: berlin }, 'plain', '2026-10-26');
    expect((await assign(app, { site: berlin }, 'plain/2', '2026-10-25')).status).toBe(400);
    const newYork = await newSite('America/New_York');
    await assigned({ site: newYork }, 'sunday', '2026-03-08');
    await assigned({ site: newYork }, null, '2026-11-01');
    expect(await policiesOf(newYork, randomUUID(), null, '2026-03-01', '2026-11-30')).toEqual([
      'sunday/1 2026-03-08 2026-10-31',
    ]);
  });

  it('is judged for everybody of the scope', async () => {
    const site = await newSite();
    const [employee = ''] = await addPeople(app, site, 1);
    await assigned({ site }, 'plain', '2026-01-05');
    await assigned({ site, employee }, 'hospital', '2026-01-05');
    // The site's own Monday would do, but not for the one who falls back to it in the middle of a fortnight.
    expect((await assign(app, { site, employee }, null, '2026-06-15')).status).toBe(400);
    // And a new policy of the site is none of the business of somebody with rules of their own.
    await assigned({ site }, 'plain/2', '2026-06-15');
  });

  it('keeps later assignments fitting', async () => {
    const site = await newSite();
    await assigned({ site }, 'plain', '2026-01-05');
    await assigned({ site }, 'plain/2', '2026-06-15');
    const [, problem] = problemsOf(await assign(app, { site }, 'hospital', '2026-05-25'));
    expect(problem).toContain(
      'a later assignment would no longer fit: 2026-06-15 is not the first day of a 14-day span',
    );
  });
});

describe('a locked pay period', () => {
  it('is never changed: the first free date is the day after it', async () => {
    const site = await newSite();
    await assigned({ site }, 'hourly', '2026-01-05');
    await lockPeriod(app, { site, group: 'hourly', from: '2026-06-08', until: '2026-06-22' });
    for (const date of ['2026-03-02', '2026-06-08', '2026-06-15']) {
      const answer = await assign(app, { site }, 'hourly/2', date);
      expect([date, answer.status]).toEqual([date, 409]);
      expect(problemsOf(answer)).toEqual([
        'CONFLICT',
        'The pay period 2026-06-08 to 2026-06-21 of "hourly" is locked: the first date that may change is 2026-06-22.',
      ]);
    }
    await assigned({ site }, 'hourly/2', '2026-06-22');
  });

  it('is that of the policy that people leave, and of the one that they get', async () => {
    const site = await newSite();
    const [employee = ''] = await addPeople(app, site, 1);
    await assigned({ site }, 'plain', '2026-01-05');
    await lockPeriod(app, { site, group: 'plain', from: '2026-06-01', until: '2026-07-01' });
    expect((await assign(app, { site, employee }, 'plain/2', '2026-06-08')).status).toBe(409);
    await lockPeriod(app, { site, group: 'hospital', from: '2026-07-01', until: '2026-08-01' });
    expect((await assign(app, { site, employee }, 'hospital', '2026-07-06')).status).toBe(409);
    await assigned({ site, employee }, 'plain/2', '2026-07-06');
  });

  it('of another group, another site, or one that was unlocked is in nobody’s way', async () => {
    const [site, elsewhere] = [await newSite(), await newSite()];
    await assigned({ site }, 'hourly', '2026-01-05');
    await lockPeriod(app, { site, group: 'salaried', from: '2026-06-01', until: '2026-07-01' });
    await lockPeriod(app, { site: elsewhere, group: 'hourly', from: '2026-06-08', until: '2026-06-22' });
    await assigned({ site }, 'hourly/2', '2026-06-08');
    const lock = await lockPeriod(app, { site, group: 'hourly', from: '2026-06-22', until: '2026-07-06' });
    await decideUnlock(app, lock, false);
    expect((await assign(app, { site }, 'hourly', '2026-06-22')).status).toBe(409);
    await decideUnlock(app, lock, true);
    await assigned({ site }, 'hourly', '2026-06-22');
  });
});
