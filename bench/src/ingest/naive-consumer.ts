import mqtt from 'mqtt';
import pg from 'pg';

/**
 * The consumer most people write first: on each message one insert, awaited, then the PUBACK (`handleMessage`). No signature, no
 * schedule, no receipt, no event log; the same rows into a table of the same shape.
 */
const [brokerPort, databaseUrl] = process.argv.slice(2);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();

const INSERT = {
  name: 'naive',
  text: `insert into naive_punch
    (punch_id, terminal_id, boot, sequence, site_id, employee_id, action, occurred_at, received_at, findings, verdict, chain_hash, body)
    values ($1, $2, $3, $4, $5, $6, $7, $8, now(), '[]', '{}', $9, $10) on conflict do nothing`,
};

interface SinglePunch {
  terminal: string;
  boot: number;
  head: string;
  punches: [{ punchId: string; sequence: number; employee: string; action: string; occurredAt: string }];
}

let inserted = 0;
const consumer = mqtt.connect(`mqtt://127.0.0.1:${brokerPort}`, { clientId: 'naive', protocolVersion: 4 });
consumer.handleMessage = (packet, done) => {
  insert(packet.topic, packet.payload.toString()).then(
    () => done(),
    (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
  );
};
consumer.on('connect', () => {
  consumer.subscribe('tapclock/v1/+/+/punch', { qos: 1 }, () => process.send?.({ ready: true }));
});
process.on('disconnect', () => process.exit(0));

async function insert(topic: string, payload: string): Promise<void> {
  const batch: SinglePunch = JSON.parse(payload);
  const [punch] = batch.punches;
  const { punchId, sequence, employee, action, occurredAt } = punch;
  const site = topic.split('/')[2];
  const body = JSON.stringify(punch);
  const values = [
    punchId,
    batch.terminal,
    batch.boot,
    sequence,
    site,
    employee,
    action,
    occurredAt,
    batch.head,
    body,
  ];
  await client.query({ ...INSERT, values });
  inserted += 1;
  process.send?.({ inserted });
}
