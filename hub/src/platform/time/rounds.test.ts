import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger, type Log } from '../logging/logger.ts';
import { Rounds } from './rounds.ts';

const HOUR_MS = 3_600_000;
const running: Rounds[] = [];

function rounds(
  work: () => Promise<void>,
  pauseMs = HOUR_MS,
  log: Log = createLogger({ level: 'silent' }),
): Rounds {
  const made = new Rounds({ name: 'test', pauseMs, work, log });
  running.push(made);
  made.start();
  return made;
}

async function until(found: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !found(); tries += 1) await delay(2);
  expect(found()).toBe(true);
}

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

describe('rounds', () => {
  it('begin again when they are woken, and not before their pause is over', async () => {
    let count = 0;
    const some = rounds(async () => {
      count += 1;
    });
    await until(() => count === 1);
    await delay(20);
    expect(count).toBe(1);
    some.wake();
    await until(() => count === 2);
  });

  it('that are woken at work begin again at once', async () => {
    let count = 0;
    let finish: () => void = () => undefined;
    const some = rounds(async () => {
      count += 1;
      if (count === 1)
        await new Promise<void>(resolve => {
          finish = resolve;
        });
    });
    await until(() => count === 1);
    some.wake();
    finish();
    await until(() => count === 2);
  });

  it('go on after a failure, of which only the first of a row is told loudly', async () => {
    const told: string[] = [];
    const log = createLogger({ level: 'debug' }, { write: line => told.push(JSON.parse(line).level) });
    let count = 0;
    rounds(
      async () => {
        count += 1;
        if (count < 4) throw new Error('away');
      },
      1,
      log,
    );
    await until(() => count >= 4);
    expect(told).toEqual(['warn', 'debug', 'debug']);
  });

  it('end after the round at work', async () => {
    let ended = false;
    const some = rounds(async () => {
      await delay(20);
      ended = true;
    });
    await delay(1);
    await some.stop();
    expect(ended).toBe(true);
  });
});
