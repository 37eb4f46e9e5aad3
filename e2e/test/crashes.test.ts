import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type System, startSystem } from '@tapclock/tools';
import { bridgeState, isDelivered, QueueOfWorkers, storedPunches, waitFor } from '../src/index.ts';

const TERMINAL = 'gate-2';
/** Taps before the blow, and after everything is up again. */
const TAPS_AROUND = 8;

describe('kill -9 while people tap (R1, R2)', () => {
  let dir: string;
  let system: System;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-crash-'));
    const ports = { hub: 0, kiosk: 0, broker: 0, primary: 0, replica: 0 };
    system = await startSystem({ dataDir: dir, ports, history: false });
  }, 180_000);

  afterAll(async () => {
    await system?.stop();
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  /** Lets people tap, strikes in the middle, waits until all is well, and compares what was shown with what is stored. */
  async function tapThrough(blow: () => void, isBack: () => Promise<boolean>): Promise<void> {
    const badges = system.factory.demo.badges.filter(({ state }) => state !== 'unknown');
    const queue = new QueueOfWorkers(system.kioskUrl, badges);
    const shownAtLeast = (count: number) => async (): Promise<boolean> => queue.shown.length >= count;
    await waitFor('people have tapped', shownAtLeast(TAPS_AROUND), 60_000);
    blow();
    await delay(200);
    await waitFor('the part is back', isBack, 60_000);
    await waitFor('people have gone on tapping', shownAtLeast(queue.shown.length + TAPS_AROUND), 60_000);
    await queue.stop();
    await waitFor('all is delivered', () => isDelivered(system.kioskUrl), 90_000);
    const url = system.postgres.cluster.superuserUrl(system.database);
    const stored = await storedPunches(url, TERMINAL);
    const times = new Map<string, number>();
    for (const { code } of stored) times.set(code, (times.get(code) ?? 0) + 1);
    expect(queue.shown.filter(code => times.get(code) !== 1)).toEqual([]);
    expect([...times].filter(([, count]) => count > 1)).toEqual([]);
    for (const boot of new Set(stored.map(punch => punch.boot))) {
      const sequences = stored.filter(punch => punch.boot === boot).map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    }
    const replicaUrl = system.postgres.cluster.replicaSuperuserUrl(system.database);
    await waitFor('the replica has the same', async () => {
      const copy = await storedPunches(replicaUrl, TERMINAL).catch(() => []);
      return copy.length === stored.length;
    });
  }

  it('of the bridge loses and doubles nothing', async () => {
    const bootBefore = (await bridgeState(system.kioskUrl))?.boot;
    await tapThrough(
      () => system.bridge.kill(),
      async () => {
        const state = await bridgeState(system.kioskUrl);
        return state?.isOnline === true && state.boot !== bootBefore;
      },
    );
  }, 240_000);

  it('of the hub loses and doubles nothing', async () => {
    const before = system.hub.pid;
    await tapThrough(
      () => system.hub.kill(),
      async () => system.hub.pid !== before && (await isUp(`${system.hubUrl}/health/ready`)),
    );
  }, 240_000);

  it('of the primary loses and doubles nothing', async () => {
    const before = system.postgres.cluster.primaryPid;
    await tapThrough(
      () => {
        if (before !== null) process.kill(before, 'SIGKILL');
      },
      async () => {
        const now = system.postgres.cluster.primaryPid;
        return now !== null && now !== before && (await isUp(`${system.hubUrl}/health/ready`));
      },
    );
  }, 240_000);
});

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
