import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  apiPage,
  OPEN_STATEMENTS_PER_DATE_MAX,
  STATEMENT_DAYS_MAX,
  STATEMENTS_PER_DAY_MAX,
  StatementDecided,
  StatementView,
} from '@tapclock/contracts';
import { at, dateIn, ExceptionsCompany } from '../exceptions/kit.ts';
import { type Answered, BOSS, Desk, explained, theOne, whyNot } from '../exceptions/settle-kit.ts';
import type { Asker } from '../kit/askers.ts';
import { SITE, type TestPerson } from '../kit/running-hub.ts';

const DAY = dateIn(-4);

let company: ExceptionsCompany;
let boss: Desk;

beforeAll(async () => {
  company = await ExceptionsCompany.open();
  await company.hub.database.primary.query(
    `insert into team (site_id, id, name) values ($1, 'late', 'Late team')`,
    [SITE],
  );
  boss = new Desk(company);
});
afterAll(async () => {
  await company.close();
});

const askerOf = (person: TestPerson): Asker => ({
  name: `Account of ${person.number}`,
  role: 'worker',
  employee: person.id,
});

/** A worker with a login. */
async function worker(more: Parameters<ExceptionsCompany['person']>[0] = {}) {
  const person = await company.person(more);
  return { person, self: new Desk(company, askerOf(person)) };
}

const left = (time: string) => ({ kind: 'add', action: 'clock-out', when: { date: DAY, time } });

function state(self: Desk, person: TestPerson, body: object = {}): Promise<Answered<StatementView>> {
  const whole = { date: DAY, text: 'I forgot my badge', punches: [left('14:00')], ...body };
  return self.ask('POST', `/employees/${person.id}/statements`, StatementView, { body: whole });
}

async function stated(self: Desk, person: TestPerson, body: object = {}): Promise<StatementView> {
  const { data, error } = await state(self, person, body);
  if (!data) throw new Error(JSON.stringify(error));
  return data;
}

const approve = (desk: Desk, { id, version }: Pick<StatementView, 'id' | 'version'>) =>
  desk.ask('POST', `/statements/${id}/approve`, StatementDecided, { version });

const refuse = (desk: Desk, { id, version }: Pick<StatementView, 'id' | 'version'>, reason: string) =>
  desk.ask('POST', `/statements/${id}/refuse`, StatementView, { body: { reason }, version });

async function listed(query: string, asker: Asker): Promise<string[]> {
  const { body } = await company.hub.get(
    `/api/v1/statements?${query}`,
    await company.hub.askers.headers(asker),
  );
  return apiPage(StatementView)
    .parse(body)
    .data.map(({ id }) => id);
}

describe('a missed punch', () => {
  it('is stated, approved in one step, paid, and settles what it puts right', async () => {
    const { person, self } = await worker();
    await company.plan(person, DAY, '06:00', '14:00');
    await company.day(person, DAY, '06:00 clock-in');
    const open = await theOne(company, person, 'MISSING_OUT');
    const statement = await stated(self, person, { punches: [left('14:30')] });
    expect(statement).toMatchObject({ state: 'asked', exception: null, date: DAY, decided: null });
    expect(statement.corrections).toMatchObject([
      { kind: 'add', employee: person.id, when: { at: at(DAY, '14:30') }, reason: 'I forgot my badge' },
    ]);
    expect((await boss.detail(open.id)).fixes[0]?.fix).toBe('correct-as-stated');
    const approved = await approve(boss, statement);
    expect(approved.data).toMatchObject({
      state: 'granted',
      decided: { by: BOSS.name, reason: null },
      settled: [open.id],
      becomesDelta: false,
    });
    expect(approved.etag).toBe(`"${approved.data?.version}"`);
    const hours = await explained(company, person, DAY);
    expect([hours.paidHours, hours.reasons]).toEqual(['8.50', [`${BOSS.name}: I forgot my badge`]]);
    await company.noticed();
    expect(await boss.detail(open.id)).toMatchObject({
      state: 'settled',
      settled: { fix: 'correct-as-stated', reason: 'I forgot my badge' },
    });
    const events = await company.hub.database.primary.query<{ state: string }>(
      `select payload ->> 'state' as state from event_log
       where kind = 'request.changed' and payload ->> 'request' = $1 order by xid, position`,
      [statement.id],
    );
    expect(events.map(one => one.state)).toEqual(['asked', 'granted']);
  });

  it('that does not put it right settles nothing', async () => {
    const { person, self } = await worker();
    await company.day(person, DAY, '06:00 clock-in');
    const open = await theOne(company, person, 'MISSING_OUT');
    const statement = await stated(self, person, { punches: [left('05:00')] });
    expect((await approve(boss, statement)).data?.settled).toEqual([]);
    expect((await boss.detail(open.id)).state).toBe('open');
  });

  it('of a whole day that nobody tapped takes the absence away', async () => {
    const { person, self } = await worker();
    await company.plan(person, DAY, '06:00', '14:00');
    const open = await theOne(company, person, 'NO_SHOW');
    const came = { kind: 'add', action: 'clock-in', when: { date: DAY, time: '06:00' } };
    const statement = await stated(self, person, { punches: [came, left('14:00')] });
    expect((await boss.detail(open.id)).fixes[0]).toMatchObject({
      fix: 'correct-as-stated',
      label: 'As they said',
    });
    expect((await approve(boss, statement)).data?.settled).toEqual([open.id]);
    expect((await explained(company, person, DAY)).paidHours).toBe('8.00');
  });

  it('is refused with a reason, or taken back by the person, and then it is over', async () => {
    const { person, self } = await worker();
    const first = await stated(self, person);
    const refused = await refuse(boss, first, 'the camera says 13:10');
    expect(refused.data).toMatchObject({
      state: 'refused',
      decided: { by: BOSS.name, reason: 'the camera says 13:10' },
    });
    expect(whyNot(await approve(boss, first))).toEqual([412, 'ALREADY_DECIDED']);
    expect(whyNot(await approve(boss, refused.data ?? first))).toEqual([409, 'ALREADY_DECIDED']);
    const second = await stated(self, person);
    const withdraw = (desk: Desk) =>
      desk.ask('POST', `/statements/${second.id}/withdraw`, StatementView, { version: second.version });
    expect((await withdraw(boss)).status).toBe(404);
    expect((await withdraw(self)).data?.state).toBe('withdrawn');
    expect((await explained(company, person, DAY)).reasons).toEqual([]);
  });
});

describe('two who decide at once', () => {
  it('one decides, and the other is told who did', async () => {
    const { person, self } = await worker();
    const statement = await stated(self, person);
    const hr = new Desk(company, { name: 'Hanna HR', role: 'hr' });
    const answers = await Promise.all([approve(boss, statement), refuse(hr, statement, 'no')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const lost = answers.find(({ status }) => status === 412);
    const now = await boss.ask('GET', `/statements/${statement.id}`, StatementView);
    expect(lost?.error?.details).toMatchObject([{ by: now.data?.decided?.by, what: now.data?.state }]);
    expect((await explained(company, person, DAY)).reasons).toHaveLength(
      now.data?.state === 'granted' ? 1 : 0,
    );
  });
});

describe('who may', () => {
  it('states about themselves only', async () => {
    const [one, other] = [await worker(), await worker()];
    expect((await state(other.self, one.person)).status).toBe(403);
    expect((await state(boss, one.person)).status).toBe(403);
  });

  it('reads their own and those in reach, and decides about others in reach', async () => {
    const [mine, others] = [await worker(), await worker({ team: 'late' })];
    const [seen, hidden] = [await stated(mine.self, mine.person), await stated(others.self, others.person)];
    expect(await listed('state=asked', askerOf(mine.person))).toEqual([seen.id]);
    const ofBoss = await listed('per_page=100', BOSS);
    expect([ofBoss.includes(seen.id), ofBoss.includes(hidden.id)]).toEqual([true, false]);
    expect((await boss.ask('GET', `/statements/${hidden.id}`, StatementView)).status).toBe(403);
    expect((await approve(boss, hidden)).status).toBe(403);
    expect((await refuse(boss, hidden, 'x')).status).toBe(403);
    expect((await approve(mine.self, seen)).status).toBe(403);
    const themselves = new Desk(company, { ...BOSS, name: 'Boss Themselves', employee: mine.person.id });
    expect((await approve(themselves, seen)).status).toBe(403);
    expect((await refuse(themselves, seen, 'x')).status).toBe(403);
    expect((await boss.ask('GET', `/statements/${seen.id}`, StatementView)).data?.state).toBe('asked');
  });
});

describe('what is refused at once', () => {
  it('times that were not, that are not near the date, and dates that are not recent', async () => {
    const { person, self } = await worker();
    const tomorrow = { ...left('14:00'), when: { at: new Date(Date.now() + 3_600_000).toISOString() } };
    expect(whyNot(await state(self, person, { date: dateIn(0), punches: [tomorrow] }))).toEqual([
      400,
      'TIME_IN_FUTURE',
    ]);
    const far = { ...left('14:00'), when: { date: dateIn(-8), time: '14:00' } };
    expect(whyNot(await state(self, person, { punches: [far] }))).toEqual([400, 'OTHER_DATE']);
    for (const date of [dateIn(2), dateIn(-STATEMENT_DAYS_MAX - 2)])
      expect(await state(self, person, { date })).toMatchObject({
        status: 400,
        error: { details: [{ path: 'date' }] },
      });
    expect((await state(self, person, { punches: [] })).status).toBe(400);
  });

  it('more than may wait about one date', async () => {
    const { person, self } = await worker();
    const all = await Promise.all(
      Array.from({ length: OPEN_STATEMENTS_PER_DATE_MAX + 2 }, (_, index) =>
        state(self, person, { punches: [left(`14:0${index}`)] }),
      ),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(OPEN_STATEMENTS_PER_DATE_MAX);
    expect(all.filter(one => whyNot(one)[1] === 'TOO_MANY_STATEMENTS')).toHaveLength(2);
  });

  it('more than are made in a day, those that were taken back counted', async () => {
    const { person, self } = await worker();
    for (let made = 0; made < STATEMENTS_PER_DAY_MAX; made++) {
      const { id, version } = await stated(self, person);
      await self.ask('POST', `/statements/${id}/withdraw`, StatementView, { version });
    }
    expect(whyNot(await state(self, person))).toEqual([409, 'TOO_MANY_TODAY']);
  });

  it('approving a statement about a punch of somebody else', async () => {
    const [one, other] = [await worker(), await worker()];
    const [punch = ''] = await company.day(other.person, DAY, '06:00 clock-in');
    const answer = await state(one.self, one.person, { punches: [{ kind: 'void', punch }] });
    expect(whyNot(answer)).toEqual([403, 'OTHER_PERSON']);
    expect((await explained(company, other.person, DAY)).reasons).toEqual([]);
  });
});
