import { randomUUID } from 'node:crypto';
import type { Receipt, ShiftWindow } from '@tapclock/contracts';
import { topics } from '@tapclock/contracts';
import { CursorRunner, EventLog, EventReader, EventSignal } from '../../src/event-log/index.ts';
import { Aftermath } from '../../src/ingest/aftermath.ts';
import { BatchCommitter } from '../../src/ingest/batch-committer.ts';
import { ChainsRepository } from '../../src/ingest/chains.repository.ts';
import { Directories } from '../../src/ingest/directories.ts';
import { Histories } from '../../src/ingest/histories.ts';
import { IngestService } from '../../src/ingest/ingest.service.ts';
import { Judgement } from '../../src/ingest/judgement.ts';
import type { ChainWatch } from '../../src/ingest/ports.ts';
import { QuarantineRepository } from '../../src/ingest/quarantine.repository.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { createLogger, type Log } from '../../src/platform/logging/logger.ts';
import { HubMetrics } from '../../src/platform/metrics/hub-metrics.ts';
import { PunchesRepository } from '../../src/punches/index.ts';
import { MemoryBroker } from './memory-broker.ts';
import { TestTerminal } from './test-terminal.ts';

export const SITE = 'werk-test';

/** Says nothing unless TAPCLOCK_TEST_LOG names a level. */
export function testLog(): Log {
  return createLogger({ level: process.env.TAPCLOCK_TEST_LOG ?? 'silent' });
}

/** The hub's own database access on a suite's database, started. */
export function openHubDatabase(
  urls: { url: string; replicaUrl?: string | null },
  onRead?: (target: 'replica' | 'primary') => void,
): PgDatabase {
  const replicaUrl = urls.replicaUrl ?? null;
  const database = new PgDatabase({
    url: urls.url,
    replicaUrl,
    poolMax: 8,
    log: testLog(),
    ...(onRead ? { onRead } : {}),
  });
  database.start();
  return database;
}

/** The event log without Nest. */
export async function openEventLog(database: Database) {
  const signal = new EventSignal(database, testLog());
  await signal.onModuleInit();
  const reader = new EventReader(database);
  const runner = new CursorRunner(database, reader, signal, testLog());
  return { signal, log: new EventLog(signal), reader, runner };
}

export interface Person {
  employee: string;
  credential: string;
}

/** A site with one area and people with a badge each. */
export async function seedPeople(database: Database, count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, () => ({
    employee: randomUUID(),
    credential: `${randomUUID()}${randomUUID()}`.replaceAll('-', ''),
  }));
  const { primary } = database;
  await primary.query(
    `insert into site (id, name, zone, language) values ($1, 'Test', 'Europe/Berlin', 'en') on conflict do nothing`,
    [SITE],
  );
  await primary.query(
    `insert into area (site_id, id, name) values ($1, 'hall', 'Hall') on conflict do nothing`,
    [SITE],
  );
  await primary.query(
    `insert into employee (id, site_id, area_id, number, given_name, family_name, short_name, language)
     select id, $1, 'hall', left(md5(id::text), 12), 'G', 'F', 'G F', 'en' from unnest($2::uuid[]) as e (id)`,
    [SITE, people.map(person => person.employee)],
  );
  await primary.query(
    'insert into credential (site_id, digest, employee_id) select $1, digest, id from unnest($2::text[], $3::uuid[]) as c (digest, id)',
    [SITE, people.map(person => person.credential), people.map(person => person.employee)],
  );
  return people;
}

/** Enrols a terminal; the password is nobody's. */
export async function enrol(database: Database, terminal: TestTerminal): Promise<void> {
  await database.primary.query(
    `insert into terminal (id, site_id, place, public_key, password_hash) values ($1, $2, 'Gate', $3, '-')`,
    [terminal.name, terminal.site, terminal.publicKey],
  );
}

/** Plans a shift for a person. */
export async function plan(database: Database, employee: string, window: ShiftWindow): Promise<void> {
  const [shift] = await database.primary.query<{ id: string }>(
    `insert into shift (id, site_id, name, starts_local, ends_local, grace_seconds)
     values (gen_random_uuid(), $1, $2, '00:00', '00:00', $3) returning id`,
    [SITE, window.name, window.graceSeconds],
  );
  await database.primary.query(
    `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at)
     values (gen_random_uuid(), $1, $2, $3::timestamptz::date, $3, $4)`,
    [employee, shift?.id, window.startsAt, window.endsAt],
  );
}

export interface WatchedChains extends ChainWatch {
  replays: { terminal: string; boot: number; sequence: number }[];
  alarms: { terminal: string; alarm: string }[];
  whole: { terminal: string; boot: number; through: number }[];
}

/** Ingest with everything real but the broker, and directories that read the tables. */
export async function openIngest(database: Database, broker = new MemoryBroker()) {
  const { signal, log } = await openEventLog(database);
  const punches = new PunchesRepository();
  const histories = new Histories(punches, signal);
  histories.onModuleInit();
  const directories = new Directories(signal, ...sqlDirectories(database));
  directories.onModuleInit();
  const committer = new BatchCommitter(
    database,
    punches,
    new ChainsRepository(),
    new QuarantineRepository(),
    log,
    new Judgement(directories, histories),
  );
  const watch = watchedChains();
  const metrics = new HubMetrics();
  const aftermath = new Aftermath(broker, watch, metrics, testLog());
  const service = new IngestService(broker, directories, histories, committer, aftermath, metrics, testLog());
  service.onModuleInit();
  service.start();
  return { service, broker, watch, metrics, committer };
}

function watchedChains(): WatchedChains {
  const replays: WatchedChains['replays'] = [];
  const alarms: WatchedChains['alarms'] = [];
  const whole: WatchedChains['whole'] = [];
  return {
    replays,
    alarms,
    whole,
    requestReplay: ({ terminal, boot, sequence }) => replays.push({ terminal, boot, sequence }),
    raiseAlarm: ({ terminal, alarm }) => alarms.push({ terminal, alarm }),
    chainWhole: ({ terminal, boot, through }) => whole.push({ terminal, boot, through }),
  };
}

function sqlDirectories(
  database: Database,
): ConstructorParameters<typeof Directories> extends [unknown, ...infer Rest] ? Rest : never {
  const { primary } = database;
  return [
    {
      findTerminals: terminals =>
        primary.query(
          `select id as terminal, site_id as site, place, public_key as "publicKey", null as "previousKey", revoked_at as "revokedAt"
           from terminal where id = any($1)`,
          [terminals],
        ),
    },
    {
      findHoldings: wanted =>
        primary.query(
          `select site_id as site, digest, employee_id as employee, issued_at as "issuedAt", ended_at as "endedAt",
                  ended_why as "endedWhy"
           from credential join unnest($1::text[], $2::text[]) as w (site_id, digest) using (site_id, digest)`,
          [wanted.map(want => want.site), wanted.map(want => want.digest)],
        ),
      findEmployees: employees =>
        primary.query('select id as employee, site_id as site from employee where id = any($1::uuid[])', [
          employees,
        ]),
    },
    {
      findWindows: async (employees, from, to) => {
        const rows = await primary.query<{ employee: string } & ShiftWindow>(
          `select employee_id as employee, name, starts_at as "startsAt", ends_at as "endsAt",
                  assignment.grace_seconds as "graceSeconds"
           from assignment join shift on shift.id = shift_id
           where employee_id = any($1::uuid[]) and starts_at < $3 and ends_at > $2 order by starts_at`,
          [employees, from, to],
        );
        return rows.map(({ employee, ...window }) => ({ employee, window }));
      },
    },
  ];
}

/** Receipts of a terminal, once there are so many. */
export async function receiptsOf(
  broker: MemoryBroker,
  terminal: TestTerminal,
  count: number,
): Promise<Receipt[]> {
  const topic = topics.receipt(terminal.site, terminal.name);
  const messages = await broker.whenPublished(count, message => message.topic === topic);
  return messages.map(message => JSON.parse(message.payload) as Receipt);
}
