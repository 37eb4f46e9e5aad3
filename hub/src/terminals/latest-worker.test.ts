import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { LatestWorker } from './latest-worker.ts';

const log = pino({ level: 'silent' });

/** The worker begins in a later turn. */
const begun = () => new Promise(resolve => setImmediate(resolve));

describe('LatestWorker', () => {
  it('replaces what waits with what is newer, and refuses keys beyond its limit (R11)', async () => {
    const done: string[] = [];
    let open: () => void = () => undefined;
    const door = new Promise<void>(resolve => {
      open = resolve;
    });
    const worker = new LatestWorker<number>({
      name: 'test',
      keysMax: 2,
      log,
      work: async (key, value) => {
        await door;
        done.push(`${key}${value}`);
      },
    });
    expect(worker.put('a', 1)).toBe(true);
    await begun();
    expect([worker.put('b', 1), worker.put('c', 1), worker.put('d', 1)]).toEqual([true, true, false]);
    expect([worker.put('b', 2), worker.put('b', 3)]).toEqual([true, true]);
    open();
    await worker.idle();
    expect(done).toEqual(['a1', 'b3', 'c1']);
  });

  it('tries again what failed, with the newest value', async () => {
    let failures = 1;
    const done: number[] = [];
    const worker = new LatestWorker<number>({
      name: 'test',
      keysMax: 10,
      log,
      work: async (_key, value) => {
        if (failures > 0) {
          failures -= 1;
          worker.put('a', 2);
          throw new Error('the database is away');
        }
        done.push(value);
      },
    });
    worker.put('a', 1);
    await worker.idle();
    expect(done).toEqual([2]);
  });

  it('drops what waits when it is stopped', async () => {
    const done: string[] = [];
    const worker = new LatestWorker<number>({
      name: 'test',
      keysMax: 10,
      log,
      work: async key => {
        await begun();
        done.push(key);
      },
    });
    worker.put('a', 1);
    await begun();
    worker.put('b', 1);
    await worker.stop();
    expect([done, worker.put('c', 1)]).toEqual([['a'], false]);
  });
});
