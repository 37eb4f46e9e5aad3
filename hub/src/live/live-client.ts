import { LiveClientMessage } from '@tapclock/contracts';
import type { RawData, WebSocket } from 'ws';
import type { LiveFeed, Subscriber } from './live-feed.ts';

/** Bytes waiting for one client beyond which it is too slow: it is cut off, and resumes where it was when it comes back. */
export const WAITING_BYTES_MAX = 8 * 1024 * 1024;
/** A client that cannot settle on a site is broken, and each subscription costs a read of the whole board. */
export const SUBSCRIPTIONS_MAX = 50;

/** RFC 6455 section 7.4.1. */
const CLOSE = { goingAway: 1001, policy: 1008 } as const;

export interface LiveClientOptions {
  socket: WebSocket;
  feed: LiveFeed;
  onEvicted: () => void;
  onFailed: (error: unknown) => void;
}

/** One dashboard's socket. */
export class LiveClient implements Subscriber {
  readonly #options: LiveClientOptions;
  #subscriptions = 0;
  #alive = true;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    const { socket } = options;
    socket.on('message', data => this.#onMessage(data));
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('close', () => options.feed.unsubscribe(this));
    // A 'close' follows every error; an unheard 'error' would end the process.
    socket.on('error', () => options.feed.unsubscribe(this));
  }

  send(text: string): void {
    const { socket, feed, onEvicted } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > WAITING_BYTES_MAX) {
      feed.unsubscribe(this);
      socket.terminate();
      onEvicted();
      return;
    }
    socket.send(text);
  }

  /** Called at each heartbeat: ends a line that did not answer the last ping. */
  ping(): void {
    const { socket } = this.#options;
    if (!this.#alive) {
      socket.terminate();
      return;
    }
    this.#alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }

  /** The hub is stopping. */
  close(): void {
    this.#options.socket.close(CLOSE.goingAway, 'the hub is stopping');
  }

  terminate(): void {
    this.#options.socket.terminate();
  }

  #onMessage(data: RawData): void {
    const message = readMessage(data);
    this.#subscriptions += 1;
    if (!message || this.#subscriptions > SUBSCRIPTIONS_MAX) {
      this.#refuse('bad-message', 'This is no message of the live line.');
      return;
    }
    this.#options.feed.subscribe(this, message.site, message.after).then(
      found => {
        if (!found) this.#refuse('unknown-site', 'There is no such site.');
      },
      (error: unknown) => {
        this.#options.onFailed(error);
        this.#refuse('unavailable', 'The board cannot be read now.');
      },
    );
  }

  #refuse(code: string, message: string): void {
    const { socket } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify({ type: 'error', code, message }));
    socket.close(CLOSE.policy, code);
  }
}

function readMessage(data: RawData): LiveClientMessage | null {
  try {
    return LiveClientMessage.safeParse(JSON.parse(data.toString())).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
