import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OpenShiftView, RequestDetail } from '@tapclock/contracts';
import { z } from 'zod';
import { PublishedPlan } from '../../src/scheduling/index.ts';
import { ask } from '../access/asks.ts';
import type { Asker } from '../kit/askers.ts';
import { SITE, type TestPerson } from '../kit/running-hub.ts';
import { HR, inDays, LEAD, OTHER_LEAD, RequestsKit } from './requests-kit.ts';

let kit: RequestsKit;
let date: string;
let days = 10;

beforeAll(async () => {
  kit = await RequestsKit.open();
});
afterAll(() => kit.hub.stop());
beforeEach(() => {
  days += 10;
  date = inDays(days);
});

const as = (person: TestPerson): Asker => kit.worker(person);
const publish = (body: object = {}, by: Asker = LEAD) =>
  ask(kit.hub, 'POST', `/sites/${SITE}/open-shifts`, {
    as: by,
    body: { shift: kit.late.id, date, team: 'early', ...body },
  });
const open = async (body: object = {}, by: Asker = LEAD) => {
  const answer = await publish(body, by);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.data(OpenShiftView);
};
const wants = (person: TestPerson, { id }: OpenShiftView) =>
  kit.ask({ kind: 'open-shift', openShift: id }, as(person));
const now = async ({ id }: OpenShiftView) =>
  (await ask(kit.hub, 'GET', `/open-shifts/${id}`, { as: HR })).data(OpenShiftView);
const change = ({ id, version }: OpenShiftView, body: object, by: Asker = LEAD) =>
  ask(kit.hub, 'PATCH', `/open-shifts/${id}`, { as: by, body, headers: { 'if-match': `"${version}"` } });
const openTo = async (person: TestPerson) =>
  (await ask(kit.hub, 'GET', `/employees/${person.id}/open-shifts`, { as: as(person) }))
    .data(z.array(OpenShiftView))
    .map(({ id }) => id);

const assignmentOf = async ({ id }: TestPerson): Promise<string> => {
  const [row] = await kit.hub.database.primary.query<{ id: string }>(
    'select id from assignment where employee_id = $1',
    [id],
  );
  if (!row) throw new Error('the person is planned');
  return row.id;
};
const release = async (person: TestPerson): Promise<void> => {
  const assignment = await assignmentOf(person);
  await kit.hub.database.transaction(sql => kit.hub.part(PublishedPlan).release(sql, [assignment]));
};

describe('an open shift', () => {
  it('is asked for, granted, and then planned; who asked too late for a place is refused and told', async () => {
    const shift = await open({ seats: 1, note: 'double pay' });
    expect(shift).toMatchObject({ name: 'Late', date, seats: 1, taken: 0, state: 'open', mode: 'ask' });
    const [a, b] = [await kit.person(), await kit.person()];
    const [first, second] = [await wants(a, shift), await wants(b, shift)].map(answer =>
      answer.data(RequestDetail),
    );
    if (!first || !second) throw new Error('both asked');
    expect([first.state, second.state]).toEqual(['asked', 'asked']);
    expect(await kit.planned(a)).toEqual([]);
    expect((await kit.decide(second)).data(RequestDetail).state).toBe('granted');
    expect([await kit.planned(a), await kit.planned(b)]).toEqual([[], [`${date} Late`]]);
    expect(await kit.find(first.id, as(a))).toMatchObject({
      state: 'refused',
      decision: { by: 'the hub', reason: 'Alle Plätze sind vergeben.' },
    });
    expect((await kit.told(first.id)).map(({ state }) => state)).toEqual(['asked', 'refused']);
    expect(await now(shift)).toMatchObject({ taken: 1, state: 'full' });
    expect((await kit.decide(first)).refusal()).toEqual([409, 'CONFLICT', 'REQUEST_REFUSED']);
  });

  it('is taken by whoever comes first: of two who take the last place at once, one has it and the other is told', async () => {
    const shift = await open({ mode: 'take', seats: 3 });
    const people = await Promise.all(Array.from({ length: 6 }, () => kit.person()));
    const answers = await Promise.all(people.map(person => wants(person, shift)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409]);
    for (const lost of answers.filter(({ status }) => status === 409))
      expect(lost.refusal()).toEqual([409, 'CONFLICT', 'OPEN_SHIFT_FULL']);
    const planned = await Promise.all(people.map(person => kit.planned(person)));
    expect(planned.map(shifts => shifts.length)).toEqual(
      answers.map(({ status }) => (status === 201 ? 1 : 0)),
    );
    expect(await now(shift)).toMatchObject({ taken: 3, state: 'full' });
  });

  it('of which two decide about the last place at once is given once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const shift = await open({ seats: 1 });
      const people = [await kit.person(), await kit.person()];
      const requests = await Promise.all(
        people.map(async person => (await wants(person, shift)).data(RequestDetail)),
      );
      const answers = await Promise.all(
        requests.map((request, at) => kit.decide(request, { granted: true }, at === 0 ? LEAD : HR)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const planned = await Promise.all(people.map(person => kit.planned(person)));
      expect(planned.flat()).toEqual([`${date} Late`]);
    }
  });

  it('has a place again when whoever had it is released, who may ask again', async () => {
    const shift = await open({ mode: 'take' });
    const [a, b] = [await kit.person(), await kit.person()];
    expect((await wants(a, shift)).status).toBe(201);
    const full = await now(shift);
    expect(full).toMatchObject({ taken: 1, state: 'full' });
    await release(a);
    expect(await now(shift)).toMatchObject({ taken: 0, state: 'open' });
    expect((await now(shift)).version).not.toBe(full.version);
    expect([await openTo(a), await openTo(b)]).toEqual([[shift.id], [shift.id]]);
    expect((await wants(a, shift)).status).toBe(201);
    await release(a);
    expect((await wants(b, shift)).status).toBe(201);
    expect((await wants(a, shift)).refusal()).toEqual([409, 'CONFLICT', 'OPEN_SHIFT_FULL']);
  });

  it('is as full as before when a place goes to somebody else with its shift', async () => {
    const shift = await open({ mode: 'take' });
    const [a, b] = [await kit.person(), await kit.person()];
    await wants(a, shift);
    const offer = await kit.made({ kind: 'offer', assignment: await assignmentOf(a), to: [b.id] }, as(a));
    const accepted = (await kit.step(offer, 'acceptance', as(b))).data(RequestDetail);
    expect((await kit.decide(accepted)).status).toBe(200);
    expect(await now(shift)).toMatchObject({ taken: 1, state: 'full' });
    await release(b);
    expect(await now(shift)).toMatchObject({ taken: 0, state: 'open' });
  });

  it('is shown to those who could work it: of the team, free, rested, and not having asked', async () => {
    const shift = await open();
    const [free, busy, tired, foreign] = [
      await kit.person(),
      await kit.person(),
      await kit.person(),
      await kit.person('late'),
    ];
    await kit.plan(busy, kit.late, date);
    await kit.plan(tired, kit.early, inDays(days + 1));
    const shown = async () =>
      Promise.all(
        [free, busy, tired, foreign].map(async person => (await openTo(person)).includes(shift.id)),
      );
    expect(await shown()).toEqual([true, false, false, false]);
    for (const [person, code] of [[busy, 'SAME_SHIFT'] as const, [tired, 'REST_SHORT'] as const])
      expect((await wants(person, shift)).refusal()).toEqual([409, 'CONFLICT', code]);
    expect((await wants(foreign, shift)).refusal()).toEqual([404, 'NOT_FOUND']);
    await wants(free, shift);
    expect(await shown()).toEqual([false, false, false, false]);
    expect((await wants(free, shift)).refusal()).toEqual([409, 'CONFLICT', 'ASKED_ALREADY']);
  });

  it('does not stand in the way of another one that is shown beside it', async () => {
    const [late, early] = [await open(), await open({ shift: kit.early.id })];
    const person = await kit.person();
    expect((await openTo(person)).filter(id => [late.id, early.id].includes(id))).toHaveLength(2);
  });

  it('asks for the qualification that its shift asks for', async () => {
    const id = randomUUID();
    await kit.hub.database.primary.query(
      `insert into shift (id, site_id, name, starts_local, ends_local, qualification) values ($1, $2, 'Crane', '06:00', '14:00', 'crane')`,
      [id, SITE],
    );
    const shift = await open({ shift: id });
    const [with_, without] = [await kit.person(), await kit.person()];
    await kit.hub.database.primary.query(
      `insert into employee_qualification (employee_id, qualification, made_by, made_at) values ($1, 'crane', 'test', now())`,
      [with_.id],
    );
    expect((await wants(without, shift)).refusal()).toEqual([409, 'CONFLICT', 'NOT_QUALIFIED']);
    expect((await wants(with_, shift)).status).toBe(201);
  });

  it('gets more places, and is closed: whoever asks still is refused', async () => {
    const shift = await open({ mode: 'take' });
    const [a, b] = [await kit.person(), await kit.person()];
    await wants(a, shift);
    expect((await change(shift, { seats: 2 })).status).toBe(412);
    const more = (await change(await now(shift), { seats: 2, mode: 'ask' })).data(OpenShiftView);
    expect(more).toMatchObject({ seats: 2, taken: 1, state: 'open', mode: 'ask' });
    const asked = (await wants(b, shift)).data(RequestDetail);
    expect((await change(more, { closed: true })).data(OpenShiftView).state).toBe('closed');
    expect(await kit.find(asked.id)).toMatchObject({ state: 'refused', decision: { by: 'the hub' } });
    expect((await wants(b, shift)).refusal()).toEqual([409, 'CONFLICT', 'OPEN_SHIFT_CLOSED']);
    expect((await change(await now(shift), { seats: 3 })).refusal()).toEqual([
      409,
      'CONFLICT',
      'OPEN_SHIFT_CLOSED',
    ]);
  });

  it('never has fewer places than are taken', async () => {
    const shift = await open({ mode: 'take', seats: 2 });
    for (const person of [await kit.person(), await kit.person()]) await wants(person, shift);
    expect((await change(await now(shift), { seats: 1 })).refusal()).toEqual([
      409,
      'CONFLICT',
      'SEATS_TAKEN',
    ]);
  });

  it('is published for own teams by supervisors, for the site by whoever plans for everybody', async () => {
    expect((await publish({ team: 'late' })).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await publish({ team: undefined })).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await publish({ team: undefined }, HR)).status).toBe(201);
    expect((await publish({ team: 'nobody' }, HR)).refusal()).toEqual([
      400,
      'VALIDATION_ERROR',
      'UNKNOWN_TEAM',
    ]);
    expect((await publish({ shift: randomUUID() })).refusal()).toEqual([404, 'NOT_FOUND', 'UNKNOWN_SHIFT']);
    expect((await publish({ date: inDays(-2) })).refusal()).toEqual([400, 'VALIDATION_ERROR', 'SHIFT_BEGUN']);
    const shift = await open();
    expect((await change(shift, { closed: true }, OTHER_LEAD)).refusal()).toEqual([403, 'FORBIDDEN']);
  });

  it('is listed for those whom it is for, and for those who lead them', async () => {
    const [forEarly, forAll] = [await open(), await open({ team: undefined }, HR)];
    await kit.hub.get('/api/v1/sites');
    const seen = async (by: Asker) => {
      const answer = await ask(kit.hub, 'GET', `/open-shifts?from=${date}&to=${date}&state=open`, { as: by });
      const { data } = z.object({ data: z.array(OpenShiftView) }).parse(JSON.parse(answer.text));
      return [forEarly, forAll].map(({ id }) => data.some(one => one.id === id));
    };
    expect(await seen(as(await kit.person('early')))).toEqual([true, true]);
    expect(await seen(as(await kit.person('late')))).toEqual([false, true]);
    expect(await seen(LEAD)).toEqual([true, true]);
    expect(await seen(OTHER_LEAD)).toEqual([false, true]);
    expect(await seen(HR)).toEqual([true, true]);
  });
});
