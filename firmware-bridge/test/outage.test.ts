import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ANAS_BADGE, BENS_BADGE, Plant, STRAY_BADGE } from './support/plant.ts';
import { until } from './support/until.ts';

const HOUR_MS = 3_600_000;

let plant: Plant;
beforeEach(async () => {
  plant = new Plant();
  await plant.build();
  await plant.start();
  await plant.isOnline();
});
afterEach(() => plant.tearDown());

/** A tap that is recorded by its countdown; resolves when the screen says so. */
async function punch(badge: string, name: string): Promise<void> {
  plant.tap(badge);
  await plant.page.shows('card', ({ person }) => person.shortName === name);
  plant.time.advance(4000);
  await plant.page.shows('recorded', ({ person }) => person.shortName === name);
  // A receipt that is on its way must not look late only because time is stretched.
  await until(() => plant.page.health?.link === 'offline' || plant.kept() === 0, 'the receipt came');
  plant.time.advance(20_000);
  await plant.page.shows('idle');
}

const offline = () => until(() => plant.page.health?.link === 'offline', 'the kiosk says offline');
const online = () =>
  until(() => {
    // Stretches the waits between connection attempts, but not an answer that is on its way.
    plant.time.advance(500);
    return plant.page.health?.link === 'online';
  }, 'the kiosk says online');
const timesArrived = () => [...plant.hub.arrivals.values()];

describe('with the broker away for an hour', () => {
  it('the kiosk works the same, counts what it keeps, and everything arrives once afterwards (R1, R2, R7)', async () => {
    await plant.hub.stop();
    await offline();
    for (let round = 0; round < 6; round += 1) {
      await punch(round % 2 ? BENS_BADGE : ANAS_BADGE, round % 2 ? 'Ben M.' : 'Ana K.');
      plant.time.advance(HOUR_MS / 6);
    }
    expect(plant.page.health).toMatchObject({ link: 'offline', kept: 6 });
    expect(plant.page.health?.offlineSince).not.toBeNull();
    expect(plant.hub.punches).toEqual([]);

    await plant.hub.start();
    await online();
    await plant.allArrived(6);
    expect(plant.hub.arrived()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(plant.hub.punches.every(({ offline: wasOffline }) => wasOffline)).toBe(true);
    expect(plant.hub.punches.map(({ action }) => action).slice(0, 2)).toEqual(['clock-in', 'clock-in']);
    await until(() => plant.page.health?.kept === 0, 'nothing is kept any more');
    const told = () => plant.hub.statuses.flatMap(status => (status.online ? [status.journal.depth] : []));
    expect(told()).toContain(6);
    // Before the next regular status the hub hears that nothing waits any more.
    plant.time.advance(1_000);
    await until(() => told().at(-1) === 0, 'the hub was told');
  });

  it('two kiosks are not needed to know that somebody is in: the state follows from the own punch (R7)', async () => {
    await plant.hub.stop();
    await offline();
    await punch(ANAS_BADGE, 'Ana K.');
    plant.tap(ANAS_BADGE);
    expect(await plant.page.shows('card')).toMatchObject({ state: 'in' });
  });
});

describe('with the broker alive and the hub down', () => {
  it('a PUBACK frees nothing: the punch is kept and goes again (R1)', async () => {
    plant.hub.isDown = true;
    plant.tap(STRAY_BADGE);
    await plant.page.shows('unknown-badge');
    plant.time.advance(12_000);
    await offline();
    expect(plant.kept()).toBe(1);
    plant.hub.isDown = false;
    plant.time.advance(60_000);
    await plant.allArrived(1);
    await online();
  });
});

describe('on a bad wire', () => {
  it('a lost receipt leads to a second delivery and one effect (R2)', async () => {
    plant.hub.receiptsToLose = 1;
    plant.tap(STRAY_BADGE);
    await until(() => plant.hub.batches.length === 1, 'it was delivered');
    expect(plant.kept()).toBe(1);
    plant.time.advance(5000);
    await plant.allArrived(1);
    expect(timesArrived()).toEqual([2]);
    expect(plant.hub.punches).toHaveLength(1);
  });

  it('receipts that come twice change nothing the second time (R2)', async () => {
    plant.hub.copies = 3;
    await punch(ANAS_BADGE, 'Ana K.');
    // On a slow machine the stretched pause looks like a silent hub, and what is kept then goes again.
    await online();
    await punch(BENS_BADGE, 'Ben M.');
    await plant.allArrived(2);
    expect(timesArrived()).toEqual([1, 1]);
  });

  it('receipts that come in the wrong order free what they name', async () => {
    plant.hub.isHolding = true;
    for (const badge of ['0100000001', '0100000002', '0100000003']) {
      plant.tap(badge);
      await until(() => plant.hub.batches.at(-1)?.punches.length === 1, 'it was delivered');
    }
    await until(() => plant.hub.punches.length === 3, 'all were delivered');
    expect(plant.kept()).toBe(3);
    await plant.hub.releaseReceipts();
    await plant.allArrived(3);
    expect(timesArrived()).toEqual([1, 1, 1]);
  });

  it('a broker that lost everything it held loses no punch (R1)', async () => {
    plant.hub.receiptsToLose = Number.POSITIVE_INFINITY;
    plant.tap(STRAY_BADGE);
    await until(() => plant.hub.batches.length === 1, 'the broker has it');
    await plant.hub.stop();
    plant.hub.punches.length = 0;
    plant.hub.arrivals.clear();
    plant.hub.receiptsToLose = 0;
    await plant.hub.start();
    await online();
    await plant.allArrived(1);
    plant.tap(ANAS_BADGE);
    // The retained roster is gone from the broker as well, but not from the kiosk.
    await plant.page.shows('card');
  });
});

describe('after the hub lost its last minutes', () => {
  it('a replay brings back what was delivered long ago (R1)', async () => {
    await punch(ANAS_BADGE, 'Ana K.');
    await punch(BENS_BADGE, 'Ben M.');
    await plant.allArrived(2);
    const boot = plant.hub.batches[0]?.boot ?? 0;
    plant.hub.punches.length = 0;
    plant.hub.arrivals.clear();
    await plant.hub.command({ type: 'replay-from', boot, sequence: 1 });
    await until(() => plant.hub.punches.length === 2, 'both came again');
    expect(plant.hub.arrived()).toEqual([1, 2]);
  });
});
