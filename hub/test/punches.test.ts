import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiError, apiPage, apiSuccess, PunchView, receiptCode } from '@tapclock/contracts';
import { AccessModule } from '../src/access/index.ts';
import { EventLogModule } from '../src/event-log/index.ts';
import { QuarantineController } from '../src/ingest/quarantine.controller.ts';
import { PeopleMembership, PeopleModule } from '../src/people/index.ts';
import { ConfigModule } from '../src/platform/config/config.module.ts';
import { loadHubConfig } from '../src/platform/config/hub-config.ts';
import { DatabaseModule } from '../src/platform/database/database.module.ts';
import type { PgDatabase } from '../src/platform/database/pg-database.ts';
import { HttpModule } from '../src/platform/http/http.module.ts';
import { requestIdHook } from '../src/platform/http/request-id.ts';
import { LoggingModule } from '../src/platform/logging/logging.module.ts';
import { MetricsModule } from '../src/platform/metrics/metrics.module.ts';
import { PunchesModule } from '../src/punches/index.ts';
import { Askers } from './kit/askers.ts';
import {
  enrol,
  openHubDatabase,
  openIngest,
  receiptsOf,
  SITE,
  seedPeople,
  testLog,
} from './support/hub-parts.ts';
import { createDatabase, type TestDatabase } from './support/test-cluster.ts';
import { TestTerminal } from './support/test-terminal.ts';

let suite: TestDatabase;
let database: PgDatabase;
let app: NestFastifyApplication;
let askers: Askers;
let ids: string[];
let employee: string;
let head: string;

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  const [person] = await seedPeople(database, 1);
  if (!person) throw new Error('nobody');
  employee = person.employee;
  const ingest = await openIngest(database);
  const terminal = new TestTerminal('gate-1', SITE);
  await enrol(database, terminal);
  ids = Array.from({ length: 30 }, (_, index) => {
    const occurredAt = new Date(Date.UTC(2026, 5, 15, 6, index)).toISOString();
    return terminal.punch({ occurredAt, credential: index % 3 === 0 ? person.credential : 'ab'.repeat(32) })
      .punchId;
  });
  head = terminal.head;
  await ingest.broker.deliver(terminal.topic, JSON.stringify(terminal.batch(1, 30)));
  await receiptsOf(ingest.broker, terminal, 1);
  await ingest.broker.deliver(terminal.topic, 'nonsense');
  await ingest.service.stop();
  app = await openApi();
  askers = new Askers(app);
});
afterAll(async () => {
  await app.close();
  await database.stop();
  await suite.close();
});

async function openApi(): Promise<NestFastifyApplication> {
  const config = loadHubConfig({
    TAPCLOCK_DATABASE_URL: suite.url,
    TAPCLOCK_REPLICA_URL: suite.replicaUrl,
    TAPCLOCK_SECRETS_KEY: '07'.repeat(32),
  });
  @Module({
    imports: [
      // Whoever asks here has no second factor.
      ConfigModule.forRoot({ ...config, access: { secondFactorRoles: [] } }),
      LoggingModule.forRoot(testLog()),
      MetricsModule,
      DatabaseModule.forRoot(),
      HttpModule,
      AccessModule.register({ imports: [PeopleModule], membership: PeopleMembership }),
      EventLogModule,
      PunchesModule,
    ],
    controllers: [QuarantineController],
  })
  class TestApp {}
  const adapter = new FastifyAdapter();
  requestIdHook(adapter.getInstance());
  const made = await NestFactory.create<NestFastifyApplication>(TestApp, adapter, { logger: false });
  await made.init();
  await adapter.getInstance().ready();
  return made;
}

const get = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await app.inject({
    method: 'GET',
    url,
    headers: { ...(await askers.headers()), ...headers },
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.payload,
    body: () => JSON.parse(answer.payload) as unknown,
  };
};

describe('GET /api/v1/punches', () => {
  it('lists the newest first, a page at a time', async () => {
    const { body } = await get('/api/v1/punches?per_page=7&page=2');
    const page = apiPage(PunchView).parse(body());
    expect(page.pagination).toEqual({ page: 2, per_page: 7, total: 30, pages: 5 });
    expect(page.data.map(punch => punch.punchId)).toEqual(ids.toReversed().slice(7, 14));
  });

  it('filters by person, terminal, site and time', async () => {
    const total = async (query: string) =>
      apiPage(PunchView).parse((await get(`/api/v1/punches?${query}`)).body()).pagination.total;
    expect(await total(`employee=${employee}`)).toBe(10);
    expect(await total('terminal=gate-1')).toBe(30);
    expect(await total('terminal=gate-2')).toBe(0);
    expect(await total(`site=${SITE}`)).toBe(30);
    expect(await total('from=2026-06-15T06:10:00.000Z&to=2026-06-15T06:20:00.000Z')).toBe(10);
  });

  it('pages through the newest ten thousand and says how to go further back', async () => {
    const last = await get('/api/v1/punches?page=100&per_page=100');
    expect(apiPage(PunchView).parse(last.body()).data).toEqual([]);
    const { status, body } = await get('/api/v1/punches?page=101&per_page=100');
    expect(status).toBe(400);
    const { details } = ApiError.parse(body()).error;
    expect(details).toMatchObject([{ path: 'page', message: expect.stringContaining('"to"') }]);
  });

  it.each(['per_page=101', 'page=0', 'employee=anna', 'from=yesterday', "site=x'%20or%201=1"])(
    'refuses %s with a stable code and no echo of the value',
    async query => {
      const { status, body } = await get(`/api/v1/punches?${query}`);
      expect(status).toBe(400);
      expect(ApiError.parse(body()).error.code).toBe('VALIDATION_ERROR');
    },
  );
});

describe('GET /api/v1/punches/{id}', () => {
  it('shows one punch with the code that the worker saw', async () => {
    const { body } = await get(`/api/v1/punches/${ids[29]}`);
    expect(apiSuccess(PunchView).parse(body()).data).toMatchObject({
      sequence: 30,
      receipt: receiptCode(head),
    });
  });

  it('answers 404 for one that there is not, 400 for what is no id', async () => {
    const missing = await get('/api/v1/punches/0192f000-0000-7000-8000-000000000001');
    expect(missing.status).toBe(404);
    expect(ApiError.parse(missing.body()).error.code).toBe('NOT_FOUND');
    expect((await get('/api/v1/punches/1')).status).toBe(400);
  });
});

describe('GET /api/v1/quarantine', () => {
  it('shows what could not be trusted and why, and keeps the bytes to itself', async () => {
    const elsewhere = await get('/api/v1/quarantine?site=elsewhere');
    expect(elsewhere.body()).toMatchObject({ data: [], pagination: { total: 0 } });
    const all = await get(`/api/v1/quarantine?site=${SITE}`);
    expect(all.body()).toMatchObject({
      data: [
        {
          reason: 'malformed',
          detail: 'not JSON',
          bytes: 8,
          times: 1,
          topic: `tapclock/v1/${SITE}/gate-1/punch`,
        },
      ],
    });
    expect(all.text).not.toContain('nonsense');
  });
});

describe('every answer', () => {
  it("carries a request id of the hub's own, and the caller's beside it if that is harmless", async () => {
    const { headers, body } = await get('/api/v1/punches', { 'x-request-id': 'abcdefgh-1' });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['x-correlation-id']).toBe('abcdefgh-1');
    expect(body()).toMatchObject({ meta: { request_id: headers['x-request-id'] } });
    const odd = await get('/api/v1/punches', { 'x-request-id': 'a\tb' });
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(odd.headers).not.toHaveProperty('x-correlation-id');
  });

  it('is an envelope also where nothing is', async () => {
    const { status, body } = await get('/api/v1/nothing');
    expect(status).toBe(404);
    expect(ApiError.parse(body()).error.code).toBe('NOT_FOUND');
  });
});

describe('GET /metrics', () => {
  it('speaks the format of Prometheus, without an envelope', async () => {
    await get('/api/v1/punches');
    const { text, headers } = await get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toMatch(/tapclock_database_reads_total\{target="(?:replica|primary)"\} \d/);
    expect(text).toContain('tapclock_receipt_seconds_bucket');
  });
});
