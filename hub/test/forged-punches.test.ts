import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Receipt } from '@tapclock/contracts';
import { connectAsync, type MqttClient } from 'mqtt';
import { QUEUE_MESSAGES_MAX } from '../src/ingest/ingest-queue.ts';
import { UNTRUSTED_BODIES_MAX } from '../src/ingest/quarantine.repository.ts';
import { ChainWatch } from '../src/terminals/index.ts';
import { FORGERIES, type Forger, type Forgery, seeded } from './kit/forgeries.ts';
import { type Kiosk, type RunningTestHub, runHub, SITE } from './kit/running-hub.ts';
import { TestTerminal } from './support/test-terminal.ts';

const FORGED_OF_A_KIND = 900;
const REPLAYED = 1_000;
const HONEST = 40;

let hub: RunningTestHub;
let names = 0;

beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

/** A terminal with a stored punch, and somebody who has its login at the broker but not its key. */
async function attacked(): Promise<{ kiosk: Kiosk; attacker: MqttClient; forger: Forger; genuine: Receipt }> {
  names += 1;
  const kiosk = await hub.enrol(`attacked-${names}`);
  await kiosk.connect();
  const first = kiosk.terminal.punch();
  const genuine = await kiosk.send(1);
  const impostor = new TestTerminal(kiosk.terminal.name, SITE, kiosk.terminal.boot);
  impostor.punch({ ...first });
  const neighbour = new TestTerminal('neighbour', SITE);
  neighbour.punch();
  await kiosk.disconnect();
  const { name } = kiosk.terminal;
  const attacker = await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
    ...{ clientId: name, username: name, password: kiosk.password },
    reconnectPeriod: 0,
  });
  const forger = { batch: kiosk.terminal.batch(1, 1), impostor, neighbour, random: seeded(names) };
  return { kiosk, attacker, forger, genuine };
}

async function rows(terminal: string): Promise<number> {
  const [row] = await hub.database.primary.query<{ count: number }>(
    'select count(*) from punch where terminal_id = $1',
    [terminal],
  );
  return row?.count ?? 0;
}

interface Kept {
  reason: string;
  times: number;
  bytes: Buffer;
}

/** What is in quarantine of a terminal, once it is so many messages. */
async function quarantined(terminal: string, messages: number): Promise<Kept[]> {
  for (;;) {
    const kept = await hub.database.primary.query<Kept>(
      'select reason, times, bytes from quarantine where terminal_id = $1 order by id',
      [terminal],
    );
    if (kept.reduce((sum, { times }) => sum + times, 0) >= messages) return kept;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

async function alarmOf(terminal: string): Promise<string | null> {
  await hub.part(ChainWatch).settled();
  const [row] = await hub.database.primary.query<{ alarm: string | null }>(
    'select alarm from terminal_state where terminal_id = $1',
    [terminal],
  );
  return row?.alarm ?? null;
}

describe('a forged punch message', () => {
  it.each(Object.entries(FORGERIES))(
    'with %s is kept once and alarmed, not stored (R3, R9)',
    async (_with, forge) => {
      const { kiosk, attacker, forger } = await attacked();
      const { name, topic } = kiosk.terminal;
      const bytes = forge(forger, 1);
      await attacker.publishAsync(topic, bytes, { qos: 1 });
      await attacker.publishAsync(topic, bytes, { qos: 1 });
      expect(await quarantined(name, 2)).toMatchObject([{ times: 2, bytes }]);
      expect(await rows(name)).toBe(1);
      expect(await alarmOf(name)).toBe('bad-signature');
      await attacker.endAsync(true);
    },
  );
});

describe('10,000 forged and replayed messages of one terminal', () => {
  it('store nothing, fill nothing, and keep nobody from a receipt (R2, R3, R9, R11)', async () => {
    const { kiosk, attacker, forger, genuine } = await attacked();
    const { name, topic } = kiosk.terminal;
    const honest = await hub.enrol('honest');
    await honest.connect();

    const receipts: Receipt[] = [];
    attacker.on('message', (_topic, payload) => receipts.push(JSON.parse(String(payload)) as Receipt));
    await attacker.subscribeAsync(topic.replace(/punch$/, 'receipt'), { qos: 1 });
    const kinds: readonly Forgery[] = Object.values(FORGERIES);
    const forged = Array.from({ length: FORGED_OF_A_KIND }, (_, nth) =>
      kinds.map(forge => forge(forger, nth)),
    ).flat();
    const replay = Buffer.from(JSON.stringify(forger.batch));
    const messages = Array.from({ length: forged.length + REPLAYED }, (_, nth) =>
      nth % 10 === 9 ? replay : (forged[nth - Math.floor((nth + 1) / 10)] ?? replay),
    );
    expect(messages).toHaveLength(10_000);

    const attack = Promise.all(messages.map(bytes => attacker.publishAsync(topic, bytes, { qos: 1 })));
    for (let sequence = 1; sequence <= HONEST; sequence += 1) {
      honest.terminal.punch();
      expect(await honest.send(sequence)).toMatchObject({
        through: sequence,
        results: [{ outcome: 'recorded' }],
      });
    }
    await attack;
    const kept = await quarantined(name, forged.length);

    expect(await rows(name)).toBe(1);
    expect(await rows('honest')).toBe(HONEST);
    expect(kept.reduce((sum, { times }) => sum + times, 0)).toBe(forged.length);
    const reasons = new Set(kept.map(({ reason }) => reason));
    expect(reasons).toEqual(new Set(['bad-signature', 'bad-chain', 'wrong-topic', 'malformed']));
    expect(kept.length).toBeLessThanOrEqual(UNTRUSTED_BODIES_MAX + reasons.size);
    expect(kept.filter(({ bytes }) => bytes.length > 0)).toHaveLength(UNTRUSTED_BODIES_MAX);
    expect(await alarmOf(name)).toBe('bad-signature');
    expect(await alarmOf('honest')).toBeNull();
    // Every replay has the answer the batch had when it was new.
    expect(receipts).toHaveLength(REPLAYED);
    for (const { boot, through, results } of receipts) {
      expect({ boot, through, results }).toEqual({
        boot: genuine.boot,
        through: genuine.through,
        results: genuine.results,
      });
    }
    expect(messages.length).toBeLessThan(QUEUE_MESSAGES_MAX);
    await attacker.endAsync(true);
  }, 120_000);
});
