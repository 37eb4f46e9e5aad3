import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AnswerGiven,
  BulkSettle,
  bulkAnswer,
  ExceptionDetail,
  type ExceptionView,
  Question,
  StatementView,
} from '@tapclock/contracts';
import * as z from 'zod/mini';
import type { Asker } from '../kit/askers.ts';
import { SITE, type TestPerson } from '../kit/running-hub.ts';
import { at, dateIn, ExceptionsCompany } from './kit.ts';
import { BOSS, Desk, explained, theOne, whyNot } from './settle-kit.ts';

const DAY = dateIn(-3);
const LATE_TEAM = 'late';

let company: ExceptionsCompany;
let boss: Desk;
let hr: Desk;

beforeAll(async () => {
  company = await ExceptionsCompany.open();
  await company.hub.database.primary.query(
    `insert into team (site_id, id, name) values ($1, '${LATE_TEAM}', 'Late team')`,
    [SITE],
  );
  boss = new Desk(company);
  hr = new Desk(company, { name: 'Hanna HR', role: 'hr' });
});
afterAll(async () => {
  await company.close();
});

/** Somebody planned from six to two who never clocked out. */
async function forgot(more: Parameters<ExceptionsCompany['person']>[0] = {}) {
  const person = await company.person(more);
  await company.plan(person, DAY, '06:00', '14:00');
  await company.day(person, DAY, '06:00 clock-in');
  return { person, open: await theOne(company, person, 'MISSING_OUT') };
}

/** The account of a worker. */
const accountOf = (person: TestPerson): Asker => ({
  name: `Account of ${person.number}`,
  role: 'worker',
  employee: person.id,
});

/** The id of somebody's account. */
async function accountId(asker: Asker): Promise<string> {
  await company.hub.askers.headers(asker);
  const [row] = await company.hub.database.primary.query<{ id: string }>(
    'select id from account where name = $1',
    [asker.name],
  );
  if (!row) throw new Error('no account');
  return row.id;
}

async function trail(id: string): Promise<string[]> {
  const rows = await company.hub.database.primary.query<{ action: string }>(
    "select action from audit_entry where subject_kind = 'exception' and subject_id = $1 order by position",
    [id],
  );
  return rows.map(({ action }) => action);
}

async function told(id: string): Promise<unknown[]> {
  const rows = await company.hub.database.primary.query<{ what: string; state: string }>(
    `select payload ->> 'what' as what, payload ->> 'state' as state from event_log
     where kind = 'exception.changed' and payload ->> 'exception' = $1 order by xid, position`,
    [id],
  );
  return rows.map(({ what, state }) => `${what} ${state}`);
}

describe('two who settle at once', () => {
  it('one wins, and the other is told who did what when', async () => {
    const { open, person } = await forgot();
    const answers = await Promise.all([
      boss.settle(open, { fix: 'correct-to-schedule' }),
      hr.settle(open, { fix: 'accept', reason: 'nothing to pay' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const won = answers.find(({ status }) => status === 200)?.data;
    const lost = answers.find(({ status }) => status === 412);
    expect(lost?.error).toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: [
        {
          code: 'CHANGED_MEANWHILE',
          version: won?.version,
          by: won?.settled?.by,
          at: won?.settled?.at,
          what: 'settled',
        },
      ],
    });
    expect((await explained(company, person, DAY)).reasons).toHaveLength(
      won?.settled?.fix === 'accept' ? 0 : 1,
    );
    expect(await trail(open.id)).toEqual(['exceptions.settled']);
    expect(await told(open.id)).toEqual(['noticed open', 'settled settled']);
  });

  it('whoever says no version changes nothing', async () => {
    const { open } = await forgot();
    const path = `/exceptions/${open.id}/settle`;
    const body = { fix: 'correct-to-schedule' };
    expect((await boss.ask('POST', path, ExceptionDetail, { body })).status).toBe(428);
    expect((await boss.detail(open.id)).state).toBe('open');
  });

  it('what is settled is told so, and what is gone too', async () => {
    const { open, person } = await forgot();
    const { data } = await boss.settle(open, { fix: 'accept', reason: 'nothing to pay' });
    if (!data) throw new Error('not settled');
    expect(whyNot(await hr.settle(data, { fix: 'accept', reason: 'again' }))).toEqual([
      409,
      'ALREADY_SETTLED',
    ]);
    const other = await forgot();
    await company.day(other.person, DAY, '14:00 clock-out');
    await company.noticed();
    const gone = await boss.detail(other.open.id);
    expect(gone.state).toBe('gone');
    expect(whyNot(await boss.settle(gone, { fix: 'accept', reason: 'x' }))).toEqual([
      409,
      'NOT_THERE_ANY_MORE',
    ]);
    expect(person.id).not.toBe(other.person.id);
  });
});

describe('several at once', () => {
  const settleAll = async (body: z.input<typeof BulkSettle>) => {
    const { data, error } = await boss.ask('POST', '/exceptions/settle', bulkAnswer(ExceptionDetail), {
      body,
    });
    if (!data) throw new Error(JSON.stringify(error));
    return data.outcomes.map(one => (one.outcome === 'done' ? one.data.state : one.error.code));
  };
  const ref = ({ id, version }: ExceptionView) => ({ id, version });

  it('each stands or falls by itself', async () => {
    const [good, stale] = [await forgot(), await forgot()];
    const unplanned = await company.person();
    await company.day(unplanned, DAY, '06:00 clock-in');
    const noPlan = await theOne(company, unplanned, 'MISSING_OUT');
    const other = await forgot({ team: LATE_TEAM });
    const outcomes = await settleAll({
      exceptions: [
        ref(good.open),
        { id: stale.open.id, version: stale.open.version + 1 },
        ref(noPlan),
        ref(other.open),
        ref(good.open),
      ],
      fix: 'correct-to-schedule',
    });
    expect(outcomes).toEqual([
      'settled',
      'PRECONDITION_FAILED',
      'CONFLICT',
      'NOT_FOUND',
      'PRECONDITION_FAILED',
    ]);
    expect((await explained(company, good.person, DAY)).paidHours).toBe('8.00');
    expect((await explained(company, stale.person, DAY)).paidHours).toBe('0.00');
  });

  it('are accepted for one reason', async () => {
    const [a, b] = [await forgot(), await forgot()];
    const exceptions = [ref(a.open), ref(b.open)];
    expect(await settleAll({ exceptions, fix: 'accept' })).toEqual(['VALIDATION_ERROR', 'VALIDATION_ERROR']);
    expect(await settleAll({ exceptions, fix: 'accept', reason: 'fire drill' })).toEqual([
      'settled',
      'settled',
    ]);
    expect((await boss.detail(a.open.id)).settled?.reason).toBe('fire drill');
  });

  it('have a most, and no fix that needs more than a reason', async () => {
    const { open } = await forgot();
    const ask = (body: unknown) => boss.ask('POST', '/exceptions/settle', z.unknown(), { body });
    const many = Array.from({ length: 101 }, () => ref(open));
    expect((await ask({ exceptions: many, fix: 'accept', reason: 'x' })).status).toBe(400);
    expect((await ask({ exceptions: [ref(open)], fix: 'correct' })).status).toBe(400);
  });
});

describe('who may', () => {
  it('not a supervisor of other teams: for them it is not there', async () => {
    const { open } = await forgot({ team: LATE_TEAM });
    expect((await boss.settle(open, { fix: 'accept', reason: 'x' })).status).toBe(404);
    expect((await boss.ask('GET', `/exceptions/${open.id}`, ExceptionDetail)).status).toBe(404);
    expect((await hr.settle(open, { fix: 'accept', reason: 'x' })).status).toBe(200);
  });

  it('not whom it is about, though they see it', async () => {
    const { open, person } = await forgot();
    const own = new Desk(company, { ...BOSS, name: 'Own Boss', employee: person.id });
    expect((await own.detail(open.id)).person?.employee).toBe(person.id);
    expect((await own.settle(open, { fix: 'accept', reason: 'x' })).status).toBe(403);
    const path = `/exceptions/${open.id}/owner`;
    expect((await own.ask('PUT', path, ExceptionDetail, { body: {}, version: open.version })).status).toBe(
      403,
    );
  });

  it('not a worker', async () => {
    const { open, person } = await forgot();
    const worker = new Desk(company, accountOf(person));
    expect((await worker.settle(open, { fix: 'accept', reason: 'x' })).status).toBe(403);
    expect((await worker.ask('GET', `/exceptions/${open.id}`, ExceptionDetail)).status).toBe(403);
  });

  it('only corrections of the person that it is about', async () => {
    const { open } = await forgot();
    const other = await company.person();
    const corrections = [
      {
        kind: 'add' as const,
        employee: other.id,
        action: 'clock-out' as const,
        when: { at: at(DAY, '14:00') },
        reason: 'x',
      },
    ];
    expect(whyNot(await boss.settle(open, { fix: 'correct', corrections }))).toEqual([409, 'OTHER_PERSON']);
    expect((await explained(company, other, DAY)).reasons).toEqual([]);
  });
});

describe('an owner', () => {
  const own = (desk: Desk, { id, version }: { id: string; version: number }, body: object = {}) =>
    desk.ask('PUT', `/exceptions/${id}/owner`, ExceptionDetail, { body, version });

  it('takes it, hands it on and lets it go', async () => {
    const { open } = await forgot();
    const taken = await own(boss, open);
    expect(taken.data?.owner).toMatchObject({ account: await accountId(BOSS), name: BOSS.name });
    expect(taken.etag).toBe(`"${taken.data?.version}"`);
    const again = await own(boss, taken.data ?? open);
    expect(again.data?.version).toBe(taken.data?.version);
    const deputy = { ...BOSS, name: 'Dora Deputy' };
    const handed = await own(boss, again.data ?? open, { account: await accountId(deputy) });
    expect(handed.data?.owner?.name).toBe('Dora Deputy');
    expect((await company.inbox('owner=me', deputy)).map(({ id }) => id)).toEqual([open.id]);
    const released = await hr.ask('DELETE', `/exceptions/${open.id}/owner`, ExceptionDetail, {
      version: handed.data?.version ?? 0,
    });
    expect(released.data?.owner).toBeNull();
    expect(released.data?.history.map(({ what }) => what)).toEqual(['noticed', 'taken', 'taken', 'released']);
    expect(await trail(open.id)).toEqual(['exceptions.taken', 'exceptions.taken', 'exceptions.released']);
  });

  it('must be somebody who may settle it', async () => {
    const { open, person } = await forgot();
    const other = { ...BOSS, name: 'Other Boss', teams: [{ site: SITE, team: LATE_TEAM }] };
    const themselves = { ...BOSS, name: 'Boss Themselves', employee: person.id };
    const nobody = '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11';
    for (const account of [
      await accountId(other),
      await accountId(themselves),
      await accountId(accountOf(person)),
      nobody,
    ])
      expect(whyNot(await own(boss, open, { account }))).toEqual([400, 'CANNOT_OWN']);
  });
});

describe('what was settled', () => {
  it('is opened again for a reason; corrections stay', async () => {
    const { open, person } = await forgot();
    const { data } = await boss.settle(open, { fix: 'correct-to-schedule' });
    const path = `/exceptions/${open.id}/reopen`;
    const body = { reason: 'it was another day' };
    const again = await hr.ask('POST', path, ExceptionDetail, { body, version: data?.version ?? 0 });
    expect(again.data).toMatchObject({ state: 'open', settled: null });
    expect(again.data?.history.at(-1)).toMatchObject({ what: 'reopened', reason: 'it was another day' });
    expect((await explained(company, person, DAY)).reasons).toHaveLength(1);
    const twice = await hr.ask('POST', path, ExceptionDetail, { body, version: again.data?.version ?? 0 });
    expect(whyNot(twice)).toEqual([409, 'NOT_SETTLED']);
  });
});

describe('the worker', () => {
  const asked = async () => {
    const { open, person } = await forgot();
    const worker = new Desk(company, accountOf(person));
    await company.hub.askers.headers(accountOf(person));
    const detail = await boss.detail(open.id);
    expect(detail.fixes.map(({ fix }) => fix)).toContain('ask-worker');
    const { data } = await boss.settle(detail, { fix: 'ask-worker', question: 'When did you leave?' });
    if (!data) throw new Error('not asked');
    return { open: data, person, worker };
  };
  const answer = (worker: Desk, id: string, body: unknown) =>
    worker.ask('POST', `/exceptions/${id}/answer`, AnswerGiven, { body });
  const left = (time: string) => ({
    kind: 'add',
    action: 'clock-out',
    when: { date: DAY, time },
  });

  it('is asked, answers, and is approved in one step', async () => {
    const { open, person, worker } = await asked();
    expect(open.state).toBe('waiting');
    const questions = await worker.ask('GET', `/employees/${person.id}/questions`, z.array(Question));
    expect(questions.data).toMatchObject([
      { exception: open.id, question: 'When did you leave?', askedBy: BOSS.name, date: DAY },
    ]);
    const given = await answer(worker, open.id, { text: 'the gate was locked', punches: [left('14:20')] });
    expect(given).toMatchObject({ status: 201, data: { exception: open.id, statement: { state: 'asked' } } });
    const back = await boss.detail(open.id);
    expect(back).toMatchObject({ state: 'open', statement: { text: 'the gate was locked' } });
    expect(back.fixes[0]).toMatchObject({
      fix: 'correct-as-stated',
      label: 'Clock out at 14:20, as they said',
    });
    const { data } = await boss.settle(back, { fix: 'correct-as-stated' });
    expect(data).toMatchObject({ state: 'settled', statement: { state: 'granted' } });
    expect(data?.history.map(({ what }) => what)).toEqual(['noticed', 'asked', 'answered', 'settled']);
    const hours = await explained(company, person, DAY);
    expect([hours.paidHours, hours.reasons]).toEqual(['8.33', [`${BOSS.name}: the gate was locked`]]);
    expect((await worker.ask('GET', `/employees/${person.id}/questions`, z.array(Question))).data).toEqual(
      [],
    );
  });

  it('may answer in words alone', async () => {
    const { open, worker } = await asked();
    const given = await answer(worker, open.id, { text: 'I forgot; ask Mia' });
    expect(given.data?.statement).toBeNull();
    const back = await boss.detail(open.id);
    expect(back.history.at(-1)).toMatchObject({ what: 'answered', reason: 'I forgot; ask Mia' });
    expect(back.fixes[0]?.fix).toBe('correct-to-schedule');
  });

  it('hears when it was settled otherwise', async () => {
    const { open, worker } = await asked();
    const given = await answer(worker, open.id, { text: 'after the meeting', punches: [left('16:00')] });
    const { data } = await boss.settle(await boss.detail(open.id), { fix: 'correct-to-schedule' });
    expect(data?.statement).toMatchObject({ state: 'refused' });
    const { id } = given.data?.statement ?? { id: '' };
    const mine = await worker.ask('GET', `/statements/${id}`, StatementView);
    expect(mine.data?.decided).toMatchObject({ by: BOSS.name, reason: 'Clock out at 14:00, as planned' });
  });

  it('answers for themselves only, and only while they are asked', async () => {
    const { open, worker } = await asked();
    const stranger = new Desk(company, accountOf(await company.person()));
    expect((await answer(stranger, open.id, { text: 'x' })).status).toBe(404);
    expect((await answer(worker, open.id, { text: 'x' })).status).toBe(201);
    expect(whyNot(await answer(worker, open.id, { text: 'x' }))).toEqual([409, 'NOT_ASKED']);
  });

  it('cannot be asked without a login', async () => {
    const { open } = await forgot();
    expect(whyNot(await boss.settle(open, { fix: 'ask-worker' }))).toEqual([409, 'FIX_NOT_READY']);
  });
});

describe('what somebody stated without being asked', () => {
  const state = async (person: TestPerson, punches: unknown[]) => {
    const worker = new Desk(company, accountOf(person));
    const body = { date: DAY, text: 'the gate was locked', punches };
    const { data } = await worker.ask('POST', `/employees/${person.id}/statements`, StatementView, { body });
    if (!data) throw new Error('not stated');
    return { id: data.id, worker };
  };

  it('is the first fix of a late clock-in, and settles it', async () => {
    const person = await company.person();
    await company.plan(person, DAY, '06:00', '14:00');
    const [tapped] = await company.day(person, DAY, '06:40 clock-in', '14:00 clock-out');
    const open = await theOne(company, person, 'LATE');
    await state(person, [{ kind: 'move', punch: tapped, when: { at: at(DAY, '06:00') } }]);
    const { data } = await boss.settle(open, { fix: 'correct-as-stated' });
    expect(data?.state).toBe('settled');
    expect((await explained(company, person, DAY)).findings).not.toContain('LATE');
  });

  it('waits no more once the exception that it was shown with is settled otherwise', async () => {
    const { open, person } = await forgot();
    const punch = { kind: 'add', action: 'clock-out', when: { at: at(DAY, '14:20') } };
    const { id, worker } = await state(person, [punch]);
    await boss.settle(open, { fix: 'correct-to-schedule' });
    const mine = await worker.ask('GET', `/statements/${id}`, StatementView);
    expect(mine.data?.state).toBe('refused');
  });
});
