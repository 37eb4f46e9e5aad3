import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { createSessionStore } from '../stores/session.store.ts';
import { HubAway, HubRefusal } from './hub-ask.ts';
import { createSession, TOKEN_LEFT_MS } from './session.ts';

const LIFE_MS = 15 * 60_000;
const START_MS = Date.parse('2026-11-23T06:00:00.000Z');
const ACCOUNT = {
  id: '00000000-0000-4000-8000-000000000001',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'supervisor',
  employee: null,
  teams: [],
  language: 'en',
  secondFactor: false,
  disabledAt: null,
  createdAt: '2026-11-01T06:00:00.000Z',
  lastLoginAt: null,
  version: 1,
};

/** A hub with its own clock, and a browser whose clock is `offMs` away from it. */
function world(offMs = 0) {
  const state = { passedMs: 0, sleptMs: 0, refreshes: 0, hasCookie: true, isUp: true, seen: [] as string[] };
  const meta = () => ({ timestamp: new Date(START_MS + state.passedMs).toISOString(), request_id: 'r' });
  const refusal = (status: number, code: string) =>
    Response.json({ success: false, error: { code, message: code }, meta: meta() }, { status });
  const view = () => ({
    accessToken: `token-${state.refreshes}`,
    expiresAt: new Date(START_MS + state.passedMs + LIFE_MS).toISOString(),
    account: ACCOUNT,
    rights: ['board.read'],
    reach: { kind: 'everybody' },
    restricted: null,
  });
  const answer = async (path: string, init: RequestInit): Promise<Response> => {
    if (!state.isUp) throw new TypeError('Failed to fetch');
    const token = new Headers(init.headers).get('authorization');
    if (path.endsWith('/refresh')) {
      state.refreshes += 1;
      return state.hasCookie
        ? Response.json({ success: true, data: view(), meta: meta() })
        : refusal(401, 'UNAUTHENTICATED');
    }
    if (path.endsWith('/logout')) {
      state.hasCookie = false;
      return Response.json({ success: true, data: null, meta: meta() });
    }
    state.seen.push(String(token));
    return token === `Bearer token-${state.refreshes}` && state.hasCookie
      ? Response.json({ success: true, data: 'yes', meta: meta() })
      : refusal(401, 'UNAUTHENTICATED');
  };
  const store = createSessionStore();
  const session = createSession(store, {
    fetch: answer,
    language: () => 'en',
    monotonicMs: () => state.passedMs - state.sleptMs,
    wallMs: () => START_MS + state.passedMs + offMs,
    random: () => 0,
    sleep: async () => {
      state.isUp = true;
    },
    alone: run => run(),
  });
  const begin = () => session.start(new AbortController().signal);
  return { state, store, session, begin };
}

describe('the session of the browser', () => {
  it('is found again by the cookie, and asked for until the hub answers', async () => {
    const { state, store, begin } = world();
    state.isUp = false;
    await begin();
    expect(store.account.value?.name).toBe('Ada');
    expect(store.may('board.read')).toBe(true);
    expect(store.may('audit.read')).toBe(false);
  });

  it('is none without a cookie, and nobody is told that something ended', async () => {
    const { state, store, begin } = world();
    state.hasCookie = false;
    await begin();
    expect(store.state.value).toEqual({ kind: 'out', why: 'never' });
  });

  it('renews the token once for all who need it, shortly before it ends', async () => {
    const { state, session, begin } = world();
    await begin();
    state.passedMs = LIFE_MS - TOKEN_LEFT_MS - 1;
    expect(await session.token()).toBe('token-1');
    state.passedMs += 1;
    expect(await Promise.all([session.token(), session.token()])).toEqual(['token-2', 'token-2']);
    expect(state.refreshes).toBe(2);
  });

  it.each([-3 * 3_600_000, 3 * 3_600_000])(
    'does not ask again and again with a clock %d ms off',
    async off => {
      const { state, session, begin } = world(off);
      await begin();
      await session.token();
      await session.token();
      expect(state.refreshes).toBe(1);
    },
  );

  it('knows after a sleep that the token is old, though the monotonic clock stood still', async () => {
    const { state, session, begin } = world();
    await begin();
    state.passedMs = LIFE_MS;
    state.sleptMs = LIFE_MS;
    expect(await session.token()).toBe('token-2');
  });

  it('renews a token that the hub refuses, once, and asks again', async () => {
    const { state, session, begin } = world();
    await begin();
    state.refreshes = 7;
    expect((await session.ask('/api/v1/thing', z.string())).data).toBe('yes');
    expect(state.seen).toEqual(['Bearer token-1', 'Bearer token-8']);
  });

  it('is over when the cookie is refused too', async () => {
    const { state, store, session, begin } = world();
    await begin();
    state.hasCookie = false;
    await expect(session.ask('/api/v1/thing', z.string())).rejects.toThrow(HubRefusal);
    expect(store.state.value).toEqual({ kind: 'out', why: 'ended' });
    expect(await session.token()).toBeNull();
  });

  it('is not over when the hub is away', async () => {
    const { state, store, session, begin } = world();
    await begin();
    state.isUp = false;
    state.passedMs = LIFE_MS;
    await expect(session.token()).rejects.toThrow(HubAway);
    expect(store.state.value.kind).toBe('in');
  });

  it('is left by its owner', async () => {
    const { store, session, begin } = world();
    await begin();
    await session.logOut();
    expect(store.state.value).toEqual({ kind: 'out', why: 'logged-out' });
  });
});
