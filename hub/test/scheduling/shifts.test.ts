import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiPage, Headcount, Qualification, ShiftTemplate } from '@tapclock/contracts';
import { z } from 'zod';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask, dataOf, refused } from '../people/people-kit.ts';
import { addShift, EARLY, HR } from './plan-kit.ts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const path = (shift = '') => `/sites/${SITE}/shifts${shift === '' ? '' : `/${shift}`}`;

describe('a shift template', () => {
  it('is added, found, listed by start, changed on what was seen, archived, and in use again', async () => {
    const late = await addShift(hub, 'Late', '14:00', '22:00', { code: 'L', colour: '#aa3300' });
    const early = await addShift(hub, 'Early', '06:00', '14:00', {
      unpaidBreakMinutes: 30,
      area: 'assembly',
    });
    expect(early).toMatchObject({
      starts: '06:00',
      ends: '14:00',
      unpaidBreakMinutes: 30,
      graceMinutes: 5,
      version: 1,
    });
    const { body } = await hub.get(`/api/v1${path()}`, await hub.askers.headers(EARLY));
    expect(
      apiPage(ShiftTemplate)
        .parse(body)
        .data.map(({ name }) => name),
    ).toEqual(['Early', 'Late']);

    const change = { name: 'Late', starts: '14:00', ends: '22:30' };
    expect((await ask(hub, 'PUT', path(late.id), { body: change, as: HR })).status).toBe(428);
    const ofVersion = (version: number) =>
      ask(hub, 'PUT', path(late.id), { body: change, as: HR, headers: { 'if-match': `"${version}"` } });
    const both = await Promise.all([ofVersion(1), ofVersion(1)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(dataOf(await ask(hub, 'GET', path(late.id)), ShiftTemplate)).toMatchObject({
      ends: '22:30',
      code: null,
      version: 2,
    });

    const archived = dataOf(await ask(hub, 'DELETE', path(late.id), { as: HR }), ShiftTemplate);
    expect(archived).toMatchObject({ archivedAt: expect.any(String), version: 3 });
    const inUse = async (query: string) => {
      const answer = await hub.get(`/api/v1${path()}${query}`);
      return apiPage(ShiftTemplate).parse(answer.body).data.length;
    };
    expect([await inUse(''), await inUse('?archived=true')]).toEqual([1, 2]);
    expect(dataOf(await ofVersion(3), ShiftTemplate)).toMatchObject({ archivedAt: null, version: 4 });
  });

  it.each([
    ['an area that the site does not have', { area: 'moon' }, 'UNKNOWN_AREA area'],
    [
      'breaks as long as the shift',
      { unpaidBreakMinutes: 240, paidBreakMinutes: 240 },
      'BREAKS_TOO_LONG unpaidBreakMinutes',
    ],
    ['a time that no clock shows', { starts: '24:00' }, 'WRONG_FORMAT starts'],
    ['a colour by name', { colour: 'red' }, 'WRONG_FORMAT colour'],
  ])('is refused with %s', async (_, wrong, problem) => {
    const body = { name: 'Wrong', starts: '06:00', ends: '14:00', ...wrong };
    expect(refused(await ask(hub, 'POST', path(), { body, as: HR }))).toEqual([
      400,
      'VALIDATION_ERROR',
      problem,
    ]);
  });

  it('may have breaks a minute shorter than itself', async () => {
    const shift = await addShift(hub, 'Breaks', '06:00', '14:00', {
      unpaidBreakMinutes: 240,
      paidBreakMinutes: 239,
    });
    expect(shift.paidBreakMinutes).toBe(239);
  });

  it('is for HR to change, and for everybody to know', async () => {
    const body = { name: 'Mine', starts: '06:00', ends: '14:00' };
    expect((await ask(hub, 'POST', path(), { body, as: EARLY })).status).toBe(403);
    expect((await ask(hub, 'GET', path(), { as: EARLY })).status).toBe(200);
    expect((await ask(hub, 'GET', '/sites/elsewhere/shifts')).status).toBe(404);
    expect((await ask(hub, 'POST', '/sites/elsewhere/shifts', { body, as: HR })).status).toBe(404);
  });
});

describe('required headcount', () => {
  const area = `/sites/${SITE}/areas/assembly/headcount`;

  it('is empty at first, is replaced on what was seen, and by one of two at the same moment', async () => {
    expect(dataOf(await ask(hub, 'GET', area), Headcount)).toMatchObject({ spans: [], version: 1 });
    const body = { spans: [{ weekdays: [1, 2, 3, 4, 5], starts: '06:00', ends: '14:00', people: 8 }] };
    const put = (version: number) =>
      ask(hub, 'PUT', area, { body, as: HR, headers: { 'if-match': `"${version}"` } });
    const both = await Promise.all([put(1), put(1)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(dataOf(await ask(hub, 'GET', area), Headcount)).toMatchObject({ ...body, version: 2 });
    expect(dataOf(await put(2), Headcount).version).toBe(3);
    expect((await ask(hub, 'GET', `/sites/${SITE}/areas/moon/headcount`)).status).toBe(404);
  });

  it('and what is planned of it, is for people of the site', async () => {
    const { id: employee, number } = await addPerson(hub);
    const worker = { name: `Worker ${number}`, role: 'worker', employee } as const;
    await hub.database.primary.query(
      `insert into site (id, name, zone, language) values ('elsewhere', 'Elsewhere', 'UTC', 'en')`,
    );
    await hub.database.primary.query(
      `insert into area (site_id, id, name) values ('elsewhere', 'assembly', 'Assembly')`,
    );
    const elsewhere = {
      ...worker,
      name: 'Lea',
      role: 'supervisor',
      teams: [{ site: 'elsewhere', team: 'a' }],
    } as const;
    await hub.database.primary.query(`insert into team (site_id, id, name) values ('elsewhere', 'a', 'A')`);
    // Which waits until the replica, where it is read, has what was written.
    await hub.get('/health/live');
    for (const path of ['areas/assembly/headcount', `schedule/overview?from=2027-03-01&to=2027-03-07`]) {
      const seen = async (site: string, as: Asker) =>
        (await ask(hub, 'GET', `/sites/${site}/${path}`, { as })).status;
      expect([await seen(SITE, worker), await seen('elsewhere', worker)]).toEqual([200, 403]);
      expect([await seen('elsewhere', elsewhere), await seen('elsewhere', HR)]).toEqual([200, 200]);
    }
  });
});

describe('a qualification', () => {
  it('is given until a date, changed, seen by the person, and taken back', async () => {
    const person = await addPerson(hub);
    const of = `/employees/${person.id}/qualifications`;
    await ask(hub, 'PUT', `${of}/forklift`, { body: { validUntil: '2027-03-03' }, as: HR });
    await ask(hub, 'PUT', `${of}/crane`, { body: {}, as: HR });
    await ask(hub, 'PUT', `${of}/forklift`, { body: { validUntil: '2028-03-03' }, as: HR });
    await hub.settled();
    const own = await hub.askers.headers({ name: 'Maria', role: 'worker', employee: person.id });
    const { body } = await hub.get(`/api/v1${of}`, own);
    const listed = z.object({ data: z.array(Qualification) }).parse(body).data;
    expect(listed.map(({ qualification, validUntil }) => [qualification, validUntil])).toEqual([
      ['crane', null],
      ['forklift', '2028-03-03'],
    ]);
    expect((await ask(hub, 'PUT', `${of}/crane`, { body: {}, as: EARLY })).status).toBe(403);
    expect((await ask(hub, 'DELETE', `${of}/crane`, { as: HR })).status).toBe(200);
    expect((await ask(hub, 'DELETE', `${of}/crane`, { as: HR })).status).toBe(404);
  });
});
