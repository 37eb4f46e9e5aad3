import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KioskPage } from './support/kiosk-page.ts';
import { Plant, STRAY_BADGE } from './support/plant.ts';
import { until } from './support/until.ts';

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');

let plant: Plant;
let child: ChildProcess | null = null;

beforeEach(async () => {
  if (!existsSync(MAIN)) throw new Error('build first: npm run build');
  plant = new Plant();
  await plant.build();
});
afterEach(async () => {
  await end('SIGKILL');
  await plant.tearDown();
});

/** The bridge as a process of its own, as on a kiosk. */
async function startProcess(): Promise<void> {
  const file = join(plant.dir, 'config.json');
  writeFileSync(file, JSON.stringify(plant.configFile()));
  const started = spawn(process.execPath, [MAIN, '--config', file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH },
  });
  child = started;
  const [message] = await once(started, 'message');
  plant.page = new KioskPage();
  await plant.page.open((message as { kioskPort: number }).kioskPort);
  await until(() => plant.page.health?.readers[0]?.state === 'online', 'the reader is online');
}

async function end(signal: NodeJS.Signals): Promise<number | null> {
  const ending = child;
  child = null;
  plant.page.close();
  if (ending === null || ending.exitCode !== null || ending.signalCode !== null)
    return ending?.exitCode ?? null;
  const exited = once(ending, 'exit');
  ending.kill(signal);
  const [code] = await exited;
  return typeof code === 'number' ? code : null;
}

describe('kill -9 of the bridge', () => {
  it('before the receipt: what the screen said is there afterwards, once (R1, R2)', async () => {
    plant.hub.receiptsToLose = Number.POSITIVE_INFINITY;
    await startProcess();
    plant.pty.tap(STRAY_BADGE);
    const shown = await plant.page.shows('unknown-badge');
    await until(() => plant.hub.batches.length > 0, 'it was delivered, its receipt lost');
    await end('SIGKILL');

    plant.hub.receiptsToLose = 0;
    await startProcess();
    await until(() => plant.page.health?.kept === 0, 'the receipt is here');
    expect(plant.hub.punches).toMatchObject([{ occurredAt: shown.occurredAt }]);
    expect([...plant.hub.arrivals.values()][0]).toBeGreaterThan(1);
  });

  it('with no broker there: every recorded punch of every boot arrives once, the chain unbroken (R1, R9)', async () => {
    await plant.hub.stop();
    const receipts: string[] = [];
    for (const badge of ['0100000001', '0100000002', '0100000003']) {
      await startProcess();
      plant.pty.tap(badge);
      receipts.push((await plant.page.shows('unknown-badge')).receipt);
      await end('SIGKILL');
    }
    await plant.hub.start();
    await startProcess();
    await until(() => plant.hub.punches.length === 3 && plant.page.health?.kept === 0, 'all three arrive');
    expect([...plant.hub.arrivals.values()]).toEqual([1, 1, 1]);
    const boots = plant.hub.batches.map(({ boot }) => boot);
    expect(boots).toEqual([...new Set(boots)].sort((a, b) => a - b));
    const [first, second, third] = plant.hub.batches;
    expect([second?.previous, third?.previous]).toEqual([first?.head, second?.head]);
    expect(new Set(receipts).size).toBe(3);
  });
});

describe('the process', () => {
  it('stops in order on SIGTERM and says goodbye to the hub', async () => {
    await startProcess();
    await plant.hub.hasHeardFrom();
    expect(await end('SIGTERM')).toBe(0);
    await until(() => plant.hub.statuses.at(-1)?.online === false, 'the goodbye arrives');
  });

  it('leaves its last will behind when it is killed', async () => {
    await startProcess();
    await plant.hub.hasHeardFrom();
    await end('SIGKILL');
    await until(() => plant.hub.statuses.at(-1)?.online === false, 'the last will arrives');
  });

  it('ends with 75 when the hub asks for a restart', async () => {
    await startProcess();
    await plant.hub.hasHeardFrom();
    const exited = child ? once(child, 'exit') : Promise.reject(new Error('no process'));
    await plant.hub.command({ type: 'restart' });
    expect((await exited)[0]).toBe(75);
  });

  it('ends when the process that started it is gone', async () => {
    await startProcess();
    const exited = child ? once(child, 'exit') : Promise.reject(new Error('no process'));
    child?.disconnect();
    expect((await exited)[0]).toBe(0);
  });
});
