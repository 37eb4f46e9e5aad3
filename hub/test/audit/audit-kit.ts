import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { AuditSealer } from '../../src/audit/audit-sealer.ts';
import { AuditTrail, type NewEntry } from '../../src/audit/audit-trail.ts';
import { readHeads, readTrail, type TrailReport, verifyTrail } from '../../src/audit/pure.ts';
import { SealsRepository } from '../../src/audit/seals.repository.ts';
import { readWholeTrail } from '../../src/audit/whole-trail.ts';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { clientSettings } from '../../src/platform/database/pg-pool.ts';
import { actAs } from '../../src/platform/http/access/asking-context.ts';
import { openHubDatabase, testLog } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';

/** Somebody who changes things. */
export const MIA = {
  who: { kind: 'account', id: randomUUID(), name: 'Mia Wagner', role: 'hr', employee: null },
  session: 'session-1',
  request: 'request-1',
  source: '192.0.2.7',
} as const;

/** The trail on a database of its own, without a hub; `owner` may do what nobody should. */
export class TrailOnly {
  readonly suite: TestDatabase;
  readonly database: PgDatabase;
  readonly owner: pg.Client;
  readonly trail = new AuditTrail();
  readonly seals = new SealsRepository();
  readonly sealer: AuditSealer;

  private constructor(suite: TestDatabase, owner: pg.Client) {
    this.suite = suite;
    this.owner = owner;
    this.database = openHubDatabase({ url: suite.url });
    this.sealer = this.anotherSealer();
  }

  static async open(): Promise<TrailOnly> {
    const suite = await createDatabase();
    const owner = new pg.Client(clientSettings(suite.ownerUrl, 'tapclock-test-owner'));
    await owner.connect();
    return new TrailOnly(suite, owner);
  }

  async stop(): Promise<void> {
    await this.owner.end();
    await this.database.stop();
    await this.suite.close();
  }

  anotherSealer(): AuditSealer {
    return new AuditSealer(this.database, this.seals, testLog());
  }

  /** Records entries, one transaction each. */
  async record(...entries: readonly Partial<NewEntry>[]): Promise<void> {
    for (const entry of entries) {
      await actAs(MIA, () => this.database.transaction(sql => this.trail.record(sql, anEntry(entry))));
    }
  }

  /** Resolves when everything recorded so far is sealed. */
  async sealed(): Promise<void> {
    await sealedAll(this.database, this.sealer);
  }

  /** What the verifier says of the whole database. */
  async verify(heads: string | null = null, key: string | null = null): Promise<TrailReport> {
    const client = new pg.Client(clientSettings(this.suite.url, 'tapclock-test-verify'));
    await client.connect();
    try {
      const lines = readTrail(bytesOf(readWholeTrail(client, new Date().toISOString())));
      return await verifyTrail(lines, heads === null ? null : readHeads(bytesOf([heads]), key));
    } finally {
      await client.end();
    }
  }
}

/** Seals until nothing is left; other suites' transactions on the same server hold entries back for a moment. */
export async function sealedAll(database: PgDatabase, sealer: AuditSealer): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    await sealer.sealAll();
    const [row] = await database.primary.query<{ left: boolean }>(
      'select exists (select from audit_entry e where not exists (select from audit_seal s where s.position = e.position)) as left',
    );
    if (row?.left === false) return;
    await delay(10);
  }
  throw new Error('entries stay without a seal');
}

/** An entry about nothing in particular. */
export function anEntry(more: Partial<NewEntry> = {}): NewEntry {
  return {
    action: 'leave.put',
    subject: { kind: 'leave', id: 'some' },
    concerns: { people: [randomUUID()], site: 'north' },
    before: { minutes: 240 },
    after: { minutes: 480 },
    why: 'asked for it',
    ...more,
  };
}

async function* bytesOf(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}
