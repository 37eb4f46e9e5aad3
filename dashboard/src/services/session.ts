import { type LoginRequest, SessionView } from '@tapclock/contracts';
import * as z from 'zod/mini';
import type { SessionStore } from '../stores/session.store.ts';
import { type Ask, createAsk, type HubAnswer, HubRefusal } from './hub-ask.ts';
import { retryDelayMs } from './retry-delay.ts';

/** A token that ends sooner than this is renewed before a request. */
export const TOKEN_LEFT_MS = 60_000;
/** And before the live line, which shows the hub each one for some minutes. */
export const LIVE_TOKEN_LEFT_MS = 8 * 60_000;

const REFRESH = '/api/v1/auth/refresh';

export interface SessionWorld {
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  language: () => string;
  /** A clock that never runs back, but may stand still while the machine sleeps. */
  monotonicMs: () => number;
  /** A clock that goes on in sleep, but may be wrong. */
  wallMs: () => number;
  random: () => number;
  sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Runs while no other tab of this browser does. */
  alone: <T>(run: () => Promise<T>) => Promise<T>;
}

/** Who is logged in. The access token is in memory only; the refresh token is a cookie that no script reads. */
export interface Session {
  /** Finds out by the cookie whether somebody is logged in; asks until the hub answers. */
  start(signal: AbortSignal): Promise<void>;
  logIn(request: LoginRequest): Promise<void>;
  /** The other ways in, which answer as a login does: set-up, invitation, code after an identity provider. */
  enter(path: string, body: object): Promise<void>;
  /** Asks the hub anew what this session may do. */
  renew(): Promise<void>;
  logOut(): Promise<void>;
  /** A token that is good for longer than this; null when nobody is logged in. Rejects when the hub does not answer. */
  token(leftMs?: number): Promise<string | null>;
  /** The hub did not take this token, whatever our clock says. */
  refused(token: string): void;
  /** Asks as whoever is logged in. A token that is refused is renewed once. */
  ask: Ask;
}

interface Known {
  token: string;
  lifeMs: number;
  sinceMonotonicMs: number;
  sinceWallMs: number;
}

export function createSession(store: SessionStore, world: SessionWorld): Session {
  const asks = createAsk(world);
  let known: Known | null = null;
  let refreshing: Promise<string | null> | null = null;

  const take = ({ data, at }: HubAnswer<SessionView>): string => {
    known = {
      token: data.accessToken,
      // A span on the hub's own clock: this machine's may be hours off.
      lifeMs: Date.parse(data.expiresAt) - Date.parse(at),
      sinceMonotonicMs: world.monotonicMs(),
      sinceWallMs: world.wallMs(),
    };
    store.entered(data);
    return data.accessToken;
  };

  const leave = (): null => {
    known = null;
    store.left('ended');
    return null;
  };

  const refresh = async (): Promise<string | null> => {
    try {
      return take(await asks(REFRESH, SessionView, { method: 'POST', body: {} }));
    } catch (error) {
      if (error instanceof HubRefusal && error.code === 'UNAUTHENTICATED') return leave();
      throw error;
    }
  };

  /** Each refresh changes the cookie: all who need one at once share one, and tabs take turns. */
  const refreshOnce = (): Promise<string | null> => {
    refreshing ??= world.alone(refresh).finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  const token = (leftMs = TOKEN_LEFT_MS): Promise<string | null> => {
    if (store.state.value.kind === 'out') return Promise.resolve(null);
    if (known !== null && known.lifeMs - age(known, world) > leftMs) return Promise.resolve(known.token);
    return refreshOnce();
  };

  const refused = (bad: string): void => {
    if (known?.token === bad) known = null;
  };

  const enter = async (path: string, body: object): Promise<void> => {
    take(await asks(path, SessionView, { method: 'POST', body }));
  };

  const askWith: Ask = async (path, data, request) => {
    const first = await token();
    try {
      return await createAsk(world, first)(path, data, request);
    } catch (error) {
      const isOld = error instanceof HubRefusal && error.code === 'UNAUTHENTICATED' && first !== null;
      if (!isOld) throw error;
      refused(first);
      const second = await token();
      if (second === null) throw error;
      return await createAsk(world, second)(path, data, request);
    }
  };

  return {
    start: async signal => {
      for (let attempt = 1; !signal.aborted; attempt += 1) {
        try {
          await refreshOnce();
          return;
        } catch {
          // Whatever kept it from answering: who is logged in is not known, and the person sees that the hub is away.
          store.unanswered();
          await world.sleep(retryDelayMs(attempt, world.random()), signal);
        }
      }
    },
    logIn: request => enter('/api/v1/auth/login', request),
    enter,
    renew: async () => {
      await refreshOnce();
    },
    logOut: async () => {
      await world.alone(() => asks('/api/v1/auth/logout', z.null(), { method: 'POST', body: {} }));
      known = null;
      store.left('logged-out');
    },
    ...{ token, refused, ask: askWith },
  };
}

/** The longer of two: one clock sleeps with the machine, the other may be set back. */
function age(known: Known, world: SessionWorld): number {
  return Math.max(world.monotonicMs() - known.sinceMonotonicMs, world.wallMs() - known.sinceWallMs);
}
