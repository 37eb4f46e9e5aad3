import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExceptionView, type OnlineStatus, topics } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { type Kiosk, SITE, ZONE } from '../kit/running-hub.ts';
import { ago, ExceptionsCompany, wallIn } from './kit.ts';
import { settledByFirst } from './settle-kit.ts';

let company: ExceptionsCompany;

beforeAll(async () => {
  company = await ExceptionsCompany.open({ attendance: { lateGraceMin: 60, earlyGraceMin: 600 } });
});
afterAll(async () => {
  await company.close();
});

let kiosks = 0;
async function aKiosk(): Promise<Kiosk> {
  kiosks += 1;
  const kiosk = await company.hub.enrol(`kiosk-${kiosks}`);
  await kiosk.connect();
  return kiosk;
}

type Reader = OnlineStatus['readers'][number];
const READER: Reader = {
  id: 'front',
  family: 'rdm6300',
  place: 'front',
  state: 'online',
  problem: null,
  reads: 1,
  refusedReads: 0,
  discardedBytes: 0,
  lastReadAt: null,
};

/** A terminal tells how it is, as a bridge does: bytes over the broker. */
async function says(
  kiosk: Kiosk,
  more: {
    clockOffsetMs?: number;
    depth?: number;
    rows?: number;
    state?: OnlineStatus['journal']['state'];
    reader?: Partial<Reader>;
  } = {},
): Promise<void> {
  const { site, name, boot } = kiosk.terminal;
  const now = new Date().toISOString();
  const { clockOffsetMs = 3, depth = 0, rows = 0, state = 'ok', reader = {} } = more;
  await kiosk.publish(
    topics.status(site, name),
    {
      ...{ online: true, sentAt: now, startedAt: now, boot, clockOffsetMs },
      versions: { bridge: '0.1.0', node: '24.21.0' },
      journal: { depth, rows, rowsMax: 1_000, state, head: null },
      readers: [{ ...READER, ...reader }],
    },
    true,
  );
}

/** What is said of a terminal; what is said of people who tapped there has a category of its own. */
const of = (kiosk: Kiosk) => `terminal=${kiosk.terminal.name}`;
const device = (found: ExceptionView[]) =>
  found.filter(({ category }) => category === 'device' || category === 'clock');
/** Tells the hub to look at its terminals, as any news of one does. */
async function news(): Promise<void> {
  await says(await aKiosk());
}

/** Somebody has seen what is told first, and says so. */
async function seen([found]: ExceptionView[]): Promise<void> {
  if (!found) throw new Error('it is there');
  expect(await settledByFirst(company, found)).toBe('accept');
}

const some = (found: unknown[]) => found.length > 0;
const none = (found: unknown[]) => found.length === 0;

describe('what a terminal says about itself', () => {
  it.each([
    ['reader-down', { reader: { state: 'missing', problem: 'unplugged' } }, {}, 'device', 2],
    ['terminal-clock-off', { clockOffsetMs: 30_000 }, { clockOffsetMs: 29_999 }, 'clock', 3],
    ['journal-growing', { depth: 100 }, { depth: 99 }, 'device', 3],
    ['journal-full', { rows: 800 }, { rows: 799 }, 'device', 2],
    ['journal-full', { rows: 1_000, state: 'full' }, {}, 'device', 1],
    ['journal-failed', { state: 'failed' }, {}, 'device', 1],
  ] as const)('%s %j', async (code, beyond, below, category, consequence) => {
    const [kiosk, fine] = [await aKiosk(), await aKiosk()];
    await says(fine, below);
    await says(kiosk, beyond);
    expect(await company.soon(of(kiosk), some)).toMatchObject([
      { code, category, consequence, person: null, site: SITE, terminal: { terminal: kiosk.terminal.name } },
    ]);
    expect(await company.inbox(of(fine))).toEqual([]);
    await says(kiosk);
    await news();
    expect(await company.soon(of(kiosk), none)).toEqual([]);
    await says(kiosk, beyond);
    await news();
    await seen(await company.soon(of(kiosk), some));
    await news();
    expect(await company.inbox(of(kiosk))).toEqual([]);
  });

  it('that its reader is back ends the exception, and the next failure opens it again', async () => {
    const kiosk = await aKiosk();
    const down = { reader: { state: 'silent', problem: 'no-bytes' } } as const;
    await says(kiosk, down);
    const [first] = await company.soon(of(kiosk), some);
    expect(first?.message).toBe('The badge reader “front” does not work: no-bytes.');
    await says(kiosk);
    await company.soon(of(kiosk), none);
    await says(kiosk, down);
    const [again] = await company.soon(of(kiosk), some);
    expect(again).toMatchObject({ id: first?.id, version: 3 });
  });
});

describe('what is seen of a terminal', () => {
  const { query } = {
    query: (text: string, values: unknown[]) => company.hub.database.primary.query(text, values),
  };
  it.each([
    ['offline', 121, 118, 3],
    ['offline', 901, 118, 2],
  ])('%s for %i seconds', async (code, beyond, below, consequence) => {
    const [gone, fresh] = [await aKiosk(), await aKiosk()];
    for (const [kiosk, seconds] of [
      [gone, beyond],
      [fresh, below],
    ] as const)
      await query(
        `insert into terminal_state (terminal_id, online, last_seen_at) values ($1, false, now() - make_interval(secs => $2))
         on conflict (terminal_id) do update set online = false, last_seen_at = excluded.last_seen_at`,
        [kiosk.terminal.name, seconds],
      );
    await news();
    const found = await company.soon(of(gone), some);
    expect(found).toMatchObject([{ code, consequence }]);
    expect(await company.inbox(of(fresh))).toEqual([]);
    await seen(found);
  });

  it('never-seen', async () => {
    const [old, fresh] = [await aKiosk(), await aKiosk()];
    await query('update terminal set enrolled_at = $2 where id = $1', [old.terminal.name, ago(10.1)]);
    await query('update terminal set enrolled_at = $2 where id = $1', [fresh.terminal.name, ago(9)]);
    await news();
    const found = await company.soon(of(old), some);
    expect(found).toMatchObject([{ code: 'never-seen' }]);
    expect(await company.inbox(of(fresh))).toEqual([]);
    await seen(found);
  });

  it('a chain with a hole', async () => {
    const [kiosk, person] = [await aKiosk(), await company.person()];
    await says(kiosk);
    for (const action of ['clock-in', 'break-start', 'break-end'] as const)
      kiosk.terminal.punch({ action, credential: person.credential, occurredAt: ago(1) });
    await kiosk.send(1);
    await kiosk.send(3);
    expect(device(await company.soon(of(kiosk), found => some(device(found))))).toMatchObject([
      { code: 'alarm', consequence: 3 },
    ]);
    await kiosk.send(2);
    expect(device(await company.soon(of(kiosk), found => none(device(found))))).toEqual([]);
    kiosk.terminal.punch({ action: 'break-start', credential: person.credential, occurredAt: ago(0) });
    kiosk.terminal.punch({ action: 'break-end', credential: person.credential, occurredAt: ago(0) });
    await kiosk.send(5);
    await seen(device(await company.soon(of(kiosk), found => some(device(found)))));
  });

  it('messages that cannot be trusted, and more than that from one that was taken out of use', async () => {
    const [kiosk, quiet] = [await aKiosk(), await aKiosk()];
    await says(kiosk);
    await says(quiet);
    kiosk.terminal.punch({ occurredAt: ago(1) });
    await kiosk.publish(kiosk.terminal.topic, { ...kiosk.terminal.batch(1, 1), sig: `${'A'.repeat(86)}==` });
    await news();
    const both = await company.soon(of(kiosk), found => found.length === 2);
    expect(both.map(({ code }) => code).sort()).toEqual(['alarm', 'untrusted-messages']);
    await seen(both.filter(({ code }) => code === 'untrusted-messages'));
    await query("update terminal set revoked_at = now(), revoked_by = 'Mia' where id = any($1)", [
      [kiosk.terminal.name, quiet.terminal.name],
    ]);
    await news();
    const revoked = await company.soon(of(kiosk), ([one]) => one?.code === 'revoked-still-sends');
    expect(revoked.map(({ code }) => code)).toEqual(['revoked-still-sends']);
    expect(await company.inbox(of(quiet))).toEqual([]);
    await seen(revoked);
  });

  /** A kiosk at which so many tapped within this hour of each of the last eight weeks. */
  const usually = async (taps: number): Promise<Kiosk> => {
    const [kiosk, person] = [await aKiosk(), await company.person()];
    await says(kiosk);
    await query(`update terminal set enrolled_at = now() - interval '60 days' where id = $1`, [
      kiosk.terminal.name,
    ]);
    for (let week = 1; week <= 8; week += 1)
      for (let tap = 0; tap < taps; tap += 1) {
        const then = Temporal.Now.zonedDateTimeISO(ZONE).subtract({ weeks: week, minutes: 5 + tap });
        const occurredAt = new Date(then.epochMilliseconds).toISOString();
        kiosk.terminal.punch({ action: 'clock-in', credential: person.credential, occurredAt });
      }
    await kiosk.send(1, 8 * taps);
    return kiosk;
  };

  it('far fewer taps than usual', async () => {
    const [below, kiosk] = [await usually(9), await usually(10)];
    await news();
    const found = device(await company.soon(of(kiosk), all => some(device(all))));
    expect(found).toMatchObject([
      { code: 'few-reads', message: '0 taps in the last hour where 10 are usual: does the reader work?' },
    ]);
    expect(device(await company.inbox(of(below)))).toEqual([]);
    await seen(found);
  });
});

describe('a shift that began with nobody at any terminal', () => {
  it('is one matter of the site', async () => {
    const quiet = await ExceptionsCompany.open({ attendance: { lateGraceMin: 60, earlyGraceMin: 600 } });
    const [from, to] = [wallIn(-17), wallIn(300)];
    const plan = async (people: number) => {
      for (let nth = 0; nth < people; nth += 1)
        await quiet.plan(await quiet.person(), from.date, from.time, to.time);
    };
    await plan(4);
    await quiet.soon('code=not-here', found => found.length === 4);
    expect(await quiet.inbox('code=no-taps')).toEqual([]);
    await plan(1);
    await quiet.door.status();
    const found = await quiet.soon('code=no-taps', some);
    expect(found).toMatchObject([
      {
        terminal: null,
        at: from.instant,
        message: 'A shift of 5 people began, and nobody has tapped anywhere.',
      },
    ]);
    if (found[0]) expect(await settledByFirst(quiet, found[0])).toBe('accept');
    await quiet.close();
  });
});
