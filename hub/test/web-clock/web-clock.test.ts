import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ActiveTime, Fleet, PunchView, WebClockView } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import {
  addWorker,
  ask,
  type Clocker,
  clock,
  clocked,
  dataOf,
  openWebClock,
  pageOf,
  refusalOf,
} from './kit.ts';

const TERMINAL = `web-${SITE}`;

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

interface StoredRow {
  punch: string;
  employee: string;
  sequence: number;
  terminal: string;
  body: Record<string, unknown>;
}

const stored = () =>
  hub.database.primary.query<StoredRow>(
    `select punch_id as punch, employee_id as employee, sequence, terminal_id as terminal, body from punch
     order by terminal_id, boot, sequence`,
  );
const storedOf = async ({ employee }: Clocker) => (await stored()).filter(row => row.employee === employee);

describe('the web clock of a site', () => {
  it('is closed until somebody opens it', async () => {
    const ada = await addWorker(hub);
    expect(dataOf(await ask(hub, {}, ['GET', `sites/${SITE}/web-clock`]), WebClockView)).toEqual({
      ...{ site: SITE, open: 'nobody', teams: [], location: 'never', networks: [] },
      ...{ terminal: null, version: 1 },
    });
    expect(refusalOf(await clock(hub, ada, 'start'))).toEqual([403, 'WEB_CLOCK_CLOSED']);
  });

  it('is opened by an administrator, with the state that they saw', async () => {
    const wanted = { open: 'everybody', teams: [], location: 'never', networks: [] };
    const put = (version: number, body: unknown = wanted) =>
      ask(hub, {}, ['PUT', `sites/${SITE}/web-clock`], body, { 'if-match': `"${version}"` });
    expect((await ask(hub, { role: 'hr' }, ['PUT', `sites/${SITE}/web-clock`], wanted)).status).toBe(403);
    expect((await put(7)).status).toBe(412);
    expect((await put(1, { ...wanted, open: 'teams' })).status).toBe(400);
    expect((await put(1, { ...wanted, networks: ['10.0.0.0/33'] })).status).toBe(400);
    expect(refusalOf(await put(1, { ...wanted, open: 'teams', teams: ['nobody'] }))).toEqual([
      400,
      'UNKNOWN_TEAM',
    ]);
    expect(dataOf(await put(1), WebClockView)).toMatchObject({
      open: 'everybody',
      terminal: TERMINAL,
      version: 2,
    });
  });

  it('is a terminal that is no device: not in the fleet, not to be paired, asked or taken away', async () => {
    const { body } = await hub.get(`/api/v1/fleet?site=${SITE}`);
    expect(z.object({ data: Fleet }).parse(body).data.terminals).toEqual([]);
    const at = (method: 'DELETE' | 'POST', path: string, more: unknown) =>
      ask(hub, {}, [method, `terminals/${TERMINAL}${path}`], more);
    expect(refusalOf(await at('DELETE', '', { reason: 'away with it' }))).toEqual([409, 'WEB_TERMINAL']);
    expect(refusalOf(await at('POST', '/rotate-key', {}))).toEqual([409, 'WEB_TERMINAL']);
    expect(refusalOf(await at('POST', '/commands', { type: 'restart' }))).toEqual([409, 'WEB_TERMINAL']);
    await expect(hub.enrol(TERMINAL)).rejects.toThrow('web clock');
  });
});

describe('a punch from the web', () => {
  it('is a punch like any other: judged, receipted, in the chain, with its source', async () => {
    const ada = await addWorker(hub);
    const punch = await clocked(hub, ada, 'start', { note: 'from home' });
    expect(punch).toMatchObject({
      ...{ employee: ada.employee, terminal: TERMINAL, action: 'clock-in', state: 'in', task: null },
      findings: [{ code: 'unscheduled' }],
      receipt: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
    });
    const [row] = await storedOf(ada);
    expect(row?.body).toMatchObject({ identifiedBy: 'account', assurance: 'knowledge', note: 'from home' });
    await hub.settled();
    const { body } = await hub.get(`/api/v1/punches?employee=${ada.employee}`);
    expect(pageOf({ status: 200, headers: new Headers(), body }, PunchView).data[0]).toMatchObject({
      ...{ punchId: punch.punchId, terminal: TERMINAL, source: 'web', receipt: punch.receipt },
    });
  });

  it('goes from start to break to end, and says where one stands', async () => {
    const ada = await addWorker(hub);
    const active = async () => dataOf(await ask(hub, ada.asker, ['GET', 'time/active']), ActiveTime);
    const webClock = { location: 'never', breaks: true };
    expect(await active()).toMatchObject({ state: 'out', since: null, webClock });
    const start = await clocked(hub, ada, 'start');
    expect(await active()).toMatchObject({
      state: 'in',
      since: start.occurredAt,
      clockedInAt: start.occurredAt,
    });
    const pause = await clocked(hub, ada, 'pause');
    expect(await active()).toMatchObject({
      state: 'break',
      since: pause.occurredAt,
      clockedInAt: start.occurredAt,
    });
    await clocked(hub, ada, 'resume');
    await clocked(hub, ada, 'stop');
    expect(await active()).toMatchObject({ state: 'out', since: null, clockedInAt: null });
    expect((await storedOf(ada)).map(({ body }) => body.action)).toEqual([
      'clock-in',
      'break-start',
      'break-end',
      'clock-out',
    ]);
  });

  it('is not made where it makes no sense; the refusal says what to do', async () => {
    const ada = await addWorker(hub);
    expect(refusalOf(await clock(hub, ada, 'stop'))).toEqual([409, 'NOT_IN']);
    expect(refusalOf(await clock(hub, ada, 'resume'))).toEqual([409, 'NOT_IN']);
    await clocked(hub, ada, 'start');
    expect(refusalOf(await clock(hub, ada, 'start'))).toEqual([409, 'ALREADY_IN']);
    expect(refusalOf(await clock(hub, ada, 'resume'))).toEqual([409, 'NOT_ON_BREAK']);
    await clocked(hub, ada, 'pause');
    expect(refusalOf(await clock(hub, ada, 'pause'))).toEqual([409, 'ON_BREAK']);
    const german = await clock(hub, ada, 'start', {}, { 'accept-language': 'de' });
    expect(german.body).toMatchObject({
      error: { message: 'Sie sind in der Pause.', details: [{ remedy: expect.stringContaining('resume') }] },
    });
    expect(await storedOf(ada)).toHaveLength(2);
  });

  it('goes on where a kiosk left off', async () => {
    const ada = await addWorker(hub);
    const kiosk = await hub.enrol('gate-1');
    await kiosk.connect();
    kiosk.terminal.punch({ action: 'clock-in', employee: ada.employee, identifiedBy: 'pin' });
    await kiosk.send(1);
    expect(refusalOf(await clock(hub, ada, 'start'))).toEqual([409, 'ALREADY_IN']);
    expect((await clocked(hub, ada, 'stop')).findings).toEqual([{ code: 'unscheduled' }]);
  });

  it('is about oneself: no machine and nobody without a place in the company makes one', async () => {
    expect((await ask(hub, {}, ['POST', 'time/start'], {})).status).toBe(403);
    const ada = await addWorker(hub);
    await hub.database.primary.query('update employee set active = false where id = $1', [ada.employee]);
    expect(refusalOf(await clock(hub, ada, 'start'))).toEqual([403, 'NOT_EMPLOYED']);
    const { webClock } = dataOf(await ask(hub, ada.asker, ['GET', 'time/active']), ActiveTime);
    expect(webClock).toBeNull();
  });
});

describe('one request, one punch', () => {
  it('when two start at once', async () => {
    const ada = await addWorker(hub);
    const answers = await Promise.all([clock(hub, ada, 'start'), clock(hub, ada, 'start')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await storedOf(ada)).toHaveLength(1);
  });

  it('when the same key comes again, later or at the same moment', async () => {
    const ada = await addWorker(hub);
    const key = { 'idempotency-key': `"${ada.employee}"` };
    const [one, two] = await Promise.all([
      clock(hub, ada, 'start', {}, key),
      clock(hub, ada, 'start', {}, key),
    ]);
    const again = await clock(hub, ada, 'start', {}, key);
    const punches = [one, two, again].map(answer => {
      const { status, body } = answer;
      return [status, (body as { data: unknown }).data];
    });
    expect(punches[1]).toEqual(punches[0]);
    expect(punches[2]).toEqual(punches[0]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await storedOf(ada)).toHaveLength(1);
    expect(refusalOf(await clock(hub, ada, 'stop', {}, key))).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    const bob = await addWorker(hub);
    expect((await clock(hub, bob, 'start', {}, key)).status).toBe(201);
  });
});

describe('who may clock from where', () => {
  it('is said by team', async () => {
    await openWebClock(hub, { open: 'teams', teams: ['early'] });
    const early = await addWorker(hub);
    const none = await addWorker(hub, null);
    expect((await clock(hub, early, 'start')).status).toBe(201);
    expect(refusalOf(await clock(hub, none, 'start'))).toEqual([403, 'WEB_CLOCK_CLOSED']);
  });

  it('is said by network: elsewhere it is refused with what to do', async () => {
    const ada = await addWorker(hub);
    await openWebClock(hub, { networks: ['10.20.0.1/16', '2001:db8::/32'] });
    const refused = await clock(hub, ada, 'start');
    expect(refusalOf(refused)).toEqual([403, 'OFF_SITE']);
    expect(refused.body).toMatchObject({
      error: { details: [{ remedy: expect.stringContaining('terminal') }] },
    });
    const here = await openWebClock(hub, { networks: ['10.20.0.1/16', '127.0.0.0/8'] });
    expect(here.networks).toEqual(['10.20.0.1/16', '127.0.0.0/8']);
    expect((await clock(hub, ada, 'start')).status).toBe(201);
  });

  it('is kept as a place where the site asks for one, and nowhere else', async () => {
    const location = { latitude: 52.52, longitude: 13.405, accuracyMetres: 12.5 };
    const ada = await addWorker(hub);
    await openWebClock(hub, { location: 'required' });
    expect(refusalOf(await clock(hub, ada, 'start'))).toEqual([400, 'LOCATION_REQUIRED']);
    expect((await clock(hub, ada, 'start', { location: { ...location, latitude: 91 } })).status).toBe(400);
    await clocked(hub, ada, 'start', {
      location: { ...location, latitude: 52.519984, longitude: 13.40504999 },
    });
    // To about 11 m: what is signed stays.
    expect((await storedOf(ada))[0]?.body.location).toEqual({ ...location, longitude: 13.405 });
    await openWebClock(hub, { location: 'never' });
    expect(refusalOf(await clock(hub, ada, 'stop', { location }))).toEqual([400, 'LOCATION_NOT_WANTED']);
    await openWebClock(hub, { location: 'allowed' });
    expect((await clock(hub, ada, 'stop')).status).toBe(201);
  });
});

it('R9: the chain has no hole and no break, however many clock at once', async () => {
  await openWebClock(hub);
  const people = await Promise.all(Array.from({ length: 40 }, () => addWorker(hub)));
  const answers = await Promise.all(people.map(worker => clock(hub, worker, 'start')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const sequences = (await stored())
    .filter(({ terminal }) => terminal === TERMINAL)
    .map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.map((_, place) => place + 1));
  const [chain] = await hub.database.primary.query<{ through: number; last: number; alarm: string | null }>(
    `select c.through, c.last_sequence as last, s.alarm from terminal_chain c left join terminal_state s using (terminal_id)
     where c.terminal_id = $1`,
    [TERMINAL],
  );
  expect(chain).toEqual({ through: sequences.length, last: sequences.length, alarm: null });
  const quarantined = await hub.database.primary.query('select from quarantine');
  expect(quarantined).toEqual([]);
});
