import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Language } from '@tapclock/contracts';
import { AccessModule } from '../../src/access/index.ts';
import { CorrectionsModule } from '../../src/corrections/index.ts';
import { EventLogModule } from '../../src/event-log/index.ts';
import { PeopleMembership, PeopleModule, PeopleService } from '../../src/people/index.ts';
import { ConfigModule } from '../../src/platform/config/config.module.ts';
import { loadHubConfig } from '../../src/platform/config/hub-config.ts';
import { DatabaseModule } from '../../src/platform/database/database.module.ts';
import { DATABASE, type Database } from '../../src/platform/database/database.ts';
import { HttpModule } from '../../src/platform/http/http.module.ts';
import { requestIdHook } from '../../src/platform/http/request-id.ts';
import { LoggingModule } from '../../src/platform/logging/logging.module.ts';
import { MetricsModule } from '../../src/platform/metrics/metrics.module.ts';
import { FairnessModule } from '../../src/timesheets/fairness/fairness.module.ts';
import { PoliciesModule } from '../../src/timesheets/policies/policies.module.ts';
import { PreviewModule } from '../../src/timesheets/policies/preview/preview.module.ts';
import { Askers } from '../kit/askers.ts';
import { OpenApiCheck } from '../kit/openapi-check.ts';
import { testLog } from '../support/hub-parts.ts';
import { createDatabase } from '../support/test-cluster.ts';

interface Answer {
  status: number;
  body: unknown;
}

/** The policies' part of the hub on a database of its own, asked by HTTP. */
export interface PoliciesApp {
  database: Database;
  part<T>(type: new (...args: never[]) => T): T;
  /** Asks once a living replica has everything written so far. */
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, by?: string | null, language?: Language): Promise<Answer>;
  stop(): Promise<void>;
}

export async function openPoliciesApp(): Promise<PoliciesApp> {
  const suite = await createDatabase();
  const settings = loadHubConfig({
    TAPCLOCK_DATABASE_URL: suite.url,
    TAPCLOCK_REPLICA_URL: suite.replicaUrl,
    TAPCLOCK_SECRETS_KEY: '07'.repeat(32),
  });
  const config = { ...settings, access: { secondFactorRoles: [] } };
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      LoggingModule.forRoot(testLog()),
      MetricsModule,
      DatabaseModule.forRoot(),
      HttpModule,
      AccessModule.register({ imports: [PeopleModule], membership: PeopleMembership }),
      EventLogModule,
      CorrectionsModule,
      PoliciesModule,
      PreviewModule,
      FairnessModule,
    ],
  })
  class TestApp {}
  const adapter = new FastifyAdapter();
  requestIdHook(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(TestApp, adapter, {
    logger: false,
    abortOnError: false,
  });
  await app.init();
  await adapter.getInstance().ready();
  const database = app.get<Database>(DATABASE);
  const askers = new Askers(app);
  const openapi = new OpenApiCheck(app);
  /** Reads go to the replica only if it has this, else to the primary: either way nothing is missing. */
  const settle = async () => {
    const { lsn } = await database.transaction(() => Promise.resolve());
    for (let tries = 0; tries < 500; tries += 1) {
      const [row] = await database.snapshot(
        sql => sql.query<{ replica: boolean }>('select pg_is_in_recovery() as replica'),
        { after: lsn },
      );
      if (row?.replica === true) return;
      await delay(10);
    }
  };
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    body: unknown,
    { by, language }: { by: string | null; language: Language },
  ) => {
    await settle();
    const answer = await app.inject({
      method,
      url,
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(by === null ? {} : await askers.headers({ name: by })),
        'accept-language': language,
      },
    });
    openapi.noteInjected(method, url, answer);
    openapi.verify();
    return { status: answer.statusCode, body: JSON.parse(answer.payload) as unknown };
  };
  return {
    database,
    part: type => app.get(type, { strict: false }),
    get: path => ask('GET', path, undefined, { by: 'Mia Wagner', language: 'en' }),
    post: (path, body, by = 'Mia Wagner', language = 'en') => ask('POST', path, body, { by, language }),
    stop: async () => {
      await app.close();
      await suite.close();
    },
  };
}

/** What an answer says went wrong: the code, then each problem as `path: message`. */
export function problemsOf({ body }: Answer): string[] {
  const { error } = body as {
    error: { code: string; message: string; details?: { path: string; message: string }[] };
  };
  const details = error.details?.map(({ path, message }) => `${path}: ${message}`) ?? [error.message];
  return [error.code, ...details];
}

/** A site with an early and a late team and no people yet. */
export async function addSite(app: PoliciesApp, id: string, zone = 'Europe/Berlin'): Promise<void> {
  await app.part(PeopleService).addSite({
    id,
    name: id,
    zone,
    language: 'en',
    areas: [{ id: 'hall', name: 'Hall' }],
    teams: [
      { id: 'early', name: 'Early' },
      { id: 'late', name: 'Late' },
    ],
  });
}

let numbers = 0;

/** People of a site; answers their ids in the order in which lists show them. */
export async function addPeople(
  app: PoliciesApp,
  site: string,
  count: number,
  team: string | null = 'early',
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID()).sort();
  await app.part(PeopleService).addEmployees(
    ids.map(id => {
      numbers += 1;
      return {
        id,
        site,
        area: 'hall',
        team,
        number: String(10_000 + numbers),
        givenName: 'Maria',
        familyName: `Schneider ${numbers}`,
        shortName: 'Maria S.',
        language: 'en' as const,
        pinHash: null,
        credentials: [],
      };
    }),
  );
  return ids;
}

/** Adds a policy, or its next version. */
export async function addPolicy(app: PoliciesApp, name: string, policy: object = {}): Promise<void> {
  const { status, body } = await app.post('/api/v1/policies', { name, reason: 'test', policy });
  if (status !== 201) throw new Error(JSON.stringify(body));
}

/** Assigns a policy, `name` or `name/version`, to a scope. */
export function assign(
  app: PoliciesApp,
  scope: object,
  policy: string | null,
  validFrom: string,
): Promise<Answer> {
  const [name, version = '1'] = policy?.split('/') ?? [];
  const ref = name === undefined ? null : { name, version: Number(version) };
  return app.post('/api/v1/policy-assignments', { scope, policy: ref, validFrom, reason: 'test' });
}

/** Locks a pay period as payroll does; `until` is not part of it. */
export async function lockPeriod(
  app: PoliciesApp,
  { site, group, from, until }: { site: string; group: string; from: string; until: string },
): Promise<string> {
  const id = randomUUID();
  const digest = 'ab'.repeat(32);
  await app.database.primary.query(
    `insert into period_lock (id, site_id, pay_group, period_start, period_end, payday, zone, revision, engine_version,
       time_zone_data, people, inputs_digest, sheets_digest, locked_by, locked_at)
     values ($1, $2, $3, $4, $5, $5, 'Europe/Berlin', 1, 1, '2026a', 0, $6, $6, 'Mia Wagner', now())`,
    [id, site, group, from, until, digest],
  );
  return id;
}

/** Decides about unlocking a period. */
export async function decideUnlock(app: PoliciesApp, lockId: string, granted: boolean): Promise<void> {
  const request = randomUUID();
  await app.database.primary.query(
    `insert into unlock_request (id, lock_id, made_by, made_at, reason) values ($1, $2, 'Mia Wagner', now(), 'late punch')`,
    [request, lockId],
  );
  await app.database.primary.query(
    `insert into unlock_decision (request_id, lock_id, granted, made_by, made_at) values ($1, $2, $3, 'Ben Roth', now())`,
    [request, lockId, granted],
  );
}

/** Resolves when a statement that begins so waits for another transaction. */
export async function whenWaiting(app: PoliciesApp, statement: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const [row] = await app.database.primary.query<{ found: boolean }>(
      `select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
                      and ltrim(query, E' \\n') like $1) as found`,
      [`${statement}%`],
    );
    if (row?.found) return;
    await delay(10);
  }
  throw new Error(`no statement "${statement}" waits`);
}

/** Clock-ins and clock-outs of people, as a terminal would have sent them; instants in UTC. */
export async function addStays(
  app: Pick<PoliciesApp, 'database'>,
  site: string,
  stays: readonly { employee: string; from: string; to: string }[],
): Promise<void> {
  const punches = stays.flatMap(({ employee, from, to }) => [
    { employee, action: 'clock-in', at: from },
    { employee, action: 'clock-out', at: to },
  ]);
  await app.database.primary.query(
    `insert into punch (punch_id, terminal_id, boot, sequence, site_id, employee_id, action, occurred_at, received_at,
                        findings, verdict, chain_hash, body)
     select gen_random_uuid(), 'gate', 1, (select count(*) from punch) + ordinality, $1, employee, action, at, at,
            '[]', '{}', '', '{}'
     from unnest($2::uuid[], $3::text[], $4::timestamptz[]) with ordinality as p (employee, action, at, ordinality)`,
    [
      site,
      punches.map(punch => punch.employee),
      punches.map(punch => punch.action),
      punches.map(punch => punch.at),
    ],
  );
}
