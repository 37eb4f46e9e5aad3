import { describe, expect, it } from '@jest/globals';
import { FRESH_MS, REMEMBERED_MAX, SessionCache } from './session-cache.ts';
import type { LivingSession } from './sessions.repository.ts';

const NOW = Date.UTC(2026, 10, 27, 6);

function living(id: string): LivingSession {
  const account: LivingSession['account'] = {
    ...{ id, email: 'a@werk.example', name: 'A', role: 'admin', employee: null, teams: [] },
    ...{ language: 'en', secondFactor: false, disabledAt: null, lastLoginAt: null, version: 1 },
    createdAt: '2026-11-27T06:00:00.000Z',
  };
  return { account, secondFactor: false };
}

/** Reads sessions of one account, and counts how often. */
class Reads {
  count = 0;
  readonly cache = new SessionCache();

  get(id: string, nowMs = NOW, read = () => Promise.resolve<LivingSession | null>(living('maria'))) {
    return this.cache.get(id, nowMs, () => {
      this.count += 1;
      return read();
    });
  }
}

describe('what is remembered of sessions', () => {
  it('is read once for everybody who asks at once, and again after five seconds', async () => {
    const reads = new Reads();
    await Promise.all([reads.get('s'), reads.get('s'), reads.get('s')]);
    await reads.get('s', NOW + FRESH_MS - 1);
    expect(reads.count).toBe(1);
    await reads.get('s', NOW + FRESH_MS);
    expect(reads.count).toBe(2);
  });

  it('is forgotten with a change of the account, and only of this one', async () => {
    const reads = new Reads();
    await reads.get('s');
    reads.cache.forget('somebody else');
    await reads.get('s');
    expect(reads.count).toBe(1);
    reads.cache.forget('maria');
    await reads.get('s');
    reads.cache.forget(null);
    await reads.get('s');
    expect(reads.count).toBe(3);
  });

  it('is never what was read before a change that came meanwhile', async () => {
    const reads = new Reads();
    const { promise: slow, resolve: answer } = Promise.withResolvers<LivingSession>();
    const asked = reads.get('s', NOW, () => slow);
    reads.cache.forget('maria');
    const askedAfter = reads.get('s');
    answer(living('maria'));
    await Promise.all([asked, askedAfter]);
    expect(reads.count).toBe(2);
    reads.cache.forget('somebody else');
    await reads.get('s');
    expect(reads.count).toBe(2);
  });

  it('is not that a session is over, nor that the database was away', async () => {
    const reads = new Reads();
    expect(await reads.get('s', NOW, () => Promise.resolve(null))).toBeNull();
    await expect(reads.get('s', NOW, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await reads.get('s')).not.toBeNull();
    expect(reads.count).toBe(3);
  });

  it('has a limit: the one that was read longest ago goes', async () => {
    const reads = new Reads();
    for (let index = 0; index <= REMEMBERED_MAX; index += 1) await reads.get(`s${index}`);
    await reads.get('s1');
    expect(reads.count).toBe(REMEMBERED_MAX + 1);
    await reads.get('s0');
    expect(reads.count).toBe(REMEMBERED_MAX + 2);
  });
});
