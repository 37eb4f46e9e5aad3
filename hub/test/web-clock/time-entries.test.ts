import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOCATION_SHOWN_DAYS, NewTimeEntryAnswer, StatementView, TimeEntry } from '@tapclock/contracts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { addWorker, ask, type Clocker, clockedAt, dataOf, openWebClock, pageOf, refusalOf } from './kit.ts';

/** The day before yesterday: over on every wall clock. */
const DATE = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
const SUPERVISOR = {
  name: 'Sue',
  role: 'supervisor',
  teams: [{ site: 'werk-nord', team: 'early' }],
} as const;

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
  await openWebClock(hub, { location: 'allowed' });
});
afterAll(() => hub.stop());

const entries = async (asker: Clocker['asker'], query: string) =>
  pageOf(await ask(hub, asker, ['GET', `time/entries?${query}`]), TimeEntry);
const SPAN = `from=${DATE}&to=${DATE}`;

async function aTask(code: string): Promise<void> {
  await hub.database.primary.query(
    `insert into task (id, site_id, code, title, description, tags, priority, status, for_everybody, created_by, created_at, changed_at)
     values (gen_random_uuid(), 'werk-nord', $1, $2, '', '{}', 'normal', 'todo', true, 'Sue', now(), now())`,
    [code, `Title of ${code}`],
  );
}

describe('entries', () => {
  it('are what was clocked, by task, with where and how', async () => {
    const ada = await addWorker(hub);
    await aTask('WO-1');
    const location = { latitude: 52.5, longitude: 13.4, accuracyMetres: 8 };
    const at = (time: string, move: 'start' | 'stop' | 'pause' | 'resume', body = {}) =>
      clockedAt(hub, ada, [`${DATE}T${time}:00.000Z`, move], body);
    await at('06:00', 'start', { location, note: 'early' });
    const change = await at('07:00', 'start', { task: 'WO-1' });
    expect(change).toMatchObject({ action: 'job-change', task: { code: 'WO-1', title: 'Title of WO-1' } });
    await at('09:00', 'pause');
    await at('09:30', 'resume');
    await at('11:00', 'stop');
    const { data, pagination } = await entries(ada.asker, SPAN);
    expect(pagination.total).toBe(2);
    expect(data).toMatchObject([
      {
        ...{ date: DATE, seconds: 3.5 * 3600, task: { code: 'WO-1', title: 'Title of WO-1' } },
        start: { source: 'web', terminal: 'web-werk-nord', punch: change.punchId },
        end: { at: `${DATE}T11:00:00.000Z` },
        breaks: [{ from: `${DATE}T09:00:00.000Z`, to: `${DATE}T09:30:00.000Z` }],
      },
      { seconds: 3600, task: null, start: { location, note: 'early', place: 'Web' }, breaks: [] },
    ]);
    expect((await entries(ada.asker, `${SPAN}&per_page=1&page=2`)).data[0]?.seconds).toBe(3600);
  });

  it('are seen by oneself and by those whose reach it is', async () => {
    const ada = await addWorker(hub);
    const stranger = await addWorker(hub, null);
    const of = (asker: object, employee: string) =>
      ask(hub, asker, ['GET', `time/entries?${SPAN}&employee=${employee}`]);
    expect((await of(SUPERVISOR, ada.employee)).status).toBe(200);
    expect((await of(SUPERVISOR, stranger.employee)).status).toBe(403);
    expect((await of(ada.asker, stranger.employee)).status).toBe(403);
    const long = `from=2026-01-01&to=2026-12-31`;
    expect((await ask(hub, ada.asker, ['GET', `time/entries?${long}`])).status).toBe(400);
  });

  it('say where a punch was made to others for some weeks, and always to oneself', async () => {
    const ada = await addWorker(hub);
    const location = { latitude: 52.5, longitude: 13.4, accuracyMetres: 8 };
    const seen = async (asker: Clocker['asker'], date: string) =>
      (await entries(asker, `from=${date}&to=${date}&employee=${ada.employee}`)).data.map(
        ({ start }) => start.location,
      );
    for (const [days, toOthers] of [
      [LOCATION_SHOWN_DAYS + 1, null],
      [LOCATION_SHOWN_DAYS - 1, location],
    ] as const) {
      const date = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
      await clockedAt(hub, ada, [`${date}T10:00:00.000Z`, 'start'], { location });
      await clockedAt(hub, ada, [`${date}T11:00:00.000Z`, 'stop']);
      expect(await seen(SUPERVISOR, date)).toEqual([toOthers]);
      expect(await seen(ada.asker, date)).toEqual([location]);
    }
  });

  it('refuses a task that nobody can book on', async () => {
    const ada = await addWorker(hub);
    expect((await ask(hub, ada.asker, ['POST', 'time/start'], { task: 'NOWHERE' })).status).toBe(404);
  });
});

describe('time that nobody clocked', () => {
  const add = (asker: object, body: object) => ask(hub, asker, ['POST', 'time/entries'], body);

  it('of oneself is a statement, and time once somebody else has approved it', async () => {
    const ada = await addWorker(hub);
    const stated = dataOf(
      await add(ada.asker, { date: DATE, in: '06:00', out: '14:00', reason: 'was at the customer' }),
      NewTimeEntryAnswer,
    );
    if (stated.outcome !== 'stated') throw new Error('not a statement');
    expect((await entries(ada.asker, SPAN)).data).toEqual([]);
    const path = `statements/${stated.statement}`;
    const asked = dataOf(await ask(hub, SUPERVISOR, ['GET', path]), StatementView);
    expect(asked).toMatchObject({ state: 'asked', employee: ada.employee, date: DATE });
    const approved = await ask(hub, SUPERVISOR, ['POST', `${path}/approve`], undefined, {
      'if-match': `"${asked.version}"`,
    });
    expect(approved.status).toBe(200);
    expect((await entries(ada.asker, SPAN)).data).toMatchObject([
      { seconds: 8 * 3600, start: { source: 'correction', terminal: null } },
    ]);
  });

  it('is never a whole day: out at the time of in is refused', async () => {
    const ada = await addWorker(hub);
    const entry = { date: DATE, in: '06:00', reason: 'forgot' };
    expect((await add(ada.asker, { ...entry, out: '06:00' })).status).toBe(400);
    expect((await add(ada.asker, { ...entry, out: '06:01' })).status).toBe(201);
  });

  it('of others is corrected at once, by whoever may correct them', async () => {
    const ada = await addWorker(hub);
    const bob = await addWorker(hub);
    await aTask('WO-2');
    const wanted = {
      employee: ada.employee,
      date: DATE,
      in: '22:00',
      out: '06:00',
      task: 'WO-2',
      reason: 'no badge',
    };
    expect((await add(bob.asker, wanted)).status).toBe(403);
    const made = dataOf(await add(SUPERVISOR, wanted), NewTimeEntryAnswer);
    expect(made).toMatchObject({
      outcome: 'corrected',
      corrections: [{ action: 'clock-in' }, { action: 'clock-out' }],
    });
    expect((await entries(SUPERVISOR, `${SPAN}&employee=${ada.employee}`)).data).toMatchObject([
      { seconds: 8 * 3600, task: { code: 'WO-2' }, start: { source: 'correction' } },
    ]);
    // What tasks there are is no business of whoever may not, or has them out of reach.
    const elsewhere = { ...SUPERVISOR, name: 'Olga', teams: [{ site: 'werk-nord', team: 'none' }] };
    await hub.database.primary.query(
      `insert into team (site_id, id, name) values ('werk-nord', 'none', 'None')`,
    );
    for (const asker of [bob.asker, elsewhere])
      expect((await add(asker, { ...wanted, task: 'no-such-task' })).status).toBe(403);
    // Both or neither.
    expect(refusalOf(await add(SUPERVISOR, wanted))[0]).toBe(409);
  });
});
