import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CalendarLink, CalendarLinkMade } from '@tapclock/contracts';
import { PublishedPlan } from '../../src/scheduling/index.ts';
import { ask } from '../access/asks.ts';
import type { Asker } from '../kit/askers.ts';
import type { TestPerson } from '../kit/running-hub.ts';
import { HR, inDays, RequestsKit } from './requests-kit.ts';

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

const make = async (as = worker) =>
  (await ask(kit.hub, 'POST', `/employees/${maria.id}/calendar-link`, { as })).data(CalendarLinkMade).path;
/** As a phone asks: without any login. */
const fetchFeed = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${kit.hub.httpPort}${path}`, { headers });

/** Events of a calendar by the rules of RFC 5545: lines end with CRLF, are unfolded, and have a name and a value. */
async function events(path: string): Promise<Record<string, string>[]> {
  const text = await (await fetchFeed(path)).text();
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR', '']);
  const found: Record<string, string>[] = [];
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') found.push({});
    const [name = '', value = ''] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)];
    const event = found.at(-1);
    if (event && !line.startsWith('BEGIN') && !line.startsWith('END')) event[name] = value;
  }
  return found;
}

const utc = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

describe('the calendar of one person', () => {
  it('has their published shifts in UTC and their leave as whole days, in their language', async () => {
    const [shiftDate, leaveDate] = [inDays(20), inDays(22)];
    const id = await kit.plan(maria, kit.night, shiftDate);
    await kit.plan(await kit.person(), kit.early, shiftDate);
    await ask(kit.hub, 'PUT', `/employees/${maria.id}/leave/${leaveDate}`, {
      as: HR,
      body: { kind: 'annual', minutes: 450 },
    });
    const [row] = await kit.hub.database.primary.query<{ startsAt: string; endsAt: string }>(
      'select starts_at as "startsAt", ends_at as "endsAt" from assignment where id = $1',
      [id],
    );
    const [shift, leave, ...more] = await events(await make());
    expect(shift).toMatchObject({
      ...{ UID: `${id}@tapclock`, SUMMARY: 'Night', LOCATION: 'Werk Nord\\, Assembly', TRANSP: 'OPAQUE' },
      DTSTART: utc(Date.parse(row?.startsAt ?? '')),
      DTEND: utc(Date.parse(row?.endsAt ?? '')),
    });
    expect(leave).toMatchObject({
      SUMMARY: 'Urlaub (7\\,5 h)',
      'DTSTART;VALUE=DATE': leaveDate.replaceAll('-', ''),
      'DTEND;VALUE=DATE': inDays(23).replaceAll('-', ''),
    });
    expect(more).toEqual([]);
  });

  it('reaches from 31 days back to 400 days ahead', async () => {
    for (const days of [-32, -31, 400, 401]) await kit.plan(maria, kit.early, inDays(days));
    expect(await events(await make())).toHaveLength(2);
  });

  it('keeps its tag and its events while nothing changes; what is planned anew keeps its name and counts up', async () => {
    const id = await kit.plan(maria, kit.early, inDays(20));
    const path = await make();
    const first = await fetchFeed(path);
    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
      ...[200, 'text/calendar; charset=utf-8', 'private, no-cache'],
    ]);
    const etag = first.headers.get('etag') ?? '';
    const same = await fetchFeed(path, { 'if-none-match': `W/${etag}` });
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag]);
    const [before] = await events(path);
    await kit.hub.database.primary.query(
      `update assignment set planned_at = planned_at - interval '1 hour' where id = $1`,
      [id],
    );
    const [old] = await events(path);
    const oldTag = (await fetchFeed(path)).headers.get('etag') ?? '';
    expect((await fetchFeed(path, { 'if-none-match': oldTag })).status).toBe(304);
    const plan = kit.hub.part(PublishedPlan);
    await kit.hub.database.transaction(async sql => {
      await plan.release(sql, [id]);
      await plan.assign(sql, [{ employee: maria.id, shift: kit.early.id, date: inDays(20) }]);
    });
    expect((await fetchFeed(path, { 'if-none-match': oldTag })).status).toBe(200);
    const [after] = await events(path);
    expect(after?.UID).toBe(before?.UID);
    expect(Number(after?.SEQUENCE)).toBeGreaterThan(Number(old?.SEQUENCE));
    expect(after?.['LAST-MODIFIED']).not.toBe(old?.['LAST-MODIFIED']);
  });

  it('ends with its link: by another one, by revoking it, and when the person leaves', async () => {
    const first = await make();
    expect((await fetchFeed(first)).status).toBe(200);
    const second = await make();
    expect([(await fetchFeed(first)).status, (await fetchFeed(second)).status]).toEqual([404, 200]);
    const link = `/employees/${maria.id}/calendar-link`;
    expect((await ask(kit.hub, 'GET', link, { as: worker })).data(CalendarLink).madeAt).not.toBeNull();
    expect((await ask(kit.hub, 'DELETE', link, { as: worker })).status).toBe(200);
    expect((await fetchFeed(second)).status).toBe(404);
    expect((await ask(kit.hub, 'DELETE', link, { as: worker })).status).toBe(404);
    const third = await make();
    await kit.hub.database.primary.query('update employee set active = false where id = $1', [maria.id]);
    expect((await fetchFeed(third)).status).toBe(404);
  });

  it('ends when their account is disabled, or gets a new password by a ticket', async () => {
    const accounts = kit.hub.database.primary;
    const disabled = await make();
    await accounts.query('update account set disabled_at = now() where employee_id = $1', [maria.id]);
    expect((await fetchFeed(disabled)).status).toBe(404);
    await accounts.query('update account set disabled_at = null where employee_id = $1', [maria.id]);
    const reset = await make();
    expect((await fetchFeed(reset)).status).toBe(200);
    await accounts.query(
      `insert into password_ticket (digest, account_id, created_at, expires_at, made_by_account, used_at)
       select sha256('ticket'), id, now(), now() + interval '1 day', id, now() from account where employee_id = $1`,
      [maria.id],
    );
    expect((await fetchFeed(reset)).status).toBe(404);
    expect((await fetchFeed(await make())).status).toBe(200);
  });

  it('says of nobody that they are ill', async () => {
    await ask(kit.hub, 'PUT', `/employees/${maria.id}/leave/${inDays(5)}`, {
      as: HR,
      body: { kind: 'sick', minutes: 480 },
    });
    expect((await events(await make())).map(({ SUMMARY }) => SUMMARY)).toEqual(['Abwesenheit (8 h)']);
  });

  it('is made for the person alone, whatever somebody may', async () => {
    const link = `/employees/${maria.id}/calendar-link`;
    const other = kit.worker(await kit.person());
    for (const as of [HR, other])
      for (const method of ['POST', 'GET', 'DELETE'])
        expect((await ask(kit.hub, method, link, { as })).refusal()).toEqual([403, 'FORBIDDEN']);
  });

  it('is not found by guessing, and its secret is kept nowhere', async () => {
    const path = await make();
    const secret = /calendar\/(.{43})\.ics$/.exec(path)?.[1] ?? '';
    expect((await fetchFeed(`/api/v1/calendar/${'A'.repeat(43)}.ics`)).status).toBe(404);
    expect((await fetchFeed('/api/v1/calendar/x.ics')).status).toBe(400);
    const [row] = await kit.hub.database.primary.query<{ found: boolean }>(
      `select exists (select from calendar_link where position($1 in encode(digest, 'escape')) > 0)
           or exists (select from idempotency_key where position($1 in answer::text) > 0)
           or exists (select from audit_entry where position($1 in coalesce(after, '')) > 0) as found`,
      [secret],
    );
    expect([secret.length, row?.found]).toEqual([43, false]);
  });
});
