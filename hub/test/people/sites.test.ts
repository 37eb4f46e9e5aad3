import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Removal, SiteDetail, SiteView } from '@tapclock/contracts';
import { z } from 'zod';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask, dataOf, hire, refused } from './people-kit.ts';

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const site = (id: string) => ({
  id,
  name: 'Werk Süd',
  zone: 'Europe/Vienna',
  language: 'de',
  areas: [{ id: 'press', name: 'Presserei' }],
  teams: [{ id: 'night', name: 'Nacht' }],
});

describe('a site', () => {
  it('comes with its areas and teams, and refuses a second of its name', async () => {
    const made = dataOf(await ask(hub, 'POST', '/sites', { body: site('werk-sued') }), SiteDetail);
    expect(made).toMatchObject({
      version: 1,
      archivedAt: null,
      areas: [{ id: 'press', name: 'Presserei' }],
      teams: [{ id: 'night' }],
    });
    expect(refused(await ask(hub, 'POST', '/sites', { body: site('werk-sued') }))).toEqual([
      409,
      'CONFLICT',
      'SITE_EXISTS id',
    ]);
  });

  it.each([
    [{ zone: 'Europe/Atlantis' }, 'UNKNOWN_ZONE zone'],
    [
      {
        areas: [
          { id: 'a', name: 'A' },
          { id: 'a', name: 'B' },
        ],
      },
      'TWICE areas',
    ],
    [{ id: 'Not a slug' }, 'WRONG_FORMAT id'],
  ])('is refused with %j', async (more, problem) => {
    const answer = await ask(hub, 'POST', '/sites', { body: { ...site('x'), ...more } });
    expect(refused(answer)).toEqual([400, 'VALIDATION_ERROR', problem]);
  });

  it('is changed against the state that was read; its zone stays once somebody belongs to it', async () => {
    const path = `/sites/${SITE}`;
    await hire(hub);
    const { version } = dataOf(await ask(hub, 'GET', path), SiteDetail);
    const headers = { 'if-match': `"${version}"` };
    const zone = await ask(hub, 'PATCH', path, { body: { zone: 'Europe/Vienna' }, headers });
    expect(refused(zone)).toEqual([409, 'CONFLICT', 'ZONE_IN_USE zone']);
    const renamed = await ask(hub, 'PATCH', path, { body: { name: 'Werk Nordost' }, headers });
    expect(dataOf(renamed, SiteDetail)).toMatchObject({ name: 'Werk Nordost', version: version + 1 });
    expect((await ask(hub, 'PATCH', path, { body: { name: 'Again' }, headers })).status).toBe(412);
  });

  it('goes when nothing points at it, and is archived otherwise', async () => {
    await ask(hub, 'POST', '/sites', { body: site('empty') });
    expect(dataOf(await ask(hub, 'DELETE', '/sites/empty'), Removal)).toEqual({ outcome: 'deleted' });
    expect((await ask(hub, 'GET', '/sites/empty')).status).toBe(404);

    await ask(hub, 'POST', '/sites', { body: site('used') });
    const person = await hire(hub, { site: 'used', area: 'press', team: null });
    expect(refused(await ask(hub, 'DELETE', '/sites/used'))).toEqual([409, 'CONFLICT', 'SITE_IN_USE ']);
    await ask(hub, 'POST', `/employees/${person.employee}/departure`, {
      body: { on: '2026-01-01', reason: 'closed' },
    });
    expect(dataOf(await ask(hub, 'DELETE', '/sites/used'), Removal)).toEqual({ outcome: 'archived' });
    await hub.get('/api/v1/sites');
    const ids = async (query: string) =>
      z
        .object({ data: z.array(SiteView) })
        .parse((await ask(hub, 'GET', `/sites${query}`)).body)
        .data.map(({ id }) => id);
    expect(await ids('')).not.toContain('used');
    expect(await ids('?archived=true')).toContain('used');
    const body = { site: 'used', area: 'press', number: '1', givenName: 'A', familyName: 'B' };
    expect(refused(await ask(hub, 'POST', '/employees', { body }))[2]).toBe('UNKNOWN_SITE site');
  });

  it('that is archived takes no changes and nobody back until it is in use again', async () => {
    await ask(hub, 'POST', '/sites', { body: site('asleep') });
    const { employee } = await hire(hub, { site: 'asleep', area: 'press', team: null });
    await ask(hub, 'POST', `/employees/${employee}/departure`, { body: { on: '2026-01-01', reason: 'x' } });
    await ask(hub, 'DELETE', '/sites/asleep');
    const { version } = dataOf(await ask(hub, 'GET', '/sites/asleep'), SiteDetail);
    const headers = { 'if-match': `"${version}"` };
    const answers = [
      await ask(hub, 'PATCH', '/sites/asleep', { body: { name: 'Awake' }, headers }),
      await ask(hub, 'PUT', '/sites/asleep/areas/new', { body: { name: 'New' } }),
      await ask(hub, 'DELETE', '/sites/asleep/teams/night'),
      await ask(hub, 'POST', `/employees/${employee}/return`, { body: { reason: 'x' } }),
    ];
    expect(answers.map(answer => refused(answer)[2])).toEqual(Array(4).fill('SITE_ARCHIVED site'));
    const again = await ask(hub, 'PATCH', '/sites/asleep', { body: { archived: false }, headers });
    expect(dataOf(again, SiteDetail)).toMatchObject({ archivedAt: null, version: version + 1 });
    expect((await ask(hub, 'POST', `/employees/${employee}/return`, { body: { reason: 'x' } })).status).toBe(
      200,
    );
  });

  it('is another version with each change of its areas and teams', async () => {
    const version = async () => dataOf(await ask(hub, 'GET', `/sites/${SITE}`), SiteDetail).version;
    const first = await version();
    const put = await ask(hub, 'PUT', `/sites/${SITE}/areas/fleeting`, { body: { name: 'Fleeting' } });
    expect(put.headers.get('etag')).toBe(`"${first + 1}"`);
    await ask(hub, 'PUT', `/sites/${SITE}/teams/fleeting`, { body: { name: 'Fleeting' } });
    await ask(hub, 'DELETE', `/sites/${SITE}/areas/fleeting`);
    expect(await version()).toBe(first + 3);
  });

  it('is listed as it always was', async () => {
    const { body } = await ask(hub, 'GET', '/sites');
    const { data } = z.object({ data: z.array(z.strictObject(SiteView.shape)) }).parse(body);
    expect(data.map(({ id }) => id)).toContain(SITE);
  });
});

describe('an area or a team', () => {
  it.each([
    ['areas', 'paint-shop', 'AREA_IN_USE '],
    ['teams', 'swing', 'TEAM_IN_USE '],
  ])(
    'of %s is added, changed, kept while people are in it, archived after them, and used again',
    async (kind, id, code) => {
      const path = `/sites/${SITE}/${kind}/${id}`;
      const put = async (name: string) => dataOf(await ask(hub, 'PUT', path, { body: { name } }), SiteDetail);
      const found = (detail: z.infer<typeof SiteDetail>) =>
        (kind === 'areas' ? detail.areas : detail.teams).find(one => one.id === id);
      expect(found(await put('First'))).toMatchObject({ name: 'First', archivedAt: null });
      expect(found(await put('Second'))).toMatchObject({ name: 'Second' });
      const where = kind === 'areas' ? { area: id } : { team: id };
      const { employee } = await hire(hub, where);
      expect(refused(await ask(hub, 'DELETE', path))[2]).toBe(code);
      await ask(hub, 'POST', `/employees/${employee}/departure`, {
        body: { on: '2026-01-01', reason: 'closed' },
      });
      expect(dataOf(await ask(hub, 'DELETE', path), Removal)).toEqual({ outcome: 'archived' });
      const into = {
        site: SITE,
        area: 'assembly',
        number: kind === 'areas' ? '990' : '991',
        givenName: 'A',
        familyName: 'B',
        ...where,
      };
      expect((await ask(hub, 'POST', '/employees', { body: into })).status).toBe(400);
      expect(found(await put('Third'))).toMatchObject({ name: 'Third', archivedAt: null });
      expect((await ask(hub, 'POST', '/employees', { body: into })).status).toBe(201);
    },
  );

  it('that nobody ever used goes', async () => {
    await ask(hub, 'PUT', `/sites/${SITE}/areas/brief`, { body: { name: 'Brief' } });
    const gone = await ask(hub, 'DELETE', `/sites/${SITE}/areas/brief`);
    expect(dataOf(gone, Removal)).toEqual({ outcome: 'deleted' });
    expect((await ask(hub, 'DELETE', `/sites/${SITE}/areas/brief`)).status).toBe(404);
    expect((await ask(hub, 'PUT', '/sites/nowhere/areas/a', { body: { name: 'A' } })).status).toBe(404);
  });
});
