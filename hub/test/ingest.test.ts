import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type PunchBatch, Receipt, topics } from '@tapclock/contracts';
import fc from 'fast-check';
import type { Database } from '../src/platform/database/database.ts';
import type { PgDatabase } from '../src/platform/database/pg-database.ts';
import {
  enrol,
  openHubDatabase,
  openIngest,
  type Person,
  plan,
  receiptsOf,
  SITE,
  seedPeople,
} from './support/hub-parts.ts';
import { createDatabase, type TestDatabase } from './support/test-cluster.ts';
import { TestTerminal } from './support/test-terminal.ts';

let suite: TestDatabase;
let database: PgDatabase;
let people: Person[];
let ingest: Awaited<ReturnType<typeof openIngest>>;
let terminal: TestTerminal;
let names = 0;

async function aTerminal(): Promise<TestTerminal> {
  names += 1;
  const made = new TestTerminal(`gate-${names}`, SITE);
  await enrol(database, made);
  return made;
}
const person = (index = 0): Person => {
  const found = people[index];
  if (!found) throw new Error('too few people');
  return found;
};
const deliver = (batch: PunchBatch, topic = topics.punch(SITE, batch.terminal)) =>
  ingest.broker.deliver(topic, JSON.stringify(batch));
const rowsOf = (name: string) =>
  database.primary.query<{ sequence: number; verdict: unknown }>(
    'select sequence, verdict from punch where terminal_id = $1 order by boot, sequence',
    [name],
  );
const quarantineOf = async (topic: string, count: number) => {
  for (let tries = 0; tries < 400; tries += 1) {
    const rows = await database.primary.query<{
      reason: string;
      bytes: Buffer;
      times: number;
      terminal_id: string | null;
    }>('select reason, bytes, times, terminal_id from quarantine where topic = $1 order by id', [topic]);
    if (rows.reduce((sum, row) => sum + row.times, 0) >= count) return rows;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error('nothing came to quarantine');
};

/** The database with another way of running transactions. */
function withTransaction(real: PgDatabase, transaction: PgDatabase['transaction']): Database {
  return {
    transaction,
    primary: real.primary,
    snapshot: (work, options) => real.snapshot(work, options),
    listen: (channel, handler) => real.listen(channel, handler),
  };
}

/** A database that answers some statements as Postgres answers data it cannot take. */
function refusing(real: PgDatabase, refuses: (values: readonly unknown[]) => boolean): Database {
  return withTransaction(real, work =>
    real.transaction(sql =>
      work({
        query: (text, values = []) =>
          refuses(values)
            ? Promise.reject(
                Object.assign(new Error('unsupported Unicode escape sequence'), { code: '22P05' }),
              )
            : sql.query(text, values),
      }),
    ),
  );
}

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  people = await seedPeople(database, 5);
});
beforeEach(async () => {
  ingest = await openIngest(database);
  terminal = await aTerminal();
});
afterEach(() => ingest.service.stop());
afterAll(async () => {
  await database.stop();
  await suite.close();
});

describe('a signed punch', () => {
  it('R1: is committed with its signature and event before its receipt leaves', async () => {
    const punch = terminal.punch({ credential: person().credential });
    await deliver(terminal.batch(1, 1));
    const [receipt] = await receiptsOf(ingest.broker, terminal, 1);
    expect(Receipt.parse(receipt)).toMatchObject({
      boot: terminal.boot,
      through: 1,
      results: [
        {
          punchId: punch.punchId,
          sequence: 1,
          outcome: 'recorded',
          verdict: { employee: person().employee, state: 'in' },
        },
      ],
    });
    const [row] = await database.primary.query(
      `select p.chain_hash, p.body, s.sig, e.kind, e.key, e.payload ->> 'punchId' as event_of, p.xmin::text = e.xmin::text as together
       from punch p join punch_signature s using (terminal_id, boot)
       join event_log e on e.payload ->> 'punchId' = p.punch_id::text where p.punch_id = $1`,
      [punch.punchId],
    );
    expect(row).toMatchObject({
      chain_hash: terminal.head,
      body: punch,
      sig: expect.any(String),
      kind: 'punch.recorded',
      key: person().employee,
      event_of: punch.punchId,
      together: true,
    });
  });

  it('keeps fields that this hub does not know under the chain', async () => {
    const punch = terminal.punch({ task: 'A-7', extra: { temperature: 36.6, list: [1, 'ü', null] } });
    await deliver(terminal.batch(1, 1));
    await receiptsOf(ingest.broker, terminal, 1);
    const [row] = await database.primary.query('select body from punch where punch_id = $1', [punch.punchId]);
    expect(row).toEqual({ body: punch });
  });

  it('is judged against the plan, and against the punches before it in the same message', async () => {
    const who = person(1);
    const window = {
      name: 'Early',
      startsAt: '2026-06-15T04:00:00.000Z',
      endsAt: '2026-06-15T12:00:00.000Z',
      graceSeconds: 300,
    };
    await plan(database, who.employee, window);
    const at = (clock: string) => ({ credential: who.credential, occurredAt: `2026-06-15T${clock}:00.000Z` });
    terminal.punch({ ...at('04:10'), action: 'clock-in' });
    terminal.punch({ ...at('08:00'), action: 'break-end' });
    terminal.punch({ ...at('11:00'), action: 'clock-out' });
    await deliver(terminal.batch(1, 3, { sent: { at: new Date().toISOString(), uptimeMs: null } }));
    const [receipt] = await receiptsOf(ingest.broker, terminal, 1);
    expect(
      receipt?.results.map(result => [
        result.verdict?.state,
        result.verdict?.shift,
        result.verdict?.findings,
      ]),
    ).toEqual([
      ['in', window, [{ code: 'late', seconds: 600, shiftStartsAt: window.startsAt }]],
      ['in', window, [{ code: 'wrong-order', state: 'in' }]],
      ['out', window, [{ code: 'early', seconds: 3600, shiftEndsAt: window.endsAt }]],
    ]);
  });

  it('is judged against punches from long ago when it comes late', async () => {
    const who = person(2);
    const other = await aTerminal();
    const at = (clock: string) => ({ credential: who.credential, occurredAt: `2026-05-11T${clock}:00.000Z` });
    for (let hour = 0; hour < 20; hour += 2) {
      other.punch({ ...at(`${10 + hour / 2}:00`), action: hour % 4 === 0 ? 'clock-in' : 'clock-out' });
    }
    await deliver(other.batch(1, 10));
    await receiptsOf(ingest.broker, other, 1);
    terminal.punch({ ...at('10:30'), action: 'break-end' });
    await deliver(terminal.batch(1, 1));
    const [receipt] = await receiptsOf(ingest.broker, terminal, 1);
    expect(receipt?.results[0]?.verdict?.findings).toEqual([{ code: 'wrong-order', state: 'in' }]);
  });

  it('R3: of an unknown badge is stored with a finding', async () => {
    terminal.punch({ action: 'auto', credential: 'ab'.repeat(32) });
    await deliver(terminal.batch(1, 1));
    const [receipt] = await receiptsOf(ingest.broker, terminal, 1);
    expect(receipt?.results[0]).toMatchObject({
      outcome: 'recorded',
      verdict: { employee: null, state: null, findings: [{ code: 'unknown-badge' }] },
    });
  });

  it('after a PIN counts for the person the terminal names, if there is one at the site', async () => {
    terminal.punch({ identifiedBy: 'pin', assurance: 'knowledge', employee: person(3).employee });
    terminal.punch({
      identifiedBy: 'pin',
      assurance: 'knowledge',
      employee: '00000000-0000-4000-8000-000000000000',
    });
    await deliver(terminal.batch(1, 2));
    const [receipt] = await receiptsOf(ingest.broker, terminal, 1);
    expect(receipt?.results.map(result => result.verdict?.employee)).toEqual([person(3).employee, null]);
  });

  it('R3: with a wrong clock is stored, marked, and given the instant that the hub worked out', async () => {
    const receivedAtMs = Date.now();
    terminal.punch({ occurredAt: '2001-01-01T00:00:00.000Z', uptimeMs: 5_000 });
    const batch = terminal.batch(1, 1, {
      sent: { at: new Date(receivedAtMs).toISOString(), uptimeMs: 15_000 },
    });
    await ingest.broker.deliver(terminal.topic, JSON.stringify(batch), receivedAtMs);
    await receiptsOf(ingest.broker, terminal, 1);
    const [row] = await database.primary.query<{ estimated_at: string; findings: unknown }>(
      'select estimated_at, findings from punch where terminal_id = $1',
      [terminal.name],
    );
    expect(row?.estimated_at).toBe(new Date(receivedAtMs - 10_000).toISOString());
    expect(row?.findings).toContainEqual({ code: 'clock-off', seconds: expect.any(Number) });
  });

  it('R3: is stored whatever year its clock is in', async () => {
    terminal.punch({ occurredAt: '0000-01-01T00:00:00.000Z' });
    terminal.punch({ occurredAt: '9999-12-31T23:59:59.999Z' });
    await deliver(terminal.batch(1, 2));
    await receiptsOf(ingest.broker, terminal, 1);
    const rows = await database.primary.query(
      'select occurred_at as at from punch where terminal_id = $1 order by sequence',
      [terminal.name],
    );
    expect(rows).toEqual([{ at: '0000-01-01T00:00:00.000Z' }, { at: '9999-12-31T23:59:59.999Z' }]);
  });
});

describe('R2: nothing counts twice', () => {
  it('stores one row and gives the same results for the same punches again, to another hub as well', async () => {
    terminal.punch({ credential: person().credential });
    terminal.punch({ credential: person(4).credential, action: 'clock-out' });
    await deliver(terminal.batch(1, 2));
    await deliver(terminal.batch(1, 2));
    const [first, second] = await receiptsOf(ingest.broker, terminal, 2);
    await ingest.service.stop();
    ingest = await openIngest(database);
    await deliver(terminal.batch(2, 2));
    const [third] = await receiptsOf(ingest.broker, terminal, 1);
    expect(second?.results).toEqual(first?.results);
    expect(third?.results).toEqual(first?.results.slice(1));
    expect(third?.through).toBe(2);
    expect(await rowsOf(terminal.name)).toHaveLength(2);
  });

  it('in any order of any deliveries, however they are cut', async () => {
    const cut = fc.record({ from: fc.integer({ min: 1, max: 12 }), length: fc.integer({ min: 1, max: 6 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cut, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (cuts, oneByOne) => {
          const gate = await aTerminal();
          for (let index = 0; index < 12; index += 1) {
            const { credential } = person(index % 3);
            gate.punch({ credential, action: index % 2 === 0 ? 'clock-in' : 'clock-out' });
          }
          const ranges = [
            ...cuts.map(({ from, length }) => [from, Math.min(from + length - 1, 12)] as const),
            [1, 12] as const,
          ];
          for (const [index, [from, to]] of ranges.entries()) {
            await deliver(gate.batch(from, to));
            if (oneByOne) await receiptsOf(ingest.broker, gate, index + 1);
          }
          const receipts = await receiptsOf(ingest.broker, gate, ranges.length);
          const rows = await rowsOf(gate.name);
          expect(rows.map(row => row.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
          for (const { results } of receipts) {
            for (const result of results) {
              expect(result.outcome).toBe('recorded');
              expect(result.verdict).toEqual(rows[result.sequence - 1]?.verdict);
            }
          }
          expect(receipts.at(-1)?.through).toBe(12);
          const [events] = await database.primary.query<{ count: number }>(
            `select count(*) from event_log where payload ->> 'terminal' = $1`,
            [gate.name],
          );
          expect(events?.count).toBe(12);
          expect(ingest.watch.alarms.filter(alarm => alarm.terminal === gate.name)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('notices another punch under the same number: keeps the first, quarantines the second, says so', async () => {
    const twin = new TestTerminal(terminal.name, SITE, terminal.boot);
    // The same device key with another journal, as after restoring an old disk image.
    Object.defineProperty(twin, 'sign', {
      value: (batch: Omit<PunchBatch, 'sig' | 'previous'>) => terminal.sign(batch),
    });
    terminal.punch({ action: 'clock-in' });
    twin.punch({ action: 'clock-out' });
    twin.punch({ action: 'clock-out' });
    await deliver(terminal.batch(1, 1));
    const [first] = await receiptsOf(ingest.broker, terminal, 1);
    await deliver(twin.batch(1, 2));
    await deliver(twin.batch(1, 2, { sent: { at: '2026-01-01T00:00:00.000Z', uptimeMs: null } }));
    const [, second, third] = await receiptsOf(ingest.broker, terminal, 3);
    expect(second?.results.map(result => result.outcome)).toEqual(['quarantined', 'recorded']);
    expect(second?.results[0]?.verdict).toBeNull();
    expect(third?.results).toEqual(second?.results);
    expect((await rowsOf(terminal.name))[0]?.verdict).toEqual(first?.results[0]?.verdict);
    expect(await quarantineOf(terminal.topic, 2)).toMatchObject([
      { reason: 'sequence-conflict' },
      { reason: 'sequence-conflict' },
    ]);
    expect(ingest.watch.alarms).toContainEqual({ terminal: terminal.name, alarm: 'sequence-conflict' });
  });

  it('notices an id that stands under another number', async () => {
    const { punchId } = terminal.punch();
    terminal.punch({ punchId, occurredAt: '2026-01-01T00:00:00.000Z' });
    await deliver(terminal.batch(1, 1));
    await receiptsOf(ingest.broker, terminal, 1);
    await deliver(terminal.batch(2, 2));
    const [, second] = await receiptsOf(ingest.broker, terminal, 2);
    expect(second).toMatchObject({ through: 2, results: [{ outcome: 'quarantined' }] });
    expect(await rowsOf(terminal.name)).toHaveLength(1);
  });
});

describe('R9: holes and breaks', () => {
  const three = () => Array.from({ length: 9 }, () => terminal.punch());

  it('asks for what is missing, stores what is there, and knows when the hole is filled', async () => {
    three();
    await deliver(terminal.batch(1, 3));
    await deliver(terminal.batch(7, 9));
    const [, second] = await receiptsOf(ingest.broker, terminal, 2);
    expect(second).toMatchObject({ through: 3 });
    expect(ingest.watch.replays.at(-1)).toEqual({
      terminal: terminal.name,
      boot: terminal.boot,
      sequence: 4,
    });
    await deliver(terminal.batch(4, 6));
    const [, , third] = await receiptsOf(ingest.broker, terminal, 3);
    expect(third).toMatchObject({ through: 9 });
    expect(ingest.watch.whole).toEqual([{ terminal: terminal.name, boot: terminal.boot, through: 9 }]);
    expect(ingest.watch.alarms).toEqual([]);
  });

  it('asks for the end of the boot before, and knows when it came', async () => {
    three();
    const firstBoot = terminal.boot;
    terminal.restart();
    terminal.punch();
    await deliver(terminal.batch(1, 6, { boot: firstBoot }));
    await deliver(terminal.batch(1, 1));
    await receiptsOf(ingest.broker, terminal, 2);
    expect(ingest.watch.replays).toEqual([{ terminal: terminal.name, boot: firstBoot, sequence: 7 }]);
    await deliver(terminal.batch(7, 9, { boot: firstBoot }));
    await receiptsOf(ingest.broker, terminal, 3);
    expect(ingest.watch.whole).toEqual([{ terminal: terminal.name, boot: firstBoot, through: 9 }]);
  });

  it('asks for everything when a past is claimed that nobody knows', async () => {
    three();
    terminal.restart();
    terminal.punch();
    await deliver(terminal.batch(1, 1));
    await receiptsOf(ingest.broker, terminal, 1);
    expect(ingest.watch.replays).toEqual([{ terminal: terminal.name, boot: 1, sequence: 1 }]);
  });

  it('raises an alarm for a chain that starts anew, and stores its punches all the same', async () => {
    three();
    await deliver(terminal.batch(1, 9));
    const lost = new TestTerminal(terminal.name, SITE, terminal.boot + 1);
    Object.defineProperty(lost, 'sign', {
      value: (batch: Omit<PunchBatch, 'sig' | 'previous'>) => terminal.sign(batch),
    });
    lost.punch();
    await deliver(lost.batch(1, 1));
    await receiptsOf(ingest.broker, terminal, 2);
    expect(ingest.watch.alarms).toEqual([{ terminal: terminal.name, alarm: 'chain-broken' }]);
    expect(await rowsOf(terminal.name)).toHaveLength(10);
  });

  it('does not take batches for a hole that arrive together in the wrong order', async () => {
    three();
    await Promise.all([
      deliver(terminal.batch(7, 9)),
      deliver(terminal.batch(4, 6)),
      deliver(terminal.batch(1, 3)),
    ]);
    const receipts = await receiptsOf(ingest.broker, terminal, 3);
    expect(receipts.at(-1)?.through).toBe(9);
  });
});

describe('R3: what cannot be trusted', () => {
  const noReceipt = () => ingest.broker.published.filter(message => message.topic.includes(terminal.name));

  it.each([
    [
      'a punch that was changed',
      'bad-chain',
      (batch: PunchBatch) => ({
        ...batch,
        punches: batch.punches.map(punch => ({ ...punch, action: 'clock-out' })),
      }),
    ],
    [
      'a punch with a field added',
      'bad-chain',
      (batch: PunchBatch) => ({ ...batch, punches: batch.punches.map(punch => ({ ...punch, extra: 1 })) }),
    ],
    ['another head', 'bad-chain', (batch: PunchBatch) => ({ ...batch, head: '0'.repeat(64) })],
    [
      'a changed time of sending',
      'bad-signature',
      (batch: PunchBatch) => ({ ...batch, sent: { at: '2026-01-01T00:00:00.000Z', uptimeMs: 1 } }),
    ],
    ['no punches', 'malformed', (batch: PunchBatch) => ({ ...batch, punches: [] })],
    ['a field missing', 'malformed', ({ head: _, ...batch }: PunchBatch) => batch],
    [
      'another terminal than its topic',
      'wrong-topic',
      (batch: PunchBatch) => ({ ...batch, terminal: 'gate-x' }),
    ],
  ])('%s goes to quarantine as %s, with its bytes and without a receipt', async (_name, reason, change) => {
    terminal.punch();
    const payload = JSON.stringify(change(terminal.batch(1, 1)));
    await ingest.broker.deliver(terminal.topic, payload);
    await ingest.broker.deliver(terminal.topic, payload);
    const rows = await quarantineOf(terminal.topic, 2);
    expect(rows).toMatchObject([{ reason, times: 2 }]);
    expect(rows[0]?.bytes.toString()).toBe(payload);
    expect(noReceipt()).toEqual([]);
    expect(await rowsOf(terminal.name)).toEqual([]);
    // Alarms follow the commit; once the service has stopped, everything has followed.
    await ingest.service.stop();
    expect(new Set(ingest.watch.alarms.map(({ alarm }) => alarm))).toEqual(new Set(['bad-signature']));
  });

  it.each([
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['text that is no JSON', Buffer.from('{"terminal": ')],
    ['nothing', Buffer.alloc(0)],
    ['JSON nested without end', Buffer.from(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)],
  ])('%s', async (_name, payload) => {
    await ingest.broker.deliver(terminal.topic, payload);
    const rows = await quarantineOf(terminal.topic, 1);
    expect(rows).toMatchObject([{ reason: 'malformed', bytes: payload }]);
  });

  it('text that no database column takes is found before it stops everything', async () => {
    terminal.punch({ note: 'a\u0000b' });
    await deliver(terminal.batch(1, 1));
    expect(await quarantineOf(terminal.topic, 1)).toMatchObject([{ reason: 'malformed' }]);
    const other = await aTerminal();
    other.punch({ note: 'the text \\u0000 itself is fine' });
    await deliver(other.batch(1, 1));
    await receiptsOf(ingest.broker, other, 1);
  });

  it('a number that no double holds, and nesting that no stack holds', async () => {
    terminal.punch();
    const text = JSON.stringify(terminal.batch(1, 1));
    await ingest.broker.deliver(terminal.topic, text.replace('"zone":', '"big":1e999,"zone":'));
    const deep = `"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},"zone":`;
    await ingest.broker.deliver(terminal.topic, text.replace('"zone":', deep));
    expect(await quarantineOf(terminal.topic, 2)).toMatchObject([
      { reason: 'malformed' },
      { reason: 'malformed' },
    ]);
  });

  it('a message that alone cannot be stored does not keep the others from it', async () => {
    await ingest.service.stop();
    ingest = await openIngest(
      refusing(
        database,
        values => JSON.stringify(values).includes('poison') && !JSON.stringify(values).includes('unstorable'),
      ),
    );
    const others = await Promise.all([aTerminal(), aTerminal(), aTerminal()]);
    terminal.punch({ note: 'poison' });
    for (const other of others) other.punch();
    await Promise.all(
      [...others.slice(1), terminal, ...others.slice(0, 1)].map(gate => deliver(gate.batch(1, 1))),
    );
    for (const other of others) await receiptsOf(ingest.broker, other, 1);
    expect(await quarantineOf(terminal.topic, 1)).toMatchObject([
      { reason: 'unstorable', terminal_id: terminal.name },
    ]);
    expect(ingest.broker.published.filter(message => message.topic.includes(terminal.name))).toEqual([]);
  });

  it('too large a message is cut to what a valid one could be', async () => {
    await ingest.broker.deliver(terminal.topic, Buffer.alloc(600 * 1024, 0x20));
    const [row] = await quarantineOf(terminal.topic, 1);
    expect(row?.reason).toBe('too-large');
    expect(row?.bytes.length).toBe(512 * 1024);
  });

  it('an unknown terminal, a revoked one and one of another site get no receipt', async () => {
    const stranger = new TestTerminal('stranger', SITE);
    stranger.punch();
    await deliver(stranger.batch(1, 1));
    expect(await quarantineOf(stranger.topic, 1)).toMatchObject([{ reason: 'unknown-terminal' }]);

    terminal.punch();
    const elsewhere = topics.punch('werk-sued', terminal.name);
    await deliver(terminal.batch(1, 1), elsewhere);
    expect(await quarantineOf(elsewhere, 1)).toMatchObject([
      { reason: 'wrong-topic', terminal_id: terminal.name },
    ]);

    await database.transaction(async sql => {
      await sql.query('update terminal set revoked_at = now() where id = $1', [terminal.name]);
      await sql.query(`select pg_notify('tapclock_events', '')`);
    });
    let hear: () => void = () => undefined;
    const heard = new Promise<void>(resolve => {
      hear = resolve;
    });
    await database.listen('test_after', () => hear());
    await database.primary.query(`select pg_notify('test_after', 'x')`);
    await heard;
    await deliver(terminal.batch(1, 1));
    expect(await quarantineOf(terminal.topic, 1)).toMatchObject([{ reason: 'revoked-terminal' }]);
    expect(ingest.broker.published).toEqual([]);
  });
});

describe('R1: between commit and receipt', () => {
  it('a hub that dies there answers the resend as it would have answered', async () => {
    terminal.punch({ credential: person().credential });
    ingest.broker.connected = false;
    await deliver(terminal.batch(1, 1));
    while ((await rowsOf(terminal.name)).length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    expect(ingest.broker.published).toEqual([]);
    const stored = await rowsOf(terminal.name);
    await ingest.service.stop();
    ingest = await openIngest(database);
    await deliver(terminal.batch(1, 1));
    const [receipt] = await receiptsOf(ingest.broker, terminal, 1);
    expect(receipt?.results).toMatchObject([{ outcome: 'recorded', verdict: stored[0]?.verdict }]);
    expect(await rowsOf(terminal.name)).toHaveLength(1);
  });

  it('no receipt leaves for what is not committed', async () => {
    const commits: number[] = [];
    const slow: PgDatabase['transaction'] = async work => {
      const done = await database.transaction(work);
      expect(ingest.broker.published).toEqual([]);
      commits.push(1);
      return done;
    };
    await ingest.service.stop();
    const watched = withTransaction(database, slow);
    ingest = await openIngest(watched);
    terminal.punch();
    await deliver(terminal.batch(1, 1));
    await receiptsOf(ingest.broker, terminal, 1);
    expect(commits).toEqual([1]);
  });
});
