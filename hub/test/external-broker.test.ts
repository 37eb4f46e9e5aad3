import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectSoon, hubBesideMosquitto } from './brokers/hub-beside.ts';
import { addPerson, type Kiosk, type RunningTestHub } from './kit/running-hub.ts';

let running: Awaited<ReturnType<typeof hubBesideMosquitto>>;
let hub: RunningTestHub;
let kiosk: Kiosk;

beforeAll(async () => {
  running = await hubBesideMosquitto();
  ({ hub } = running);
  kiosk = await running.enrol('gate-1');
});
afterAll(() => running.stop());

describe('a hub beside Mosquitto', () => {
  it('takes punches, answers them, and tells kiosks who is where', async () => {
    await connectSoon(kiosk);
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
    await running.mosquitto.kill();
    kiosk.heard.length = 0;
    await running.mosquitto.launch();
    await connectSoon(kiosk);
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
