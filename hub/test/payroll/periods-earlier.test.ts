import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveAnswer, LockRefusal, PayPeriodView, PeriodDeltas, PeriodPerson } from '@tapclock/contracts';
import { CalendarRepository } from '../../src/payroll/periods/calendar.repository.ts';
import { DeltaFinder } from '../../src/payroll/periods/delta-finder.ts';
import { SheetUpkeep } from '../../src/timesheets/index.ts';
import { dateIn, GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

const [FIRST, SECOND, THIRD] = [monthsAgo(3), monthsAgo(2), monthsAgo(1)];
const period = (from: string) => `/${SITE}/${GROUP}/${from}`;

let hub: PeriodsApp;
let ada: string;
let bob: string;

beforeAll(async () => {
  hub = await openPeriodsApp();
  await hub.assign(monthsAgo(4));
  ada = await hub.hire('1001');
  bob = await hub.hire('1002', { givenName: 'Bob' });
  await hub.work(ada, FIRST, [2, 3]);
  await hub.work(bob, FIRST, [2]);
  await hub.punch(bob, dateIn(FIRST, 4), 'in 06:00');
  await hub.work(ada, SECOND, [10]);
  await hub.database.primary.query(
    `insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at)
     values ($1, $2, 'annual', 28800, 'LEAVE', 'Mia', now())`,
    [bob, dateIn(SECOND, 20)],
  );
  await hub.settle();
  await approve(FIRST, { employees: [ada] });
  await approve(FIRST, { employees: [bob], acceptFindings: ['MISSING_OUT'], reason: 'left at once' });
  await lock(FIRST);
});
afterAll(async () => {
  await hub.stop();
});

const approve = (from: string, body: unknown) => hub.post(`${period(from)}/approvals`, body, ApproveAnswer);
const owedIn = (from: string) => hub.get(`${period(from)}/deltas`, PeriodDeltas);

async function lock(from: string): Promise<PayPeriodView> {
  const { digest } = await owedIn(from);
  return hub.post(`${period(from)}/lock`, { deltas: digest }, PayPeriodView);
}

async function blockersOf(from: string) {
  const shown = await hub.list(`${period(from)}/people?state=blocked`, PeriodPerson);
  return shown.map(({ number, blockers }) => [number, ...blockers.map(({ code, date }) => [code, date])]);
}

describe('a finding that came to a date after it was locked', () => {
  it('blocks the next period like one of its own, and one that was locked with the date does not', async () => {
    await approve(SECOND, { everybody: true });
    // Received late: it breaks the stay that was paid.
    await hub.punch(ada, dateIn(FIRST, 3), 'in 10:00');
    await hub.settle();
    const missing = ['MISSING_OUT', dateIn(FIRST, 3)];
    expect(await blockersOf(SECOND)).toEqual([['1001', missing]]);
    expect((await owedIn(SECOND)).shown).toMatchObject([{ employee: ada, seconds: expect.any(Number) }]);
    const { digest } = await owedIn(SECOND);
    const { status, error } = await hub.refused(`${period(SECOND)}/lock`, { deltas: digest });
    expect(status).toBe(409);
    expect(LockRefusal.parse(error.details).people).toMatchObject([
      { number: '1001', blockers: [{ code: 'MISSING_OUT' }, { code: 'CHANGED_SINCE_APPROVAL' }] },
    ]);
    expect((await approve(SECOND, { everybody: true })).blocked).toMatchObject([{ number: '1001' }]);
  });

  it('is accepted with a reason, and not asked for again in the period after', async () => {
    await approve(SECOND, { employees: [ada], acceptFindings: ['MISSING_OUT'], reason: 'knows it' });
    expect(await blockersOf(SECOND)).toEqual([]);
    await lock(SECOND);
    expect((await approve(THIRD, { everybody: true })).blocked).toEqual([]);
    expect(await owedIn(THIRD)).toMatchObject({ total: 0 });
    expect(await hub.get(period(THIRD), PayPeriodView)).toMatchObject({ counts: { changedEarlier: 1 } });
  });

  it('is not accepted with another one', async () => {
    await hub.punch(ada, dateIn(FIRST, 2), 'in 18:00');
    await hub.settle();
    expect(await blockersOf(THIRD)).toEqual([['1001', ['MISSING_OUT', dateIn(FIRST, 2)]]]);
  });

  it('blocks though the person belongs to the period by nothing else', async () => {
    await hub.database.primary.query('update employee set active = false where id = $1', [bob]);
    await hub.punch(bob, dateIn(FIRST, 2), 'in 18:00');
    await hub.settle();
    expect(await blockersOf(THIRD)).toContainEqual(['1002', ['MISSING_OUT', dateIn(FIRST, 2)]]);
  });
});

describe('a period', () => {
  it('makes good for whatever a correction may reach: 731 days before it was made', async () => {
    const from = monthsAgo(26);
    const id = randomUUID();
    const { primary } = hub.database;
    await primary.query(
      `insert into period_lock (id, site_id, pay_group, period_start, period_end, payday, zone, revision, engine_version,
                                time_zone_data, people, inputs_digest, sheets_digest, locked_by, locked_at)
       values ($1, $2, $3, $4, $5, $5, 'UTC', 1, 1, 'x', 0, 'x', 'x', 'Mia', now())`,
      [id, SITE, GROUP, from, monthsAgo(25)],
    );
    const open = await hub.part(CalendarRepository).find(primary, SITE, GROUP, THIRD);
    const found = await hub.part(DeltaFinder).earlierLocks(primary, open);
    expect(found.map(lock => lock.id)).toContain(id);
  });

  it('finds what changed again when every day record was made anew, and a day that did not come back', async () => {
    const before = await hub.get(period(THIRD), PayPeriodView);
    await hub.part(SheetUpkeep).rebuild();
    expect(await hub.get(period(THIRD), PayPeriodView)).toEqual(before);
    await hub.database.primary.query('delete from leave_day where employee_id = $1', [bob]);
    await hub.database.primary.query('delete from day_change where employee_id = $1', [bob]);
    await hub.part(SheetUpkeep).rebuild();
    expect((await owedIn(THIRD)).shown).toMatchObject([{ code: 'LEAVE', seconds: -28_800 }]);
  });
});
