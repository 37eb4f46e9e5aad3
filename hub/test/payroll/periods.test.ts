import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ApproveAnswer,
  LockRefusal,
  PayPeriodView,
  PeriodDecision,
  PeriodPerson,
  PeriodSheet,
  WithdrawAnswer,
} from '@tapclock/contracts';
import { openWorker } from '../../src/payroll/data.ts';
import { DAYS_DIGEST, daysDigest } from '../../src/payroll/periods/digest.ts';
import { PunchesRepository } from '../../src/punches/index.ts';
import { SheetUpkeep } from '../../src/timesheets/index.ts';
import { dateIn, GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

const FIRST = monthsAgo(2);
const PERIOD = `/${SITE}/${GROUP}/${FIRST}`;
const THIS_MONTH = monthsAgo(0);

let hub: PeriodsApp;
let ada: string;
let bob: string;
let cyd: string;

beforeAll(async () => {
  hub = await openPeriodsApp();
  await hub.assign(monthsAgo(3));
  ada = await hub.hire('1001', { team: 'early' });
  bob = await hub.hire('1002', { givenName: 'Bob' });
  cyd = await hub.hire('1003', { team: 'early', givenName: 'Cyd' });
  await hub.work(ada, FIRST, [2, 3, 4]);
  await hub.work(bob, FIRST, [2, 3]);
  await hub.punch(bob, dateIn(FIRST, 4), 'in 06:00');
  await hub.settle();
});
afterAll(async () => {
  await hub.stop();
});

const view = () => hub.get(PERIOD, PayPeriodView);
const people = (query = '') => hub.list(`${PERIOD}/people${query}`, PeriodPerson);
const approve = (body: unknown) => hub.post(`${PERIOD}/approvals`, body, ApproveAnswer);
const blockersOf = (details: unknown) =>
  LockRefusal.parse(details).people.map(({ number, blockers }) => [
    number,
    ...blockers.map(({ code }) => code),
  ]);

describe('the periods of a site', () => {
  it('are listed newest first from the rule of the policy alone, with who stands where', async () => {
    const periods = await hub.list(`?site=${SITE}`, PayPeriodView);
    expect(periods.map(({ group, from }) => [group, from])).toEqual([
      [GROUP, THIS_MONTH],
      [GROUP, monthsAgo(1)],
      [GROUP, FIRST],
      [GROUP, monthsAgo(3)],
    ]);
    expect(periods[2]).toMatchObject({
      state: 'open',
      zone: 'Europe/Berlin',
      counts: { people: 3, approved: 0, blocked: 1, changed: 0 },
      lock: null,
    });
    const between = await hub.list(
      `?site=${SITE}&from=${dateIn(FIRST, 20)}&to=${monthsAgo(1)}`,
      PayPeriodView,
    );
    expect(between.map(({ from }) => from)).toEqual([monthsAgo(1), FIRST]);
  });

  it.each([
    [404, `/nowhere/${GROUP}/${FIRST}`],
    [404, `/${SITE}/office/${FIRST}`],
    [404, `/${SITE}/${GROUP}/${dateIn(FIRST, 2)}`],
    [400, `/${SITE}/${GROUP}/2026-02-30`],
  ])('are named by site, group and first date: %i for %s', async (status, path) => {
    expect((await hub.ask('GET', path)).status).toBe(status);
  });
});

describe('who belongs to a period', () => {
  it('is everybody with hours in it or a policy of the group, by number, with sums and blockers', async () => {
    const shown = await people();
    expect(shown.map(({ number, state, codes }) => [number, state, codes])).toEqual([
      ['1001', 'open', [{ code: 'REG', kind: 'bucket', seconds: 24 * 3600 }]],
      ['1002', 'open', [{ code: 'REG', kind: 'bucket', seconds: 16 * 3600 }]],
      ['1003', 'open', []],
    ]);
    expect(shown[1]?.blockers).toEqual([
      expect.objectContaining({ code: 'MISSING_OUT', date: dateIn(FIRST, 4), punches: [expect.any(String)] }),
    ]);
    expect((await people('?team=early')).map(({ number }) => number)).toEqual(['1001', '1003']);
    expect((await people('?state=blocked')).map(({ number }) => number)).toEqual(['1002']);
    expect((await people('?per_page=1&page=2')).map(({ number }) => number)).toEqual(['1002']);
  });

  it('shows one person with every segment', async () => {
    const { sheet, hashes, state } = await hub.get(`${PERIOD}/people/${ada}`, PeriodSheet);
    expect([state, hashes, sheet.days.length]).toEqual(['open', null, 3]);
    expect(sheet.days[0]?.segments[0]).toMatchObject({ kind: 'work', seconds: 8 * 3600 });
  });
});

describe('an approval', () => {
  it.each([
    ['nobody', {}],
    ['two kinds of people', { everybody: true, team: 'early' }],
    ['findings of many', { everybody: true, acceptFindings: ['MISSING_OUT'], reason: 'so be it' }],
    ['findings without a reason', { employees: ['BOB'], acceptFindings: ['MISSING_OUT'] }],
    ['what is no blocking finding', { employees: ['BOB'], acceptFindings: ['LATE'], reason: 'so be it' }],
    ['somebody else', { employees: ['00000000-0000-4000-8000-000000000000'] }],
  ])('names whom it is about: not %s', async (_, body) => {
    const named = JSON.parse(JSON.stringify(body).replace('BOB', bob)) as unknown;
    const { status, error } = await hub.refused(`${PERIOD}/approvals`, named);
    expect([status, error.code]).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('is of the hours as they are in TypeScript and in SQL', async () => {
    const rows = await hub.database.primary.query<{ hash: string; digest: string }>(
      `select d.hash, (select ${DAYS_DIGEST} from day_record d where d.employee_id = $1) as digest
       from day_record d where d.employee_id = $1 order by d.date`,
      [ada],
    );
    expect(rows).toHaveLength(3);
    expect(rows[0]?.digest).toBe(daysDigest(rows.map(({ hash }) => hash)));
    const [none] = await hub.database.primary.query<{ digest: string }>(
      `select ${DAYS_DIGEST} as digest from day_record d where d.employee_id = $1`,
      [cyd],
    );
    expect(none?.digest).toBe(daysDigest([]));
  });

  it('approves whoever has no blocker and lists the others with what blocks', async () => {
    const { approved, blocked } = await approve({ everybody: true });
    expect(approved).toEqual([ada, cyd]);
    expect(blocked).toEqual([
      expect.objectContaining({
        employee: bob,
        number: '1002',
        name: 'Bob Muster',
        blockers: [expect.objectContaining({ code: 'MISSING_OUT', date: dateIn(FIRST, 4) })],
      }),
    ]);
    expect(await view()).toMatchObject({ state: 'open', counts: { people: 3, approved: 2, blocked: 1 } });
  });

  it('keeps the period from being locked until everybody has one', async () => {
    const { status, error } = await hub.refused(`${PERIOD}/lock`);
    expect([status, error.code]).toEqual([409, 'CONFLICT']);
    expect(LockRefusal.parse(error.details).total).toBe(1);
    expect(blockersOf(error.details)).toEqual([['1002', 'MISSING_OUT', 'NOT_APPROVED']]);
  });

  it('accepts a finding of one person with a reason', async () => {
    const answer = await approve({
      employees: [bob],
      acceptFindings: ['MISSING_OUT'],
      reason: 'left at once, knows it is unpaid',
    });
    expect(answer).toEqual({ approved: [bob], blocked: [] });
    expect(await view()).toMatchObject({ state: 'approved', counts: { approved: 3, blocked: 0 } });
    const [, shown] = await people();
    expect(shown).toMatchObject({
      state: 'approved',
      blockers: [],
      approval: { by: 'Mia Wagner', accepted: ['MISSING_OUT'], reason: 'left at once, knows it is unpaid' },
    });
  });

  it('can be taken back, and is not needed twice', async () => {
    const withdrawn = await hub.post(
      `${PERIOD}/approvals/withdraw`,
      { team: 'early', reason: 'too early' },
      WithdrawAnswer,
    );
    expect(withdrawn).toEqual({ withdrawn: [ada, cyd] });
    expect((await people('?state=open')).map(({ number }) => number)).toEqual(['1001', '1003']);
    expect((await approve({ everybody: true })).approved.toSorted()).toEqual([ada, bob, cyd].toSorted());
    const [row] = await hub.database.primary.query<{ count: number }>(
      `select count(*) as count from sheet_approval where employee_id = $1`,
      [bob],
    );
    expect(row?.count).toBe(1);
  });

  it('is of certain hours: other hours are not approved', async () => {
    await hub.correct('Mia Wagner', {
      kind: 'add',
      employee: ada,
      action: 'clock-in',
      when: { date: dateIn(FIRST, 5), time: '06:00' },
      reason: 'badge forgotten',
    });
    await hub.correct('Mia Wagner', {
      kind: 'add',
      employee: ada,
      action: 'clock-out',
      when: { date: dateIn(FIRST, 5), time: '14:00' },
      reason: 'badge forgotten',
    });
    await hub.settle();
    expect(await view()).toMatchObject({ state: 'open', counts: { approved: 2, changed: 1 } });
    expect((await people('?state=changed')).map(({ number }) => number)).toEqual(['1001']);
    const { error } = await hub.refused(`${PERIOD}/lock`);
    expect(blockersOf(error.details)).toEqual([['1001', 'CHANGED_SINCE_APPROVAL']]);
    expect((await approve({ employees: [ada] })).approved).toEqual([ada]);
    expect((await view()).state).toBe('approved');
  });

  it('is of the findings that were accepted: another forgotten clock-out that pays nothing is not', async () => {
    const [late = ''] = await hub.punch(bob, dateIn(FIRST, 3), 'in 18:00');
    await hub.settle();
    const { error } = await hub.refused(`${PERIOD}/lock`);
    expect(blockersOf(error.details)).toEqual([
      ['1002', 'MISSING_OUT', 'MISSING_OUT', 'CHANGED_SINCE_APPROVAL'],
    ]);
    expect((await approve({ everybody: true })).blocked.map(({ number }) => number)).toEqual(['1002']);
    await hub.correct('Mia Wagner', { kind: 'void', punch: late, reason: 'badge of somebody else' });
    await hub.settle();
    expect((await view()).state).toBe('approved');
  });

  it('waits while hours are about to be derived again', async () => {
    const { primary } = hub.database;
    // Another hub has taken Bob and does not come to an end with him.
    await primary.query(
      `update timesheet_due set due_at = now(), from_date = $2, claimed_until = now() + interval '1 minute'
       where employee_id = $1`,
      [bob, FIRST],
    );
    const { status, error } = await hub.refused(`${PERIOD}/lock`);
    expect([status, ...blockersOf(error.details)]).toEqual([409, ['1002', 'PENDING']]);
    await primary.query('update timesheet_due set claimed_until = null where employee_id = $1', [bob]);
    await hub.settle();
  });

  it('is given by ten at once, and by each of them', async () => {
    const leaders = Array.from({ length: 10 }, (_, index) => `Leader ${index}`);
    const answers = await Promise.all(
      leaders.flatMap(by => [
        hub.ask('POST', `${PERIOD}/approvals/withdraw`, { employees: [ada], reason: 'again' }, by),
        hub.ask('POST', `${PERIOD}/approvals`, { employees: [ada] }, by),
      ]),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await hub.post(`${PERIOD}/approvals`, { employees: [ada] }, ApproveAnswer, 'Leader 0');
  });

  it('waits for facts that no hours were derived from yet, whether they are noted or not', async () => {
    await hub
      .part(PunchesRepository)
      .insert(hub.database.primary, hub.taps(bob, dateIn(FIRST, 9), 'in 06:00', 'out 07:00'));
    const { status, error } = await hub.refused(`${PERIOD}/lock`);
    expect([status, ...blockersOf(error.details)]).toEqual([409, ['1002', 'PENDING']]);
    await hub.part(SheetUpkeep).rebuild();
    expect(blockersOf((await hub.refused(`${PERIOD}/lock`)).error.details)).toEqual([
      ['1002', 'MISSING_OUT', 'CHANGED_SINCE_APPROVAL'],
    ]);
    await approve({ employees: [bob], acceptFindings: ['MISSING_OUT'], reason: 'as before' });
  });

  it('is not for a period that goes on', async () => {
    const { approved, blocked } = await hub.post(
      `/${SITE}/${GROUP}/${THIS_MONTH}/approvals`,
      { everybody: true },
      ApproveAnswer,
    );
    expect(approved).toEqual([]);
    expect(blocked.map(({ blockers }) => blockers.map(({ code }) => code))).toEqual([
      ['PERIOD_NOT_OVER'],
      ['PERIOD_NOT_OVER'],
      ['PERIOD_NOT_OVER'],
    ]);
  });

  it('needs somebody who says who they are', async () => {
    const { status } = await hub.ask('POST', `${PERIOD}/approvals`, { everybody: true }, null);
    expect(status).toBe(401);
  });
});

describe('a lock', () => {
  it('is won by one of two hubs that lock at once', async () => {
    const period = { site: SITE, group: GROUP, from: FIRST };
    const answers = await Promise.allSettled(
      ['Mia Wagner', 'Jon Doe'].map(by =>
        openWorker(hub.database).do({ kind: 'lock', period, accepted: {}, by }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const lost = answers.find(answer => answer.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'CONFLICT' });
    const rows = await hub.database.primary.query('select from period_lock');
    expect(rows).toHaveLength(1);
    expect(await view()).toMatchObject({
      state: 'locked',
      counts: { people: 3, approved: 3, blocked: 0, changed: 0 },
      lock: { revision: 1, people: 3 },
    });
  });

  it('R5: shows what was locked, whatever is known now', async () => {
    const before = await hub.get(`${PERIOD}/people/${ada}`, PeriodSheet);
    expect(before).toMatchObject({ state: 'locked', hashes: { sheet: expect.any(String) } });
    const [list] = await people();
    await hub.correct('Mia Wagner', {
      kind: 'add',
      employee: ada,
      action: 'clock-in',
      when: { date: dateIn(FIRST, 6), time: '06:00' },
      reason: 'another one',
    });
    await hub.settle();
    expect(await hub.get(`${PERIOD}/people/${ada}`, PeriodSheet)).toEqual(before);
    expect((await people())[0]).toEqual(list);
    expect(list).toMatchObject({
      state: 'locked',
      codes: [{ code: 'REG', kind: 'bucket', seconds: 32 * 3600 }],
    });
    expect((await people('?state=open')).length).toBe(0);
    expect((await people('?team=early&state=locked')).map(({ number }) => number)).toEqual(['1001', '1003']);
  });

  it('ends approving', async () => {
    expect((await hub.refused(`${PERIOD}/approvals`, { everybody: true })).status).toBe(409);
    expect(
      (await hub.refused(`${PERIOD}/approvals/withdraw`, { everybody: true, reason: 'no' })).status,
    ).toBe(409);
    expect((await hub.refused(`${PERIOD}/lock`)).status).toBe(409);
  });

  it('and a withdrawal at once: whoever is later is refused', async () => {
    const next = `/${SITE}/${GROUP}/${monthsAgo(1)}`;
    await hub.post(`${next}/approvals`, { everybody: true }, ApproveAnswer);
    const answers = await Promise.all([
      hub.ask('POST', `${next}/lock`, {}, 'Mia Wagner'),
      hub.ask('POST', `${next}/approvals/withdraw`, { employees: [ada], reason: 'wait' }, 'Jon Doe'),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('keeps a history of who decided what', async () => {
    const all = await hub.list(`${PERIOD}/history?per_page=100`, PeriodDecision);
    const history = all.filter(({ by }) => !by.startsWith('Leader'));
    expect(history.map(({ kind, people: count }) => [kind, count])).toEqual([
      ['locked', 3],
      ['approved', 1],
      ['approved', 1],
      ['approved', 2],
      ['withdrawn', 2],
      ['approved', 1],
      ['approved', 2],
    ]);
    expect(history[5]).toMatchObject({
      by: 'Mia Wagner',
      reason: 'left at once, knows it is unpaid',
      employees: [bob],
    });
  });
});
