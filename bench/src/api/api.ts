import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import type { System } from '@tapclock/tools';
import pg from 'pg';
import { type BenchResult, note } from '../result.ts';
import { round } from '../stats.ts';
import { variantOf, withSystem, withSystemIn } from '../world.ts';
import { Asker } from './asker.ts';
import { seedCompany, seedWork } from './company.ts';
import { lookUp } from './known.ts';
import { type Load, type Speed, speedOf } from './measure.ts';
import { openPairing } from './pairing-code.ts';
import type { CompanySize } from './plan.ts';
import { WEEK_ROUTES } from './planned-routes.ts';
import {
  inviteWorker,
  paidMonth,
  prepare,
  SUPERVISOR,
  SUPERVISOR_TEAMS,
  settled,
  WORKER,
} from './preparation.ts';
import type { Question, RouteKind } from './question.ts';
import { NOT_MEASURED, questions } from './routes.ts';
import { INBOX_ROUTES } from './settled-routes.ts';

/** Aims of the product on two cores, with 10,000 people; there is none for what is made of everybody. */
const P95_MS_MAX: Readonly<Record<RouteKind, number>> = {
  list: 200,
  object: 50,
  report: Number.POSITIVE_INFINITY,
  document: Number.POSITIVE_INFINITY,
};
/** What takes its time is asked one at a time, and less often. */
const SHARE_OF_REQUESTS = { report: 1 / 10, document: 1 / 40 } as const;
const REQUESTS_MIN = 3;
/** Nothing but HTTP and the framework: what every answer costs before it does any work. */
const BASELINE = '/health/live';

interface Plan {
  size: CompanySize;
  load: Load;
  only: RegExp;
}

interface Measured extends Speed {
  question: Question;
  name: string;
}

/** How fast every GET of the API answers in a company of 10,000 people, asked by people who are logged in. */
export async function runApi(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: 'string', default: '10000' },
      days: { type: 'string', default: '180' },
      audit: { type: 'string', default: '200000' },
      requests: { type: 'string', default: '200' },
      concurrency: { type: 'string', default: '4' },
      only: { type: 'string', default: '' },
      data: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const plan: Plan = {
    size: { people: Number(values.people), days: Number(values.days), auditEntries: Number(values.audit) },
    load: { requests: Number(values.requests), concurrency: Number(values.concurrency) },
    only: new RegExp(values.only),
  };
  const work = (system: System): Promise<BenchResult> => measureApi(system, plan);
  return values.data === undefined
    ? await withSystem(values.keep, work)
    : await withSystemIn(values.data, work);
}

async function measureApi(system: System, plan: Plan): Promise<BenchResult> {
  const { cluster } = system.postgres;
  const ownerUrl = cluster.ownerUrl(system.database);
  await system.bridge.stop();
  await system.hub.stop();
  const isSeeded = await exists(ownerUrl, `select from site where id = 'plant-1'`);
  if (!isSeeded) await seedCompany(ownerUrl, plan.size);
  const hub = variantOf(system.hub, { env: { TAPCLOCK_REQUESTS_PER_MINUTE: '9999999' } });
  const agent = new Agent({ keepAlive: true, maxSockets: plan.load.concurrency });
  try {
    hub.start();
    await hub.ready(async () => (await statusOf(`${system.hubUrl}/health/ready`)) === 200);
    return await measureHub(system, plan, agent);
  } finally {
    agent.destroy();
    await hub.stop();
    hub.close();
  }
}

async function measureHub(system: System, plan: Plan, agent: Agent): Promise<BenchResult> {
  const { hubUrl, factory } = system;
  const databaseUrl = system.postgres.cluster.ownerUrl(system.database);
  const demoAdmin = factory.accounts.find(({ role }) => role === 'admin');
  if (demoAdmin === undefined) throw new Error('the demo has no administrator');
  const admin = new Asker(hubUrl, demoAdmin, agent);
  const nowMs = Date.now();
  const month = paidMonth(nowMs);
  if (!(await exists(databaseUrl, 'select from payroll_export'))) await prepare(admin, databaseUrl, month);
  note('  waiting until everything is derived and sealed');
  await settled(databaseUrl);
  if (!(await exists(databaseUrl, 'select from webhook_delivery'))) {
    note('  planned and settled work');
    await inviteWorker(admin, databaseUrl);
    await seedWork(databaseUrl, plan.size);
  }
  await vacuum(databaseUrl);
  const askers = {
    admin,
    supervisor: new Asker(hubUrl, SUPERVISOR, agent),
    worker: new Asker(hubUrl, WORKER, agent),
  };
  const known = await lookUp(databaseUrl, { teams: SUPERVISOR_TEAMS, worker: WORKER.email });
  const asked = questions({ known, month, pairingCode: await openPairing(admin), nowMs });
  const failures = await missingRoutes(hubUrl, asked);
  const before = await speedOf(admin, [BASELINE], plan.load);
  const measured: Measured[] = [];
  for (const question of asked) {
    const name = nameOf(question);
    if (!plan.only.test(name)) continue;
    const load = loadOf(question.kind, plan.load);
    try {
      const speed = await speedOf(askers[question.asks], question.paths, load);
      note(`${String(speed.p95Ms).padStart(8)} ms  ${question.kind.padEnd(8)}  ${name}`);
      measured.push({ question, name, ...speed });
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const after = await speedOf(admin, [BASELINE], plan.load);
  return summary(measured, failures, {
    p50Ms: (before.p50Ms + after.p50Ms) / 2,
    p95Ms: (before.p95Ms + after.p95Ms) / 2,
  });
}

function loadOf(kind: RouteKind, load: Load): Load {
  if (kind === 'list' || kind === 'object') return load;
  const requests = Math.max(REQUESTS_MIN, Math.ceil(load.requests * SHARE_OF_REQUESTS[kind]));
  return { requests, concurrency: 1 };
}

function summary(
  measured: readonly Measured[],
  failures: string[],
  baseline: Pick<Speed, 'p50Ms' | 'p95Ms'>,
): BenchResult {
  const worstOf = (isMeant: (question: Question) => boolean): number =>
    Math.max(0, ...measured.filter(({ question }) => isMeant(question)).map(({ p95Ms }) => p95Ms));
  const worst = (kind: RouteKind): number => worstOf(question => question.kind === kind);
  for (const { name, question, p95Ms } of measured) {
    const most = P95_MS_MAX[question.kind];
    if (p95Ms >= most) failures.push(`${name}: p95 ${p95Ms} ms, aim below ${most} ms`);
  }
  const lists = worst('list');
  const indexed = worst('object');
  return {
    figures: {
      worstListP95Ms: lists,
      worstIndexedP95Ms: indexed,
      worstReportP95Ms: worst('report'),
      worstInboxP95Ms: worstOf(({ route }) => INBOX_ROUTES.includes(route)),
      worstWeekP95Ms: worstOf(({ route }) => WEEK_ROUTES.includes(route)),
      baselineP50Ms: round(baseline.p50Ms, 2),
      baselineP95Ms: round(baseline.p95Ms, 2),
      worstListToBaseline: round(lists / baseline.p95Ms, 1),
      worstIndexedToBaseline: round(indexed / baseline.p95Ms, 1),
      routes: Object.fromEntries(
        measured.map(({ name, p50Ms, p95Ms, p99Ms }) => [name, { p50Ms, p95Ms, p99Ms }]),
      ),
    },
    failures,
  };
}

function nameOf({ route, variant, asks }: Question): string {
  const who = asks === 'admin' ? '' : ` (${asks})`;
  return `GET ${route}${variant === '' ? '' : ` [${variant}]`}${who}`;
}

/** A route of the document that nobody asks here. */
async function missingRoutes(hubUrl: string, asked: readonly Question[]): Promise<string[]> {
  const document = (await (await fetch(`${hubUrl}/api/docs-json`)).json()) as {
    paths: Record<string, { get?: unknown }>;
  };
  const measured = new Set([...asked.map(({ route }) => route), ...Object.keys(NOT_MEASURED)]);
  return Object.entries(document.paths)
    .filter(([path, { get }]) => get !== undefined && !measured.has(path))
    .map(([path]) => `GET ${path} is not measured: add it to bench/src/api/routes.ts`);
}

async function exists(databaseUrl: string, sql: string): Promise<boolean> {
  return await withClient(databaseUrl, async client => (await client.query(`${sql} limit 1`)).rowCount === 1);
}

/** What the day's autovacuum has long done in a company: visibility maps and statistics. */
async function vacuum(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, client => client.query('vacuum (analyze)'));
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function statusOf(url: string): Promise<number> {
  try {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    // It does not listen yet.
    return 0;
  }
}
