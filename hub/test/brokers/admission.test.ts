import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@tapclock/contracts';
import { IngestService } from '../../src/ingest/index.ts';
import { ChainWatch, TerminalEnrolment } from '../../src/terminals/index.ts';
import { type Kiosk, SITE } from '../kit/running-hub.ts';
import { connectSoon, type HubWithBroker, hubBesideMosquitto, hubWithin, sendSoon } from './hub-beside.ts';
import { RawMqtt, subscribePacket } from './raw-mqtt.ts';

/** What the company was promised. */
const REVOKED_WITHIN_MS = 5_000;

describe.each([
  ['the broker in the hub', hubWithin],
  ['Mosquitto', hubBesideMosquitto],
])('with %s', (kind, launch) => {
  let running: HubWithBroker;

  beforeAll(async () => {
    running = await launch();
  });
  afterAll(() => running.stop());

  const loginOf = ({ terminal, password }: Kiosk) => ({
    clientId: terminal.name,
    username: terminal.name,
    password,
  });
  const revoke = (id: string) =>
    running.hub.part(TerminalEnrolment).revoke(id, { by: 'Ada Admin', reason: 'stolen' });

  it('a terminal that was just enrolled is let in, without anybody running a command', async () => {
    const kiosk = await running.enrol('new-1');
    await connectSoon(kiosk);
    kiosk.terminal.punch();
    expect(await kiosk.send(1)).toMatchObject({ through: 1 });
  });

  it('a revoked terminal is cut off within five seconds and not let in again (R10)', async () => {
    const thief = await running.enrol('stolen-1');
    const other = await running.enrol('other-1');
    await connectSoon(thief);
    await thief.disconnect();
    await connectSoon(other);
    const { client } = await RawMqtt.login(running.port, loginOf(thief));
    client.send(subscribePacket(topics.command(SITE, 'stolen-1')));
    await client.settled();
    expect(client.isOpen).toBe(true);

    const beganMs = performance.now();
    await revoke('stolen-1');
    const tooLate = new Promise<string>(resolve => {
      setTimeout(() => resolve('too late'), REVOKED_WITHIN_MS).unref();
    });
    await expect(Promise.race([client.until(() => !client.isOpen), tooLate])).resolves.toBeUndefined();
    process.stdout.write(`cut off at ${kind} after ${Math.round(performance.now() - beganMs)} ms\n`);

    const again = await RawMqtt.login(running.port, loginOf(thief));
    expect(again.returnCode).not.toBe(0);
    await again.client.cut();
    other.terminal.punch();
    expect(await other.send(1)).toMatchObject({ through: 1 });
  });

  it('what it still manages to send is kept apart with the reason, and alarmed (R3)', async () => {
    const thief = await running.enrol('stolen-2');
    await revoke('stolen-2');
    thief.terminal.punch();
    // By a broker that is slow to hear of it: straight to the intake.
    await running.hub.part(IngestService).handle({
      topic: thief.terminal.topic,
      payload: Buffer.from(JSON.stringify(thief.terminal.batch(1, 1))),
      receivedAtMs: Date.now(),
    });
    const kept = () =>
      running.hub.database.primary.query(
        "select reason, times from quarantine where terminal_id = 'stolen-2'",
      );
    while ((await kept()).length === 0) await new Promise(resolve => setTimeout(resolve, 20));
    expect(await kept()).toEqual([{ reason: 'revoked-terminal', times: 1 }]);
    await running.hub.part(ChainWatch).settled();
    expect(
      await running.hub.database.primary.query(
        "select alarm, (select count(*) from punch where terminal_id = 'stolen-2') as punches from terminal_state where terminal_id = 'stolen-2'",
      ),
    ).toEqual([{ alarm: 'bad-signature', punches: 0 }]);
  });

  it('a password that was replaced ends the connections of the old one', async () => {
    const before = await running.enrol('renewed-1');
    await connectSoon(before);
    await before.disconnect();
    const { client } = await RawMqtt.login(running.port, loginOf(before));
    const { password } = await running.hub.part(TerminalEnrolment).enrol({
      ...{ site: SITE, id: 'renewed-1', place: 'Gate' },
      publicKey: before.terminal.publicKey.toString('base64'),
      replace: false,
    });
    await client.until(() => !client.isOpen);
    expect((await RawMqtt.login(running.port, loginOf(before))).returnCode).not.toBe(0);
    let returnCode: number | null = null;
    while (returnCode !== 0) {
      const knocked = await RawMqtt.login(running.port, { ...loginOf(before), password });
      returnCode = knocked.returnCode;
      await knocked.client.cut();
    }
  });
});

describe('a Mosquitto that the hub keeps the accounts of', () => {
  it('gets them back when it lost them', async () => {
    const running = await hubBesideMosquitto();
    const kiosk = await running.enrol('gate-1');
    await connectSoon(kiosk);
    await kiosk.disconnect();
    await running.mosquitto.kill();
    await running.mosquitto.write([]);
    await running.mosquitto.launch();
    await connectSoon(kiosk, 20_000);
    kiosk.terminal.punch();
    expect(await sendSoon(kiosk, 1)).toMatchObject({ through: 1 });
    await running.stop();
  }, 90_000);

  it('loses an account that was revoked while it was away', async () => {
    const running = await hubBesideMosquitto();
    const kiosk = await running.enrol('gate-1');
    await connectSoon(kiosk);
    await kiosk.disconnect();
    await running.mosquitto.kill();
    await running.hub.part(TerminalEnrolment).revoke('gate-1', { by: 'Ada Admin', reason: 'stolen' });
    await running.mosquitto.launch();
    const login = { clientId: 'gate-1', username: 'gate-1', password: kiosk.password };
    let isIn = true;
    while (isIn) {
      const { client, returnCode } = await RawMqtt.login(running.port, login);
      isIn = returnCode === 0;
      await client.cut();
    }
    await running.stop();
  });
});
