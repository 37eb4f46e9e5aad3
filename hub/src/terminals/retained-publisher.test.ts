import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { BrokerLink } from '../platform/mqtt/broker-link.ts';
import { RetainedPublisher } from './retained-publisher.ts';

const log = pino({ level: 'silent' });

function world() {
  const published: string[] = [];
  const values = new Map<string, string>();
  let release: (() => void) | null = null;
  const link = {
    connected: true,
    slow: false,
    publish: async (topic: string, payload: string) => {
      if (link.slow) await new Promise<void>(resolve => (release = resolve));
      published.push(`${topic}=${payload}`);
    },
  };
  const publisher = new RetainedPublisher({
    name: 'test',
    link: link as unknown as BrokerLink,
    log,
    load: async employees =>
      employees.map(employee => ({ topic: employee, payload: values.get(employee) ?? '' })),
    everybody: async function* () {
      yield ['anna', 'bert'];
      yield ['carl'];
    },
  });
  return { publisher, published, values, link, release: () => release?.() };
}

describe('RetainedPublisher', () => {
  it('skips states that a slow broker was too late for, and ends with the last', async () => {
    const { publisher, published, values, link, release } = world();
    link.slow = true;
    values.set('anna', '1');
    publisher.mark(['anna']);
    await new Promise(resolve => setImmediate(resolve));
    for (const state of ['2', '3', '4']) {
      values.set('anna', state);
      publisher.mark(['anna']);
    }
    link.slow = false;
    release();
    await publisher.idle();
    expect(published).toEqual(['anna=1', 'anna=4']);
  });

  it('misses nobody who is marked in the moment a run ends', async () => {
    for (let turns = 0; turns < 30; turns += 1) {
      const { publisher, published } = world();
      publisher.mark([]);
      publisher.mark(['anna']);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      publisher.mark(['bert']);
      await publisher.idle();
      expect(published.toSorted()).toEqual(['anna=', 'bert=']);
    }
  });

  it('publishes everybody at a session, and keeps nothing while there is none', async () => {
    const { publisher, published, link } = world();
    link.connected = false;
    publisher.mark(['anna']);
    await publisher.idle();
    expect(published).toEqual([]);
    link.connected = true;
    publisher.markAll();
    await publisher.idle();
    expect(published).toEqual(['anna=', 'bert=', 'carl=']);
  });
});
