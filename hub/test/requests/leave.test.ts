import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaveBalance, LeaveDay, RequestDetail, RequestView } from '@tapclock/contracts';
import { z } from 'zod';
import { ask } from '../access/asks.ts';
import type { Asker } from '../kit/askers.ts';
import { SITE, type TestPerson } from '../kit/running-hub.ts';
import { HR, LEAD, OTHER_LEAD, RequestsKit } from './requests-kit.ts';

let kit: RequestsKit;
let maria: TestPerson;
let worker: Asker;

beforeAll(async () => {
  kit = await RequestsKit.open();
});
afterAll(() => kit.hub.stop());
beforeEach(async () => {
  maria = await kit.person();
  worker = kit.worker(maria);
});

// 2027-06-07 is a Monday.
const leave = (from: string, to: string, more: object = {}) => ({
  kind: 'leave',
  leave: 'annual',
  from,
  to,
  ...more,
});

/** A plan of the site is settled for these dates. */
const publication = (from: string, to: string) =>
  kit.hub.database.primary.query(
    `insert into plan_publication (id, site_id, from_date, to_date, people_told, assigned, released, accepted, made_by, made_at)
     values (gen_random_uuid(), $1, $2, $3, 0, 0, 0, 0, 'Hana', now())`,
    [SITE, from, to],
  );

const calendarOf = async (person: TestPerson) => {
  const { body } = await kit.hub.get(`/api/v1/employees/${person.id}/leave?from=2027-01-01&to=2028-12-31`);
  return z
    .object({ data: z.array(LeaveDay) })
    .parse(body)
    .data.map(({ date, kind, code, minutes }) => `${date} ${kind} ${code} ${minutes}`);
};

describe('leave', () => {
  it('is asked for, granted, and then stands in the calendar, so that hours follow', async () => {
    const asked = await kit.made(leave('2027-06-10', '2027-06-14', { note: 'to the sea' }), worker);
    expect(asked).toMatchObject({
      ...{
        kind: 'leave',
        state: 'asked',
        from: '2027-06-10',
        to: '2027-06-14',
        note: 'to the sea',
        version: 1,
      },
      person: { employee: maria.id },
      leave: {
        kind: 'annual',
        minutes: 3 * 480,
        days: [
          { date: '2027-06-10', minutes: 480 },
          { date: '2027-06-11', minutes: 480 },
          { date: '2027-06-14', minutes: 480 },
        ],
      },
      decision: null,
    });
    expect(await calendarOf(maria)).toEqual([]);
    const granted = await kit.decide(asked, { granted: true, code: 'URLAUB' });
    expect(granted.data(RequestDetail)).toMatchObject({
      state: 'granted',
      decision: { by: 'Sam', reason: null },
    });
    expect(await calendarOf(maria)).toEqual([
      '2027-06-10 annual URLAUB 480',
      '2027-06-11 annual URLAUB 480',
      '2027-06-14 annual URLAUB 480',
    ]);
    const [event] = await kit.hub.database.primary.query(
      `select payload from event_log where kind = 'schedule.changed' and key = $1 order by xid desc, position desc limit 1`,
      [maria.id],
    );
    expect(event).toEqual({
      payload: { employees: [maria.id], dates: { from: '2027-06-10', to: '2027-06-14' } },
    });
    expect((await kit.find(asked.id)).history.map(({ what, by }) => `${what} ${by}`)).toEqual([
      `asked ${worker.name}`,
      'granted Sam',
    ]);
    expect((await kit.told(asked.id)).map(({ state, by }) => [state, by])).toEqual([
      ['asked', worker.name],
      ['granted', 'Sam'],
    ]);
  });

  it('takes half days, minutes, what is planned, and no holiday', async () => {
    await kit.plan(maria, kit.late, '2027-06-19');
    await publication('2027-06-14', '2027-06-20');
    const planned = await kit.made(leave('2027-06-14', '2027-06-20', { portion: 'half' }), worker);
    expect(planned.leave?.days).toEqual([{ date: '2027-06-19', minutes: 240 }]);
    await ask(kit.hub, 'PUT', `/sites/${SITE}/holidays/2027-07-01`, { body: { name: 'Summer' }, as: HR });
    const hours = await kit.made(leave('2027-06-30', '2027-07-02', { portion: { minutes: 90 } }), worker);
    expect(hours.leave?.days.map(({ date, minutes }) => `${date} ${minutes}`)).toEqual([
      '2027-06-30 90',
      '2027-07-02 90',
    ]);
    expect((await kit.ask(leave('2027-07-01', '2027-07-01'), worker)).refusal()).toEqual([
      ...[400, 'VALIDATION_ERROR', 'NO_WORKING_DAY'],
    ]);
  });

  it('is taken on the usual weekdays of a week in which there is one extra shift', async () => {
    await kit.plan(maria, kit.late, '2027-10-09');
    const asked = await kit.made(leave('2027-10-04', '2027-10-05'), worker);
    expect(asked.leave?.days.map(({ date }) => date)).toEqual(['2027-10-04', '2027-10-05']);
  });

  it('is refused where it overlaps what was asked for or given, but not once that is over', async () => {
    const first = await kit.made(leave('2027-06-07', '2027-06-11'), worker);
    const again = () => kit.ask(leave('2027-06-11', '2027-06-18'), worker);
    expect((await again()).refusal()).toEqual([409, 'CONFLICT', 'LEAVE_OVERLAPS']);
    expect((await kit.step(first, 'withdrawal', worker)).status).toBe(200);
    expect((await again()).status).toBe(201);
    await ask(kit.hub, 'PUT', `/employees/${maria.id}/leave/2027-08-02`, {
      body: { kind: 'sick', minutes: 480, code: 'SICK' },
      as: HR,
    });
    expect((await kit.ask(leave('2027-08-02', '2027-08-03'), worker)).refusal()).toEqual([
      ...[409, 'CONFLICT', 'ALREADY_ON_LEAVE'],
    ]);
  });

  it('that came into the calendar another way meanwhile is not written over', async () => {
    const asked = await kit.made(leave('2027-09-06', '2027-09-07'), worker);
    await ask(kit.hub, 'PUT', `/employees/${maria.id}/leave/2027-09-07`, {
      body: { kind: 'sick', minutes: 480 },
      as: HR,
    });
    expect((await kit.decide(asked)).refusal()).toEqual([409, 'CONFLICT', 'ALREADY_ON_LEAVE']);
    expect(await calendarOf(maria)).toEqual(['2027-09-07 sick LEAVE 480']);
    expect((await kit.find(asked.id)).state).toBe('asked');
  });

  it('shows the shifts that it collides with; granting takes those from the plan that it names', async () => {
    const monday = await kit.plan(maria, kit.early, '2027-10-04');
    const tuesday = await kit.plan(maria, kit.early, '2027-10-05');
    await kit.plan(maria, kit.early, '2027-10-08');
    const asked = await kit.made(leave('2027-10-04', '2027-10-05'), worker);
    const seen = await kit.find(asked.id, LEAD);
    expect(seen.collisions.map(({ assignment }) => assignment)).toEqual([monday, tuesday]);
    const foreign = await kit.decide(asked, { granted: true, release: [asked.id] });
    expect(foreign.refusal()).toEqual([400, 'VALIDATION_ERROR', 'NO_COLLISION']);
    expect((await kit.decide(asked, { granted: true, release: [monday] })).status).toBe(200);
    expect(await kit.planned(maria)).toEqual(['2027-10-05 Early', '2027-10-08 Early']);
  });

  it('that was granted is taken back by whoever decides, and leaves the calendar', async () => {
    const asked = await kit.made(leave('2027-11-08', '2027-11-09'), worker);
    await kit.decide(asked);
    expect((await kit.step(asked, 'withdrawal', worker)).refusal()).toEqual([
      409,
      'CONFLICT',
      'REQUEST_GRANTED',
    ]);
    expect((await kit.step(asked, 'withdrawal', OTHER_LEAD)).refusal()).toEqual([403, 'FORBIDDEN']);
    expect(await calendarOf(maria)).toHaveLength(2);
    const back = await kit.step(asked, 'withdrawal', LEAD, 'we agreed on another week');
    expect(back.data(RequestDetail)).toMatchObject({
      state: 'withdrawn',
      decision: { by: 'Sam', reason: 'we agreed on another week' },
    });
    expect(await calendarOf(maria)).toEqual([]);
    expect((await kit.ask(leave('2027-11-08', '2027-11-09'), worker)).status).toBe(201);
  });

  it('is asked for by oneself, or by whoever has the person in reach', async () => {
    const other = await kit.person('late');
    const of = (person: TestPerson) => leave('2027-06-07', '2027-06-07', { employee: person.id });
    expect((await kit.ask(of(other), worker)).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await kit.ask(of(other), LEAD)).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await kit.ask(of(maria), LEAD)).status).toBe(201);
    expect((await kit.ask(leave('2027-06-07', '2027-06-07'), HR)).refusal()).toEqual([
      ...[400, 'VALIDATION_ERROR', 'NOBODY'],
    ]);
  });

  it.each([
    ['to', leave('2027-06-08', '2027-06-07')],
    ['to', leave('2027-01-01', '2028-01-02')],
    ['portion', leave('2027-06-07', '2027-06-07', { portion: 'third' })],
    ['leave', { ...leave('2027-06-07', '2027-06-07'), leave: 'holidays' }],
  ])('is refused with a wrong %s', async (path, body) => {
    const answer = await kit.ask(body, worker);
    expect([answer.status, answer.text.includes(`"path":"${path}`)]).toEqual([400, true]);
  });
});

describe('a decision', () => {
  it('is nobody’s about themselves, and nobody’s out of their reach', async () => {
    const lead = await kit.person('early');
    const sam: Asker = { ...LEAD, name: 'Sam Early', employee: lead.id };
    const own = await kit.made(leave('2027-06-07', '2027-06-07'), sam);
    expect((await kit.decide(own, { granted: true }, sam)).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await kit.decide(own, { granted: true }, OTHER_LEAD)).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await kit.decide(own, { granted: true }, worker)).refusal()).toEqual([403, 'FORBIDDEN', 'needs']);
    expect((await kit.decide(own, { granted: true }, LEAD)).status).toBe(200);
  });

  it('needs a reason where it refuses, and the person reads it', async () => {
    const asked = await kit.made(leave('2027-06-07', '2027-06-07'), worker);
    expect((await kit.decide(asked, { granted: false })).status).toBe(400);
    await kit.decide(asked, { granted: false, reason: 'the line is short' });
    expect(await kit.find(asked.id, worker)).toMatchObject({
      state: 'refused',
      decision: { by: 'Sam', reason: 'the line is short' },
    });
    expect(await calendarOf(maria)).toEqual([]);
  });

  it('of two that come at once is one; the other is told which, and by whom', async () => {
    const asked = await kit.made(leave('2027-06-07', '2027-06-07'), worker);
    const answers = await Promise.all([
      kit.decide(asked, { granted: true }, LEAD),
      kit.decide(asked, { granted: false, reason: 'no' }, HR),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const won = answers.find(({ status }) => status === 200)?.data(RequestDetail);
    const lost = answers.find(({ status }) => status === 409);
    expect(lost?.refusal()).toEqual([409, 'CONFLICT', `REQUEST_${won?.state.toUpperCase()}`]);
    expect(lost?.text).toContain(`"by":"${won?.decision?.by}"`);
    expect((await kit.find(asked.id)).history).toHaveLength(2);
    expect(await calendarOf(maria)).toHaveLength(won?.state === 'granted' ? 1 : 0);
  });

  it('is made on what was seen', async () => {
    const asked = await kit.made(leave('2027-06-07', '2027-06-07'), worker);
    const { version } = asked;
    expect((await kit.decide({ ...asked, version: version + 1 })).status).toBe(412);
    const unsaid = await ask(kit.hub, 'POST', `/requests/${asked.id}/decision`, {
      as: LEAD,
      body: { granted: true },
    });
    expect(unsaid.status).toBe(428);
  });
});

describe('the balance of leave', () => {
  const path = (kind = 'annual', year = 2027) => `/employees/${maria.id}/leave-balances/${year}/${kind}`;
  const put = (body: object, version = 0, as: Asker = HR) =>
    ask(kit.hub, 'PUT', path(), { as, body, headers: { 'if-match': `"${version}"` } });
  const days = (balance: LeaveBalance) =>
    Object.fromEntries(
      (['granted', 'carried', 'taken', 'planned', 'asked', 'lapsed', 'left'] as const).map(name => [
        name,
        balance[name].days,
      ]),
    );
  const read = async (as: Asker = worker) => (await ask(kit.hub, 'GET', path(), { as })).data(LeaveBalance);

  it('follows what is asked for, granted and taken back', async () => {
    await put({ grantedMinutes: 30 * 480, carriedMinutes: 2 * 480, carriedUntil: '2027-03-31' });
    const asked = await kit.made(leave('2027-03-30', '2027-04-02'), worker);
    expect(days(await read())).toEqual({
      ...{ granted: 30, carried: 2, taken: 0, planned: 0, asked: 4, lapsed: 0, left: 28 },
    });
    await kit.decide(asked);
    expect(days(await read())).toMatchObject({ planned: 4, asked: 0, left: 28 });
    await kit.step(asked, 'withdrawal', LEAD);
    expect(days(await read())).toMatchObject({ planned: 0, left: 32 });
  });

  it('counts leave that was given without a request, each kind by itself', async () => {
    await put({ grantedMinutes: 480, dayMinutes: 240 });
    const give = (date: string, body: object) =>
      ask(kit.hub, 'PUT', `/employees/${maria.id}/leave/${date}`, { as: HR, body });
    await give('2027-05-03', { kind: 'annual', minutes: 120 });
    await give('2027-05-04', { kind: 'sick', minutes: 480, code: 'SICK' });
    expect(days(await read())).toMatchObject({ granted: 2, planned: 0.5, left: 1.5 });
    await kit.hub.get('/api/v1/sites');
    const all = await ask(kit.hub, 'GET', `/employees/${maria.id}/leave-balances?year=2027`, { as: worker });
    const kinds = all.data(z.array(LeaveBalance));
    expect(kinds.map(({ kind, version, planned }) => [kind, version, planned.minutes])).toEqual([
      ['annual', 1, 120],
      ['sick', 0, 480],
    ]);
  });

  it('is gone beyond only by whoever accepts that, with a reason; to the last minute it is not', async () => {
    await put({ grantedMinutes: 2 * 480 });
    const fits = await kit.made(leave('2027-06-07', '2027-06-08'), worker);
    expect((await kit.find(fits.id, LEAD)).objections).toEqual([]);
    const beyond = await kit.made(leave('2027-06-09', '2027-06-09', { portion: { minutes: 1 } }), worker);
    expect((await kit.find(beyond.id, LEAD)).objections).toEqual([
      {
        ...{ code: 'BEYOND_BALANCE', level: 'error', employee: maria.id, date: '2027-06-09' },
        message: '1 minutes more than there are for 2027.',
      },
    ]);
    expect((await kit.decide(beyond)).refusal()).toEqual([409, 'CONFLICT', 'BEYOND_BALANCE']);
    const accept = { granted: true, accept: ['BEYOND_BALANCE'] };
    expect((await kit.decide(beyond, accept)).status).toBe(400);
    expect((await kit.decide(beyond, { ...accept, reason: 'a minute' })).status).toBe(200);
    expect((await kit.decide(fits)).refusal()).toEqual([409, 'CONFLICT', 'BEYOND_BALANCE']);
  });

  it('over the end of a year is that of each year', async () => {
    await put({ grantedMinutes: 480 });
    const asked = await kit.made(leave('2027-12-30', '2028-01-04'), worker);
    // 30 and 31 December are of 2027, which has one day; 2028 has no end.
    expect((await kit.find(asked.id, LEAD)).objections).toMatchObject([
      { code: 'BEYOND_BALANCE', date: '2027-12-30', message: expect.stringContaining('480 minutes') },
    ]);
  });

  it('is set by whoever may give leave, never by the person; the second of two is told', async () => {
    const body = { grantedMinutes: 480 };
    expect((await put(body, 0, worker)).status).toBe(403);
    expect((await put(body, 0, OTHER_LEAD)).status).toBe(403);
    const [first, second] = await Promise.all([put(body), put({ grantedMinutes: 960 })]);
    expect([first.status, second.status].sort()).toEqual([200, 412]);
    expect((await put(body, 1)).status).toBe(200);
    expect((await put(body, 1)).status).toBe(412);
    expect((await ask(kit.hub, 'GET', path(), { as: OTHER_LEAD })).status).toBe(403);
  });
});

describe('requests', () => {
  const list = async (as: Asker, query = '') => {
    await kit.hub.get('/api/v1/sites');
    const answer = await ask(kit.hub, 'GET', `/requests?per_page=100${query}`, { as });
    return z.object({ data: z.array(RequestView) }).parse(JSON.parse(answer.text)).data;
  };

  it('are seen by whoever is in them, and by whoever may decide about those who ask', async () => {
    const other = await kit.person('late');
    const mine = await kit.made(leave('2027-06-07', '2027-06-07'), worker);
    const theirs = await kit.made(leave('2027-06-07', '2027-06-07'), kit.worker(other));
    const seen = async (as: Asker) => {
      const ids = new Set((await list(as)).map(({ id }) => id));
      return [mine, theirs].map(({ id }) => ids.has(id));
    };
    expect(await seen(worker)).toEqual([true, false]);
    expect(await seen(LEAD)).toEqual([true, false]);
    expect(await seen(OTHER_LEAD)).toEqual([false, true]);
    expect(await seen(HR)).toEqual([true, true]);
    expect((await ask(kit.hub, 'GET', `/requests/${theirs.id}`, { as: worker })).status).toBe(403);
    expect((await ask(kit.hub, 'GET', `/requests/${theirs.id}`, { as: LEAD })).status).toBe(403);
  });

  it('are filtered by kind, state, site and person', async () => {
    const asked = await kit.made(leave('2027-06-07', '2027-06-07'), worker);
    const refused = await kit.made(leave('2027-06-08', '2027-06-08'), worker);
    await kit.decide(refused, { granted: false, reason: 'no' });
    const of = `&employee=${maria.id}`;
    const ids = async (query: string) => (await list(HR, `${of}${query}`)).map(({ id }) => id);
    expect(await ids('&sort=from')).toEqual([asked.id, refused.id]);
    expect(await ids('&state=asked')).toEqual([asked.id]);
    expect(await ids('&state=refused&kind=leave')).toEqual([refused.id]);
    expect(await ids('&kind=swap')).toEqual([]);
    expect(await ids('&site=elsewhere')).toEqual([]);
  });

  it('keep their history: nobody can change it', async () => {
    await expect(kit.hub.database.primary.query('delete from request_entry')).rejects.toThrow();
    await expect(kit.hub.database.primary.query('update request_entry set reason = null')).rejects.toThrow();
    await expect(kit.hub.database.primary.query('delete from request')).rejects.toThrow();
  });
});
