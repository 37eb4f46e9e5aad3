import { beforeEach, describe, expect, it } from '@jest/globals';
import { LIVE_CLOSE, type LiveServerMessage } from '@tapclock/contracts';
import { aBoard, anEmployeeId, aPerson, at, instant } from '../../test/support/builders.ts';
import { type AppStores, createAppStores } from '../stores/app-stores.ts';
import { LOST_NOTICE_AFTER_MS } from '../stores/connection.store.ts';
import {
  createLiveConnection,
  type LiveConnection,
  MESSAGE_CHARACTERS_MAX,
  NOT_ALLOWED,
  RENEW_EVERY_MS,
  SESSION_ENDED,
  SILENCE_MAX_MS,
  type SocketHandlers,
} from './live-connection.ts';
import { RETRY_FIRST_MS, RETRY_MAX_MS, retryDelayMs } from './retry-delay.ts';

/** A world with one clock, whose sockets do what the test says. */
class World {
  nowMs = 0;
  sockets: { handlers: SocketHandlers; sent: string[]; isClosed: boolean }[] = [];
  private timers: { atMs: number; run: () => void }[] = [];

  openSocket = (handlers: SocketHandlers) => {
    const socket = { handlers, sent: [] as string[], isClosed: false };
    this.sockets.push(socket);
    return {
      send: (text: string) => socket.sent.push(text),
      close: () => {
        socket.isClosed = true;
      },
    };
  };
  after = (delayMs: number, run: () => void) => {
    const timer = { atMs: this.nowMs + delayMs, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter(other => other !== timer);
    };
  };
  random = () => 0;
  tokens = 0;
  loggedIn = true;
  answers = true;
  token = () => {
    this.tokens += 1;
    return this.answers
      ? Promise.resolve(this.loggedIn ? `token-${this.tokens}` : null)
      : Promise.reject(new Error('no answer'));
  };
  refusedTokens: string[] = [];
  refused = (token: string) => {
    this.refusedTokens.push(token);
  };

  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const [next] = this.timers.filter(timer => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
      if (!next) break;
      this.nowMs = next.atMs;
      this.timers = this.timers.filter(timer => timer !== next);
      next.run();
    }
    this.nowMs = untilMs;
  }

  get last() {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  /** The socket opens, and the token that the hub wants first is at hand. */
  async open(): Promise<void> {
    this.last.handlers.opened();
    await this.tokenGiven();
  }

  async tokenGiven(): Promise<void> {
    await Promise.resolve();
    await Promise.resolve();
  }

  hear(message: LiveServerMessage): void {
    this.last.handlers.message(JSON.stringify(message));
  }
}

const anna = aPerson([], { employee: anEmployeeId(1) });
const snapshot = (cursor = '7-1'): LiveServerMessage => ({
  type: 'snapshot',
  cursor,
  at: instant(at('06:00')),
  board: aBoard([anna]),
});
const delta: LiveServerMessage = {
  type: 'delta',
  cursor: '7-2',
  at: instant(at('06:00:05')),
  changes: [{ kind: 'person', person: aPerson([['clock-in', at('06:00')]], { employee: anna.employee }) }],
};
const beat: LiveServerMessage = { type: 'heartbeat', cursor: '7-3', at: instant(at('06:00:15')) };

let world: World;
let stores: AppStores;
let live: LiveConnection;

beforeEach(() => {
  world = new World();
  stores = createAppStores(() => world.nowMs, 'en');
  live = createLiveConnection(world, stores);
});

async function connect(): Promise<void> {
  live.follow('werk-nord');
  await world.open();
  world.hear(snapshot());
}

const sent = () => world.last.sent.map(text => JSON.parse(text));
const subscribed = () => sent().filter(({ type }) => type === 'subscribe');

describe('the live line', () => {
  it('subscribes to the site and is live with the snapshot', async () => {
    live.follow('werk-nord');
    expect(stores.connection.phase.value).toBe('connecting');
    await world.open();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-nord' }]);
    world.hear(snapshot());
    expect(stores.connection.phase.value).toBe('live');
    expect(stores.board.view.value?.people.get(anna.employee)?.status.kind).toBe('off');
  });

  it('counts time from the hub, not from this machine', async () => {
    await connect();
    world.pass(61_000);
    stores.clock.tick();
    expect(stores.clock.secondMs.value).toBe(at('06:01:01'));
  });

  it('shows a delta once, however often it comes (R2)', async () => {
    await connect();
    world.hear(delta);
    const once = stores.board.board.value;
    expect(once?.people[0]?.state).toBe('in');
    expect(stores.board.revision(anna.employee).value).toBe(1);
    world.hear(delta);
    expect(stores.board.board.value).toBe(once);
    expect(stores.board.revision(anna.employee).value).toBe(1);
  });

  it('resumes after the last cursor, also one that only a beat carried (R8)', async () => {
    await connect();
    world.hear(delta);
    world.hear(beat);
    world.last.handlers.closed(1006);
    world.pass(RETRY_FIRST_MS);
    await world.open();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-nord', after: '7-3' }]);
  });

  it('keeps the board while the line is down, and says since when it is not live', async () => {
    await connect();
    world.last.handlers.closed(1006);
    expect(stores.board.board.value).not.toBeNull();
    expect(stores.connection.isNoticeable.value).toBe(false);
    world.pass(LOST_NOTICE_AFTER_MS);
    stores.clock.tick();
    expect(stores.connection.isNoticeable.value).toBe(true);
    expect(stores.connection.heardAtMs.value).toBe(at('06:00'));
  });

  it('takes silence for a dead line, and beats for a living one', async () => {
    await connect();
    world.pass(SILENCE_MAX_MS - 1);
    world.hear(beat);
    world.pass(SILENCE_MAX_MS - 1);
    expect(stores.connection.phase.value).toBe('live');
    const silent = world.last;
    world.pass(1);
    expect(stores.connection.phase.value).toBe('lost');
    expect(silent.isClosed).toBe(true);
  });

  it('hears nothing from a socket it gave up', async () => {
    await connect();
    const old = world.last;
    old.handlers.closed(1006);
    world.pass(RETRY_FIRST_MS);
    old.handlers.message(JSON.stringify(delta));
    old.handlers.closed(1006);
    expect(stores.board.board.value?.people[0]?.state).toBe('out');
    expect(world.sockets).toHaveLength(2);
  });

  it('waits longer after each failed try, and at once after being live again', async () => {
    live.follow('werk-nord');
    for (const expected of [250, 500, 1000]) {
      const tries = world.sockets.length;
      world.last.handlers.closed(1006);
      world.pass(expected - 1);
      expect(world.sockets).toHaveLength(tries);
      world.pass(1);
      expect(world.sockets).toHaveLength(tries + 1);
    }
    await world.open();
    world.hear(snapshot());
    expect(stores.connection.attempts.value).toBe(0);
  });

  it('tries at once when asked, but leaves a living line alone', async () => {
    await connect();
    live.retryNow();
    expect(world.sockets).toHaveLength(1);
    world.last.handlers.closed(1006);
    live.retryNow();
    expect(world.sockets).toHaveLength(2);
    await world.open();
    world.hear(snapshot());
    world.pass(RETRY_MAX_MS);
    expect(world.sockets).toHaveLength(2);
  });

  it.each([
    ['no JSON', 'hello'],
    ['an unknown type', '{"type":"surprise"}'],
    ['a broken board', '{"type":"snapshot","cursor":"1-1","at":"2026-11-23T05:00:00.000Z","board":{}}'],
    ['too much', ' '.repeat(MESSAGE_CHARACTERS_MAX + 1)],
  ])('starts over with a snapshot after %s', async (_, text) => {
    await connect();
    world.last.handlers.message(text);
    expect(stores.connection.phase.value).toBe('lost');
    world.pass(RETRY_FIRST_MS);
    await world.open();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-nord' }]);
  });

  it('tells what the hub refused', async () => {
    live.follow('nowhere');
    await world.open();
    world.hear({ type: 'error', code: 'unknown-site', message: 'no such site' });
    expect(stores.connection.refusal.value).toBe('unknown-site');
  });

  it('changes the site without showing people of the other', async () => {
    await connect();
    live.follow('werk-sued');
    expect(stores.board.board.value).toBeNull();
    await world.open();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-sued' }]);
  });

  it('says who it is before anything else, and again with a new token before the old one ends', async () => {
    await connect();
    expect(sent()).toEqual([
      { type: 'hello', token: 'token-1' },
      { type: 'subscribe', site: 'werk-nord' },
    ]);
    for (let passedMs = 0; passedMs < RENEW_EVERY_MS; passedMs += SILENCE_MAX_MS / 2) {
      world.hear(beat);
      world.pass(SILENCE_MAX_MS / 2);
    }
    await world.tokenGiven();
    expect(sent().slice(2)).toEqual([{ type: 'hello', token: 'token-2' }]);
  });

  it('comes back with a new token when the hub says that the session of the old one has ended', async () => {
    await connect();
    world.last.handlers.closed(LIVE_CLOSE.unauthenticated);
    world.pass(RETRY_FIRST_MS);
    await world.open();
    expect(sent()[0]).toEqual({ type: 'hello', token: 'token-2' });
    expect(world.refusedTokens).toEqual(['token-1']);
  });

  it('goes on trying when the hub cannot say who is logged in', async () => {
    world.answers = false;
    live.follow('werk-nord');
    await world.open();
    expect([stores.connection.phase.value, stores.connection.refusal.value]).toEqual(['lost', null]);
    world.answers = true;
    world.pass(RETRY_FIRST_MS);
    await world.open();
    expect(sent()[0]).toEqual({ type: 'hello', token: 'token-2' });
  });

  it('stops trying when nobody is logged in, or whoever is may not see boards', async () => {
    world.loggedIn = false;
    live.follow('werk-nord');
    await world.open();
    expect([stores.connection.refusal.value, sent()]).toEqual([SESSION_ENDED, []]);
    world.loggedIn = true;
    live.retryNow();
    await world.open();
    world.last.handlers.closed(LIVE_CLOSE.forbidden);
    expect(stores.connection.refusal.value).toBe(NOT_ALLOWED);
    world.pass(RETRY_MAX_MS);
    expect(world.sockets).toHaveLength(2);
  });

  it('stops for good', async () => {
    await connect();
    live.stop();
    world.last.handlers.closed(1006);
    world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
  });
});

describe('the wait between tries', () => {
  it('doubles up to its limit, half of it left to chance', async () => {
    expect([1, 2, 3].map(attempt => retryDelayMs(attempt, 0))).toEqual([250, 500, 1000]);
    expect(retryDelayMs(1, 0.999)).toBeLessThanOrEqual(RETRY_FIRST_MS);
    expect(retryDelayMs(1_000_000, 0.999)).toBeLessThanOrEqual(RETRY_MAX_MS);
  });
});
