import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { apiSuccess, Fleet, type FleetTerminal } from '@tapclock/contracts';
import pg from 'pg';
import { FleetService } from '../../src/terminals/fleet/index.ts';
import { ChainWatch, StatusIntake, TerminalEnrolment } from '../../src/terminals/index.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ADDRESSES_VARIABLE, type ClusterAddresses } from '../support/test-cluster.ts';

/** Monday 06:20 in Berlin, eight days after the clocks were put back. */
const MONDAY = '2026-11-02T05:20:00.000Z';
const mondayMs = Date.parse(MONDAY);
const HOUR_MS = 3_600_000;

let hub: RunningTestHub;

let database = '';

beforeAll(async () => {
  hub = await runHub({
    change: config => {
      database = new URL(config.database.url).pathname;
      return config;
    },
  });
  await hub.enrol('gate-1');
  await hub.enrol('gate-2');
});
afterAll(() => hub.stop());
beforeEach(async () => {
  await owner('truncate punch, assignment, leave_day, holiday, quarantine');
  await owner(`update terminal set enrolled_at = '2026-01-01T00:00:00Z'`);
  await owner('update terminal_state set online = false, status = null, last_seen_at = null, alarm = null');
});

/** Facts are append-only for the hub: whoever makes history for a test must be more than that. */
async function owner(sql: string, parameters: unknown[] = []): Promise<void> {
  const { ownerUrl } = JSON.parse(process.env[ADDRESSES_VARIABLE] ?? '{}') as ClusterAddresses;
  const url = new URL(ownerUrl);
  url.pathname = database;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(sql, parameters);
  await client.end();
}

let sequence = 0;

/** Taps at a terminal, at these instants. */
async function taps(terminal: string, ...instants: string[]): Promise<void> {
  const sequences = instants.map(() => {
    sequence += 1;
    return sequence;
  });
  await hub.database.primary.query(
    `insert into punch (punch_id, terminal_id, boot, sequence, site_id, action, occurred_at, received_at, findings, verdict, chain_hash, body)
     select gen_random_uuid(), $1, 1, n, $2, 'clock-in', at, at, '[]', '{}', '', '{}'
     from unnest($3::bigint[], $4::timestamptz[]) as t (n, at)`,
    [terminal, SITE, sequences, instants],
  );
}

/** So many people whose shift begins then. */
async function due(people: number, startsAt: string): Promise<string[]> {
  const shift = randomUUID();
  await hub.database.primary.query(
    `insert into shift (id, site_id, name, starts_local, ends_local) values ($1, $2, 'Early', '06:00', '14:00')`,
    [shift, SITE],
  );
  const employees: string[] = [];
  for (let nth = 0; nth < people; nth += 1) employees.push((await addPerson(hub)).id);
  await hub.database.primary.query(
    `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at)
     select gen_random_uuid(), e, $2, ($3::timestamptz)::date, $3::timestamptz, $3::timestamptz + interval '8 hours'
     from unnest($1::uuid[]) as e`,
    [employees, shift, startsAt],
  );
  return employees;
}

async function fleet(at = MONDAY): Promise<FleetTerminal[]> {
  // A read over HTTP first: it waits until the replica has everything.
  await hub.get(`/api/v1/terminals?site=${SITE}`);
  return Fleet.parse(await hub.part(FleetService).of(SITE, Date.parse(at))).terminals;
}

const findings = async (terminal: string, at = MONDAY) =>
  (await fleet(at)).find(known => known.terminal === terminal)?.findings;
const codes = async (terminal: string, at = MONDAY) =>
  (await findings(terminal, at))?.map(({ code }) => code);

describe('taps of the last hour against usual', () => {
  /** Ten taps in the hour before 06:20 by the site's clock, so many weeks ago. */
  const week = (ago: number, count: number) => {
    // Before 25 October the site was two hours ahead of UTC.
    const sameClockMs = mondayMs - ago * 7 * 24 * HOUR_MS - (ago > 1 ? HOUR_MS : 0);
    return Array.from({ length: count }, (_, nth) =>
      new Date(sameClockMs - (nth + 1) * 60_000).toISOString(),
    );
  };

  it('are compared with the same hour of the same weekday by the site’s clock, across its change', async () => {
    await taps('gate-1', ...week(0, 3));
    for (const [ago, count] of [
      [1, 20],
      [2, 22],
      [3, 18],
      [4, 30],
      [5, 1],
      [6, 20],
      [7, 21],
      [8, 19],
    ] as const) {
      await taps('gate-1', ...week(ago, count));
    }
    const [gate] = await fleet();
    expect(gate).toMatchObject({ terminal: 'gate-1', reads: { lastHour: 3, usual: 20, weeks: 8 } });
    expect(gate?.findings).toContainEqual({ code: 'few-reads', urgent: false, reads: 3, usual: 20 });
  });

  it('do not count what is a moment before the hour, or of the ninth week', async () => {
    await taps('gate-1', new Date(mondayMs - HOUR_MS - 1).toISOString(), MONDAY, ...week(9, 5));
    expect((await fleet())[0]?.reads).toEqual({ lastHour: 0, usual: 0, weeks: 8 });
  });

  it('are compared with nothing while fewer than four weeks are known', async () => {
    await owner(`update terminal set enrolled_at = $1 where id = 'gate-1'`, [
      new Date(mondayMs - 26 * 24 * HOUR_MS).toISOString(),
    ]);
    await taps('gate-1', ...week(1, 40), ...week(2, 40), ...week(3, 40));
    const [one, two] = await fleet();
    expect(one?.reads).toEqual({ lastHour: 0, usual: null, weeks: 3 });
    expect(two?.reads).toEqual({ lastHour: 0, usual: 0, weeks: 8 });
  });
});

describe('people who were due', () => {
  const START = '2026-11-02T05:00:00.000Z';

  it('and of whom nobody tapped anywhere are told of at every terminal', async () => {
    await due(5, START);
    const expected = { code: 'no-taps', urgent: true, at: START, due: 5 };
    expect(await findings('gate-1')).toContainEqual(expected);
    expect(await findings('gate-2')).toContainEqual(expected);
  });

  it('are not told of before the first quarter of an hour, nor after four hours', async () => {
    await due(5, START);
    expect(await codes('gate-1', '2026-11-02T05:14:59.999Z')).not.toContain('no-taps');
    expect(await codes('gate-1', '2026-11-02T05:15:00.000Z')).toContain('no-taps');
    expect(await codes('gate-1', '2026-11-02T09:00:00.000Z')).not.toContain('no-taps');
  });

  it.each([
    ['an hour before', '2026-11-02T04:00:00.000Z', false],
    ['more than an hour before', '2026-11-02T03:59:59.999Z', true],
    ['a moment ago', '2026-11-02T05:19:59.000Z', false],
  ])('one of whom tapped %s', async (_when, at, told) => {
    await due(5, START);
    await taps('gate-2', at);
    expect((await codes('gate-1'))?.includes('no-taps')).toBe(told);
  });

  it('are fewer when some are on leave, and none on a holiday', async () => {
    const [first = ''] = await due(5, START);
    await owner(
      `insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at)
       values ($1, '2026-11-02', 'annual', 28800, 'VAC', 'test', now())`,
      [first],
    );
    expect(await codes('gate-1')).not.toContain('no-taps');
    await due(1, START);
    expect(await codes('gate-1')).toContain('no-taps');
    await owner(`insert into holiday (site_id, date, name) values ($1, '2026-11-02', 'Holiday')`, [SITE]);
    expect(await codes('gate-1')).not.toContain('no-taps');
  });
});

describe('GET /api/v1/fleet', () => {
  it('shows what a terminal says of itself and what is wrong with it', async () => {
    const kiosk = await hub.enrol('gate-3');
    await kiosk.connect();
    await kiosk.status({ sequence: 7, depth: 120 });
    // What was published before it on the same connection has come.
    kiosk.terminal.punch();
    await kiosk.publish(kiosk.terminal.topic, { forged: true });
    await kiosk.send(1);
    await hub.part(StatusIntake).settled();
    await hub.part(ChainWatch).settled();
    const { status, body } = await hub.get(`/api/v1/fleet?site=${SITE}`);
    const found = apiSuccess(Fleet)
      .parse(body)
      .data.terminals.find(({ terminal }) => terminal === 'gate-3');
    expect(status).toBe(200);
    expect(found).toMatchObject({
      ...{
        place: 'Place of gate-3',
        revokedAt: null,
        online: true,
        clockOffsetMs: 3,
        alarm: 'bad-signature',
      },
      versions: { bridge: '0.1.0', node: '24.21.0' },
      journal: { depth: 120, rows: 7, rowsMax: 1_000_000, state: 'ok' },
      readers: [{ id: 'front', state: 'online' }],
      reads: { lastHour: 1, usual: null, weeks: 0 },
    });
    expect(found?.findings.map(({ code }) => code).sort()).toEqual([
      'alarm',
      'journal-growing',
      'untrusted-messages',
    ]);
  });

  it('lists a revoked terminal only while somebody still sends in its name', async () => {
    const kiosk = await hub.enrol('gate-4');
    await hub.part(TerminalEnrolment).revoke('gate-4', { by: 'Ada Admin', reason: 'stolen' });
    const names = async () => (await fleet(new Date().toISOString())).map(({ terminal }) => terminal);
    expect(await names()).not.toContain('gate-4');
    await owner(
      `insert into quarantine (digest, topic, site_id, terminal_id, reason, detail, bytes, first_seen_at, last_seen_at)
       values ('d', $1, $2, 'gate-4', 'revoked-terminal', '', '', now(), now())`,
      [kiosk.terminal.topic, SITE],
    );
    expect(await names()).toContain('gate-4');
    expect(await codes('gate-4', new Date().toISOString())).toEqual(['revoked-still-sends']);
  });

  it('knows no other site, and is for who may see terminals', async () => {
    expect(await hub.get('/api/v1/fleet?site=elsewhere')).toMatchObject({ status: 404 });
    expect(await hub.get('/api/v1/fleet')).toMatchObject({ status: 400 });
    const person = await addPerson(hub);
    const worker = await hub.askers.headers({ role: 'worker', employee: person.id });
    expect(await hub.get(`/api/v1/fleet?site=${SITE}`, worker)).toMatchObject({ status: 403 });
    const supervisor = await hub.askers.headers({ role: 'supervisor' });
    expect(await hub.get(`/api/v1/fleet?site=${SITE}`, supervisor)).toMatchObject({ status: 200 });
  });
});
