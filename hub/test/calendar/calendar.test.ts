import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, CALENDAR_DAYS_MAX, Holiday, LeaveDay } from '@tapclock/contracts';
import { z } from 'zod';
import { SchedulingRepository, SchedulingService } from '../../src/scheduling/index.ts';
import { refusal, send } from '../kit/api-client.ts';
import { addPerson, type RunningTestHub, runHub, SITE, type TestPerson, ZONE } from '../kit/running-hub.ts';

const ACTOR = 'Mia Köhler';
const JUNE = 'from=2026-06-01&to=2026-06-30';

let hub: RunningTestHub;
let person: TestPerson;

beforeAll(async () => {
  hub = await runHub();
  person = await addPerson(hub);
});
afterAll(async () => {
  await hub.stop();
});

/** What `schedule.changed` events a piece of work appends. */
async function told(work: () => Promise<unknown>): Promise<{ key: string; payload: unknown }[]> {
  const read = () =>
    hub.database.primary.query<{ key: string; payload: unknown }>(
      "select key, payload from event_log where kind = 'schedule.changed' order by xid, position",
    );
  const before = (await read()).length;
  await work();
  return (await read()).slice(before);
}

const on = (date: string) => ({ from: date, to: date });

describe('holidays', () => {
  const path = (date: string) => `/sites/${SITE}/holidays/${date}`;
  const put = (date: string, name: string) => send(hub, 'PUT', path(date), { body: { name }, actor: ACTOR });
  const list = async (query: string, site = SITE) => {
    const { body } = await hub.get(`/api/v1/sites/${site}/holidays?${query}`);
    return apiSuccess(z.array(Holiday)).parse(body).data;
  };

  it('are put, named otherwise, listed by date, and removed', async () => {
    await put('2026-06-04', 'Corpus Christi');
    await put('2026-05-25', 'Whit Monday');
    const { status, body } = await put('2026-06-04', 'Fronleichnam');
    expect([status, apiSuccess(Holiday).parse(body).data]).toEqual([
      200,
      { site: SITE, date: '2026-06-04', name: 'Fronleichnam', region: null },
    ]);
    expect((await list('from=2026-05-25&to=2026-06-04')).map(({ date, name }) => `${date} ${name}`)).toEqual([
      '2026-05-25 Whit Monday',
      '2026-06-04 Fronleichnam',
    ]);
    expect(await list('from=2026-05-26&to=2026-06-03')).toEqual([]);
    expect((await hub.get(`/api/v1/sites/elsewhere/holidays?${JUNE}`)).status).toBe(404);
    expect((await send(hub, 'DELETE', path('2026-06-04'), { actor: ACTOR })).status).toBe(200);
    expect(await list(JUNE)).toEqual([]);
    expect(refusal(await send(hub, 'DELETE', path('2026-06-04'), { actor: ACTOR }))).toEqual([
      404,
      'NOT_FOUND',
    ]);
  });

  it('tell that anybody of the site is touched on that date, only when something changes', async () => {
    const event = { key: SITE, payload: { employees: [], dates: on('2026-10-03') } };
    expect(await told(() => put('2026-10-03', 'German Unity Day'))).toEqual([event]);
    expect(await told(() => put('2026-10-03', 'German Unity Day'))).toEqual([]);
    expect(await told(() => send(hub, 'DELETE', path('2026-10-03'), { actor: ACTOR }))).toEqual([event]);
    expect(await told(() => send(hub, 'DELETE', path('2026-10-03'), { actor: ACTOR }))).toEqual([]);
  });

  it('are refused for dates that do not exist, without a name, and at sites that are unknown', async () => {
    expect(refusal(await put('2026-02-29', 'none'))).toEqual([400, 'VALIDATION_ERROR', 'date']);
    expect(refusal(await put('0000-01-01', 'none'))).toEqual([400, 'VALIDATION_ERROR', 'date']);
    expect(refusal(await put('2026-06-04', ' '))).toEqual([400, 'VALIDATION_ERROR', 'name']);
    expect(refusal(await put('2026-06-04', 'a\nb'))).toEqual([400, 'VALIDATION_ERROR', 'name']);
    const unknown = await send(hub, 'PUT', '/sites/elsewhere/holidays/2026-06-04', {
      body: { name: 'x' },
      actor: ACTOR,
    });
    expect(refusal(unknown)).toEqual([404, 'NOT_FOUND']);
  });

  it('are asked for on a span of dates that has a limit', async () => {
    const status = async (query: string) => (await hub.get(`/api/v1/sites/${SITE}/holidays?${query}`)).status;
    const last = new Date(Date.UTC(2026, 0, CALENDAR_DAYS_MAX)).toISOString().slice(0, 10);
    const beyond = new Date(Date.UTC(2026, 0, CALENDAR_DAYS_MAX + 1)).toISOString().slice(0, 10);
    expect(await status(`from=2026-01-01&to=${last}`)).toBe(200);
    expect(await status(`from=2026-01-01&to=${beyond}`)).toBe(400);
    expect(await status('from=2026-01-02&to=2026-01-01')).toBe(400);
    expect(await status('from=2026-01-02')).toBe(400);
  });
});

/** What the calendar keeps of its changes on a date. */
const changesOn = (date: string) =>
  hub.database.primary.query(
    'select employee_id as employee, before, after, made_by as by from calendar_change where date = $1 order by id',
    [date],
  );

it('a holiday is never changed by nobody, and who changed it is kept', async () => {
  const path = `/sites/${SITE}/holidays/2026-12-24`;
  const nobody = { body: { name: 'Eve' }, actor: null };
  expect(refusal(await send(hub, 'PUT', path, nobody))).toEqual([401, 'UNAUTHENTICATED']);
  await send(hub, 'PUT', path, { body: { name: 'Eve' }, actor: ACTOR });
  await send(hub, 'PUT', path, { body: { name: 'Eve' }, actor: 'Nobody New' });
  await send(hub, 'PUT', path, { body: { name: 'Christmas Eve' }, actor: 'Jan Vogt' });
  expect(refusal(await send(hub, 'DELETE', path, { actor: null }))).toEqual([401, 'UNAUTHENTICATED']);
  await send(hub, 'DELETE', path, { actor: 'Eva Lang' });
  expect(await changesOn('2026-12-24')).toEqual([
    { employee: null, before: null, after: { name: 'Eve' }, by: ACTOR },
    { employee: null, before: { name: 'Eve' }, after: { name: 'Christmas Eve' }, by: 'Jan Vogt' },
    { employee: null, before: { name: 'Christmas Eve' }, after: null, by: 'Eva Lang' },
  ]);
  await expect(hub.database.primary.query('delete from calendar_change')).rejects.toThrow();
});

describe('leave', () => {
  const put = (date: string, body: unknown, employee = person.id) =>
    send(hub, 'PUT', `/employees/${employee}/leave/${date}`, { body, actor: ACTOR });
  const remove = (date: string, code: string) =>
    send(hub, 'DELETE', `/employees/${person.id}/leave/${date}/${code}`, { actor: ACTOR });
  const list = async (query: string) => {
    const { body } = await hub.get(`/api/v1/employees/${person.id}/leave?${query}`);
    return apiSuccess(z.array(LeaveDay)).parse(body).data;
  };

  it('is given under a pay code, changed, listed and taken back', async () => {
    const { status, body } = await put('2026-06-15', { kind: 'annual', minutes: 480 });
    expect(status).toBe(200);
    expect(apiSuccess(LeaveDay).parse(body).data).toMatchObject({
      employee: person.id,
      date: '2026-06-15',
      code: 'LEAVE',
      kind: 'annual',
      minutes: 480,
      by: ACTOR,
    });
    await put('2026-06-15', { kind: 'sick', minutes: 120, code: 'SICK' });
    await put('2026-06-15', { kind: 'annual', minutes: 360 });
    expect((await list(JUNE)).map(({ code, kind, minutes }) => [code, kind, minutes])).toEqual([
      ['LEAVE', 'annual', 360],
      ['SICK', 'sick', 120],
    ]);
    expect((await remove('2026-06-15', 'LEAVE')).status).toBe(200);
    expect((await list(JUNE)).map(({ code }) => code)).toEqual(['SICK']);
    expect(refusal(await remove('2026-06-15', 'LEAVE'))).toEqual([404, 'NOT_FOUND']);
  });

  it('tells whom it touches on that date, only when something changes, and keeps who gave it', async () => {
    const event = { key: person.id, payload: { employees: [person.id], dates: on('2026-07-01') } };
    const body = { kind: 'other', minutes: 60 };
    expect(await told(() => put('2026-07-01', body))).toEqual([event]);
    const [before] = await list('from=2026-07-01&to=2026-07-01');
    const again = await put('2026-07-01', body);
    expect(apiSuccess(LeaveDay).parse(again.body).data).toEqual(before);
    expect(await told(() => put('2026-07-01', body))).toEqual([]);
    expect(await told(() => put('2026-07-01', { ...body, minutes: 90 }))).toEqual([event]);
    expect(await told(() => remove('2026-07-01', 'LEAVE'))).toEqual([event]);
  });

  it.each([
    ['minutes', { kind: 'annual', minutes: 1441 }],
    ['minutes', { kind: 'annual', minutes: 7.5 }],
    ['kind', { kind: 'holidays', minutes: 60 }],
    ['code', { kind: 'annual', minutes: 60, code: 'leave' }],
    ['code', { kind: 'annual', minutes: 60, code: 'REG' }],
    ['code', { kind: 'annual', minutes: 60, code: 'OT125' }],
    ['code', { kind: 'annual', minutes: 60, code: 'TOP_UP' }],
  ])('is refused with a wrong %s', async (path, body) => {
    expect(refusal(await put('2026-06-16', body))).toEqual([400, 'VALIDATION_ERROR', path]);
  });

  it('keeps who gave it, who changed it and who took it back', async () => {
    await put('2026-12-28', { kind: 'annual', minutes: 480 });
    await put('2026-12-28', { kind: 'annual', minutes: 240 });
    await send(hub, 'DELETE', `/employees/${person.id}/leave/2026-12-28/LEAVE`, { actor: 'Eva Lang' });
    const leave = (minutes: number) => ({ code: 'LEAVE', kind: 'annual', seconds: minutes * 60 });
    expect(await changesOn('2026-12-28')).toEqual([
      { employee: person.id, before: null, after: leave(480), by: ACTOR },
      { employee: person.id, before: leave(480), after: leave(240), by: ACTOR },
      { employee: person.id, before: leave(240), after: null, by: 'Eva Lang' },
    ]);
    const unnamed = await send(hub, 'DELETE', `/employees/${person.id}/leave/2026-12-28/LEAVE`, {
      actor: null,
    });
    expect(refusal(unnamed)).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('is at most a day on one date, over all codes', async () => {
    await put('2026-12-29', { kind: 'annual', minutes: 1000 });
    const more = await put('2026-12-29', { kind: 'sick', minutes: 441, code: 'SICK' });
    expect(refusal(more)).toEqual([400, 'VALIDATION_ERROR', 'minutes']);
    expect((await put('2026-12-29', { kind: 'sick', minutes: 440, code: 'SICK' })).status).toBe(200);
  });

  it('is asked for of people there are', async () => {
    expect((await hub.get(`/api/v1/employees/${randomUUID()}/leave?${JUNE}`)).status).toBe(404);
  });

  it('is refused under the code of a premium that a policy of the site pays', async () => {
    await hub.database.primary.query(
      `insert into policy (name, version, rules, made_by, made_at, reason)
       values ('holidays', 1, '{"premiums": [{"code": "HOLIDAY"}]}', 'test', now(), 'test')`,
    );
    const body = { kind: 'holiday', minutes: 60, code: 'HOLIDAY' };
    // Of no concern to a site that does not use it.
    expect((await put('2026-06-17', body)).status).toBe(200);
    await hub.database.primary.query(
      `insert into policy_assignment (id, site_id, policy_name, policy_version, valid_from, made_by, made_at, reason)
       values (gen_random_uuid(), $1, 'holidays', 1, '2030-01-07', 'test', now(), 'test')`,
      [SITE],
    );
    expect(refusal(await put('2026-06-18', body))).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect((await remove('2026-06-17', 'HOLIDAY')).status).toBe(200);
  });

  it('is refused for nobody, and by nobody', async () => {
    expect(refusal(await put('2026-06-16', { kind: 'sick', minutes: 60 }, randomUUID()))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    const nameless = await send(hub, 'PUT', `/employees/${person.id}/leave/2026-06-16`, {
      body: { kind: 'sick', minutes: 60 },
      actor: null,
    });
    expect(refusal(nameless)).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('plans', () => {
  const aShift = (startsLocal: string, endsLocal: string, more: { unpaidSeconds?: number } = {}) => ({
    id: randomUUID(),
    site: SITE,
    name: 'Night',
    startsLocal,
    endsLocal,
    graceSeconds: 300,
    ...more,
  });

  it('R6: are read as elapsed seconds by date, with the unpaid pause within', async () => {
    const scheduling = hub.part(SchedulingService);
    const night = aShift('22:00', '06:00', { unpaidSeconds: 1800 });
    const day = aShift('08:00', '16:00');
    await scheduling.addShifts([night, day]);
    const plan = () =>
      scheduling.plan(SITE, ZONE, [
        { employee: person.id, shift: night, workDate: '2026-10-24' },
        { employee: person.id, shift: day, workDate: '2026-10-22' },
      ]);
    const dates = { from: '2026-10-22', to: '2026-10-24' };
    expect(await told(plan)).toEqual([{ key: SITE, payload: { employees: [person.id], dates } }]);
    const read = (from: string, to: string) =>
      hub.part(SchedulingRepository).plannedShifts(hub.database.primary, [person.id], from, to);
    const rows = await read('2026-10-22', '2026-10-24');
    expect(rows.map(({ date, startSec, endSec, unpaidSec }) => [date, endSec - startSec, unpaidSec])).toEqual(
      [
        ['2026-10-22', 8 * 3600, 0],
        ['2026-10-24', 9 * 3600, 1800],
      ],
    );
    expect(rows[1]).toMatchObject({
      employee: person.id,
      startSec: Date.parse('2026-10-24T20:00:00Z') / 1000,
    });
    expect(await read('2026-10-23', '2026-10-23')).toEqual([]);
  });

  it('tell nothing when there are none', async () => {
    expect(await told(() => hub.part(SchedulingService).plan(SITE, ZONE, []))).toEqual([]);
  });
});

it('is described for machines', async () => {
  const { body } = await hub.get('/api/docs-json');
  const { paths } = z.object({ paths: z.record(z.string(), z.unknown()) }).parse(body);
  for (const path of ['/sites/{site}/holidays/{date}', '/employees/{employee}/leave/{date}/{code}'])
    expect(paths).toHaveProperty([`/api/v1${path}`]);
});
