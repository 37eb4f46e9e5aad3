import type { KeyObject } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type OnlineStatus,
  type PunchBatch,
  Receipt,
  type TerminalStatus,
  topics,
} from '@tapclock/contracts';
import { connectAsync, type MqttClient } from 'mqtt';
import type { Database } from '../platform/database/database.ts';
import type { Log } from '../platform/logging/logger.ts';
import { DEMO_SITE } from './factory.ts';
import { tapsBetween } from './history-plan.ts';
import {
  batchTaps,
  keepMemory,
  readKey,
  readMemory,
  signAt,
  type TerminalMemory,
} from './history-terminal.ts';

/** The hub answers a batch in milliseconds; a machine that is busy building may take longer. */
const RECEIPT_TIMEOUT_MS = 15_000;
/** Three sendings of a batch before the player gives up; what is unsent is kept for the next time. */
const SENDINGS_MAX = 3;
/** People come and go this often while the demo runs; also the beat of the status. */
const BEAT_MS = 15_000;

export interface HistoryOptions {
  broker: string;
  username: string;
  password: string;
  keyFile: string;
  siteKey: string;
}

export interface Played {
  punches: number;
  recorded: number;
}

/**
 * Plays the taps since the last time (at first since yesterday) as the simulated terminal `username`, over the same wire and
 * under the same signature as a real one. Resolves once the hub has receipted all of them; throws when it does not.
 */
export async function playDemoHistory(
  database: Database,
  options: HistoryOptions,
  nowMs: number,
): Promise<Played> {
  const client = await connect(options);
  try {
    return await playDue(client, database, options, nowMs);
  } finally {
    await client.endAsync();
  }
}

/** Keeps the simulated terminal online and plays each tap when its time has come, until the signal. */
export async function liveDemoGate(
  database: Database,
  options: HistoryOptions,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<void> {
  const startedAtMs = Date.now();
  const client = await connect(options);
  try {
    while (!signal.aborted) {
      await beat(client, database, options, startedAtMs).catch((error: unknown) =>
        log.warn({ err: error }, 'the simulated terminal could not send; it tries again'),
      );
      await delay(BEAT_MS, undefined, { signal }).catch(ignoreAbort);
    }
  } finally {
    await client.endAsync();
  }
}

async function beat(
  client: MqttClient,
  database: Database,
  options: HistoryOptions,
  startedAtMs: number,
): Promise<void> {
  await playDue(client, database, options, Date.now());
  const status = JSON.stringify(statusOf(readMemory(memoryFile(options)), startedAtMs, Date.now()));
  await client.publishAsync(topics.status(DEMO_SITE.id, options.username), status, { qos: 1, retain: true });
}

async function playDue(
  client: MqttClient,
  database: Database,
  options: HistoryOptions,
  nowMs: number,
): Promise<Played> {
  const file = memoryFile(options);
  const before = readMemory(file);
  const visited = await tappedElsewhere(database, options.username);
  const taps = tapsBetween(before.playedMs, nowMs, visited);
  const key = readKey(options.keyFile);
  const memory = batchTaps(taps, before, { ...options, terminal: options.username, key, nowMs });
  keepMemory(file, memory);
  const punches = memory.unsent.reduce((sum, batch) => sum + batch.punches.length, 0);
  if (punches === 0) return { punches, recorded: 0 };
  let recorded = 0;
  for (const batch of memory.unsent) recorded += await sendBatch(client, batch, key);
  keepMemory(file, { ...memory, unsent: [] });
  return { punches, recorded };
}

async function tappedElsewhere(database: Database, terminal: string): Promise<ReadonlySet<string>> {
  const rows = await database.primary.query<{ employee: string }>(
    'select employee_id as employee from presence where site_id = $1 and terminal_id <> $2',
    [DEMO_SITE.id, terminal],
  );
  return new Set(rows.map(({ employee }) => employee));
}

async function connect({ broker, username, password }: HistoryOptions): Promise<MqttClient> {
  const will: TerminalStatus = { online: false, boot: 1 };
  const client = await connectAsync(broker, {
    username,
    password,
    clientId: username,
    clean: true,
    protocolVersion: 4,
    will: {
      topic: topics.status(DEMO_SITE.id, username),
      payload: Buffer.from(JSON.stringify(will)),
      qos: 1,
      retain: true,
    },
  });
  await client.subscribeAsync(topics.receipt(DEMO_SITE.id, username), { qos: 1 });
  return client;
}

async function sendBatch(client: MqttClient, batch: PunchBatch, key: KeyObject): Promise<number> {
  for (let attempt = 1; attempt <= SENDINGS_MAX; attempt += 1) {
    const answered = nextReceipt(client, batch);
    const sending = JSON.stringify(signAt(batch, key, Date.now()));
    await client.publishAsync(topics.punch(DEMO_SITE.id, batch.terminal), sending, { qos: 1 });
    const receipt = await answered;
    if (receipt) return receipt.results.filter(({ outcome }) => outcome === 'recorded').length;
  }
  throw new Error(`the hub gave no receipt for the demo's punches; the hub's log says why`);
}

/** The receipt of this batch, or null when none comes in time. */
function nextReceipt(client: MqttClient, batch: PunchBatch): Promise<Receipt | null> {
  return new Promise(resolve => {
    const done = (receipt: Receipt | null) => {
      clearTimeout(timer);
      client.off('message', listen);
      resolve(receipt);
    };
    const timer = setTimeout(() => done(null), RECEIPT_TIMEOUT_MS);
    const listen = (_topic: string, payload: Buffer) => {
      const parsed = Receipt.safeParse(JSON.parse(payload.toString('utf8')));
      if (parsed.success && parsed.data.results[0]?.punchId === batch.punches[0]?.punchId) done(parsed.data);
    };
    client.on('message', listen);
  });
}

function statusOf(memory: TerminalMemory, startedAtMs: number, nowMs: number): OnlineStatus {
  const { boot, sequence } = memory;
  return {
    online: true,
    sentAt: new Date(nowMs).toISOString(),
    startedAt: new Date(startedAtMs).toISOString(),
    boot: Math.max(boot, 1),
    versions: { bridge: 'simulated', node: process.versions.node },
    journal: {
      depth: 0,
      rows: sequence,
      rowsMax: 1_000_000,
      state: 'ok',
      head: sequence > 0 ? { boot, sequence } : null,
    },
    clockOffsetMs: 0,
    readers: [
      {
        id: 'gate-1-left',
        family: 'rdm6300',
        place: 'Left',
        state: 'online',
        problem: null,
        reads: sequence,
        refusedReads: 0,
        discardedBytes: 0,
        lastReadAt: memory.playedMs === null ? null : new Date(memory.playedMs).toISOString(),
      },
    ],
    publicKey: null,
    keyOffer: null,
  };
}

function memoryFile({ keyFile }: HistoryOptions): string {
  return `${keyFile}.history.json`;
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
