import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { hubFilters, terminalAcl, topics } from '@tapclock/contracts';
import {
  EMPLOYEE,
  FORBIDDEN_FILTERS,
  FORBIDDEN_LOGINS,
  FORBIDDEN_MESSAGES,
  FORBIDDEN_WILLS,
} from './forbidden.ts';
import { publishPacket, type RawLogin, RawMqtt, subscribePacket } from './raw-mqtt.ts';
import { embedded, external, passwordOf, type RealBroker } from './real-brokers.ts';

const FORGED = 'forged';

describe.each([
  ['embedded aedes', embedded],
  ['external Mosquitto', external],
])('at %s', (_name, launch) => {
  let broker: RealBroker;
  let clients: RawMqtt[] = [];
  /** Everything the hub has heard. */
  const hubHeard: { topic: string; payload: string }[] = [];
  let onHeard: () => void = () => undefined;
  let markers = 0;

  beforeAll(async () => {
    broker = await launch(link => {
      for (const filter of hubFilters) {
        link.subscribe(filter, ({ topic, payload }) => {
          hubHeard.push({ topic, payload: payload.toString() });
          onHeard();
        });
      }
    });
  });
  afterAll(() => broker.stop());
  afterEach(async () => {
    await Promise.all(clients.map(client => client.cut()));
    clients = [];
  });

  async function knock(login: RawLogin): Promise<{ client: RawMqtt; returnCode: number | null }> {
    const knocked = await RawMqtt.login(broker.port, login);
    clients.push(knocked.client);
    return knocked;
  }

  async function enter(terminal: string, more: Partial<RawLogin> = {}): Promise<RawMqtt> {
    const login = { clientId: terminal, username: terminal, password: passwordOf(terminal), ...more };
    const { client, returnCode } = await knock(login);
    expect(returnCode).toBe(0);
    return client;
  }

  /** A neighbour that hears all it may, retained messages too. */
  async function listener(terminal: string, site: string): Promise<RawMqtt> {
    const client = await enter(terminal);
    for (const filter of terminalAcl(site, terminal).subscribe) client.send(subscribePacket(filter));
    await client.settled();
    return client;
  }

  /** Resolves when a message that `terminal` sends now has come to the hub: all before it has been dealt with. */
  async function heardFrom(client: RawMqtt, terminal: string): Promise<void> {
    markers += 1;
    const marker = `marker ${markers}`;
    const heard = new Promise<void>(resolve => {
      onHeard = () => {
        if (hubHeard.some(({ payload }) => payload === marker)) resolve();
      };
    });
    client.send(publishPacket({ topic: topics.status('werk-nord', terminal), payload: marker }));
    await heard;
  }

  /** Whatever came of `forged`, to the hub or to a neighbour, now or retained. */
  async function forgedAnywhere(neighbours: readonly RawMqtt[]): Promise<string[]> {
    const [first] = neighbours;
    if (!first) throw new Error('nobody listens');
    await heardFrom(first, 'gate-2');
    await Promise.all(neighbours.map(neighbour => neighbour.settled()));
    await Promise.all(neighbours.map(neighbour => neighbour.cut()));
    const later = [await listener('gate-2', 'werk-nord'), await listener('gate-9', 'werk-sued')];
    const seen = [...neighbours, ...later].flatMap(neighbour => neighbour.messages);
    return [...seen, ...hubHeard]
      .filter(({ payload }) => payload.startsWith(FORGED))
      .map(({ topic }) => topic);
  }

  describe('a terminal may', () => {
    it.each(terminalAcl('werk-nord', 'gate-1').publish)('publish %s', async topic => {
      const client = await enter('gate-1');
      client.send(publishPacket({ topic, payload: `allowed on ${topic}` }));
      await heardFrom(client, 'gate-1');
      expect(hubHeard.filter(({ payload }) => payload === `allowed on ${topic}`)).toHaveLength(1);
    });

    it.each([
      [topics.receipt('werk-nord', 'gate-1'), topics.receipt('werk-nord', 'gate-1')],
      [topics.command('werk-nord', 'gate-1'), topics.command('werk-nord', 'gate-1')],
      ['tapclock/v1/werk-nord/roster/+', topics.roster('werk-nord', EMPLOYEE)],
      ['tapclock/v1/werk-nord/presence/+', topics.presence('werk-nord', EMPLOYEE)],
      ['one card of its roster', topics.roster('werk-nord', EMPLOYEE)],
    ])('read %s', async (filter, topic) => {
      const client = await enter('gate-1');
      client.send(subscribePacket(filter.startsWith('tapclock') ? filter : topic));
      await client.settled();
      await broker.link.publish(topic, 'for you');
      await client.until(() => client.messages.length > 0);
      expect([client.granted, client.messages]).toEqual([
        [1],
        [{ topic, payload: 'for you', retain: false }],
      ]);
    });
  });

  it.each(FORBIDDEN_LOGINS)('%s is not let in, and nobody is thrown out by it (R10)', async (_who, login) => {
    const victim = await enter('gate-1');
    const { client, returnCode } = await knock(login);
    expect(returnCode).not.toBe(0);
    await client.until(() => !client.isOpen);
    await victim.settled();
    expect(victim.isOpen).toBe(true);
  });

  it.each(FORBIDDEN_WILLS)('a last will as %s reaches nobody (R10)', async (_what, topic) => {
    const neighbours = [await listener('gate-2', 'werk-nord'), await listener('gate-9', 'werk-sued')];
    const login = { clientId: 'gate-1', username: 'gate-1', password: passwordOf('gate-1') };
    const { client } = await knock({ ...login, will: { topic, payload: FORGED } });
    await client.cut();
    // Its own name again: whatever the broker had to do at its death is done.
    const again = await enter('gate-1');
    await heardFrom(again, 'gate-1');
    expect(await forgedAnywhere(neighbours)).toEqual([]);
  });

  it.each(FORBIDDEN_MESSAGES)('%s is not taken from a terminal (R10)', async (_what, message) => {
    const neighbours = [await listener('gate-2', 'werk-nord'), await listener('gate-9', 'werk-sued')];
    const attacker = await listener('gate-1', 'werk-nord');
    const { topic, qos = 1, bytes = 0 } = message;
    for (const retain of [false, true]) {
      attacker.send(publishPacket({ topic, qos, retain, payload: FORGED.padEnd(bytes, '.') }));
      await attacker.settled();
    }
    expect(attacker.messages).toEqual([]);
    expect(await forgedAnywhere(neighbours)).toEqual([]);
  });

  it("cannot be made to forget a roster card by another's empty message (R10)", async () => {
    const topic = topics.roster('werk-nord', EMPLOYEE);
    await broker.link.publish(topic, 'card', { retain: true });
    const attacker = await enter('gate-1');
    attacker.send(publishPacket({ topic, payload: '', retain: true }));
    await attacker.settled();
    const neighbour = await listener('gate-2', 'werk-nord');
    await neighbour.until(() => neighbour.messages.length > 0);
    expect(neighbour.messages).toEqual([{ topic, payload: 'card', retain: true }]);
    await broker.link.publish(topic, '', { retain: true });
  });

  it.each(FORBIDDEN_FILTERS)('%s is not shown to a terminal (R10)', async (_what, filter) => {
    const attacker = await enter('gate-1');
    attacker.send(subscribePacket(filter));
    await attacker.settled();
    expect(attacker.isOpen && attacker.granted).not.toEqual([1]);
    if (!attacker.isOpen) return;
    attacker.send(subscribePacket(topics.receipt('werk-nord', 'gate-1')));
    await attacker.settled();
    const neighbour = await enter('gate-2');
    neighbour.send(publishPacket({ topic: topics.punch('werk-nord', 'gate-2'), payload: 'secret' }));
    await heardFrom(neighbour, 'gate-2');
    for (const topic of [
      topics.receipt('werk-nord', 'gate-2'),
      topics.command('werk-nord', 'gate-2'),
      topics.roster('werk-nord', EMPLOYEE),
      topics.roster('werk-sued', EMPLOYEE),
      topics.presence('werk-sued', EMPLOYEE),
    ]) {
      await broker.link.publish(topic, 'secret');
    }
    await broker.link.publish(topics.receipt('werk-nord', 'gate-1'), 'mine');
    await attacker.until(() => attacker.messages.some(({ payload }) => payload === 'mine'));
    expect(attacker.messages.map(({ payload }) => payload)).toEqual(['mine']);
  });
});
