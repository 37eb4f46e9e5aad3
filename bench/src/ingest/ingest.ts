import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BATCH_PUNCHES_MAX, type Punch, topics } from '@tapclock/contracts';
import type { System } from '@tapclock/tools';
import pg from 'pg';
import { type BenchResult, note } from '../result.ts';
import { median, percentile, round } from '../stats.ts';
import { variantOf, withSystem } from '../world.ts';
import { BENCH_SITE, type BenchPerson, BenchTerminal, type Message } from './bench-terminal.ts';
import { NaiveConsumer } from './naive.ts';
import { Publisher } from './publisher.ts';
import { createTwins, rawInsertRate } from './raw-insert.ts';
import { seedSite } from './seed.ts';

/** Nothing answered for this long: what is missing counts as lost. */
const STALL_MS = 30_000;

interface Plan {
  rounds: number;
  terminals: number;
  people: number;
  /** Messages each terminal keeps on their way, as the bridge does. */
  window: number;
  singlesPerTerminal: number;
  backlogTerminals: number;
  batchesPerTerminal: number;
  /** Folder for CPU profiles of the hub; null for none. */
  profileDir: string | null;
  keep: boolean;
}

interface Load {
  terminal: BenchTerminal;
  publisher: Publisher;
  messages: Message[];
}

interface Measured {
  perSecond: number;
  latenciesMs: number[];
  receipted: string[];
  quarantined: number;
}

/**
 * Signed punches from many terminals through the real broker and hub into Postgres with a streaming replica: messages of one
 * punch, then backlogs of 256 in one message; beside them in the same rounds the raw insert of the same rows and a naive consumer.
 */
export async function runIngest(args: readonly string[]): Promise<BenchResult> {
  const plan = planOf(args);
  return withSystem(plan.keep, async system => {
    await system.bridge.stop();
    await system.hub.stop();
    const nowMs = Date.now();
    const terminals = Array.from(
      { length: plan.terminals },
      (_, index) => new BenchTerminal(`bench-${index}`, nowMs),
    );
    const { cluster } = system.postgres;
    const appUrl = cluster.appUrl(system.database);
    const { people, password } = await seedSite(appUrl, { people: plan.people, terminals, nowMs });
    await createTwins(cluster.ownerUrl(system.database));
    await noteSettings(appUrl);
    const hub = startHub(system, plan.profileDir);
    await system.hub.stop();
    const naive = await NaiveConsumer.start(appUrl);
    try {
      hub.start();
      await hub.ready(async () => (await answerOf(`${system.hubUrl}/health/ready`)) === 200);
      return await measure({ system, plan, terminals, people, password, naive });
    } finally {
      await naive.stop();
      await hub.stop();
      hub.close();
    }
  });
}

interface Bench {
  system: System;
  plan: Plan;
  terminals: readonly BenchTerminal[];
  people: readonly BenchPerson[];
  password: string;
  naive: NaiveConsumer;
}

async function measure(bench: Bench): Promise<BenchResult> {
  const { system, plan, terminals } = bench;
  const databaseUrl = system.postgres.cluster.appUrl(system.database);
  const publishers = await openPublishers(bench);
  const crew = new Crew(bench.people);
  const found = {
    singles: [] as Measured[],
    backlog: [] as Measured[],
    raw: [] as number[],
    naive: [] as number[],
  };
  const resend: { load: Load; messages: Message[] }[] = [];
  for (let turn = 0; turn <= plan.rounds; turn += 1) {
    // The first round warms everything up and is not counted.
    const counts = turn > 0;
    const singles = publishers.map(({ terminal, publisher }) => ({
      ...{ terminal, publisher },
      messages: crew.messages(terminal, plan.singlesPerTerminal, 1),
    }));
    const single = await send(singles);
    const naivePerSecond = await bench.naive.rate(
      singles.map(({ terminal, messages }) => ({
        terminal,
        messages: messages.slice(0, Math.ceil(messages.length / 3)),
      })),
      plan.window,
    );
    const backlogs = publishers.slice(0, plan.backlogTerminals).map(({ terminal, publisher }) => ({
      ...{ terminal, publisher },
      messages: crew.messages(terminal, plan.batchesPerTerminal, BATCH_PUNCHES_MAX),
    }));
    const since = new Date();
    const backlog = await send(backlogs);
    const rawPerSecond = await rawInsertRate(databaseUrl, since);
    if (turn === plan.rounds) resend.push(...singles.map(load => ({ load, messages: load.messages })));
    report(turn, single, backlog, { rawPerSecond, naivePerSecond });
    found.singles.push(...(counts ? [single] : []));
    found.backlog.push(...(counts ? [backlog] : []));
    found.raw.push(...(counts ? [rawPerSecond] : []));
    found.naive.push(...(counts ? [naivePerSecond] : []));
  }
  // Delivered once more, whole: the same receipts, no row more (R2).
  const again = await send(resend.map(({ load, messages }) => ({ ...load, messages })));
  note(`sent again: ${again.receipted.length} receipts at ${round(again.perSecond)}/s`);
  for (const { publisher } of publishers) publisher.close();
  return resultOf(found, await countRows(databaseUrl, terminals));
}

function resultOf(
  found: { singles: Measured[]; backlog: Measured[]; raw: number[]; naive: number[] },
  rows: { sent: number; stored: number; distinct: number },
): BenchResult {
  const singles = median(found.singles.map(({ perSecond }) => perSecond));
  const backlog = median(found.backlog.map(({ perSecond }) => perSecond));
  const raw = median(found.raw);
  const naive = median(found.naive);
  const latencies = found.singles.flatMap(({ latenciesMs }) => latenciesMs);
  const lost = rows.sent - rows.distinct;
  const duplicated = rows.stored - rows.distinct;
  const failures = [
    ...(lost > 0 ? [`${lost} punches are not in the table (R1)`] : []),
    ...(duplicated > 0 ? [`${duplicated} punches are in the table more than once (R2)`] : []),
  ];
  note(
    `least of the rounds: singles ${round(Math.min(...found.singles.map(({ perSecond }) => perSecond)))}/s, ` +
      `backlog ${round(Math.min(...found.backlog.map(({ perSecond }) => perSecond)))}/s; ${rows.sent} punches sent, ${rows.stored} rows`,
  );
  return {
    figures: {
      singlesPerSecond: round(singles),
      backlogPerSecond: round(backlog),
      rawInsertPerSecond: round(raw),
      backlogToRawRatio: round(backlog / raw, 3),
      naivePerSecond: round(naive),
      singlesToNaiveRatio: round(singles / naive, 2),
      receiptP99Ms: round(percentile(latencies, 0.99), 1),
      lost,
      duplicated,
      receiptP50Ms: round(percentile(latencies, 0.5), 1),
      punches: rows.sent,
    },
    failures,
  };
}

/** Sends everything at once and waits for the last receipt, or until nothing has come for 30 s. */
async function send(loads: readonly Load[]): Promise<Measured> {
  const measured: Measured = { perSecond: 0, latenciesMs: [], receipted: [], quarantined: 0 };
  const collect = (): void => {
    for (const { publisher } of loads) {
      const { latenciesMs, receipted, quarantined } = publisher.take();
      for (const latencyMs of latenciesMs) measured.latenciesMs.push(latencyMs);
      for (const punchId of receipted) measured.receipted.push(punchId);
      measured.quarantined += quarantined;
    }
  };
  collect();
  measured.receipted = [];
  measured.latenciesMs = [];
  const start = performance.now();
  const all = Promise.all(loads.map(({ publisher, messages }) => publisher.send(messages))).then(() => true);
  for (let before = -1; ; before = measured.receipted.length) {
    const done = await Promise.race([all, wait(STALL_MS)]);
    collect();
    if (done || measured.receipted.length === before) break;
  }
  measured.perSecond = measured.receipted.length / ((performance.now() - start) / 1000);
  return measured;
}

function wait(delayMs: number): Promise<false> {
  return new Promise(resolve => setTimeout(() => resolve(false), delayMs).unref());
}

/** Hands out the next person, who comes and goes in turn. */
class Crew {
  readonly #people: readonly BenchPerson[];
  #next = 0;

  constructor(people: readonly BenchPerson[]) {
    this.#people = people;
  }

  messages(terminal: BenchTerminal, count: number, punches: number): Message[] {
    return Array.from({ length: count }, () =>
      terminal.message(
        Array.from({ length: punches }, () => this.#punch()),
        Date.now(),
      ),
    );
  }

  #punch(): { person: BenchPerson; action: Punch['action'] } {
    const turn = Math.floor(this.#next / this.#people.length);
    const person = this.#people[this.#next % this.#people.length];
    if (person === undefined) throw new Error('the bench has no people');
    this.#next += 1;
    return { person, action: turn % 2 === 0 ? 'clock-in' : 'clock-out' };
  }
}

async function openPublishers({ system, plan, terminals, password }: Bench): Promise<Load[]> {
  return Promise.all(
    terminals.map(async terminal => ({
      terminal,
      publisher: await Publisher.open({
        port: system.ports.broker,
        login: { clientId: terminal.id, username: terminal.id, password },
        receiptTopic: topics.receipt(BENCH_SITE, terminal.id),
        window: plan.window,
      }),
      messages: [],
    })),
  );
}

function startHub(system: System, profileDir: string | null): System['hub'] {
  if (profileDir === null) return variantOf(system.hub, {});
  const [node = process.execPath, ...rest] = system.hub.plan.command;
  const profile = ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, '--cpu-prof-interval=500'];
  return variantOf(system.hub, { command: [node, ...profile, ...rest] });
}

async function countRows(
  databaseUrl: string,
  terminals: readonly BenchTerminal[],
): Promise<{ sent: number; stored: number; distinct: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ stored: string; distinct: string }>(
      `select count(*)::text as stored, count(distinct punch_id)::text as distinct from punch where terminal_id like 'bench-%'`,
    );
    const sent = terminals.reduce((sum, { sequence }) => sum + sequence, 0);
    return { sent, stored: Number(rows[0]?.stored), distinct: Number(rows[0]?.distinct) };
  } finally {
    await client.end();
  }
}

async function noteSettings(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(
      `select string_agg(name || ' ' || setting, ', ' order by name) as line from pg_settings
       where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'synchronous_standby_names')`,
    );
    note(`postgres: ${rows[0]?.line}`);
  } finally {
    await client.end();
  }
}

function report(
  turn: number,
  single: Measured,
  backlog: Measured,
  beside: { rawPerSecond: number; naivePerSecond: number },
): void {
  note(
    `${turn === 0 ? 'warm-up' : `round ${turn}`}: singles ${round(single.perSecond)}/s ` +
      `(receipt p50 ${round(percentile(single.latenciesMs, 0.5))} ms, p99 ${round(percentile(single.latenciesMs, 0.99))} ms), ` +
      `naive ${round(beside.naivePerSecond)}/s, backlog ${round(backlog.perSecond)}/s, raw ${round(beside.rawPerSecond)}/s` +
      `${single.quarantined + backlog.quarantined > 0 ? `, ${single.quarantined + backlog.quarantined} QUARANTINED` : ''}`,
  );
}

async function answerOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    // Not listening yet: asked again.
    return 0;
  }
}

function planOf(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      terminals: { type: 'string', default: '200' },
      people: { type: 'string', default: '2000' },
      window: { type: 'string', default: '4' },
      singles: { type: 'string', default: '12000' },
      batches: { type: 'string', default: '80' },
      profile: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const terminals = Number(values.terminals);
  const batches = Number(values.batches);
  const backlogTerminals = Math.min(terminals, Math.ceil(batches / 2));
  return {
    ...{ terminals, backlogTerminals, keep: values.keep },
    rounds: Number(values.rounds),
    people: Number(values.people),
    window: Number(values.window),
    singlesPerTerminal: Math.ceil(Number(values.singles) / terminals),
    batchesPerTerminal: Math.ceil(batches / backlogTerminals),
    profileDir: values.profile === undefined ? null : join(process.cwd(), values.profile),
  };
}
