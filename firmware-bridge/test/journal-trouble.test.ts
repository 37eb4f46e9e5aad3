import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Journal, openJournal } from '../src/index.ts';
import { ANAS_BADGE, BENS_BADGE, Plant, STRAY_BADGE } from './support/plant.ts';
import { until } from './support/until.ts';

let plant: Plant;
beforeEach(async () => {
  plant = new Plant();
  await plant.build();
});
afterEach(() => plant.tearDown());

describe('a full journal', () => {
  it('turns the kiosk red, drops nothing, and goes on once the hub has taken something (R1, R11)', async () => {
    await plant.hub.stop();
    await plant.start({ openJournal: options => openJournal({ ...options, rowsMax: 2 }) });
    plant.tap(STRAY_BADGE);
    await plant.page.shows('unknown-badge');
    plant.time.advance(20_000);
    plant.tap(STRAY_BADGE);
    expect(await plant.page.shows('refused')).toEqual({ screen: 'refused', reason: 'journal-full' });
    expect(plant.page.health?.journal).toBe('full');
    plant.tap(BENS_BADGE);
    expect(plant.kept()).toBe(2);

    await plant.hub.start();
    await until(() => {
      plant.time.advance(2000);
      return plant.kept() === 0;
    }, 'the hub took what was kept');
    await plant.page.shows('idle');
    plant.tap(STRAY_BADGE);
    await plant.page.shows('unknown-badge');
    await plant.allArrived(3);
  });
});

describe('a disk that fails', () => {
  /** The real journal, behind a disk that can be switched off. */
  const brokenDisk = { isBroken: false };
  const openOnBrokenDisk: typeof openJournal = options => {
    const journal = openJournal(options);
    const failing: Partial<Journal> = {
      append: () => ({ kind: 'refused', reason: 'journal-failed' }),
      pending: () => [],
      from: () => [],
      settle: () => 0,
      stats: () => ({ ...journal.stats(), state: 'failed' }),
      recover: () => !brokenDisk.isBroken,
    };
    return new Proxy(journal, {
      get(target, name: keyof Journal) {
        const value = (brokenDisk.isBroken && failing[name]) || Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };

  it('is red, never green, and is tried again until it works (R1)', async () => {
    await plant.start({ openJournal: openOnBrokenDisk });
    await plant.isOnline();
    brokenDisk.isBroken = true;
    plant.tap(ANAS_BADGE);
    await plant.page.shows('card');
    plant.time.advance(4000);
    expect(await plant.page.shows('refused')).toEqual({ screen: 'refused', reason: 'journal-failed' });
    expect(plant.page.screens.some(({ screen }) => screen === 'recorded')).toBe(false);
    plant.time.advance(10_000);
    expect(plant.page.now().screen).toBe('refused');
    brokenDisk.isBroken = false;
    plant.time.advance(3000);
    await plant.page.shows('idle');
    plant.tap(ANAS_BADGE);
    await plant.page.shows('card');
    plant.time.advance(4000);
    await plant.page.shows('recorded');
    await plant.allArrived(1);
  });
});

describe('a restart', () => {
  it('with no network still knows everybody and where they stand (R7)', async () => {
    await plant.start();
    await plant.isOnline();
    await plant.hub.stop();
    plant.tap(ANAS_BADGE);
    await plant.page.shows('card');
    // Going down records the card that is up.
    await plant.stopBridge();
    await plant.start();
    expect(plant.kept()).toBe(1);
    plant.tap(ANAS_BADGE);
    expect(await plant.page.shows('card')).toMatchObject({ person: { shortName: 'Ana K.' }, state: 'in' });
    await plant.hub.start();
    await until(() => {
      plant.time.advance(2000);
      return plant.hub.punches.length > 0;
    }, 'the punch of the first boot arrives');
    expect(plant.hub.batches[0]?.sent.uptimeMs).toBeNull();
  });
});
