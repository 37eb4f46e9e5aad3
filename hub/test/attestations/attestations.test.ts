import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ApiError,
  ApproveAnswer,
  AttestationSetting,
  AttestationsView,
  apiSuccess,
  LockRefusal,
  PayPeriodView,
  PendingUnlock,
  PeriodDeltas,
  PeriodPerson,
  WithdrawAnswer,
} from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AttestationsModule } from '../../src/attestations/index.ts';
import { openWorker } from '../../src/payroll/data.ts';
import type { Asker } from '../kit/askers.ts';
import {
  dateIn,
  GROUP,
  monthsAgo,
  openPeriodsApp,
  type PeriodsApp,
  SITE,
  ZONE,
} from '../payroll/periods-app.ts';

const FIRST = monthsAgo(2);
const NEXT = monthsAgo(1);
const PERIOD = `/${SITE}/${GROUP}/${FIRST}`;
const SPAN = { from: dateIn(FIRST, 1), to: dateIn(FIRST, 28) };

let hub: PeriodsApp;
let ada: string;
let bob: string;
/** The clock-in of Bob that no clock-out followed. */
let forgot: string;

beforeAll(async () => {
  hub = await openPeriodsApp([AttestationsModule]);
  await hub.assign(monthsAgo(3));
  ada = await hub.hire('1001', { team: 'early' });
  bob = await hub.hire('1002', { givenName: 'Bob' });
  await hub.work(ada, FIRST, [2, 3, 4]);
  await hub.work(bob, FIRST, [2]);
  [forgot = ''] = await hub.punch(bob, dateIn(FIRST, 3), 'in 06:00');
  await hub.settle();
});
afterAll(async () => {
  await hub.stop();
});

const worker = (employee: string): Asker => ({ name: `Worker ${employee}`, role: 'worker', employee });

async function ask(
  asker: Asker,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await hub.app.inject({
    method,
    url: `/api/v1/${path}`,
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(await hub.askers.headers(asker)),
      ...headers,
    },
  });
  hub.openapi.noteInjected(method, `/api/v1/${path}`, answer);
  hub.openapi.verify();
  return { status: answer.statusCode, body: JSON.parse(answer.payload) as unknown };
}

const pathOf = (employee: string) => `employees/${employee}/attestations`;
const viewOf = ({ status, body }: { status: number; body: unknown }) => {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return apiSuccess(AttestationsView).parse(body).data;
};
const look = async (employee: string, { from, to } = SPAN, asker = worker(employee)) =>
  viewOf(await ask(asker, 'GET', `${pathOf(employee)}?from=${from}&to=${to}`));
const attest = (employee: string, body: object = SPAN, asker = worker(employee)) =>
  ask(asker, 'POST', pathOf(employee), body);
const withdraw = (employee: string) =>
  ask(worker(employee), 'POST', `${pathOf(employee)}/withdraw`, { ...SPAN, reason: 'looked again' });
const detailsOf = (body: unknown) => {
  const { details } = ApiError.parse(body).error;
  return (details as { path: string; code: string }[]).map(({ path, code }) => [path, code]);
};
const statesOf = ({ days }: AttestationsView, ...dates: number[]) =>
  dates.map(day => days.find(({ date }) => date === dateIn(FIRST, day))?.state);
const events = async (kind: string) =>
  (
    await hub.database.primary.query<{ payload: unknown }>(
      'select payload from event_log where kind = $1 order by position',
      [kind],
    )
  ).map(({ payload }) => payload);
const person = async (employee: string) =>
  (await hub.list(`${PERIOD}/people`, PeriodPerson)).find(one => one.employee === employee);
const approve = (body: unknown) => hub.post(`${PERIOD}/approvals`, body, ApproveAnswer);

describe('an attestation', () => {
  it('is of the hours that the worker saw, day by day', async () => {
    const seen = await look(ada);
    expect(seen.days).toHaveLength(28);
    expect(statesOf(seen, 2, 5)).toEqual(['open', 'open']);
    expect(seen.days[1]).toMatchObject({ paidSeconds: 8 * 3600, attestedAt: null, blockers: [] });
    const attested = viewOf(await attest(ada, { ...SPAN, digest: seen.digest }));
    expect(statesOf(attested, 2, 3, 4, 5)).toEqual(['attested', 'attested', 'attested', 'attested']);
    expect(attested.days[1]?.attestedAt).toEqual(expect.any(String));
    expect(await events('attestation.changed')).toEqual([{ employee: ada, ...SPAN, attested: true }]);
    // Said once: nothing changes, and nothing is told.
    viewOf(await attest(ada));
    expect(await events('attestation.changed')).toHaveLength(1);
  });

  it('is not of other hours: the day that came out differently is changed, the others stay attested', async () => {
    const { digest } = await look(ada);
    await hub.punch(ada, dateIn(FIRST, 3), 'in 15:00', 'out 16:00');
    await hub.settle();
    expect(statesOf(await look(ada), 2, 3, 4)).toEqual(['attested', 'changed', 'attested']);
    const late = await attest(ada, { ...SPAN, digest });
    expect([late.status, detailsOf(late.body)]).toEqual([409, [['digest', 'HOURS_CHANGED']]]);
    expect(await person(ada)).toMatchObject({ attestation: { days: 3, attested: 2, required: false } });
    viewOf(await attest(ada));
    expect(await person(ada)).toMatchObject({ attestation: { days: 3, attested: 3 } });
  });

  it('is taken back by whoever gave it', async () => {
    const taken = viewOf(await withdraw(ada));
    expect(statesOf(taken, 2, 3)).toEqual(['open', 'open']);
    expect((await events('attestation.changed')).at(-1)).toMatchObject({ employee: ada, attested: false });
    viewOf(await attest(ada));
  });

  it('is refused while a day is incomplete, not over, or about to be derived: each date is named', async () => {
    const incomplete = await attest(bob);
    expect([incomplete.status, detailsOf(incomplete.body)]).toEqual([
      409,
      [[dateIn(FIRST, 3), 'MISSING_OUT']],
    ]);
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(Date.now());
    const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
    expect(detailsOf((await attest(bob, { from: yesterday, to: today })).body)).toEqual([
      [today, 'DAY_NOT_OVER'],
    ]);
    const cyd = await hub.hire('1003', { givenName: 'Cyd' });
    await hub.punch(cyd, dateIn(FIRST, 2), 'in 06:00', 'out 14:00');
    const one = { from: dateIn(FIRST, 2), to: dateIn(FIRST, 2) };
    expect(detailsOf((await attest(cyd, one)).body)).toEqual([[one.from, 'PENDING']]);
    await hub.settle();
    expect((await attest(cyd, one)).status).toBe(200);
  });

  it('is about oneself; supervisors read it', async () => {
    const supervisor: Asker = { name: 'Sue', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };
    expect((await attest(ada, SPAN, worker(bob))).status).toBe(403);
    expect((await attest(ada, SPAN, supervisor)).status).toBe(403);
    expect((await attest(ada, SPAN, {})).status).toBe(403);
    expect((await look(ada, SPAN, supervisor)).days[1]?.state).toBe('attested');
    expect((await ask(supervisor, 'GET', `${pathOf(bob)}?from=${SPAN.from}&to=${SPAN.to}`)).status).toBe(403);
    const long = await ask(
      worker(ada),
      'GET',
      `${pathOf(ada)}?from=${SPAN.from}&to=${dateIn(monthsAgo(-1), 28)}`,
    );
    expect(long.status).toBe(400);
  });

  it('R4: is a fact: the application cannot change or remove one', async () => {
    for (const statement of ['update attestation set hash = null', 'delete from attestation'])
      await expect(hub.database.primary.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

/** What the inbox keeps of a finding that somebody accepted there. */
async function acceptInInbox(
  employee: string,
  date: string,
  code: string,
  { punches = [forgot], holds = true }: { punches?: string[]; holds?: boolean } = {},
): Promise<void> {
  await hub.database.primary.query(
    `insert into exception (id, site_id, source, code, category, consequence, employee_id, date, at, facts, holds, state, noticed_at,
                            settled_by, settled_at, settled_fix, settled_reason)
     values ($1, $2, 'day', $3, 'missing', 1, $4, $5, now(), $6, $7, 'settled', now(), 'Sue', now(), 'accept', 'so be it')`,
    [uuid(), SITE, code, employee, date, JSON.stringify({ punches }), holds],
  );
}

describe('an approval', () => {
  it('does not ask again for what the inbox accepted', async () => {
    const date = dateIn(FIRST, 3);
    expect((await approve({ employees: [bob] })).blocked[0]?.blockers).toMatchObject([
      { code: 'MISSING_OUT', date },
    ]);
    // Of another day, another finding, another punch, or what is there no more, nothing was accepted.
    await acceptInInbox(bob, dateIn(FIRST, 2), 'MISSING_OUT');
    await acceptInInbox(bob, date, 'MISSING_IN');
    await acceptInInbox(bob, date, 'MISSING_OUT', { punches: [uuid()] });
    await acceptInInbox(bob, date, 'MISSING_OUT', { holds: false });
    expect((await approve({ employees: [bob] })).blocked).toHaveLength(1);
    expect((await attest(bob)).status).toBe(409);
    await acceptInInbox(bob, date, 'MISSING_OUT');
    expect((await person(bob))?.blockers).toEqual([]);
    // Accepted, it keeps nobody from attesting either.
    expect((await attest(bob)).status).toBe(200);
    const answer = await approve({ everybody: true });
    expect(answer.blocked).toEqual([]);
    expect(await person(bob)).toMatchObject({ state: 'approved', approval: { accepted: ['MISSING_OUT'] } });
    expect((await events('period.changed')).at(-1)).toMatchObject({
      ...{ group: GROUP, from: FIRST, change: 'approved', by: 'Mia Wagner' },
      employees: expect.arrayContaining([ada, bob]),
    });
  });

  it('waits for the attestation where the site asks for it, unless that is accepted with a reason', async () => {
    await hub.post(`${PERIOD}/approvals/withdraw`, { everybody: true, reason: 'once more' }, WithdrawAnswer);
    viewOf(await withdraw(ada));
    const path = `sites/${SITE}/attestation`;
    const setting = apiSuccess(AttestationSetting).parse((await ask({}, 'GET', path)).body).data;
    expect(setting).toEqual({ site: SITE, required: false, version: 1 });
    const put = (version: number) => ask({}, 'PUT', path, { required: true }, { 'if-match': `"${version}"` });
    expect((await put(9)).status).toBe(412);
    expect(apiSuccess(AttestationSetting).parse((await put(1)).body).data).toMatchObject({
      required: true,
      version: 2,
    });
    expect(await person(ada)).toMatchObject({
      ...{ attestation: { days: 3, attested: 0, required: true } },
      blockers: [{ code: 'NOT_ATTESTED', date: dateIn(FIRST, 2) }],
    });
    const refused = await approve({ everybody: true });
    expect(refused.blocked.map(({ number, blockers }) => [number, blockers.map(({ code }) => code)])).toEqual(
      [['1001', ['NOT_ATTESTED']]],
    );
    const noReason = await hub.refused(`${PERIOD}/approvals`, {
      employees: [ada],
      acceptFindings: ['NOT_ATTESTED'],
    });
    expect(noReason.status).toBe(400);
    const accepting = { employees: [ada], acceptFindings: ['NOT_ATTESTED'], reason: 'is on parental leave' };
    expect((await approve(accepting)).approved).toEqual([ada]);
    expect(await person(ada)).toMatchObject({ state: 'approved', blockers: [] });
  });

  it('keeps a period from being locked when the attestation behind it is taken back', async () => {
    viewOf(await withdraw(bob));
    const { status, error } = await hub.refused(`${PERIOD}/lock`);
    expect(status).toBe(409);
    expect(
      LockRefusal.parse(error.details).people.map(({ number, blockers }) => [number, blockers[0]?.code]),
    ).toEqual([['1002', 'NOT_ATTESTED']]);
    viewOf(await attest(bob));
  });
});

describe('what is locked', () => {
  it('is told to others, from the process that works on whole companies too', async () => {
    const by = 'Mia Wagner';
    await openWorker(hub.database).do({
      ...{ kind: 'lock', accepted: {}, by },
      period: { site: SITE, group: GROUP, from: FIRST },
    });
    expect((await events('period.changed')).at(-1)).toEqual({
      ...{ group: GROUP, from: FIRST, change: 'locked', employees: [], by },
    });
    expect((await hub.get(PERIOD, PayPeriodView)).state).toBe('locked');
  });

  it('stays: a later correction becomes a delta of the next period, and the day is changed for its worker', async () => {
    const before = await person(ada);
    viewOf(await attest(ada));
    await hub.correct('Sue', {
      kind: 'add',
      employee: ada,
      action: 'clock-in',
      when: { date: dateIn(FIRST, 9), time: '06:00' },
      reason: 'the kiosk was off',
    });
    await hub.correct('Sue', {
      kind: 'add',
      employee: ada,
      action: 'clock-out',
      when: { date: dateIn(FIRST, 9), time: '10:00' },
      reason: 'the kiosk was off',
    });
    await hub.settle();
    expect(await person(ada)).toEqual(before);
    expect(statesOf(await look(ada), 2, 9)).toEqual(['attested', 'changed']);
    const deltas = await hub.get(`/${SITE}/${GROUP}/${NEXT}/deltas`, PeriodDeltas);
    expect(deltas.shown).toMatchObject([
      {
        ...{ employee: ada, period: FIRST, date: dateIn(FIRST, 9), code: 'REG', seconds: 4 * 3600 },
        reasons: [{ kind: 'correction', why: 'the kiosk was off' }, { kind: 'correction' }],
      },
    ]);
  });

  it('is told when it is open again, and not while that is only asked', async () => {
    const told = async () =>
      (await events('period.changed')).map(payload => (payload as { change: string }).change);
    const before = await told();
    const reason = 'wrong group';
    const { id } = await hub.post(`${PERIOD}/unlock-requests`, { reason }, PendingUnlock);
    expect(await told()).toEqual(before);
    await hub.post(
      `${PERIOD}/unlock-requests/${id}/decision`,
      { granted: true, reason },
      PayPeriodView,
      'Otto',
    );
    expect(await told()).toEqual([...before, 'unlocked']);
  });
});
