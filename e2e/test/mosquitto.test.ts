import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findProgram, type System, startSystem, tapBadge } from '@tapclock/tools';
import mqtt from 'mqtt';
import { bridgeState, isDelivered, storedPunches, waitFor } from '../src/index.ts';

const TERMINAL = 'gate-2';
const describeWithMosquitto = findProgram('mosquitto') === null ? describe.skip : describe;

describeWithMosquitto('with Mosquitto as the broker', () => {
  let dir: string;
  let system: System;
  const tap = (nth: number) => {
    const known = system.factory.demo.badges.filter(({ state }) => state !== 'unknown')[nth];
    return tapBadge({
      kioskUrl: system.kioskUrl,
      badge: known?.printed ?? '',
      version: Number(known?.version),
      action: 'proposed',
    });
  };
  const stored = () => storedPunches(system.postgres.cluster.superuserUrl(system.database), TERMINAL);

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-mosquitto-'));
    const ports = { hub: 0, kiosk: 0, broker: 0, primary: 0, replica: 0 };
    system = await startSystem({ dataDir: dir, ports, broker: 'mosquitto' });
  }, 180_000);

  afterAll(async () => {
    await system?.stop();
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  it('a tap comes back confirmed', async () => {
    const result = await tap(0);
    expect(result.receipt?.delivery).toBe('confirmed');
    expect((await stored()).map(({ code }) => code)).toContain(result.receipt?.code);
  }, 60_000);

  it('nothing is lost when the broker goes away and its data is erased (R1)', async () => {
    const broker = system.broker;
    if (broker === null) throw new Error('no external broker runs');
    await broker.process.stop();
    await waitFor(
      'the bridge is offline',
      async () => (await bridgeState(system.kioskUrl))?.isOnline === false,
      60_000,
    );
    const results = [await tap(1), await tap(2)];
    expect(results.map(({ receipt }) => receipt?.delivery)).toEqual(['offline', 'offline']);
    const memory = join(dir, 'mosquitto', 'mosquitto.db');
    expect(existsSync(memory)).toBe(true);
    rmSync(memory);
    broker.process.start();
    await waitFor('all is delivered', () => isDelivered(system.kioskUrl), 90_000);
    const codes = (await stored()).map(({ code }) => code);
    for (const { receipt } of results) expect(codes.filter(code => code === receipt?.code)).toHaveLength(1);
    const after = await tap(3);
    expect(after.receipt?.delivery).toBe('confirmed');
  }, 180_000);

  it('a terminal cannot listen to another one, nor anybody without a password (R10)', async () => {
    await expect(mqtt.connectAsync(system.brokerUrl, { reconnectPeriod: 0 })).rejects.toThrow(
      /[Nn]ot authorized/,
    );
    const { username, password } = system.factory.history;
    const login = { clientId: username, username, password, reconnectPeriod: 0 };
    await expect(mqtt.connectAsync(system.brokerUrl, { ...login, clientId: 'another' })).rejects.toThrow(
      /[Nn]ot authorized/,
    );
    // The simulated gate uses this name, too: whoever comes last has it.
    const client = await mqtt.connectAsync(system.brokerUrl, login);
    const heard: string[] = [];
    client.on('message', topic => heard.push(topic));
    await client.subscribeAsync('tapclock/v1/#', { qos: 1 }).catch(() => undefined);
    await tap(4);
    await client.endAsync();
    expect(heard.filter(topic => topic.includes(`/${TERMINAL}/`))).toEqual([]);
  }, 60_000);
});
