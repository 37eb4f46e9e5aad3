import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ApproveAnswer,
  PayPeriodView,
  PendingUnlock,
  PeriodDecision,
  PeriodDeltas,
  PeriodPerson,
  PeriodProof,
  PeriodSheet,
  type SheetDelta,
} from '@tapclock/contracts';
import pg from 'pg';
import { AccessChanges } from '../../src/access/sessions/access-changes.ts';
import { LockDigester, LockedSheets, ProofService } from '../../src/payroll/index.ts';
import { dateIn, GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

const [FIRST, SECOND, THIRD] = [monthsAgo(3), monthsAgo(2), monthsAgo(1)];
const period = (from: string) => `/${SITE}/${GROUP}/${from}`;

let hub: PeriodsApp;
let ada: string;
let bob: string;
/** Ada's clock-out of the third. */
let out: string;

beforeAll(async () => {
  hub = await openPeriodsApp();
  await hub.assign(monthsAgo(4), { ot: { weekly: [{ afterMin: 2_400, rate: 1.5 }] } });
  ada = await hub.hire('1001');
  bob = await hub.hire('1002', { givenName: 'Bob' });
  await hub.work(ada, FIRST, [2, 4, 5]);
  out = (await hub.punch(ada, dateIn(FIRST, 3), 'in 06:00', 'out 14:00'))[1] ?? '';
  await hub.work(bob, FIRST, [2, 3]);
  await hub.work(ada, SECOND, [10, 11]);
  await hub.work(ada, THIRD, [10, 11]);
  await hub.settle();
  await approveAndLock(FIRST);
});
afterAll(async () => {
  await hub.stop();
});

/** With whatever it owes. */
async function approveAndLock(from: string): Promise<PayPeriodView> {
  await hub.post(`${period(from)}/approvals`, { everybody: true }, ApproveAnswer);
  return lock(from);
}

async function lock(from: string): Promise<PayPeriodView> {
  const { digest } = await owedIn(from);
  return hub.post(`${period(from)}/lock`, { deltas: digest }, PayPeriodView);
}

const owedIn = (from: string) => hub.get(`${period(from)}/deltas`, PeriodDeltas);

const sheetOf = (from: string, employee: string) =>
  hub.get(`${period(from)}/people/${employee}`, PeriodSheet);
const deltasOf = async (from: string, employee: string) => (await sheetOf(from, employee)).sheet.deltas;
const short = ({ period: of, date, code, seconds, reasons }: SheetDelta) => [
  of,
  date,
  code,
  seconds,
  reasons.map(reason => (reason.kind === 'changed-plan' ? reason.kind : `${reason.kind} ${reason.id}`)),
];
/** Moves Ada's clock-out of the third. */
const moveOut = (time: string, why: string) =>
  hub.correct('Mia Wagner', {
    kind: 'move',
    punch: out,
    when: { date: dateIn(FIRST, 3), time },
    reason: why,
  });
const proof = (from: string) => hub.post(`${period(from)}/proof`, {}, PeriodProof);

describe('the periods of a group', () => {
  it('are locked one after another, from wherever the first was', async () => {
    const { status, error } = await hub.refused(`${period(THIRD)}/lock`);
    expect([status, error.message]).toEqual([409, expect.stringContaining('one after another')]);
    const earlier = await hub.refused(`${period(monthsAgo(4))}/lock`);
    expect([earlier.status, earlier.error.message]).toEqual([409, expect.stringContaining('comes later')]);
  });
});

describe('what changes after a lock', () => {
  let correction: string;
  let late: string[];

  /** The open period says who is owed what, and is not locked by whoever has not seen it. */
  async function seenBeforeItIsPaid(): Promise<void> {
    const owed = await owedIn(SECOND);
    expect(owed).toMatchObject({ people: 2, total: 2, digest: expect.any(String) });
    expect(owed.shown.map(({ number, name, seconds }) => [number, name, seconds]).toSorted()).toEqual([
      ['1001', 'Ada Muster', 1_800],
      ['1002', 'Bob Muster', 10_800],
    ]);
    const { shown: _, ...counted } = owed;
    expect(await hub.get(period(SECOND), PayPeriodView)).toMatchObject({
      counts: { changedEarlier: 2 },
      owed: counted,
    });
    const people = await hub.list(`${period(SECOND)}/people`, PeriodPerson);
    expect(people.map(({ number, deltas }) => [number, deltas])).toEqual([
      ['1001', 1],
      ['1002', 1],
    ]);
    expect((await deltasOf(SECOND, ada)).map(({ seconds }) => seconds)).toEqual([1_800]);
    expect(await hub.get(period(THIRD), PayPeriodView)).toMatchObject({
      counts: { changedEarlier: 0 },
      owed: { total: 0 },
    });
    await hub.post(`${period(SECOND)}/approvals`, { everybody: true }, ApproveAnswer);
    for (const accepted of [undefined, 'ab'.repeat(32)]) {
      const { status, error } = await hub.refused(`${period(SECOND)}/lock`, { deltas: accepted });
      expect([status, PeriodDeltas.parse(error.details)]).toEqual([409, owed]);
    }
  }

  it('becomes a delta with its reason in the next period', async () => {
    correction = await moveOut('14:30', 'the gate was shut');
    late = await hub.punch(bob, dateIn(FIRST, 4), 'in 06:00', 'out 09:00');
    await hub.settle();
    await seenBeforeItIsPaid();
    expect(await approveAndLock(SECOND)).toMatchObject({ state: 'locked', lock: { people: 2 } });
    expect((await deltasOf(SECOND, ada)).map(short)).toEqual([
      [FIRST, dateIn(FIRST, 3), 'REG', 1_800, [`correction ${correction}`]],
    ]);
    const [delta] = await deltasOf(SECOND, ada);
    expect(delta?.reasons).toEqual([
      {
        kind: 'correction',
        id: correction,
        by: 'Mia Wagner',
        at: expect.stringMatching(/Z$/),
        why: 'the gate was shut',
      },
    ]);
  });

  it('reaches somebody who has no day in the next period', async () => {
    const { sheet } = await sheetOf(SECOND, bob);
    expect(sheet.days).toEqual([]);
    expect(sheet.deltas.map(short)).toEqual([
      [FIRST, dateIn(FIRST, 4), 'REG', 10_800, late.map(id => `late-punch ${id}`)],
    ]);
    const shown = await hub.list(`${period(SECOND)}/people`, PeriodPerson);
    expect(shown.map(({ number, deltas }) => [number, deltas])).toEqual([
      ['1001', 1],
      ['1002', 1],
    ]);
  });

  it('is made good for once: a second correction adds only the difference, and may take back', async () => {
    const second = await moveOut('14:10', 'the gate was shut for ten minutes only');
    await hub.settle();
    await approveAndLock(THIRD);
    expect((await deltasOf(THIRD, ada)).map(short)).toEqual([
      [FIRST, dateIn(FIRST, 3), 'REG', -1_200, [`correction ${second}`]],
    ]);
    expect(await deltasOf(THIRD, bob)).toEqual([]);
  });

  it('changes nothing that was locked', async () => {
    const { sheet } = await sheetOf(FIRST, ada);
    expect(sheet.days.map(({ date, paidSeconds }) => [date, paidSeconds])).toEqual(
      [2, 3, 4, 5].map(day => [dateIn(FIRST, day), 28_800]),
    );
  });
});

describe('a locked period rebuilt from raw events', () => {
  it.each([
    ['first', FIRST],
    ['second', SECOND],
    ['third', THIRD],
  ])('R5: is byte-identical after later corrections and late punches: the %s', async (_, from) => {
    const found = await proof(from);
    expect(found).toMatchObject({ people: 2, identical: 2, differences: [] });
    expect(found.digests.rebuilt).toEqual(found.digests.locked);
  });

  it('R5: is byte-identical although shifts, holidays, leave and rules are others now', async () => {
    const { primary } = hub.database;
    await primary.query(`insert into holiday (site_id, date, name) values ($1, $2, 'Fair')`, [
      SITE,
      dateIn(FIRST, 3),
    ]);
    await primary.query(
      `insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at)
       values ($1, $2, 'annual', 28800, 'LEAVE', 'Mia', now())`,
      [ada, dateIn(FIRST, 20)],
    );
    await hub.assign(monthsAgo(4), { version: 2, paidBreak: { maxMin: 15 } }, bob);
    expect(await proof(FIRST)).toMatchObject({ people: 2, identical: 2 });
  });

  it('R9: shows whose punch is not what it was', async () => {
    const owner = new pg.Client({ connectionString: hub.suite.ownerUrl });
    await owner.connect();
    const [{ lock }] = [await proof(SECOND)];
    await owner.query(
      `update punch set occurred_at = occurred_at + interval '1 minute' where punch_id = $1`,
      [out],
    );
    expect(await proof(FIRST)).toMatchObject({
      identical: 1,
      differences: [{ employee: ada, what: 'a punch or correction is not what it was' }],
    });
    expect(await hub.part(ProofService).rebuild(lock)).toMatchObject({ identical: 2 });
    await owner.query(
      `update punch set occurred_at = occurred_at - interval '1 minute' where punch_id = $1`,
      [out],
    );
    await owner.end();
    expect(await proof(FIRST)).toMatchObject({ identical: 2 });
  });

  it('is given whole to exports, in order of ids, with digests that anybody can add up', async () => {
    const { lock } = await hub.get(period(SECOND), PayPeriodView);
    if (!lock) throw new Error('not locked');
    const sheets = hub.part(LockedSheets);
    const digester = new LockDigester();
    const employees: string[] = [];
    for await (const { person, inputsHash, sheetHash } of sheets.stream(lock.id)) {
      employees.push(person.employee);
      digester.add({ employee: person.employee, inputsHash, sheetHash });
    }
    expect(employees).toEqual([ada, bob].toSorted());
    expect(digester.digests()).toEqual(lock.digests);
    expect(await sheets.context(hub.database.primary, lock.id)).toMatchObject({
      site: SITE,
      group: GROUP,
      from: SECOND,
      lock: lock.id,
      sheetsDigest: lock.digests.sheets,
    });
  });
});

describe('unlocking', () => {
  const unlock = (from: string) => `${period(from)}/unlock-requests`;

  it('is for the latest locked period only: a later one may make good for an earlier', async () => {
    const { status, error } = await hub.refused(unlock(FIRST), { reason: 'forgot somebody' });
    expect([status, error.message]).toEqual([409, expect.stringContaining('Unlock it first')]);
  });

  it('needs somebody else', async () => {
    const { id } = await hub.post(unlock(THIRD), { reason: 'forgot somebody' }, PendingUnlock);
    expect((await hub.get(period(THIRD), PayPeriodView)).unlockRequest).toMatchObject({
      id,
      by: 'Mia Wagner',
    });
    const decision = { granted: true, reason: 'it is true' };
    const { status } = await hub.refused(`${unlock(THIRD)}/${id}/decision`, decision, 'Mia Wagner');
    expect(status).toBe(409);
    expect((await hub.refused(unlock(THIRD), { reason: 'me too' }, 'Jon Doe')).status).toBe(409);
    const refused = await hub.post(
      `${unlock(THIRD)}/${id}/decision`,
      { granted: false, reason: 'it is not' },
      PayPeriodView,
      'Jon Doe',
    );
    expect(refused).toMatchObject({ state: 'locked', unlockRequest: null });
    expect((await hub.refused(`${unlock(THIRD)}/${id}/decision`, decision, 'Jon Doe')).status).toBe(404);
  });

  it('takes a second account of the same person for the same person', async () => {
    const { id } = await hub.post(unlock(THIRD), { reason: 'forgot somebody' }, PendingUnlock);
    const decision = { granted: true, reason: 'it is true' };
    const mend = async (employee: string | null) => {
      await hub.database.primary.query(
        "update account set employee_id = $1 where name in ('Mia Wagner', 'Mia at night')",
        [employee],
      );
      // As the announcement of the database does, a moment later.
      hub.part(AccessChanges).tell(null);
    };
    await hub.refused(`${unlock(THIRD)}/${randomUUID()}/decision`, decision, 'Mia at night');
    await mend(ada);
    const { status } = await hub.refused(`${unlock(THIRD)}/${id}/decision`, decision, 'Mia at night');
    await mend(null);
    expect(status).toBe(409);
    await hub.post(
      `${unlock(THIRD)}/${id}/decision`,
      { ...decision, granted: false },
      PayPeriodView,
      'Jon Doe',
    );
  });

  it.each([
    [
      'was invited by who asked',
      "invited_by_account = (select id from account where name = 'Mia Wagner' limit 1)",
    ],
    ['is newer than the request', 'created_at = now()'],
  ])('takes no account that %s for somebody else', async (_case, made) => {
    const { id } = await hub.post(unlock(THIRD), { reason: 'forgot somebody' }, PendingUnlock);
    const decision = { granted: true, reason: 'it is true' };
    await hub.refused(`${unlock(THIRD)}/${randomUUID()}/decision`, decision, 'Mia again');
    await hub.database.primary.query(`update account set ${made} where name = 'Mia again'`);
    const { status } = await hub.refused(`${unlock(THIRD)}/${id}/decision`, decision, 'Mia again');
    expect(status).toBe(409);
    await hub.database.primary.query(
      "update account set invited_by_account = null, created_at = now() - interval '1 day' where name = 'Mia again'",
    );
    await hub.post(
      `${unlock(THIRD)}/${id}/decision`,
      { ...decision, granted: false },
      PayPeriodView,
      'Mia again',
    );
  });

  it('knows who asked before there were accounts by the name, however it is spelt', async () => {
    const { lock: held } = await hub.get(period(THIRD), PayPeriodView);
    const id = randomUUID();
    await hub.database.primary.query(
      `insert into unlock_request (id, lock_id, made_by, made_at, reason) values ($1, $2, ' jon  DOE ', now(), 'old')`,
      [id, held?.id],
    );
    const decision = { granted: false, reason: 'it is not' };
    expect((await hub.refused(`${unlock(THIRD)}/${id}/decision`, decision, 'Jon Doe')).status).toBe(409);
    await hub.post(`${unlock(THIRD)}/${id}/decision`, decision, PayPeriodView, 'Mia Wagner');
  });

  it('leaves approvals standing as far as the hours are the same, and the next lock is another revision', async () => {
    const { id } = await hub.post(unlock(THIRD), { reason: 'forgot somebody' }, PendingUnlock);
    const open = await hub.post(
      `${unlock(THIRD)}/${id}/decision`,
      { granted: true, reason: 'it is true' },
      PayPeriodView,
      'Jon Doe',
    );
    expect(open).toMatchObject({ state: 'approved', lock: null, counts: { approved: 2 } });
    const again = await lock(THIRD);
    expect(again).toMatchObject({ state: 'locked', lock: { revision: 2 } });
    // What the first revision made good for is owed again, since that lock holds no more.
    expect((await deltasOf(THIRD, ada)).map(({ code, seconds }) => [code, seconds])).toEqual([
      ['REG', -1_200],
      // The leave day that came meanwhile.
      ['LEAVE', 28_800],
    ]);
    expect((await deltasOf(THIRD, ada))[1]?.reasons).toEqual([{ kind: 'changed-plan' }]);
    expect((await hub.list(`${period(THIRD)}/history`, PeriodDecision)).map(({ kind }) => kind)).toEqual([
      'locked',
      'unlock-granted',
      ...Array.from({ length: 5 }, () => ['unlock-requested', 'unlock-refused']).flat(),
      'unlock-requested',
      'locked',
      'approved',
    ]);
  });
});
