import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError, RetryAfter } from '@tapclock/contracts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import {
  addAccount,
  PASSWORD,
  refused,
  type TestAccount,
  Visitor,
  type VisitorAnswer,
} from '../kit/visitor.ts';

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub({ change: config => ({ ...config, http: { ...config.http, behindProxy: true } }) });
});
afterAll(() => hub.stop());

/** As if the last failures had been so long ago. */
async function later(interval: string): Promise<void> {
  await hub.database.primary.query('update login_failure set last_at = last_at - $1::interval', [interval]);
}

const guess = (visitor: Visitor, { email }: { email: string }) =>
  visitor.post('login', { email, password: 'not her password' });
const tryRight = (visitor: Visitor, { email }: { email: string }, more: object = {}) =>
  visitor.post('login', { email, password: PASSWORD, ...more });

function waitOf(answer: VisitorAnswer): number {
  expect(refused(answer)).toEqual([429, 'RATE_LIMITED']);
  const { retryAfterSeconds } = RetryAfter.parse(ApiError.parse(answer.body).error.details);
  expect(answer.headers.get('retry-after')).toBe(String(retryAfterSeconds));
  return retryAfterSeconds;
}

/** Fails so often from one source, waiting as told. */
async function fail(visitor: Visitor, account: { email: string }, times: number): Promise<void> {
  for (let count = 1; count <= times; count += 1) {
    expect(refused(await guess(visitor, account))).toEqual([401, 'UNAUTHENTICATED']);
    if (count < times) await later('8 seconds');
  }
}

/** So many failures of an account that strangers made elsewhere. */
async function strangersFailed(account: TestAccount, failures: number): Promise<void> {
  await guess(new Visitor(hub), account);
  await hub.database.primary.query(
    `update login_failure set failures = $1 where scope = 'account'
     and last_at = (select max(last_at) from login_failure where scope = 'account')`,
    [failures],
  );
}

describe('wrong passwords', () => {
  it('make the next try wait, and the fifth locks the account for that source', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    const waits: number[] = [];
    for (let count = 1; count <= 5; count += 1) {
      expect((await guess(visitor, account)).status).toBe(401);
      // An hour ahead: a slow machine must not use up a wait of a second.
      await later('-1 hour');
      waits.push(waitOf(await tryRight(visitor, account)) - 3_600);
      await later('1 hour 8 seconds');
    }
    expect(waits.map(wait => wait > 600)).toEqual([false, false, false, false, true]);
    expect(waitOf(await tryRight(visitor, account))).toBeGreaterThan(600);
    await later('15 minutes');
    expect((await tryRight(visitor, account)).status).toBe(200);
  });

  it('that come too early are not looked at and do not count', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    await fail(visitor, account, 3);
    await later('-1 hour');
    for (let count = 0; count < 5; count += 1) waitOf(await guess(visitor, account));
    await later('1 hour 4 seconds');
    expect((await tryRight(visitor, account)).status).toBe(200);
  });

  it('are forgotten with the right one', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    await fail(visitor, account, 4);
    await later('8 seconds');
    expect((await tryRight(visitor, account)).status).toBe(200);
    await fail(visitor, account, 4);
    await later('8 seconds');
    expect((await tryRight(visitor, account)).status).toBe(200);
  });

  it('lock nobody out elsewhere: a stranger fails, the owner logs in', async () => {
    const account = await addAccount(hub);
    const owner = new Visitor(hub);
    expect((await tryRight(owner, account)).status).toBe(200);
    await fail(new Visitor(hub), account, 5);
    await strangersFailed(account, 1_000);
    expect((await tryRight(owner, account)).status).toBe(200);
    expect((await tryRight(new Visitor(hub, { source: owner.source }), account)).status).toBe(200);
  });

  it('of strangers make a source that the account never came from wait, a minute at most', async () => {
    const account = await addAccount(hub);
    await strangersFailed(account, 1_000);
    const wait = waitOf(await tryRight(new Visitor(hub), account));
    expect(wait).toBeLessThanOrEqual(60);
    await later('60 seconds');
    expect((await tryRight(new Visitor(hub), account)).status).toBe(200);
  });

  it('for many accounts lock the source, but not for whoever is known there', async () => {
    const known = await addAccount(hub);
    const office = new Visitor(hub);
    expect((await tryRight(office, known)).status).toBe(200);
    await guess(office, { email: 'first@werk.example' });
    await hub.database.primary.query(
      `update login_failure set failures = 50 where scope = 'source'
       and last_at = (select max(last_at) from login_failure where scope = 'source')`,
    );
    expect(waitOf(await guess(office, { email: 'another@werk.example' }))).toBeGreaterThan(600);
    expect((await tryRight(office, known)).status).toBe(200);
  });

  it('count for unknown addresses as for known ones', async () => {
    const visitor = new Visitor(hub);
    await fail(visitor, { email: 'nobody-at-all@werk.example' }, 5);
    expect(waitOf(await guess(visitor, { email: 'nobody-at-all@werk.example' }))).toBeGreaterThan(600);
  });

  it('from one household of IPv6 count as one source', async () => {
    const account = await addAccount(hub);
    await fail(new Visitor(hub, { source: '2001:db8:7:7::1' }), account, 5);
    waitOf(await tryRight(new Visitor(hub, { source: '2001:db8:7:7:ffff::2' }), account));
    await later('1 hour');
    await fail(new Visitor(hub, { source: '2001:db8:7:8::1' }), account, 1);
  });

  it('are counted when many come at once: of twelve on the way to the lock one is looked at', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    await fail(visitor, account, 4);
    await later('8 seconds');
    const answers = await Promise.all(Array.from({ length: 12 }, () => guess(visitor, account)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(11);
  });

  it('count while one is logged in, too: a screen left open is no place to guess', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    await visitor.logIn(account);
    const change = { current: 'not her password', next: 'an utterly new sentence' };
    for (let count = 1; count <= 5; count += 1) {
      expect(refused(await visitor.post('password', change))).toEqual([403, 'FORBIDDEN', 'PASSWORD_WRONG']);
      await later('8 seconds');
    }
    expect(waitOf(await visitor.post('password', { ...change, current: PASSWORD }))).toBeGreaterThan(600);
  });

  it('a forged forwarding header does not make a new source of an old one', async () => {
    const account = await addAccount(hub);
    await fail(new Visitor(hub, { source: '203.0.113.9' }), account, 5);
    waitOf(await tryRight(new Visitor(hub, { source: '192.0.2.200, 203.0.113.9' }), account));
  });
});
