import { BATCH_PUNCHES_MAX, topics } from '@tapclock/contracts';
import type { SupervisedProcess, System } from '@tapclock/tools';
import pg from 'pg';
import { type BenchResult, note } from '../result.ts';
import { median, percentile, round } from '../stats.ts';
import { variantOf, withSystem } from '../world.ts';
import { BENCH_SITE, type BenchPerson, BenchTerminal, type Message } from './bench-terminal.ts';
import { Crew } from './crew.ts';
import { type Load, type Measured, type Parts, send, settle } from './load.ts';
import { NaiveConsumer } from './naive.ts';
import { type Plan, planOf } from './plan.ts';
import { Publisher } from './publisher.ts';
import { createTwins, rawInsertRate } from './raw-insert.ts';
import { seedSite } from './seed.ts';

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
      return await measure({ system, plan, terminals, people, password, naive, hub });
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
  hub: SupervisedProcess;
}

async function measure(bench: Bench): Promise<BenchResult> {
  const { system, plan, terminals } = bench;
  const databaseUrl = system.postgres.cluster.appUrl(system.database);
  const publishers = await openPublishers(bench);
  const { cluster } = system.postgres;
  const parts: Parts = { hub: () => bench.hub.pid, postgres: () => [cluster.primaryPid, cluster.replicaPid] };
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
    const single = await send(singles, parts);
    await settle(parts);
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
    const backlog = await send(backlogs, parts);
    await settle(parts);
    const rawPerSecond = await rawInsertRate(databaseUrl, since);
    if (turn === plan.rounds) resend.push(...singles.map(load => ({ load, messages: load.messages })));
    report(turn, single, backlog, { rawPerSecond, naivePerSecond });
    found.singles.push(...(counts ? [single] : []));
    found.backlog.push(...(counts ? [backlog] : []));
    found.raw.push(...(counts ? [rawPerSecond] : []));
    found.naive.push(...(counts ? [naivePerSecond] : []));
  }
  // Delivered once more, whole: the same receipts, no row more (R2).
  const again = await send(
    resend.map(({ load, messages }) => ({ ...load, messages })),
    parts,
  );
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
      `; CPU a punch: singles hub ${round(single.cpu.hub)} us + postgres ${round(single.cpu.postgres)} us, ` +
      `backlog ${round(backlog.cpu.hub)} + ${round(backlog.cpu.postgres)} us` +
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
