import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TerminalEnrolment } from '../src/terminals/index.ts';
import { HUB_PASSWORD, Mosquitto, PASSWORD } from './brokers/real-brokers.ts';
import { addPerson, Kiosk, type RunningTestHub, runHub, SITE } from './kit/running-hub.ts';
import { TestTerminal } from './support/test-terminal.ts';

let mosquitto: Mosquitto;
let hub: RunningTestHub;
let kiosk: Kiosk;

beforeAll(async () => {
  mosquitto = await Mosquitto.start();
  hub = await runHub({
    change: config => ({
      ...config,
      broker: {
        kind: 'external',
        url: `mqtt://127.0.0.1:${mosquitto.port}`,
        username: 'hub',
        password: HUB_PASSWORD,
      },
    }),
  });
  const terminal = new TestTerminal('gate-1', SITE);
  await hub.part(TerminalEnrolment).enrol({
    site: SITE,
    id: 'gate-1',
    place: 'Gate 1',
    publicKey: terminal.publicKey.toString('base64'),
    replace: false,
  });
  kiosk = new Kiosk(terminal, PASSWORD, mosquitto.port);
});
afterAll(async () => {
  await kiosk.disconnect();
  await hub.stop();
  await mosquitto.stop();
});

describe('a hub beside Mosquitto', () => {
  it('takes punches, answers them, and tells kiosks who is where', async () => {
    await kiosk.connect();
    const person = await addPerson(hub);
    await kiosk.until(() => kiosk.latest('roster', person.id) !== undefined);
    const { sequence } = kiosk.terminal.punch({ employee: person.id, credential: person.credential });
    expect(await kiosk.send(sequence)).toMatchObject({ through: 1, results: [{ outcome: 'recorded' }] });
    await kiosk.until(() => kiosk.latest('presence', person.id)?.state === 'in');
  });

  it('gives everything back to a broker that lost all it had', async () => {
    const person = await addPerson(hub);
    const { sequence } = kiosk.terminal.punch({ employee: person.id, credential: person.credential });
    await kiosk.send(sequence);
    await kiosk.until(() => kiosk.latest('presence', person.id)?.state === 'in');
    await kiosk.disconnect();
    await mosquitto.kill();
    kiosk.heard.length = 0;
    await mosquitto.launch();
    await kiosk.connect();
    await kiosk.until(
      () =>
        kiosk.latest('roster', person.id) !== undefined &&
        kiosk.latest('presence', person.id)?.state === 'in',
    );
    // The terminal believes that two more were delivered, to a hub whose database went back in time.
    kiosk.terminal.punch();
    kiosk.terminal.punch();
    await kiosk.status({ sequence: sequence + 2 });
    await kiosk.until(() => kiosk.commands('replay-from').length > 0);
    expect(await kiosk.send(sequence + 1, sequence + 2)).toMatchObject({ through: sequence + 2 });
  });
});
