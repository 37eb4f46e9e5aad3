import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { hubFilters, topics } from '@tapclock/contracts';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import type { BrokerMessage } from '../src/platform/mqtt/broker-link.ts';
import { embedded, external, Mosquitto, passwordOf, type RealBroker } from './brokers/real-brokers.ts';

const EMPLOYEE = '0195a1b2-0000-7000-8000-000000000001';
const own = (kind: 'punch' | 'status') => topics[kind]('werk-nord', 'gate-1');

let broker: RealBroker;
let clients: MqttClient[] = [];

afterEach(async () => {
  await Promise.all(clients.map(client => client.endAsync(true)));
  clients = [];
  await broker.stop();
});

async function terminal(options: Partial<IClientOptions> = {}, name = 'gate-1'): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    clientId: name,
    username: name,
    password: passwordOf(name),
    reconnectPeriod: 0,
    ...options,
  });
  client.on('error', () => undefined);
  client.on('close', () => client.end(true));
  clients.push(client);
  return client;
}

function nextMessage(client: MqttClient): Promise<{ topic: string; payload: string; retain: boolean }> {
  return new Promise(resolve =>
    client.once('message', (topic, payload, packet) =>
      resolve({ topic, payload: String(payload), retain: packet.retain }),
    ),
  );
}

/** Hears everything terminals publish; `until(n)` waits for the n-th. */
function recorder() {
  const heard: BrokerMessage[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    heard,
    take: (message: BrokerMessage) => {
      heard.push(message);
      for (const wait of waiting) if (heard.length >= wait.count) wait.resolve();
    },
    until: (count: number) =>
      heard.length >= count
        ? Promise.resolve()
        : new Promise<void>(resolve => waiting.push({ count, resolve })),
  };
}

describe.each([
  ['embedded aedes', embedded],
  ['external Mosquitto', external],
])('%s', (_name, launch) => {
  it('carries punches up and receipts down', async () => {
    const hub = recorder();
    broker = await launch(link => {
      for (const filter of hubFilters) link.subscribe(filter, hub.take);
    });
    const client = await terminal();
    await client.subscribeAsync(topics.receipt('werk-nord', 'gate-1'), { qos: 1 });
    await client.publishAsync(own('punch'), 'batch', { qos: 1 });
    await hub.until(1);
    const receipt = nextMessage(client);
    await broker.link.publish(topics.receipt('werk-nord', 'gate-1'), 'receipt');
    expect((await receipt).payload).toBe('receipt');
    expect(hub.heard.map(({ topic, payload }) => [topic, String(payload)])).toEqual([
      [own('punch'), 'batch'],
    ]);
  });

  it('keeps the roster for a kiosk that comes later, and forgets it when emptied', async () => {
    broker = await launch(() => undefined);
    const topic = topics.roster('werk-nord', EMPLOYEE);
    await broker.link.publish(topic, 'card', { retain: true });
    const first = await terminal();
    const seen = nextMessage(first);
    await first.subscribeAsync('tapclock/v1/werk-nord/roster/+', { qos: 1 });
    expect(await seen).toEqual({ topic, payload: 'card', retain: true });
    await broker.link.publish(topic, '', { retain: true });
    const second = await terminal({}, 'gate-2');
    const late: string[] = [];
    second.on('message', name => late.push(name));
    await second.subscribeAsync('tapclock/v1/werk-nord/roster/+', { qos: 1 });
    await second.publishAsync(topics.status('werk-nord', 'gate-2'), 'x', { qos: 1 });
    expect(late).toEqual([]);
  });

  it('tells the hub when a terminal dies, by its last will', async () => {
    const hub = recorder();
    broker = await launch(link => link.subscribe('tapclock/v1/+/+/status', hub.take));
    const client = await terminal({
      will: { topic: own('status'), payload: Buffer.from('gone'), qos: 1, retain: true },
    });
    client.stream.destroy();
    await hub.until(1);
    expect(hub.heard.map(({ topic, payload }) => [topic, String(payload)])).toEqual([
      [own('status'), 'gone'],
    ]);
  });
});

describe('embedded aedes alone', () => {
  it('closes a connection that announces a packet over the limit, before the password is asked (R11)', async () => {
    broker = await embedded(() => undefined);
    const socket = connectTcp(broker.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
    await once(socket, 'close');
  });

  it('stops although somebody who never said a name is connected', async () => {
    broker = await embedded(() => undefined);
    const socket = connectTcp(broker.port, '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await broker.stop();
    await closed;
  });

  it('holds back the PUBACK and the next message of that connection only, while there is no room', async () => {
    const order: string[] = [];
    let makeRoom: () => void = () => undefined;
    const room = new Promise<void>(resolve => {
      makeRoom = resolve;
    });
    broker = await embedded(link =>
      link.subscribe('tapclock/v1/+/+/punch', ({ topic, payload }) => {
        order.push(String(payload));
        return topic.includes('gate-1') ? room : undefined;
      }),
    );
    const full = await terminal();
    const other = await terminal({}, 'gate-2');
    let acked = false;
    const first = full.publishAsync(own('punch'), 'held', { qos: 1 }).then(() => {
      acked = true;
    });
    await other.publishAsync(topics.punch('werk-nord', 'gate-2'), 'free', { qos: 1 });
    expect(acked).toBe(false);
    makeRoom();
    await first;
    expect(order.sort()).toEqual(['free', 'held']);
  });
});

describe('external Mosquitto alone', () => {
  it('comes back after the broker was killed, subscribes again and says so', async () => {
    const mosquitto = await Mosquitto.start();
    const link = mosquitto.link();
    broker = { link, port: mosquitto.port, stop: () => link.stop().then(() => mosquitto.stop()) };
    const hub = recorder();
    link.subscribe('tapclock/v1/+/+/punch', hub.take);
    let sessions = 0;
    let onSession: () => void = () => undefined;
    const session = () => new Promise<void>(resolve => (onSession = resolve));
    link.onReady(() => {
      sessions += 1;
      onSession();
    });
    const first = session();
    await link.start();
    await first;
    const second = session();
    mosquitto.freeze();
    const unanswered = expect(link.publish(topics.receipt('werk-nord', 'gate-1'), 'x')).rejects.toThrow();
    await mosquitto.kill();
    await unanswered;
    await expect(link.publish(topics.receipt('werk-nord', 'gate-1'), 'x')).rejects.toThrow();
    expect(link.connected).toBe(false);
    await mosquitto.launch();
    await second;
    const client = await terminal();
    await client.publishAsync(own('punch'), 'after', { qos: 1 });
    await hub.until(1);
    expect([sessions, String(hub.heard[0]?.payload)]).toEqual([2, 'after']);
  });

  it('answers while a handler waits for room: receipts never queue behind punches', async () => {
    let answer: Promise<void> | null = null;
    broker = await external(link =>
      link.subscribe('tapclock/v1/+/+/punch', () => {
        answer = link.publish(topics.receipt('werk-nord', 'gate-1'), 'receipt');
        return answer;
      }),
    );
    const client = await terminal();
    await client.subscribeAsync(topics.receipt('werk-nord', 'gate-1'), { qos: 1 });
    const receipt = nextMessage(client);
    await client.publishAsync(own('punch'), 'batch', { qos: 1 });
    expect((await receipt).payload).toBe('receipt');
  });
});
