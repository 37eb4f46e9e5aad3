import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { WebSocket } from 'ws';
import { LiveClient, SUBSCRIPTIONS_MAX, WAITING_BYTES_MAX } from './live-client.ts';
import type { LiveFeed } from './live-feed.ts';

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

function aClient() {
  const socket = new FakeSocket();
  const left: unknown[] = [];
  let evicted = 0;
  const feed = {
    subscribe: () => Promise.resolve(true),
    unsubscribe: (subscriber: unknown) => left.push(subscriber),
  };
  const client = new LiveClient({
    socket: socket as unknown as WebSocket,
    feed: feed as unknown as LiveFeed,
    onEvicted: () => {
      evicted += 1;
    },
    onFailed: () => undefined,
  });
  return { client, socket, left, evicted: () => evicted };
}

describe('LiveClient', () => {
  it('cuts off a dashboard that reads too slowly, so that it can resume later (R11)', () => {
    const { client, socket, left, evicted } = aClient();
    client.send('a');
    socket.bufferedAmount = WAITING_BYTES_MAX + 1;
    client.send('b');
    expect(socket.sent).toEqual(['a']);
    expect([socket.ended, left, evicted()]).toEqual(['terminated', [client], 1]);
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

  it('closes on a client that subscribes without end (R11)', () => {
    const { socket } = aClient();
    const subscribe = Buffer.from(JSON.stringify({ type: 'subscribe', site: 'werk-nord' }));
    for (let count = 0; count < SUBSCRIPTIONS_MAX; count += 1) socket.emit('message', subscribe);
    expect(socket.ended).toBeNull();
    socket.emit('message', subscribe);
    expect(socket.ended).toBe(1008);
  });

  it('leaves the feed when its socket closes', () => {
    const { client, socket, left } = aClient();
    socket.emit('close');
    expect(left).toEqual([client]);
  });
});
