import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OFFERED_TO_MAX, REQUESTS_PER_DAY_MAX, RequestDetail } from '@tapclock/contracts';
import { RequestRounds } from '../../src/requests/index.ts';
import { PublishedPlan } from '../../src/scheduling/index.ts';
import type { Asker } from '../kit/askers.ts';
import type { TestPerson } from '../kit/running-hub.ts';
import { HR, inDays, LEAD, OTHER_LEAD, RequestsKit } from './requests-kit.ts';

let kit: RequestsKit;
let [maria, jan, eva]: TestPerson[] = [];
let date: string;
let days = 10;

beforeAll(async () => {
  kit = await RequestsKit.open();
});
afterAll(() => kit.hub.stop());
beforeEach(async () => {
  [maria, jan, eva] = [await kit.person(), await kit.person(), await kit.person('late')];
  days += 10;
  date = inDays(days);
});

const one = (person: TestPerson | undefined): TestPerson => {
  if (!person) throw new Error('the person is there');
  return person;
};
const as = (person: TestPerson | undefined): Asker => kit.worker(one(person));
const planned = async (...people: (TestPerson | undefined)[]) =>
  Promise.all(people.map(async person => (await kit.planned(one(person))).join(', ')));

/** Maria offers her early shift. */
async function offered(to: (TestPerson | undefined)[] = [jan]) {
  const assignment = await kit.plan(one(maria), kit.early, date);
  return await kit.made({ kind: 'offer', assignment, to: to.map(person => one(person).id) }, as(maria));
}

/** Maria's early shift for Jan's late shift of the same date. */
async function swap(other: TestPerson | undefined = jan) {
  const assignment = await kit.plan(one(maria), kit.early, date);
  const wanted = await kit.plan(one(other), kit.late, date);
  return { assignment, wanted, request: await kit.made({ kind: 'swap', assignment, wanted }, as(maria)) };
}

describe('an offered shift', () => {
  it('goes to the one who says yes, once somebody has decided', async () => {
    const offer = await offered([jan, eva]);
    expect(offer).toMatchObject({
      state: 'offered',
      from: date,
      takenBy: null,
      shift: { name: 'Early', date },
    });
    const accepted = (await kit.step(offer, 'acceptance', as(jan))).data(RequestDetail);
    expect(accepted).toMatchObject({ state: 'asked', takenBy: one(jan).id });
    expect(await planned(maria, jan)).toEqual([`${date} Early`, '']);
    expect((await kit.decide(accepted)).data(RequestDetail).state).toBe('granted');
    expect(await planned(maria, jan, eva)).toEqual(['', `${date} Early`, '']);
    expect(await kit.told(offer.id)).toMatchObject([
      { state: 'offered', employee: one(maria).id, others: [one(jan).id, one(eva).id], from: date },
      { state: 'asked', others: [one(jan).id, one(eva).id], taker: one(jan).id },
      { state: 'granted', taker: one(jan).id },
    ]);
  });

  it('of two who say yes at once is that of one; the other is told', async () => {
    const offer = await offered([jan, eva]);
    const answers = await Promise.all([jan, eva].map(person => kit.step(offer, 'acceptance', as(person))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.refusal()).toEqual([
      409,
      'CONFLICT',
      'REQUEST_ASKED',
    ]);
  });

  it('is for the whole team where nobody is named', async () => {
    const assignment = await kit.plan(one(maria), kit.early, date);
    const offer = await kit.made({ kind: 'offer', assignment }, as(maria));
    const others = offer.others.map(({ employee }) => employee);
    expect([one(jan), one(eva), one(maria)].map(({ id }) => others.includes(id))).toEqual([
      true,
      false,
      false,
    ]);
    expect((await kit.step(offer, 'acceptance', as(eva))).refusal()).toEqual([403, 'FORBIDDEN']);
  });

  it('ends when the last one says no, and goes on before', async () => {
    const offer = await offered([jan, eva]);
    const first = (await kit.step(offer, 'decline', as(jan), 'holidays')).data(RequestDetail);
    expect([first.state, first.others.map(({ employee }) => employee)]).toEqual(['offered', [one(eva).id]]);
    const last = (await kit.step(offer, 'decline', as(eva))).data(RequestDetail);
    expect(last).toMatchObject({ state: 'refused', decision: { by: as(eva).name } });
    expect((await kit.step(offer, 'acceptance', as(eva))).refusal()).toEqual([
      409,
      'CONFLICT',
      'REQUEST_REFUSED',
    ]);
    expect(await planned(maria)).toEqual([`${date} Early`]);
  });

  it('tells why somebody declined to them and to whoever decides, and to nobody else', async () => {
    const offer = await offered([jan, eva]);
    await kit.step(offer, 'decline', as(jan), 'chemo that day');
    await kit.step(offer, 'decline', as(eva), 'in court');
    const site = { ...LEAD, name: 'Sam Both', teams: [...(LEAD.teams ?? []), ...(OTHER_LEAD.teams ?? [])] };
    const told = async (who: Asker) => (await kit.find(offer.id, who)).history.map(({ reason }) => reason);
    expect(await told(HR)).toEqual([null, 'chemo that day', 'in court']);
    expect(await told(site)).toEqual([null, 'chemo that day', 'in court']);
    expect(await told(as(eva))).toEqual([null, null, 'in court']);
    expect(await told(as(maria))).toEqual([null, null, null]);
    expect((await kit.find(offer.id, as(maria))).decision).toMatchObject({ reason: null });
  });

  it('is made so often in a day and no more, those that were taken back counted', async () => {
    const assignment = await kit.plan(one(maria), kit.early, date);
    const offer = () => kit.ask({ kind: 'offer', assignment, to: [one(jan).id] }, as(maria));
    for (let made = 0; made < REQUESTS_PER_DAY_MAX; made++)
      await kit.step((await offer()).data(RequestDetail), 'withdrawal', as(maria));
    expect((await offer()).refusal()).toEqual([409, 'CONFLICT', 'TOO_MANY_TODAY']);
    await kit.hub.database.primary.query(
      `update request set made_at = made_at - interval '1 day' where id = (select min(id::text)::uuid from request where employee_id = $1)`,
      [one(maria).id],
    );
    expect((await offer()).status).toBe(201);
  });

  it('names few people', async () => {
    const assignment = await kit.plan(one(maria), kit.early, date);
    const to = Array.from({ length: OFFERED_TO_MAX + 1 }, () => randomUUID());
    expect((await kit.ask({ kind: 'offer', assignment, to }, as(maria))).status).toBe(400);
    expect((await kit.ask({ kind: 'offer', assignment, to: to.slice(1) }, as(maria))).refusal()[2]).toBe(
      'NOT_OF_SITE',
    );
  });

  it('is ended by whoever decides about the one who offers: also what they offered on their behalf', async () => {
    const assignment = await kit.plan(one(maria), kit.early, date);
    const body = { kind: 'offer', employee: one(maria).id, assignment, to: [one(jan).id] };
    const offer = await kit.made(body, LEAD);
    expect((await kit.decide(offer, { granted: true })).refusal()).toEqual([
      ...[409, 'CONFLICT', 'REQUEST_OFFERED'],
    ]);
    expect((await kit.decide(offer, { granted: false, reason: 'a mistake' }, OTHER_LEAD)).status).toBe(403);
    const ended = await kit.decide(offer, { granted: false, reason: 'a mistake' });
    expect(ended.data(RequestDetail)).toMatchObject({ state: 'refused', decision: { by: 'Sam' } });
    expect((await kit.step(offer, 'acceptance', as(jan))).status).toBe(409);
  });

  it('must be one’s own, be offered to others there are, and once at a time', async () => {
    const assignment = await kit.plan(one(jan), kit.early, date);
    const offer = (to: string[], by = jan) => kit.ask({ kind: 'offer', assignment, to }, as(by));
    expect((await offer([one(eva).id], maria)).refusal()).toEqual([404, 'NOT_FOUND', 'UNKNOWN_SHIFT']);
    expect((await offer([one(jan).id])).refusal()).toEqual([400, 'VALIDATION_ERROR', 'NOT_OF_SITE']);
    expect((await offer([randomUUID()])).refusal()).toEqual([400, 'VALIDATION_ERROR', 'NOT_OF_SITE']);
    expect((await offer([one(eva).id])).status).toBe(201);
    expect((await offer([one(maria).id])).refusal()).toEqual([409, 'CONFLICT', 'ASKED_ALREADY']);
  });

  it('cannot be taken by whoever would have 10 h 59 min of rest, and can with 11 h', async () => {
    const before = new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
    const [short, long] = [
      { ...kit.early, endsLocal: '19:01' },
      { ...kit.early, endsLocal: '19:00' },
    ];
    for (const [shift, status] of [[short, 409] as const, [long, 200] as const]) {
      const [taker, giver] = [await kit.person(), await kit.person()];
      const id = randomUUID();
      await kit.hub.database.primary.query(
        `insert into shift (id, site_id, name, starts_local, ends_local) select $1, site_id, name, '11:00', $2 from shift where id = $3`,
        [id, shift.endsLocal, kit.early.id],
      );
      await kit.plan(taker, { ...shift, id, startsLocal: '11:00' }, before);
      const assignment = await kit.plan(giver, kit.early, date);
      const offer = await kit.made({ kind: 'offer', assignment, to: [taker.id] }, as(giver));
      const answer = await kit.step(offer, 'acceptance', as(taker));
      expect(answer.status).toBe(status);
      if (status === 409) expect(answer.refusal()).toEqual([409, 'CONFLICT', 'REST_SHORT']);
    }
  });

  it('cannot be taken by whoever works it already', async () => {
    const offer = await offered([jan]);
    await kit.plan(one(jan), kit.early, date);
    expect((await kit.step(offer, 'acceptance', as(jan))).refusal()).toEqual([409, 'CONFLICT', 'SAME_SHIFT']);
  });
});

describe('a swap', () => {
  it('changes both plans at once, and nothing before it is granted', async () => {
    const { request } = await swap();
    const accepted = (await kit.step(request, 'acceptance', as(jan))).data(RequestDetail);
    expect(await planned(maria, jan)).toEqual([`${date} Early`, `${date} Late`]);
    expect((await kit.decide(accepted)).status).toBe(200);
    expect(await planned(maria, jan)).toEqual([`${date} Late`, `${date} Early`]);
  });

  it('is decided by somebody who may decide about both', async () => {
    const { request } = await swap(eva);
    const accepted = (await kit.step(request, 'acceptance', as(eva))).data(RequestDetail);
    for (const lead of [LEAD, OTHER_LEAD])
      expect((await kit.decide(accepted, { granted: true }, lead)).refusal()).toEqual([403, 'FORBIDDEN']);
    const both: Asker = {
      ...LEAD,
      name: 'Bea Both',
      teams: [...(LEAD.teams ?? []), ...(OTHER_LEAD.teams ?? [])],
    };
    expect((await kit.decide(accepted, { granted: true }, both)).status).toBe(200);
  });

  it('is refused when one of its shifts was given to somebody else meanwhile', async () => {
    const { request, wanted } = await swap();
    const accepted = (await kit.step(request, 'acceptance', as(jan))).data(RequestDetail);
    const plan = kit.hub.part(PublishedPlan);
    await kit.hub.database.transaction(async sql => {
      await plan.release(sql, [wanted]);
      await plan.assign(sql, [{ employee: one(eva).id, shift: kit.late.id, date }]);
    });
    expect((await kit.decide(accepted)).refusal()).toEqual([409, 'CONFLICT', 'PLAN_CHANGED']);
    expect(await planned(maria, jan, eva)).toEqual([`${date} Early`, '', `${date} Late`]);
    await kit.hub.part(RequestRounds).go(Date.now());
    expect(await kit.find(request.id)).toMatchObject({ state: 'expired', version: 3 });
    expect((await kit.find(request.id)).history.at(-1)).toMatchObject({
      ...{ what: 'expired', by: 'the hub' },
      reason: expect.stringContaining('Der Plan wurde geändert'),
    });
  });

  it('decided while a planner takes a shift away is whole or not at all', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await kit.person(), await kit.person()];
      const assignment = await kit.plan(a, kit.early, date);
      const wanted = await kit.plan(b, kit.late, date);
      const request = await kit.made({ kind: 'swap', assignment, wanted }, as(a));
      const accepted = (await kit.step(request, 'acceptance', as(b))).data(RequestDetail);
      const plan = kit.hub.part(PublishedPlan);
      const [decided] = await Promise.all([
        kit.decide(accepted, { granted: true }, HR),
        kit.hub.database.transaction(sql => plan.release(sql, [wanted])),
      ]);
      const after = await planned(a, b);
      if (decided.status === 200) expect(after).toEqual([`${date} Late`, `${date} Early`]);
      else {
        expect(decided.refusal()).toEqual([409, 'CONFLICT', 'PLAN_CHANGED']);
        expect(after).toEqual([`${date} Early`, '']);
      }
    }
  });

  it('is checked for conflicts when it is accepted and again when it is decided; what is accepted needs a reason', async () => {
    const { request } = await swap();
    const accepted = (await kit.step(request, 'acceptance', as(jan))).data(RequestDetail);
    expect((await kit.find(request.id, LEAD)).objections).toEqual([]);
    await kit.plan(one(jan), kit.night, new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10));
    expect((await kit.find(request.id, LEAD)).objections).toMatchObject([
      { code: 'REST_SHORT', employee: one(jan).id, level: 'error' },
    ]);
    // What stands against others is theirs: Maria does not see when Jan works.
    expect((await kit.find(request.id, as(maria))).objections).toEqual([]);
    expect((await kit.decide(accepted)).refusal()).toEqual([409, 'CONFLICT', 'REST_SHORT']);
    const accept = { granted: true, accept: ['REST_SHORT'], reason: 'both want it' };
    expect((await kit.decide(accepted, accept)).status).toBe(200);
  });

  it('of a shift whose template has other times today is granted by whoever accepts that', async () => {
    const { request } = await swap();
    const accepted = (await kit.step(request, 'acceptance', as(jan))).data(RequestDetail);
    const template = (starts: string) =>
      kit.hub.database.primary.query('update shift set starts_local = $2 where id = $1', [
        kit.early.id,
        starts,
      ]);
    await template('06:30');
    try {
      expect((await kit.find(request.id, LEAD)).objections).toMatchObject([
        { code: 'TIMES_CHANGED', employee: one(jan).id, message: expect.stringContaining('06:30 to 14:00') },
      ]);
      expect((await kit.decide(accepted)).refusal()).toEqual([409, 'CONFLICT', 'TIMES_CHANGED']);
    } finally {
      await template('06:00');
    }
    expect((await kit.decide(accepted)).status).toBe(200);
  });

  it('is no swap with oneself, nor of the same shift', async () => {
    const assignment = await kit.plan(one(maria), kit.early, date);
    const own = await kit.plan(one(maria), kit.late, inDays(days + 3));
    const same = await kit.plan(one(jan), kit.early, date);
    const ask = (wanted: string) => kit.ask({ kind: 'swap', assignment, wanted }, as(maria));
    expect((await ask(own)).refusal()).toEqual([400, 'VALIDATION_ERROR', 'OWN_SHIFT']);
    expect((await ask(same)).refusal()).toEqual([400, 'VALIDATION_ERROR', 'SAME_SHIFT']);
    expect((await ask(randomUUID())).refusal()).toEqual([404, 'NOT_FOUND', 'UNKNOWN_SHIFT']);
  });

  it('that the other declines is over', async () => {
    const { request } = await swap();
    expect((await kit.step(request, 'decline', as(maria))).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await kit.step(request, 'decline', as(jan), 'no')).data(RequestDetail)).toMatchObject({
      ...{ state: 'refused', decision: { by: as(jan).name, reason: null } },
      history: [{ what: 'asked' }, { what: 'declined', reason: 'no' }],
    });
  });

  it('is withdrawn by whoever asked until it is decided', async () => {
    const { request } = await swap();
    expect((await kit.step(request, 'withdrawal', as(jan))).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await kit.step(request, 'withdrawal', as(maria))).status).toBe(200);
    expect((await kit.step(request, 'acceptance', as(jan))).refusal()).toEqual([
      ...[409, 'CONFLICT', 'REQUEST_WITHDRAWN'],
    ]);
  });
});

describe('a request whose shift has begun', () => {
  it('is over for everybody who reads it, before a round has written that down, and stays so', async () => {
    const offer = await offered([jan]);
    await kit.hub.database.primary.query(
      `update request set expires_at = now() - interval '1 second' where id = $1`,
      [offer.id],
    );
    expect(await kit.find(offer.id)).toMatchObject({ state: 'expired', version: 1 });
    expect((await kit.step(offer, 'acceptance', as(jan))).refusal()).toEqual([
      409,
      'CONFLICT',
      'REQUEST_EXPIRED',
    ]);
    await kit.hub.part(RequestRounds).go(Date.now());
    await kit.hub.part(RequestRounds).go(Date.now());
    expect(await kit.find(offer.id)).toMatchObject({ state: 'expired', version: 2 });
    expect((await kit.told(offer.id)).map(({ state, by }) => [state, by])).toEqual([
      ['offered', as(maria).name],
      ['expired', 'the hub'],
    ]);
  });

  it('cannot be made', async () => {
    const assignment = await kit.plan(one(maria), kit.early, inDays(-2));
    const answer = await kit.ask({ kind: 'offer', assignment, to: [one(jan).id] }, as(maria));
    expect(answer.refusal()).toEqual([409, 'CONFLICT', 'SHIFT_BEGUN']);
  });
});
