import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, ExceptionSummary, type ExceptionView } from '@tapclock/contracts';
import { ExceptionStore } from '../../src/exceptions/index.ts';
import type { Asker } from '../kit/askers.ts';
import { SITE, type TestPerson } from '../kit/running-hub.ts';
import { at, dateIn, ExceptionsCompany } from './kit.ts';

const [DAY, BEFORE] = [dateIn(-2), dateIn(-3)];
const SUPERVISOR: Asker = { name: 'Sven', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };

let company: ExceptionsCompany;
let own: TestPerson;
let foreign: TestPerson;

beforeAll(async () => {
  company = await ExceptionsCompany.open({ attendance: { lateGraceMin: 5 } });
  own = await company.person({ givenName: 'Élodie', familyName: 'Marchand' });
  foreign = await company.person({ team: null, area: 'logistics' });
  for (const person of [own, foreign])
    for (const date of [DAY, BEFORE]) await company.plan(person, date, '06:00', '14:00');
  await company.day(own, BEFORE, '06:10 clock-in', '14:00 clock-out');
  await company.day(own, DAY, '06:00 clock-in');
  await company.day(foreign, BEFORE, '06:00 clock-in', '14:00 clock-out');
  await company.day(foreign, DAY, '06:20 clock-in', '14:00 clock-out');
  await company.punch({ credential: 'b'.repeat(64) }, 'auto', at(DAY, '05:00'), { kiosk: company.door });
  await company.noticed();
});
afterAll(async () => {
  await company.close();
});

const said = (exceptions: ExceptionView[]) =>
  exceptions.map(
    ({ code, person, date }) =>
      `${code} ${person?.employee === own.id ? 'own' : person ? 'foreign' : '-'} ${date}`,
  );
const MISSING = `MISSING_OUT own ${DAY}`;
const LATE = `LATE own ${BEFORE}`;
const FOREIGN = `LATE foreign ${DAY}`;
const UNKNOWN = `unknown-badge - ${DAY}`;

describe('the inbox', () => {
  it('has what is gravest first, of those the oldest', async () => {
    expect(said(await company.inbox())).toEqual([MISSING, UNKNOWN, LATE, FOREIGN]);
    expect(said(await company.inbox('sort=-at'))).toEqual([FOREIGN, MISSING, UNKNOWN, LATE]);
  });

  it.each([
    ['state=open', [MISSING, UNKNOWN, LATE, FOREIGN]],
    ['state=settled', []],
    [`site=${SITE}&category=missing`, [MISSING]],
    ['site=elsewhere', []],
    ['code=LATE', [LATE, FOREIGN]],
    ['consequence=2', [MISSING, UNKNOWN]],
    ['team=early', [MISSING, LATE]],
    ['terminal=door', [UNKNOWN]],
    ['owner=none', [MISSING, UNKNOWN, LATE, FOREIGN]],
    ['owner=me', []],
    [`from=${DAY}&to=${DAY}`, [MISSING, UNKNOWN, FOREIGN]],
    [`to=${BEFORE}`, [LATE]],
    ['q=elod', [MISSING, LATE]],
    ['q=nobody', []],
  ])('%s', async (query, expected) => {
    expect(said(await company.inbox(query))).toEqual(expected);
  });

  it('refuses what it does not know', async () => {
    const headers = await company.hub.askers.headers();
    for (const query of ['state=odd', 'category=odd', 'consequence=9', 'sort=name', 'owner=you'])
      expect((await company.hub.get(`/api/v1/exceptions?${query}`, headers)).status).toBe(400);
  });

  it('has pages that neither repeat nor lose one', async () => {
    const headers = await company.hub.askers.headers();
    const { body } = await company.hub.get('/api/v1/exceptions?per_page=1', headers);
    expect(body).toMatchObject({ pagination: { page: 1, per_page: 1, total: 4, pages: 4 } });
    const pages: string[] = [];
    for (const page of [1, 2, 3, 4])
      pages.push(...said(await company.inbox(`page=${page}&per_page=1&sort=date`)));
    expect(pages.sort()).toEqual([MISSING, UNKNOWN, LATE, FOREIGN].sort());
  });

  it('R10: shows a supervisor their teams and the terminals, and the worker nothing', async () => {
    expect(said(await company.inbox('', SUPERVISOR))).toEqual([MISSING, UNKNOWN, LATE]);
    const other = { ...SUPERVISOR, name: 'Olga', teams: [{ site: SITE, team: 'other' }] };
    await company.hub.database.primary.query(`insert into team values ($1, 'other', 'Other')`, [SITE]);
    expect(said(await company.inbox('', other))).toEqual([UNKNOWN]);
    const worker = await company.hub.askers.headers({ name: 'Wanda', role: 'worker', employee: own.id });
    expect((await company.hub.get('/api/v1/exceptions', worker)).status).toBe(403);
  });

  it('R10: is a look at whom it shows', async () => {
    const hr: Asker = { name: 'Helga', role: 'hr' };
    await company.inbox('code=MISSING_OUT', hr);
    const looks = await company.hub.database.primary.query(
      "select people from audit_entry where action = 'exceptions.seen' and actor_name = 'Helga'",
    );
    expect(looks).toEqual([{ people: [own.id] }]);
  });

  it('speaks the language of whoever asks', async () => {
    const headers = { ...(await company.hub.askers.headers()), 'accept-language': 'de' };
    const { body } = await company.hub.get('/api/v1/exceptions?terminal=door', headers);
    expect(body).toMatchObject({
      data: [{ message: 'Ein Ausweis, der niemandem gehört, wurde gestempelt.' }],
    });
  });

  it('counts by category and state, within reach', async () => {
    const summary = async (asker: Asker, query = '') => {
      const headers = await company.hub.askers.headers(asker);
      const { body } = await company.hub.get(`/api/v1/exceptions/summary${query}`, headers);
      const { counts } = apiSuccess(ExceptionSummary).parse(body).data;
      return counts.map(({ category, state, count }) => `${category} ${state} ${count}`);
    };
    const [identity, missing] = ['identity open 1', 'missing open 1'];
    expect(await summary({})).toEqual([identity, missing, 'schedule open 2']);
    expect(await summary(SUPERVISOR)).toEqual([identity, missing, 'schedule open 1']);
    expect(await summary({}, '?site=elsewhere')).toEqual([]);
  });

  it('tells those above of what stays open, once', async () => {
    const [missing] = await company.inbox('code=MISSING_OUT');
    if (!missing) throw new Error('it is there');
    const { primary } = company.hub.database;
    const escalatesAt = (instant: string) =>
      primary.query('update exception set escalates_at = $2 where id = $1', [missing.id, instant]);
    await escalatesAt(new Date(Date.now() + 3_000).toISOString());
    expect((await company.inbox('code=MISSING_OUT'))[0]?.escalatedAt).toBeNull();
    const [told] = await company.soon('code=MISSING_OUT', ([one]) => one?.escalatedAt !== null);
    expect(told).toMatchObject({ state: 'open', version: missing.version + 1 });
    expect(Date.parse(told?.escalatedAt ?? '')).toBeGreaterThan(Date.parse(missing.noticedAt));
    const history = await company.hub.part(ExceptionStore).history(primary, missing.id);
    expect(history.map(({ what, by }) => [what, by])).toEqual([
      ['noticed', null],
      ['escalated', null],
    ]);
    const events = await primary.query<{ what: string }>(
      "select payload ->> 'what' as what from event_log where kind = 'exception.changed' and payload ->> 'exception' = $1 order by xid, position",
      [missing.id],
    );
    expect(events.map(({ what }) => what)).toEqual(['noticed', 'escalated']);
  });
});
