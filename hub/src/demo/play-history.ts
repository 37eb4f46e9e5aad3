import { type PunchBatch, Receipt, topics } from '@tapclock/contracts';
import { connectAsync, type MqttClient } from 'mqtt';
import type { Database } from '../platform/database/database.ts';
import { DEMO_SITE } from './factory.ts';
import { tapsBetween } from './history-plan.ts';
import { batchTaps, keepMemory, readKey, readMemory } from './history-terminal.ts';

/** The hub answers a batch in milliseconds; a machine that is busy building may take longer. */
const RECEIPT_TIMEOUT_MS = 15_000;
/** Three sendings of a batch before the player gives up; what is unsent is kept for the next time. */
const SENDINGS_MAX = 3;

export interface HistoryOptions {
  broker: string;
  username: string;
  password: string;
  keyFile: string;
  siteKey: string;
  nowMs: number;
}

/**
 * Plays the taps since the last time (at first since yesterday) as the simulated terminal `username`, over the same wire and
 * under the same signature as a real one. Resolves once the hub has receipted all of them; throws when it does not.
 */
export async function playDemoHistory(
  database: Database,
  options: HistoryOptions,
): Promise<{ punches: number; recorded: number }> {
  const memoryFile = `${options.keyFile}.history.json`;
  const before = readMemory(memoryFile);
  const visited = await tappedElsewhere(database, options.username);
  const taps = tapsBetween(before.playedMs, options.nowMs, visited);
  const key = readKey(options.keyFile);
  const memory = batchTaps(taps, before, { ...options, terminal: options.username, key });
  keepMemory(memoryFile, memory);
  const punches = memory.unsent.reduce((sum, batch) => sum + batch.punches.length, 0);
  if (punches === 0) return { punches, recorded: 0 };
  const recorded = await sendAll(memory.unsent, options);
  keepMemory(memoryFile, { ...memory, unsent: [] });
  return { punches, recorded };
}

async function tappedElsewhere(database: Database, terminal: string): Promise<ReadonlySet<string>> {
  const rows = await database.primary.query<{ employee: string }>(
    'select employee_id as employee from presence where site_id = $1 and terminal_id <> $2',
    [DEMO_SITE.id, terminal],
  );
  return new Set(rows.map(({ employee }) => employee));
}

async function sendAll(batches: readonly PunchBatch[], options: HistoryOptions): Promise<number> {
  const { username, password, broker } = options;
  const client = await connectAsync(broker, {
    username,
    password,
    clientId: username,
    clean: true,
    protocolVersion: 4,
  });
  try {
    await client.subscribeAsync(topics.receipt(DEMO_SITE.id, username), { qos: 1 });
    let recorded = 0;
    for (const batch of batches) recorded += await sendBatch(client, batch);
    return recorded;
  } finally {
    await client.endAsync();
  }
}

async function sendBatch(client: MqttClient, batch: PunchBatch): Promise<number> {
  for (let sending = 1; sending <= SENDINGS_MAX; sending += 1) {
    const answered = nextReceipt(client, batch);
    await client.publishAsync(topics.punch(DEMO_SITE.id, batch.terminal), JSON.stringify(batch), { qos: 1 });
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
