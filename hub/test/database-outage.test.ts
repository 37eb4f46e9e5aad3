import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Cluster } from '../../tools/src/postgres/cluster.ts';
import { isUnavailable } from '../src/platform/database/errors.ts';
import type { PgDatabase } from '../src/platform/database/pg-database.ts';
import { startTestCluster, TEMPLATE } from './support/cluster-process.ts';
import { enrol, openHubDatabase, openIngest, receiptsOf, SITE, seedPeople } from './support/hub-parts.ts';
import { TestTerminal } from './support/test-terminal.ts';

/** These suites kill servers, so they have a cluster of their own. */
let cluster: Cluster;
let stopCluster: () => Promise<void>;
let database: PgDatabase;
let reads: string[];

beforeAll(async () => {
  ({ cluster, stop: stopCluster } = await startTestCluster({ replica: true, durable: true }));
  await cluster.createDatabase('outage', { template: TEMPLATE });
}, 60_000);
afterAll(() => stopCluster());
beforeEach(async () => {
  await cluster.startPrimary();
  await cluster.startReplica();
  open();
});
afterEach(() => database.stop());

function open(): void {
  reads = [];
  const urls = { url: cluster.appUrl('outage'), replicaUrl: cluster.replicaUrl('outage') };
  database = openHubDatabase(urls, target => reads.push(target));
}

const countSites = () =>
  database.snapshot(async sql => (await sql.query<{ count: number }>('select count(*) from site'))[0]?.count);
let sites = 0;
const addSite = () => {
  sites += 1;
  return database.transaction(sql =>
    sql.query(`insert into site (id, name, zone, language) values ($1, 'x', 'UTC', 'en')`, [`site-${sites}`]),
  );
};
/** Asks until it is so; there is nothing to wait on for what happens in another process. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 10));
}
async function onReplica(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.replicaSuperuserUrl('outage') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

describe('the replica', () => {
  it('serves reads once it was found alive', async () => {
    await until(() => database.replicaState() === 'up');
    await countSites();
    expect(reads).toEqual(['replica']);
  });

  it('that is dead at the start costs nobody a wait, and is used when it comes', async () => {
    await database.stop();
    await cluster.killReplica();
    open();
    const startedMs = performance.now();
    await countSites();
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(reads).toEqual(['primary']);
    expect(database.replicaState()).toBe('down');
    await cluster.startReplica();
    await until(() => database.replicaState() === 'up');
    await countSites();
    expect(reads).toEqual(['primary', 'replica']);
  });

  it('that dies later: the very next read goes to the primary, and so does one that it dies under', async () => {
    await until(() => database.replicaState() === 'up');
    await countSites();
    await cluster.killReplica();
    await countSites();
    await cluster.startReplica();
    await until(() => database.replicaState() === 'up');
    let isFirst = true;
    const value = await database.snapshot(async sql => {
      if (isFirst) {
        isFirst = false;
        await cluster.killReplica();
      }
      return sql.query('select 1 as one');
    });
    expect(value).toEqual([{ one: 1 }]);
    expect(reads).toEqual(['replica', 'primary', 'primary']);
  });

  it('is passed over by who has just written, until it has replayed that write', async () => {
    await until(() => database.replicaState() === 'up');
    const before = (await countSites()) ?? 0;
    await onReplica('select pg_wal_replay_pause()');
    const { lsn } = await addSite();
    const count = () =>
      database.snapshot(
        async sql => (await sql.query<{ count: number }>('select count(*) from site'))[0]?.count,
        {
          after: lsn,
        },
      );
    expect(await count()).toBe(before + 1);
    expect(await countSites()).toBe(before);
    expect(reads.slice(-2)).toEqual(['primary', 'replica']);
    await onReplica('select pg_wal_replay_resume()');
    await until(async () => {
      expect(await count()).toBe(before + 1);
      return reads.at(-1) === 'replica';
    });
  });
});

describe('the primary', () => {
  it('that was killed fails writes with a reason to try again, leaves reads alone, and is used when it is back', async () => {
    await until(() => database.replicaState() === 'up');
    await addSite();
    await cluster.killPrimary();
    // A backend notices the death of its postmaster only at its next wait; until then it answers.
    await until(async () => !(await database.ready()));
    expect(isUnavailable(await addSite().catch((error: unknown) => error))).toBe(true);
    await countSites();
    expect(reads.at(-1)).toBe('replica');
    await cluster.startPrimary();
    await until(() => database.ready());
    await addSite();
  });

  it('R1: punches that arrive while it is away get their receipt when it is back, and not before', async () => {
    await seedPeople(database, 1);
    const ingest = await openIngest(database);
    const known = new TestTerminal('gate-known', SITE);
    const unseen = new TestTerminal('gate-unseen', SITE);
    for (const terminal of [known, unseen]) await enrol(database, terminal);
    known.punch();
    await ingest.broker.deliver(known.topic, JSON.stringify(known.batch(1, 1)));
    await receiptsOf(ingest.broker, known, 1);

    await cluster.killPrimary();
    known.punch();
    unseen.punch();
    await ingest.broker.deliver(known.topic, JSON.stringify(known.batch(2, 2)));
    // The hub has not met this one yet: even to know its key it needs the database.
    await ingest.broker.deliver(unseen.topic, JSON.stringify(unseen.batch(1, 1)));
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(ingest.broker.published).toHaveLength(1);

    await cluster.startPrimary();
    const [, second] = await receiptsOf(ingest.broker, known, 2);
    expect(second).toMatchObject({ through: 2 });
    await receiptsOf(ingest.broker, unseen, 1);
    const rows = await database.primary.query('select terminal_id, sequence from punch order by 1, 2');
    expect(rows).toEqual([
      { terminal_id: 'gate-known', sequence: 1 },
      { terminal_id: 'gate-known', sequence: 2 },
      { terminal_id: 'gate-unseen', sequence: 1 },
    ]);
    await ingest.service.stop();
  });

  it('R1, R2: killed again and again while punches come in, it loses and doubles none', async () => {
    await seedPeople(database, 1);
    const ingest = await openIngest(database);
    const terminal = new TestTerminal('gate-kill', SITE);
    await enrol(database, terminal);
    const total = 60;
    for (let index = 0; index < total; index += 1) terminal.punch();
    let isDone = false;
    const chaos = (async () => {
      for (let round = 0; round < 3 && !isDone; round += 1) {
        await new Promise(resolve => setTimeout(resolve, 150));
        await cluster.killPrimary();
        await cluster.startPrimary();
      }
    })();
    for (let sequence = 1; sequence <= total; sequence += 1) {
      await ingest.broker.deliver(terminal.topic, JSON.stringify(terminal.batch(sequence, sequence)));
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    const receipts = await receiptsOf(ingest.broker, terminal, total);
    isDone = true;
    await chaos;
    expect(receipts.every(receipt => receipt.results.every(result => result.outcome === 'recorded'))).toBe(
      true,
    );
    const [row] = await database.primary.query(
      `select count(*) as punches, count(distinct sequence) as sequences,
              (select count(*) from event_log where payload ->> 'terminal' = 'gate-kill') as events
       from punch where terminal_id = 'gate-kill'`,
    );
    expect(row).toEqual({ punches: total, sequences: total, events: total });
    await ingest.service.stop();
  }, 60_000);
});
