import { randomUUID } from 'node:crypto';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  ApiError,
  apiPage,
  apiSuccess,
  type NewCorrection,
  Policy,
  type PolicyDraft,
} from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import * as z from 'zod/mini';
import { AccessModule } from '../../src/access/index.ts';
import { CorrectionsModule, CorrectionsService } from '../../src/corrections/index.ts';
import { EventLogModule } from '../../src/event-log/index.ts';
import { PayrollModule } from '../../src/payroll/index.ts';
import { PeopleMembership, PeopleModule } from '../../src/people/index.ts';
import { ConfigModule } from '../../src/platform/config/config.module.ts';
import { loadHubConfig } from '../../src/platform/config/hub-config.ts';
import { DatabaseModule } from '../../src/platform/database/database.module.ts';
import { DATABASE, type Database } from '../../src/platform/database/database.ts';
import { bodyLimitHook } from '../../src/platform/http/body-limit.ts';
import { HttpModule } from '../../src/platform/http/http.module.ts';
import { requestIdHook } from '../../src/platform/http/request-id.ts';
import { LoggingModule } from '../../src/platform/logging/logging.module.ts';
import { MetricsModule } from '../../src/platform/metrics/metrics.module.ts';
import { type NewPunch, PunchesRepository } from '../../src/punches/index.ts';
import { DueQueue, SheetUpkeep } from '../../src/timesheets/index.ts';
import { type Asker, Askers } from '../kit/askers.ts';
import { at } from '../kit/hours-kit.ts';
import { OpenApiCheck } from '../kit/openapi-check.ts';
import { testLog } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';

export const SITE = 'works';
export const ZONE = 'Europe/Berlin';
export const GROUP = 'shop';

/** First day of a month before this one: periods that are over whenever the suite runs. */
export function monthsAgo(count: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, 1)).toISOString().slice(0, 10);
}

/** A date of the month that begins on `first`. */
export function dateIn(first: string, day: number): string {
  return `${first.slice(0, 8)}${String(day).padStart(2, '0')}`;
}

const Anything = apiSuccess(z.unknown());
const Many = apiPage(z.unknown());

interface Answer {
  status: number;
  body: unknown;
}

/** Payroll on a database of its own, asked by HTTP. */
export class PeriodsApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly suite: TestDatabase;
  readonly askers: Askers;
  readonly openapi: OpenApiCheck;
  #sequence = 0;

  constructor(app: NestFastifyApplication, suite: TestDatabase) {
    this.app = app;
    this.suite = suite;
    this.askers = new Askers(app);
    this.openapi = new OpenApiCheck(app);
    this.database = app.get<Database>(DATABASE);
  }

  part<T>(type: new (...args: never[]) => T): T {
    return this.app.get<T>(type, { strict: false });
  }

  /** Adds somebody of the site, personnel numbers ascending. */
  async hire(number: string, more: { team?: string; givenName?: string } = {}): Promise<string> {
    const id = randomUUID();
    const { team = null, givenName = 'Ada' } = more;
    await this.database.primary.query(
      `insert into employee (id, site_id, area_id, team_id, number, given_name, family_name, short_name, language)
       values ($1, $2, 'hall', $3, $4, $5, 'Muster', 'A. M.', 'en')`,
      [id, SITE, team, number, givenName],
    );
    return id;
  }

  /** Stores a version of a policy and gives it to the whole site, or somebody of it, from a date on. */
  async assign(
    validFrom: string,
    draft: Partial<PolicyDraft> = {},
    employee: string | null = null,
  ): Promise<void> {
    const policy = Policy.parse({
      name: GROUP,
      version: 1,
      payPeriod: { kind: 'monthly', startDay: 1, payDay: 10 },
      ...draft,
    });
    await this.database.primary.query(
      `insert into policy (name, version, rules, made_by, made_at, reason) values ($1, $2, $3, 'Mia', now(), 'test')
       on conflict do nothing`,
      [policy.name, policy.version, JSON.stringify(policy)],
    );
    await this.database.primary.query(
      `insert into policy_assignment (id, site_id, employee_id, policy_name, policy_version, valid_from, made_by, made_at, reason)
       values ($1, $2, $3, $4, $5, $6, 'Mia', now(), 'test')`,
      [randomUUID(), SITE, employee, policy.name, policy.version, validFrom],
    );
  }

  /** Punches of one date by wall clock, stored nowhere: `taps(ada, date, 'in 06:00', 'out 14:30')`. */
  taps(employee: string, date: string, ...taps: string[]): NewPunch[] {
    return taps.map(tap => {
      const [kind = '', time = ''] = tap.split(' ');
      this.#sequence += 1;
      return {
        punchId: uuid(),
        terminal: 'gate-1',
        boot: 1,
        sequence: this.#sequence,
        site: SITE,
        employee,
        action: kind === 'in' ? 'clock-in' : 'clock-out',
        occurredAtMs: at(`${date} ${time}`, ZONE) * 1000 + 250,
        receivedAtMs: Date.now(),
        estimatedAtMs: null,
        verdict: { employee, state: null, shift: null, findings: [] },
        chainHash: 'ab'.repeat(32),
        body: '{}',
      };
    });
  }

  /** Stores such punches and notes that hours follow from them; gives their ids. */
  async punch(employee: string, date: string, ...taps: string[]): Promise<string[]> {
    const punches = this.taps(employee, date, ...taps);
    const { primary } = this.database;
    await this.part(PunchesRepository).insert(primary, punches);
    const touched = punches.map(({ occurredAtMs }) => ({ employee, atMs: occurredAtMs }));
    await this.part(DueQueue).notePunched(primary, touched, Date.now());
    return punches.map(({ punchId }) => punchId);
  }

  /** From 06:00 so many hours on each of the days of a month. */
  async work(employee: string, first: string, days: readonly number[], hours = 8): Promise<void> {
    const end = `${String(6 + hours).padStart(2, '0')}:00`;
    for (const day of days) await this.punch(employee, dateIn(first, day), 'in 06:00', `out ${end}`);
  }

  /** Makes a correction; gives its id. */
  async correct(by: string, wanted: NewCorrection): Promise<string> {
    const maker = { name: by, employee: null, reach: { kind: 'everybody' as const } };
    const [outcome] = await this.part(CorrectionsService).make(maker, [wanted]);
    if (outcome?.kind !== 'made') throw new Error(`not made: ${JSON.stringify(outcome)}`);
    return outcome.correction.id;
  }

  /** Resolves when hours follow from everything so far. */
  async settle(): Promise<void> {
    await this.part(SheetUpkeep).caughtUp();
  }

  async get<T extends z.ZodMiniType>(path: string, data: T): Promise<z.output<T>> {
    const { status, body } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return data.parse(Anything.parse(body).data);
  }

  async list<T extends z.ZodMiniType>(path: string, item: T): Promise<z.output<T>[]> {
    const { status, body } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return Many.parse(body).data.map(entry => item.parse(entry));
  }

  async post<T extends z.ZodMiniType>(
    path: string,
    body: unknown,
    data: T,
    by = 'Mia Wagner',
  ): Promise<z.output<T>> {
    const answer = await this.ask('POST', path, body, by);
    if (answer.status >= 300)
      throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return data.parse(Anything.parse(answer.body).data);
  }

  /** What a request is refused with. */
  async refused(path: string, body: unknown = {}, by = 'Mia Wagner') {
    const answer = await this.ask('POST', path, body, by);
    return { status: answer.status, error: ApiError.parse(answer.body).error };
  }

  async ask(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    by: string | Asker | null = {},
  ): Promise<Answer> {
    await this.#replicated();
    const answer = await this.app.inject({
      method,
      url: `/api/v1/pay-periods${path}`,
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(by === null ? {} : await this.askers.headers(typeof by === 'string' ? { name: by } : by)),
      },
    });
    this.openapi.noteInjected(method, `/api/v1/pay-periods${path}`, answer);
    this.openapi.verify();
    return { status: answer.statusCode, body: JSON.parse(answer.payload) as unknown };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.suite.close();
  }

  /** Waits until the replica has everything written so far. */
  async #replicated(): Promise<void> {
    const { lsn } = await this.database.transaction(() => Promise.resolve());
    for (let tries = 0; tries < 500; tries += 1) {
      const [row] = await this.database.snapshot(
        sql => sql.query<{ replica: boolean }>('select pg_is_in_recovery() as replica'),
        { after: lsn },
      );
      if (row?.replica === true) return;
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
}

/** `more`: other parts of the hub that a suite asks. `program`: what works on whole companies, as in the hub's configuration. */
export async function openPeriodsApp(more: Type[] = [], program: string | null = null): Promise<PeriodsApp> {
  const suite = await createDatabase();
  const settings = loadHubConfig({
    TAPCLOCK_DATABASE_URL: suite.url,
    TAPCLOCK_REPLICA_URL: suite.replicaUrl,
    TAPCLOCK_SECRETS_KEY: '07'.repeat(32),
  });
  const config = { ...settings, payroll: { program }, access: { secondFactorRoles: [] } };
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
      PayrollModule,
      ...more,
    ],
  })
  class TestApp {}
  const adapter = new FastifyAdapter();
  requestIdHook(adapter.getInstance());
  bodyLimitHook(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(TestApp, adapter, {
    logger: false,
    abortOnError: false,
  });
  await app.init();
  await adapter.getInstance().ready();
  const periods = new PeriodsApp(app, suite);
  const { primary } = periods.database;
  await primary.query(`insert into site (id, name, zone, language) values ($1, 'Works', $2, 'en')`, [
    SITE,
    ZONE,
  ]);
  await primary.query(`insert into area (site_id, id, name) values ($1, 'hall', 'Hall')`, [SITE]);
  await primary.query(`insert into team (site_id, id, name) values ($1, 'early', 'Early')`, [SITE]);
  return periods;
}
