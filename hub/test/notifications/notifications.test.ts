import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NotificationSettings, UnreadCount } from '@tapclock/contracts';
import { AccountsOfPeople } from '../../src/access/index.ts';
import { CursorRunner, EventReader, LOG_START, type NewEvent } from '../../src/event-log/index.ts';
import { NotificationFeed } from '../../src/notifications/index.ts';
import { Notifications } from '../../src/notifications/notifications.service.ts';
import { ask } from '../access/asks.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import {
  accountOf,
  type Company,
  exceptionChanged,
  happen,
  makeCompany,
  periodChanged,
  published,
  requestChanged,
  told,
} from './notify-kit.ts';

type Who = keyof Company['askers'];

const HOUR_MS = 3_600_000;

let hub: RunningTestHub;
let company: Company;

beforeAll(async () => {
  hub = await runHub();
});
beforeEach(async () => {
  await hub.database.primary.query('delete from notification');
  await hub.database.primary.query(`update account set disabled_at = now() where name <> 'Ada Admin'`);
  company = await makeCompany(hub);
});
afterAll(() => hub.stop());

/** Who was told of which kind; whoever was told nothing is not there. */
async function heard(): Promise<Partial<Record<Who, string>>> {
  const entries = await Promise.all(
    (Object.keys(company.askers) as Who[]).map(async who => [
      who,
      (await told(hub, company.askers[who])).map(({ kind }) => kind).join(' '),
    ]),
  );
  return Object.fromEntries(entries.filter(([, kinds]) => kinds !== ''));
}

const CASES: [string, (of: Company) => NewEvent, Partial<Record<Who, string>>][] = [
  [
    'a question to a worker',
    ({ person }) => exceptionChanged(person.id, { state: 'waiting', what: 'asked' }),
    { worker: 'question-asked' },
  ],
  ['a missing punch', ({ person }) => exceptionChanged(person.id), { leader: 'exception-open' }],
  [
    'what is just bad enough',
    ({ person }) => exceptionChanged(person.id, { consequence: 2 }),
    { leader: 'exception-open' },
  ],
  ['what is just not bad enough', ({ person }) => exceptionChanged(person.id, { consequence: 3 }), {}],
  [
    'what was settled',
    ({ person }) => exceptionChanged(person.id, { state: 'settled', what: 'settled' }),
    {},
  ],
  ['what is somebody’s care now', ({ person }) => exceptionChanged(person.id, { what: 'taken' }), {}],
  [
    'what was left open too long',
    ({ person }) => exceptionChanged(person.id, { what: 'escalated', consequence: 4 }),
    { leader: 'exception-escalated', hr: 'exception-escalated' },
  ],
  [
    'a terminal that was left alone too long',
    () =>
      exceptionChanged(null, { category: 'device', what: 'escalated', terminal: 'gate-1', consequence: 4 }),
    { admin: 'exception-escalated' },
  ],
  [
    'too few people',
    () => exceptionChanged(null, { category: 'coverage', code: 'UNDERSTAFFED' }),
    { leader: 'understaffed', otherLeader: 'understaffed' },
  ],
  [
    'a dead reader',
    () =>
      exceptionChanged(null, { category: 'device', code: 'reader-down', terminal: 'gate-1', consequence: 3 }),
    { admin: 'device-problem' },
  ],
  [
    'a hint about a terminal',
    () =>
      exceptionChanged(null, { category: 'device', code: 'few-reads', terminal: 'gate-1', consequence: 4 }),
    {},
  ],
  ['a request', ({ person }) => requestChanged(person.id), { leader: 'request-to-decide' }],
  [
    'a swap with somebody of another team',
    ({ person, colleague }) =>
      requestChanged(person.id, { kind: 'swap', others: [colleague.id], taker: colleague.id }),
    { hr: 'request-to-decide' },
  ],
  [
    'a decided request',
    ({ person }) => requestChanged(person.id, { state: 'granted' }),
    { worker: 'request-decided' },
  ],
  [
    'a granted swap',
    ({ person, colleague }) =>
      requestChanged(person.id, { kind: 'swap', state: 'granted', others: [colleague.id] }),
    { worker: 'request-decided', colleague: 'request-decided' },
  ],
  [
    'an expired offer',
    ({ person, colleague }) =>
      requestChanged(person.id, { kind: 'offer', state: 'expired', others: [colleague.id] }),
    { worker: 'request-decided' },
  ],
  [
    'an offer',
    ({ person, colleague }) =>
      requestChanged(person.id, { kind: 'offer', state: 'offered', others: [colleague.id] }),
    { colleague: 'shift-offered' },
  ],
  ['a request that was withdrawn', ({ person }) => requestChanged(person.id, { state: 'withdrawn' }), {}],
  [
    'a decided statement',
    ({ person }) => requestChanged(person.id, { kind: 'statement', state: 'refused' }),
    { worker: 'statement-decided' },
  ],
  ['a published week', ({ person }) => published([person.id]), { worker: 'schedule-published' }],
  ['approved hours', ({ person }) => periodChanged('approved', [person.id]), {}],
  ['a withdrawn approval', () => periodChanged('withdrawn'), {}],
  ['a locked period', () => periodChanged('locked'), { hr: 'period-changed' }],
];

describe('who hears', () => {
  it.each(CASES)('of %s', async (_what, event, hearers) => {
    await happen(hub, event(company));
    expect(await heard()).toEqual(hearers);
  });

  it('of a swap across teams: who leads both', async () => {
    const { person, colleague, askers } = company;
    const both = { name: `Both of ${person.id}`, role: 'supervisor' as const };
    const teams = [...(askers.leader.teams ?? []), ...(askers.otherLeader.teams ?? [])];
    await hub.askers.headers({ ...both, teams });
    const swap = { kind: 'swap' as const, others: [colleague.id], taker: colleague.id };
    await happen(hub, requestChanged(person.id, swap));
    expect(await heard()).toEqual({});
    expect((await told(hub, { ...both, teams })).map(({ kind }) => kind)).toEqual(['request-to-decide']);
  });

  it('of people whom nobody leads: HR, and never the person', async () => {
    const { person, askers } = company;
    await hub.database.primary.query('update account set disabled_at = now() where name = $1', [
      askers.leader.name,
    ]);
    const own = { name: 'HR who clocks in', role: 'hr' as const, employee: person.id };
    await hub.askers.headers(own);
    await happen(hub, requestChanged(person.id));
    expect((await told(hub, askers.hr)).map(({ kind }) => kind)).toEqual(['request-to-decide']);
    expect(await told(hub, own)).toEqual([]);
  });

  it('of a supervisor’s own request: not they', async () => {
    const { person, askers } = company;
    const own = { ...askers.leader, name: 'Leads herself', employee: person.id };
    await hub.askers.headers(own);
    await happen(hub, requestChanged(person.id));
    expect(await told(hub, own)).toEqual([]);
    expect(await told(hub, askers.leader)).toHaveLength(1);
  });

  it('in their language, without names', async () => {
    const { person, askers } = company;
    await happen(hub, exceptionChanged(person.id));
    const [en] = await told(hub, askers.leader);
    expect(en?.message).toBe('A punch is missing on 26 Nov 2026 in your teams.');
    const id = await accountOf(hub, askers.leader);
    await hub.database.primary.query(`update account set language = 'de' where id = $1`, [id]);
    const german = await ask(hub, 'GET', '/notifications', {
      as: askers.leader,
      headers: { 'accept-language': 'de' },
    });
    expect(german.text).toContain('Eine Stempelung fehlt am 26.11.2026 in Ihren Teams.');
    expect(german.text).not.toContain(person.familyName);
  });

  it('once, however often the log is read (R8), and not of what is old', async () => {
    const { person, askers } = company;
    await happen(hub, exceptionChanged(person.id));
    // Those of the site hear of earlier tests, too.
    const own = async () => (await told(hub, askers.leader)).filter(({ kind }) => kind !== 'understaffed');
    const before = await own();
    expect(before).toHaveLength(1);
    await hub.part(CursorRunner).rebuild('notifications');
    await hub.part(CursorRunner).caughtUp('notifications');
    expect(await own()).toEqual(before);
    await hub.database.primary.query('delete from notification');
    const events = (await hub.part(EventReader).read(LOG_START, 1_000)).slice(-1);
    const feed = (afterMs: number) =>
      hub.database.transaction(sql => hub.part(NotificationFeed).feed(sql, events, Date.now() + afterMs));
    await feed(25 * HOUR_MS);
    expect(await told(hub, askers.leader)).toEqual([]);
    await feed(23 * HOUR_MS);
    expect(await told(hub, askers.leader)).toHaveLength(1);
  });
});

describe('the list', () => {
  it('says what is unread, and is read by ids or up to a moment', async () => {
    const { person, askers } = company;
    await happen(hub, published([person.id]), requestChanged(person.id, { state: 'granted' }));
    await happen(hub, published([person.id]));
    const unread = async () =>
      (await ask(hub, 'GET', '/notifications/unread', { as: askers.worker })).data(UnreadCount).unread;
    expect(await unread()).toBe(3);
    const [newest, , oldest] = await told(hub, askers.worker);
    const read = (body: object) => ask(hub, 'POST', '/notifications/read', { as: askers.worker, body });
    expect((await read({ ids: [newest?.id] })).data(UnreadCount)).toEqual({ unread: 2 });
    expect((await told(hub, askers.worker, '?unread=true')).map(({ id }) => id)).not.toContain(newest?.id);
    expect((await read({ through: oldest?.at })).data(UnreadCount)).toEqual({ unread: 0 });
    expect(await told(hub, askers.worker)).toHaveLength(3);
    expect((await read({ ids: [] })).status).toBe(400);
    expect((await read({})).status).toBe(400);
  });

  it("is one's own: nobody reads or marks another's", async () => {
    const { person, askers } = company;
    await happen(hub, published([person.id]));
    const [mine] = await told(hub, askers.worker);
    await ask(hub, 'POST', '/notifications/read', { as: askers.colleague, body: { ids: [mine?.id] } });
    expect((await told(hub, askers.worker))[0]?.readAt).toBeNull();
    expect((await ask(hub, 'GET', '/notifications', { as: null })).status).toBe(401);
  });
});

describe('settings', () => {
  const PATH = '/auth/me/notification-settings';
  const put = (who: Who, version: number, body: object) =>
    ask(hub, 'PUT', PATH, { as: company.askers[who], body, headers: { 'if-match': `"${version}"` } });

  it('begin with what is usual for the role', async () => {
    const settings = (await ask(hub, 'GET', PATH, { as: company.askers.worker })).data(NotificationSettings);
    expect(settings).toMatchObject({ quiet: null, zone: 'Europe/Berlin', mailAvailable: false, version: 1 });
    expect(settings.kinds.map(({ kind }) => kind)).toEqual([
      ...['question-asked', 'statement-decided', 'request-decided', 'schedule-published', 'shift-offered'],
    ]);
  });

  it('are chosen, and obeyed from then on', async () => {
    const { person, askers } = company;
    const kinds = { 'exception-open': { inApp: false, email: true } };
    const answer = await put('leader', 1, { kinds, quiet: null });
    expect(answer.data(NotificationSettings)).toMatchObject({ version: 2 });
    await happen(hub, exceptionChanged(person.id), requestChanged(person.id));
    expect((await told(hub, askers.leader)).map(({ kind }) => kind)).toEqual(['request-to-decide']);
  });

  it('of another window are not overwritten', async () => {
    const body = { kinds: {}, quiet: { from: '22:00', to: '06:00', exceptUrgent: true } };
    expect((await put('worker', 1, body)).data(NotificationSettings).quiet).toEqual(body.quiet);
    expect((await put('worker', 1, body)).refusal()).toEqual([
      412,
      'PRECONDITION_FAILED',
      'CHANGED_MEANWHILE',
    ]);
    expect((await put('worker', 2, { kinds: {}, quiet: null })).data(NotificationSettings).version).toBe(3);
    expect((await ask(hub, 'PUT', PATH, { as: company.askers.worker, body })).status).toBe(428);
  });

  it.each([
    [{ kinds: { nonsense: { inApp: true, email: true } }, quiet: null }],
    [{ kinds: {}, quiet: { from: '24:00', to: '06:00', exceptUrgent: true } }],
    [{ kinds: {}, quiet: { from: '6:00', to: '07:00', exceptUrgent: true } }],
    [{ kinds: {} }],
  ])('are refused where they make no sense: %j', async body => {
    expect((await put('worker', 1, body)).refusal().slice(0, 2)).toEqual([400, 'VALIDATION_ERROR']);
  });
});

describe('whoever keeps the hub', () => {
  it('sees the outbox, and nobody else does', async () => {
    expect((await ask(hub, 'GET', '/notifications/outbox', { as: company.askers.admin })).status).toBe(200);
    expect((await ask(hub, 'GET', '/notifications/outbox', { as: company.askers.hr })).status).toBe(403);
  });
});

describe('what is kept', () => {
  const rows = async (account: string) =>
    await hub.database.primary.query(
      `select 'notification' as kept from notification where account_id = $1
       union all select 'settings' from notification_setting where account_id = $1`,
      [account],
    );

  it('goes when the person is erased, and is told to them before', async () => {
    const { person, askers } = company;
    await ask(hub, 'PUT', '/auth/me/notification-settings', {
      ...{ as: askers.worker, body: { kinds: {}, quiet: null }, headers: { 'if-match': '"1"' } },
    });
    await happen(hub, published([person.id]));
    const account = await accountOf(hub, askers.worker);
    expect(await rows(account)).toHaveLength(2);
    // Which waits until the replica, where exports are read, has what was written.
    await hub.get('/health/live');
    const exported = await ask(hub, 'GET', `/employees/${person.id}/export`);
    expect(exported.text).toContain('"kind":"schedule-published"');
    await hub.database.transaction(sql =>
      hub.part(AccountsOfPeople).erase(sql, [person.id], new Date().toISOString()),
    );
    expect(await rows(account)).toEqual([]);
  });

  it('goes after 90 days', async () => {
    const { person, askers } = company;
    await happen(hub, published([person.id]));
    const forget = (days: number) => hub.part(Notifications).forget(Date.now() + days * 24 * HOUR_MS);
    await forget(89);
    expect(await told(hub, askers.worker)).toHaveLength(1);
    await forget(91);
    expect(await told(hub, askers.worker)).toEqual([]);
  });
});
