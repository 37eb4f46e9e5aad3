import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LiveServerMessage } from '@tapclock/contracts';
import { aBoard, anEmployeeId, aPerson, at, instant } from '../../test/support/builders.ts';
import { type AppStores, createAppStores } from '../stores/app-stores.ts';
import { LOST_NOTICE_AFTER_MS } from '../stores/connection.store.ts';
import {
  createLiveConnection,
  type LiveConnection,
  MESSAGE_CHARACTERS_MAX,
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

function connect(): void {
  live.follow('werk-nord');
  world.last.handlers.opened();
  world.hear(snapshot());
}

const subscribed = () => world.last.sent.map(text => JSON.parse(text));

describe('the live line', () => {
  it('subscribes to the site and is live with the snapshot', () => {
    live.follow('werk-nord');
    expect(stores.connection.phase.value).toBe('connecting');
    world.last.handlers.opened();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-nord' }]);
    world.hear(snapshot());
    expect(stores.connection.phase.value).toBe('live');
    expect(stores.board.view.value?.people.get(anna.employee)?.status.kind).toBe('off');
  });

  it('counts time from the hub, not from this machine', () => {
    connect();
    world.pass(61_000);
    stores.clock.tick();
    expect(stores.clock.secondMs.value).toBe(at('06:01:01'));
  });

  it('shows a delta once, however often it comes (R2)', () => {
    connect();
    world.hear(delta);
    const once = stores.board.board.value;
    expect(once?.people[0]?.state).toBe('in');
    expect(stores.board.revision(anna.employee).value).toBe(1);
    world.hear(delta);
    expect(stores.board.board.value).toBe(once);
    expect(stores.board.revision(anna.employee).value).toBe(1);
  });

  it('resumes after the last cursor, also one that only a beat carried (R8)', () => {
    connect();
    world.hear(delta);
    world.hear(beat);
    world.last.handlers.closed();
    world.pass(RETRY_FIRST_MS);
    world.last.handlers.opened();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-nord', after: '7-3' }]);
  });

  it('keeps the board while the line is down, and says since when it is not live', () => {
    connect();
    world.last.handlers.closed();
    expect(stores.board.board.value).not.toBeNull();
    expect(stores.connection.isNoticeable.value).toBe(false);
    world.pass(LOST_NOTICE_AFTER_MS);
    stores.clock.tick();
    expect(stores.connection.isNoticeable.value).toBe(true);
    expect(stores.connection.heardAtMs.value).toBe(at('06:00'));
  });

  it('takes silence for a dead line, and beats for a living one', () => {
    connect();
    world.pass(SILENCE_MAX_MS - 1);
    world.hear(beat);
    world.pass(SILENCE_MAX_MS - 1);
    expect(stores.connection.phase.value).toBe('live');
    const silent = world.last;
    world.pass(1);
    expect(stores.connection.phase.value).toBe('lost');
    expect(silent.isClosed).toBe(true);
  });

  it('hears nothing from a socket it gave up', () => {
    connect();
    const old = world.last;
    old.handlers.closed();
    world.pass(RETRY_FIRST_MS);
    old.handlers.message(JSON.stringify(delta));
    old.handlers.closed();
    expect(stores.board.board.value?.people[0]?.state).toBe('out');
    expect(world.sockets).toHaveLength(2);
  });

  it('waits longer after each failed try, and at once after being live again', () => {
    live.follow('werk-nord');
    for (const expected of [250, 500, 1000]) {
      const tries = world.sockets.length;
      world.last.handlers.closed();
      world.pass(expected - 1);
      expect(world.sockets).toHaveLength(tries);
      world.pass(1);
      expect(world.sockets).toHaveLength(tries + 1);
    }
    world.last.handlers.opened();
    world.hear(snapshot());
    expect(stores.connection.attempts.value).toBe(0);
  });

  it('tries at once when asked, but leaves a living line alone', () => {
    connect();
    live.retryNow();
    expect(world.sockets).toHaveLength(1);
    world.last.handlers.closed();
    live.retryNow();
    expect(world.sockets).toHaveLength(2);
    world.last.handlers.opened();
    world.hear(snapshot());
    world.pass(RETRY_MAX_MS);
    expect(world.sockets).toHaveLength(2);
  });

  it.each([
    ['no JSON', 'hello'],
    ['an unknown type', '{"type":"surprise"}'],
    ['a broken board', '{"type":"snapshot","cursor":"1-1","at":"2026-11-23T05:00:00.000Z","board":{}}'],
    ['too much', ' '.repeat(MESSAGE_CHARACTERS_MAX + 1)],
  ])('starts over with a snapshot after %s', (_, text) => {
    connect();
    world.last.handlers.message(text);
    expect(stores.connection.phase.value).toBe('lost');
    world.pass(RETRY_FIRST_MS);
    world.last.handlers.opened();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-nord' }]);
  });

  it('tells what the hub refused', () => {
    live.follow('nowhere');
    world.last.handlers.opened();
    world.hear({ type: 'error', code: 'unknown-site', message: 'no such site' });
    expect(stores.connection.refusal.value).toBe('unknown-site');
  });

  it('changes the site without showing people of the other', () => {
    connect();
    live.follow('werk-sued');
    expect(stores.board.board.value).toBeNull();
    world.last.handlers.opened();
    expect(subscribed()).toEqual([{ type: 'subscribe', site: 'werk-sued' }]);
  });

  it('stops for good', () => {
    connect();
    live.stop();
    world.last.handlers.closed();
    world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
  });
});

describe('the wait between tries', () => {
  it('doubles up to its limit, half of it left to chance', () => {
    expect([1, 2, 3].map(attempt => retryDelayMs(attempt, 0))).toEqual([250, 500, 1000]);
    expect(retryDelayMs(1, 0.999)).toBeLessThanOrEqual(RETRY_FIRST_MS);
    expect(retryDelayMs(1_000_000, 0.999)).toBeLessThanOrEqual(RETRY_MAX_MS);
  });
});
