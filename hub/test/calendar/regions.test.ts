import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Holiday, RegionHoliday, RegionView, SiteRegionView } from '@tapclock/contracts';
import { z } from 'zod';
import { CalendarRepository } from '../../src/scheduling/calendar.repository.ts';
import { RegionsRepository } from '../../src/scheduling/calendar-regions.repository.ts';
import { ask, type Heard } from '../access/asks.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { addStays } from '../policies/policies-app.ts';

const DERIVED_WITHIN_MS = 20_000;
/** Long enough for a request that does not wait to be done while another one is at work. */
const OVERLAP_MS = 500;
const HR = { name: 'Hana', role: 'hr' as const };
const LEAD = { name: 'Sam', role: 'supervisor' as const, teams: [{ site: SITE, team: 'early' }] };

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
  await ask(hub, 'POST', '/sites', {
    body: { id: 'werk-sued', name: 'Werk Süd', zone: 'Europe/Berlin', areas: [{ id: 'hall', name: 'Hall' }] },
  });
});
afterAll(() => hub.stop());

const add = (region: string, as: object = HR) =>
  ask(hub, 'POST', '/holiday-regions', { as, body: { region, name: `Region ${region}` } });
const find = async (region: string) => (await ask(hub, 'GET', `/holiday-regions/${region}`)).data(RegionView);
const followed = async (site: string) =>
  (await ask(hub, 'GET', `/sites/${site}/holiday-region`)).data(SiteRegionView);
const follow = async (site: string, region: string | null, version?: number) =>
  ask(hub, 'PUT', `/sites/${site}/holiday-region`, {
    as: HR,
    body: { region },
    headers: { 'if-match': `"${version ?? (await followed(site)).version}"` },
  });
const put = async (region: string, year: number, holidays: object[], version?: number): Promise<Heard> =>
  ask(hub, 'PUT', `/holiday-regions/${region}/years/${year}`, {
    as: HR,
    body: { holidays },
    headers: { 'if-match': `"${version ?? (await find(region)).version}"` },
  });
const on = (date: string, name = date) => ({ date, name });

/** A site's holidays of a year as everybody reads them, with the region that each comes from. */
async function holidaysOf(site: string, year: number): Promise<string[]> {
  const { body } = await hub.get(`/api/v1/sites/${site}/holidays?from=${year}-01-01&to=${year}-12-31`);
  return z
    .object({ data: z.array(Holiday) })
    .parse(body)
    .data.map(({ date, name, region }) => `${date} ${name} ${region ?? 'own'}`);
}

/** What `schedule.changed` events a piece of work appends, by site and dates. */
async function told(work: () => Promise<Heard>): Promise<string[]> {
  const read = () =>
    hub.database.primary.query<{ text: string }>(
      `select site_id || ' ' || (payload -> 'dates' ->> 'from') || ' ' || (payload -> 'dates' ->> 'to') as text
       from event_log where kind = 'schedule.changed' and payload -> 'employees' = '[]' order by xid, position`,
    );
  const before = (await read()).length;
  const answer = await work();
  if (answer.status >= 400) throw new Error(answer.text);
  return (await read()).slice(before).map(({ text }) => text);
}

describe('the holidays of a region', () => {
  it('are those of every site that follows it, and of no other; the sites of the change are told', async () => {
    await add('DE-BY');
    expect(await told(() => follow(SITE, 'DE-BY'))).toEqual([]);
    const year = [on('2031-01-06', 'Epiphany'), on('2031-11-01', 'All Saints')];
    expect(await told(() => put('DE-BY', 2031, year))).toEqual([`${SITE} 2031-01-06 2031-11-01`]);
    expect(await holidaysOf(SITE, 2031)).toEqual([
      '2031-01-06 Epiphany DE-BY',
      '2031-11-01 All Saints DE-BY',
    ]);
    expect(await holidaysOf('werk-sued', 2031)).toEqual([]);
    expect(await told(() => follow('werk-sued', 'DE-BY'))).toEqual(['werk-sued 2031-01-06 2031-11-01']);
    expect(await holidaysOf('werk-sued', 2031)).toHaveLength(2);
    expect(await told(() => put('DE-BY', 2031, year))).toEqual([]);
    const changed = await told(() =>
      put('DE-BY', 2031, [on('2031-01-06', 'Dreikönig'), on('2031-11-01', 'All Saints')]),
    );
    expect(changed.toSorted()).toEqual(
      [`${SITE} 2031-01-06 2031-01-06`, 'werk-sued 2031-01-06 2031-01-06'].toSorted(),
    );
    expect((await find('DE-BY')).sites.toSorted()).toEqual([SITE, 'werk-sued'].toSorted());
    await follow('werk-sued', null);
    expect(await holidaysOf('werk-sued', 2031)).toEqual([]);
  });

  it('are put a year at a time, in the place of what was there', async () => {
    await add('DE-HE');
    await follow(SITE, 'DE-HE');
    await put('DE-HE', 2032, [on('2032-01-01'), on('2032-05-27')]);
    await put('DE-HE', 2033, [on('2033-01-01')]);
    await put('DE-HE', 2032, [on('2032-05-27'), on('2032-12-25')]);
    expect(await holidaysOf(SITE, 2032)).toEqual([
      '2032-05-27 2032-05-27 DE-HE',
      '2032-12-25 2032-12-25 DE-HE',
    ]);
    expect(await holidaysOf(SITE, 2033)).toHaveLength(1);
    const read = await ask(hub, 'GET', '/holiday-regions/DE-HE/years/2032');
    expect(read.data(z.array(RegionHoliday)).map(({ date }) => date)).toEqual(['2032-05-27', '2032-12-25']);
    await follow(SITE, 'DE-BY');
    expect(await holidaysOf(SITE, 2032)).toEqual([]);
    expect(await holidaysOf(SITE, 2031)).toHaveLength(2);
  });

  it('leave those of the site’s own alone; where one of them goes, the region’s is there again', async () => {
    await add('DE-SN');
    await follow(SITE, 'DE-SN');
    const own = (date: string) => `/sites/${SITE}/holidays/${date}`;
    await ask(hub, 'PUT', own('2034-06-01'), { as: HR, body: { name: 'Works outing' } });
    await put('DE-SN', 2034, [on('2034-06-01', 'Regional'), on('2034-06-02', 'Bridge')]);
    expect(await holidaysOf(SITE, 2034)).toEqual(['2034-06-01 Works outing own', '2034-06-02 Bridge DE-SN']);
    await ask(hub, 'PUT', own('2034-06-02'), { as: HR, body: { name: 'Ours' } });
    await put('DE-SN', 2034, [on('2034-06-01', 'Regional')]);
    expect(await holidaysOf(SITE, 2034)).toEqual(['2034-06-01 Works outing own', '2034-06-02 Ours own']);
    expect((await ask(hub, 'DELETE', own('2034-06-01'), { as: HR })).status).toBe(200);
    expect(await holidaysOf(SITE, 2034)).toEqual(['2034-06-01 Regional DE-SN', '2034-06-02 Ours own']);
    expect((await ask(hub, 'DELETE', own('2034-06-01'), { as: HR })).refusal()).toEqual([
      ...[409, 'CONFLICT', 'HOLIDAY_OF_REGION'],
    ]);
  });

  it('keep who changed them, before and after, at each site', async () => {
    await add('DE-NI');
    await follow('werk-sued', 'DE-NI');
    await put('DE-NI', 2035, [on('2035-10-31', 'Reformation')]);
    await put('DE-NI', 2035, []);
    const changes = await hub.database.primary.query(
      `select before, after, made_by as by from calendar_change where date = '2035-10-31' order by id`,
    );
    expect(changes).toEqual([
      { before: null, after: { name: 'Reformation' }, by: 'Hana' },
      { before: { name: 'Reformation' }, after: null, by: 'Hana' },
    ]);
  });

  it('are changed by one of two who come at once, and by those who may', async () => {
    await add('DE-BW');
    const { version } = await find('DE-BW');
    const answers = await Promise.all(
      ['2036-01-06', '2036-11-01'].map(date => put('DE-BW', 2036, [on(date)], version)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await add('DE-BW')).refusal()).toEqual([409, 'CONFLICT', 'REGION_EXISTS']);
    expect((await add('DE-XX', LEAD)).status).toBe(403);
    expect((await put('DE-BW', 2036, [on('2037-01-06')])).status).toBe(400);
    expect((await put('DE-BW', 2036, [on('2036-01-06'), on('2036-01-06', 'again')])).status).toBe(400);
    expect((await follow(SITE, 'FR')).status).toBe(404);
  });

  it('are those of the region that was chosen on what was seen: the second of two is told', async () => {
    for (const region of ['DE-RP', 'DE-SL']) await add(region);
    const { version } = await followed('werk-sued');
    expect((await follow('werk-sued', 'DE-RP', version)).data(SiteRegionView).region).toBe('DE-RP');
    expect((await follow('werk-sued', 'DE-SL', version)).status).toBe(412);
    expect((await follow('werk-sued', null)).status).toBe(200);
    // A site that follows none again is not what it was before.
    expect((await follow('werk-sued', 'DE-SL', version)).status).toBe(412);
    expect(await followed('werk-sued')).toEqual({ region: null, version: version + 2 });
  });

  it('go with their region only when no site follows it', async () => {
    await add('DE-TH');
    await follow(SITE, 'DE-TH');
    await put('DE-TH', 2038, [on('2038-09-20')]);
    const remove = () => ask(hub, 'DELETE', '/holiday-regions/DE-TH', { as: HR });
    expect((await remove()).refusal()).toEqual([409, 'CONFLICT', 'REGION_IN_USE']);
    await follow(SITE, null);
    expect((await remove()).status).toBe(200);
    expect((await ask(hub, 'GET', '/holiday-regions/DE-TH')).status).toBe(404);
    expect((await followed(SITE)).region).toBeNull();
  });

  it('are not left at a site that turns to another region while they are being changed', async () => {
    for (const region of ['DE-SH', 'DE-HH']) await add(region);
    await follow(SITE, 'DE-SH');
    const [regions, calendar] = [hub.part(RegionsRepository), hub.part(CalendarRepository)];
    const { value: turned } = await hub.database.transaction(async sql => {
      await regions.lock(sql, 'DE-SH');
      await calendar.lockHolidays(sql, [SITE]);
      await regions.putYear(sql, 'DE-SH', 2040, [on('2040-03-01')]);
      await regions.apply(sql, [SITE], { by: 'test', madeAt: new Date().toISOString() });
      const turning = follow(SITE, 'DE-HH');
      await Promise.race([turning, delay(OVERLAP_MS)]);
      return { turning };
    });
    expect((await turned.turning).status).toBe(200);
    expect(await holidaysOf(SITE, 2040)).toEqual([]);
  });
});

describe('hours', () => {
  it('follow the holidays of the region: the premium is there with them and gone without', async () => {
    const person = await addPerson(hub, { site: 'werk-sued', area: 'hall', team: null });
    await addStays(hub, 'werk-sued', [
      { employee: person.id, from: '2026-06-04T06:00:00Z', to: '2026-06-04T12:00:00Z' },
    ]);
    const policy = { premiums: [{ code: 'HOLIDAY', holidaysOnly: true, percent: 100 }] };
    await ask(hub, 'POST', '/policies', { body: { name: 'feast', reason: 'test', policy } });
    await ask(hub, 'POST', '/policy-assignments', {
      body: {
        scope: { site: 'werk-sued' },
        policy: { name: 'feast', version: 1 },
        validFrom: '2026-06-01',
        reason: 'test',
      },
    });
    const premium = async () => {
      const [row] = await hub.database.primary.query<{ seconds: number }>(
        `select coalesce(sum((c ->> 'seconds')::int), 0)::int as seconds
         from day_record d cross join lateral jsonb_array_elements(d.codes) as c
         where d.employee_id = $1 and d.date = '2026-06-04' and c ->> 'code' = 'HOLIDAY'`,
        [person.id],
      );
      return row?.seconds;
    };
    const becomes = async (seconds: number) => {
      const giveUpMs = Date.now() + DERIVED_WITHIN_MS;
      while ((await premium()) !== seconds && Date.now() < giveUpMs) await delay(50);
      expect(await premium()).toBe(seconds);
    };
    await add('DE-NW');
    await put('DE-NW', 2026, [on('2026-06-04', 'Corpus Christi')]);
    await follow('werk-sued', 'DE-NW');
    await becomes(6 * 3600);
    await put('DE-NW', 2026, []);
    await becomes(0);
  });
});
