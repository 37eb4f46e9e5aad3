import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { LIVE_HELLO_WITHIN_MS, LIVE_SUBSCRIBE_WITHIN_MS, type Reach, type Right } from '@tapclock/contracts';
import type { WebSocket } from 'ws';
import type { Principal } from '../platform/http/access/principal.ts';
import { CONFIRM_EVERY_MS, LiveClient, UNCONFIRMED_MS_MAX, WAITING_BYTES_MAX } from './live-client.ts';
import type { LiveFeed, Wanted } from './live-feed.ts';
import { MESSAGES_MAX } from './message-quota.ts';

/** As much of a socket as a client uses. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  ended: 'terminated' | number | null = null;
  pings = 0;
  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {
    this.pings += 1;
  }
  terminate(): void {
    this.ended = 'terminated';
  }
  close(code: number): void {
    this.ended = code;
    this.readyState = 2;
  }
}

const SITE = 'werk-nord';
const EVERYBODY: Reach = { kind: 'everybody' };
const EARLY: Reach = { kind: 'teams', teams: [{ site: SITE, team: 'early' }] };

/** A session by its token: `null` has ended, an error says that nobody can look. */
type SessionOfToken = { reach: Reach; rights: Right[] } | null | Error;

function aClient() {
  const socket = new FakeSocket();
  const left: unknown[] = [];
  const wanted: Wanted[] = [];
  const sessions = new Map<string, SessionOfToken>();
  const world = { nowMs: 1_000, evicted: 0, failed: 0, isFull: false };
  const feed = {
    subscribe: (_: unknown, asked: Wanted) => {
      wanted.push(asked);
      return Promise.resolve(asked.site === SITE);
    },
    unsubscribe: (subscriber: unknown) => left.push(subscriber),
  };
  const client = new LiveClient({
    socket: socket as unknown as WebSocket,
    feed: feed as unknown as LiveFeed,
    authenticator: {
      ofBearer: async token => {
        const session = sessions.get(token) ?? null;
        if (session instanceof Error) throw session;
        return session && { ...PRINCIPAL, reach: session.reach, rights: new Set(session.rights) };
      },
    },
    nowMs: () => world.nowMs,
    source: '192.0.2.7',
    isWithinLimit: () => !world.isFull,
    onLook: () => Promise.resolve(),
    onEvicted: () => {
      world.evicted += 1;
    },
    onFailed: () => {
      world.failed += 1;
    },
  });
  const say = (message: object) => socket.emit('message', Buffer.from(JSON.stringify(message)));
  const pass = async (ms: number) => {
    world.nowMs += ms;
    client.watch();
    await client.settled();
  };
  /** Logs in as a supervisor, or whoever the session says, and subscribes. */
  const follow = async (session: SessionOfToken = { reach: EARLY, rights: ['board.read'] }) => {
    sessions.set('t1', session);
    say({ type: 'hello', token: 't1' });
    say({ type: 'subscribe', site: SITE });
    await client.settled();
  };
  return { client, socket, left, wanted, sessions, world, say, pass, follow };
}

const PRINCIPAL: Principal = {
  kind: 'account',
  id: 'a1',
  name: 'Sam Supervisor',
  role: 'supervisor',
  employee: null,
  rights: new Set(),
  reach: EVERYBODY,
  account: null,
  session: 's1',
  restricted: null,
};

describe('LiveClient', () => {
  it('cuts off a dashboard that reads too slowly, so that it can resume later (R11)', () => {
    const { client, socket, left, world } = aClient();
    client.send('a');
    socket.bufferedAmount = WAITING_BYTES_MAX + 1;
    client.send('b');
    expect(socket.sent).toEqual(['a']);
    expect([socket.ended, left, world.evicted]).toEqual(['terminated', [client], 1]);
  });

  it('ends a line that answers no ping until the next', () => {
    const { client, socket } = aClient();
    client.ping();
    socket.emit('pong');
    client.ping();
    expect([socket.pings, socket.ended]).toEqual([2, null]);
    client.ping();
    expect(socket.ended).toBe('terminated');
  });

  it('closes on a client that sends without end, and not on one that takes its time (R11)', async () => {
    const { socket, say, world, client } = aClient();
    for (let count = 0; count < MESSAGES_MAX * 3; count += 1) {
      world.nowMs += 3_000;
      say({ type: 'hello', token: 't' });
    }
    expect(socket.ended).toBeNull();
    for (let count = 0; count < MESSAGES_MAX + 1; count += 1) say({ type: 'hello', token: 't' });
    expect(socket.ended).toBe(1008);
    await client.settled();
  });

  it('leaves the feed when its socket closes', () => {
    const { client, socket, left } = aClient();
    socket.emit('close');
    expect(left).toEqual([client]);
  });

  it('closes on a stranger who says nothing in time, and on nobody before', async () => {
    const { socket, pass } = aClient();
    await pass(LIVE_HELLO_WITHIN_MS - 1);
    expect(socket.ended).toBeNull();
    await pass(1);
    expect(socket.ended).toBe(4401);
  });

  it('shows nothing to a stranger, however politely asked', async () => {
    const { socket, wanted, say, client } = aClient();
    say({ type: 'subscribe', site: SITE });
    await client.settled();
    expect([socket.ended, wanted]).toEqual([4401, []]);
  });

  it('subscribes with the eyes of whoever the token is of', async () => {
    const { socket, wanted, follow } = aClient();
    await follow();
    expect(socket.ended).toBeNull();
    expect(wanted.map(({ site, viewer }) => [site, viewer.reach])).toEqual([[SITE, EARLY]]);
  });

  it('closes on whoever may not see boards', async () => {
    const { socket, wanted, follow } = aClient();
    await follow({ reach: { kind: 'self' }, rights: ['timesheets.read'] });
    expect([socket.ended, wanted]).toEqual([4403, []]);
  });

  it('closes on whoever may not see boards as soon as they say who they are', async () => {
    const { socket, client, sessions, say } = aClient();
    sessions.set('t1', { reach: { kind: 'self' }, rights: ['timesheets.read'] });
    say({ type: 'hello', token: 't1' });
    await client.settled();
    expect([socket.ended, client.viewer]).toEqual([4403, null]);
  });

  it('closes on whoever says who they are and then asks for no board', async () => {
    const { socket, client, sessions, say, pass } = aClient();
    sessions.set('t1', { reach: EARLY, rights: ['board.read'] });
    say({ type: 'hello', token: 't1' });
    await pass(LIVE_SUBSCRIBE_WITHIN_MS - 1);
    expect([socket.ended, client.viewer]).toEqual([null, 'a1']);
    await pass(1);
    expect([socket.ended, client.viewer]).toEqual([1008, null]);
  });

  it('sends whoever has too many lines away before they see anything, and keeps a line that was there', async () => {
    const late = aClient();
    late.world.isFull = true;
    await late.follow();
    expect([late.socket.ended, late.wanted]).toEqual([1013, []]);
    const early = aClient();
    await early.follow();
    early.world.isFull = true;
    await early.pass(CONFIRM_EVERY_MS);
    expect(early.socket.ended).toBeNull();
  });

  it('ends the line when its session does', async () => {
    const { socket, left, client, sessions, pass, follow } = aClient();
    await follow();
    await pass(CONFIRM_EVERY_MS);
    expect(socket.ended).toBeNull();
    sessions.set('t1', null);
    await pass(CONFIRM_EVERY_MS);
    expect([socket.ended, left]).toEqual([4401, [client]]);
  });

  it('lives on with a token that came in time', async () => {
    const { socket, wanted, sessions, say, pass, follow } = aClient();
    await follow();
    sessions.set('t2', { reach: EARLY, rights: ['board.read'] });
    say({ type: 'hello', token: 't2' });
    sessions.set('t1', null);
    await pass(CONFIRM_EVERY_MS);
    expect([socket.ended, wanted.length]).toEqual([null, 1]);
  });

  it('reads the board anew for whoever sees other people now, and closes on whoever sees none', async () => {
    const { socket, wanted, sessions, pass, follow } = aClient();
    await follow();
    sessions.set('t1', { reach: EVERYBODY, rights: ['board.read'] });
    await pass(CONFIRM_EVERY_MS);
    expect(wanted.map(({ viewer }) => viewer.reach)).toEqual([EARLY, EVERYBODY]);
    sessions.set('t1', { reach: EVERYBODY, rights: [] });
    await pass(CONFIRM_EVERY_MS);
    expect(socket.ended).toBe(4403);
  });

  it('keeps a line for a moment while nobody can look at its session, and no longer', async () => {
    const { socket, world, sessions, pass, follow } = aClient();
    await follow();
    sessions.set('t1', new Error('the database is away'));
    await pass(UNCONFIRMED_MS_MAX);
    expect([socket.ended, world.failed]).toEqual([null, 1]);
    await pass(CONFIRM_EVERY_MS);
    expect(socket.ended).toBe(1013);
  });
});
