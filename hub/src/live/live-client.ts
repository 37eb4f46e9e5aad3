import {
  type Cursor,
  LIVE_CLOSE,
  LIVE_HELLO_WITHIN_MS,
  LIVE_SUBSCRIBE_WITHIN_MS,
  LiveClientMessage,
} from '@tapclock/contracts';
import type { RawData, WebSocket } from 'ws';
import { allow } from '../platform/http/access/access.guard.ts';
import type { Authenticator, Principal } from '../platform/http/access/principal.ts';
import { HubError } from '../platform/http/hub-error.ts';
import type { LiveFeed, Subscriber } from './live-feed.ts';
import type { PlacedLine } from './live-lines.ts';
import { MessageQuota } from './message-quota.ts';

/** Bytes waiting for one client beyond which it is too slow: it is cut off, and resumes where it was when it comes back. */
export const WAITING_BYTES_MAX = 8 * 1024 * 1024;
/** How often a client's session is looked at: whoever is logged out is cut off within about this time. */
export const CONFIRM_EVERY_MS = 5_000;
/** How long a line lives on while nobody can say whether its session still does: the database may be away for a moment. */
export const UNCONFIRMED_MS_MAX = 60_000;

/** RFC 6455 section 7.4.1. */
const CLOSE = { ...LIVE_CLOSE, goingAway: 1001, policy: 1008, tryAgainLater: 1013 } as const;

export interface LiveClientOptions {
  socket: WebSocket;
  feed: LiveFeed;
  authenticator: Authenticator;
  nowMs: () => number;
  /** Who is counted as one. */
  source: string;
  /** Whether whoever has said who they are may have one more line. */
  isWithinLimit: (viewer: string) => boolean;
  /** Somebody is about to see a site's people; it is written down before they do, and who cannot be written down sees nothing. */
  onLook: (viewer: Principal, site: string) => Promise<void>;
  onEvicted: () => void;
  onFailed: (error: unknown) => void;
}

/**
 * One dashboard's socket. It says who it is before it hears anything, and every message, like every request, needs a living session and
 * the right to what it asks for.
 */
export class LiveClient implements Subscriber, PlacedLine {
  readonly #options: LiveClientOptions;
  readonly #quota = new MessageQuota();
  readonly #openedAtMs: number;
  #token: string | null = null;
  /** Who it was when the session was last looked at. */
  #principal: Principal | null = null;
  #confirmedAtMs: number;
  #askedAtMs: number;
  #site: string | null = null;
  /** It has asked for a board, which may still be on its way. */
  #hasAsked = false;
  #alive = true;
  /** Messages and looks at the session come one after the other, so that none overtakes the `hello` before it. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: LiveClientOptions) {
    this.#options = options;
    this.#openedAtMs = options.nowMs();
    this.#confirmedAtMs = this.#openedAtMs;
    this.#askedAtMs = this.#openedAtMs;
    const { socket } = options;
    socket.on('message', data => this.#onMessage(data));
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('close', () => options.feed.unsubscribe(this));
    // A 'close' follows every error; an unheard 'error' would end the process.
    socket.on('error', () => options.feed.unsubscribe(this));
  }

  get source(): string {
    return this.#options.source;
  }

  /** A line that was ended is nobody's, though its socket may take its time to close. */
  get viewer(): string | null {
    return this.#isOpen() && this.#principal !== null ? this.#principal.id : null;
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

  /** Called every second: closes on a stranger that says nothing and on whoever asks for no board, and looks whether the session of another still lives. */
  watch(): void {
    const nowMs = this.#options.nowMs();
    if (this.#token === null) {
      if (nowMs - this.#openedAtMs >= LIVE_HELLO_WITHIN_MS) this.#end(CLOSE.unauthenticated);
      return;
    }
    if (!this.#hasAsked && nowMs - this.#openedAtMs >= LIVE_SUBSCRIBE_WITHIN_MS) {
      this.#refuse('no-subscription', 'No board was asked for in time.');
      return;
    }
    if (nowMs - this.#askedAtMs < CONFIRM_EVERY_MS) return;
    this.#askedAtMs = nowMs;
    this.#inTurn(
      () => this.#confirm(),
      () => this.#onUnconfirmed(),
    );
  }

  /** Resolves when every message so far was handled. */
  async settled(): Promise<void> {
    // One message may lead to another turn.
    for (let turn: Promise<void> | null = null; turn !== this.#turn; ) {
      turn = this.#turn;
      await turn;
    }
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
    if (!message || !this.#quota.take(this.#options.nowMs())) {
      this.#refuse('bad-message', 'This is no message of the live line, or one too many.');
      return;
    }
    if (message.type === 'hello') {
      // At once, so that the time to say it has stopped.
      this.#token = message.token;
      this.#inTurn(
        () => this.#confirm(),
        () => this.#onUnconfirmed(),
      );
    } else {
      this.#hasAsked = true;
      this.#begin(message.site, message.after);
    }
  }

  #begin(site: string, after: Cursor | undefined): void {
    this.#inTurn(
      () => this.#subscribe(site, after),
      () => this.#refuse('unavailable', 'The board cannot be read now.'),
    );
  }

  async #subscribe(site: string, after: Cursor | undefined): Promise<void> {
    const viewer = await this.#whoAsks();
    if (viewer === null) return;
    await this.#options.onLook(viewer, site);
    const found = await this.#options.feed.subscribe(this, { site, after, viewer });
    this.#site = site;
    // It may have closed while its board was read.
    if (!this.#isOpen()) this.#options.feed.unsubscribe(this);
    if (!found) this.#refuse('unknown-site', 'There is no such site.');
  }

  /** Looks at the session again. Who may see other people than before gets their board anew. */
  async #confirm(): Promise<void> {
    const before = this.#principal;
    const now = await this.#whoAsks();
    if (now === null || this.#site === null) return;
    if (before !== null && reachOf(before) !== reachOf(now)) this.#begin(this.#site, undefined);
  }

  /** Null when nobody living asks, or who has too many lines: the line is closed then. Throws FORBIDDEN for whoever may not see boards. */
  async #whoAsks(): Promise<Principal | null> {
    const { authenticator, nowMs, isWithinLimit } = this.#options;
    const before = this.#principal;
    this.#principal = this.#token === null ? null : await authenticator.ofBearer(this.#token, nowMs());
    if (this.#principal === null) {
      this.#end(CLOSE.unauthenticated);
      return null;
    }
    allow(this.#principal, 'board.read');
    this.#confirmedAtMs = nowMs();
    // The newest goes, not one that somebody looks at.
    if (before?.id !== this.#principal.id && !isWithinLimit(this.#principal.id)) {
      this.#end(CLOSE.tryAgainLater);
      return null;
    }
    return this.#principal;
  }

  #inTurn(work: () => Promise<void>, onFailure: () => void): void {
    this.#turn = this.#turn
      .then(() => (this.#isOpen() ? work() : undefined))
      .catch((error: unknown) => {
        if (error instanceof HubError && error.code === 'FORBIDDEN') {
          this.#end(CLOSE.forbidden);
          return;
        }
        this.#options.onFailed(error);
        onFailure();
      });
  }

  /** Nobody can say whether the session lives: a known client is kept for a moment, a stranger comes back later. */
  #onUnconfirmed(): void {
    const isOverdue = this.#options.nowMs() - this.#confirmedAtMs > UNCONFIRMED_MS_MAX;
    if (this.#principal === null || isOverdue) this.#end(CLOSE.tryAgainLater);
  }

  #isOpen(): boolean {
    const { socket } = this.#options;
    return socket.readyState === socket.OPEN;
  }

  #end(code: number): void {
    this.#options.feed.unsubscribe(this);
    if (this.#isOpen()) this.#options.socket.close(code);
  }

  #refuse(code: string, message: string): void {
    if (this.#isOpen()) this.#options.socket.send(JSON.stringify({ type: 'error', code, message }));
    if (this.#isOpen()) this.#options.socket.close(CLOSE.policy, code);
  }
}

/** Whose people somebody sees, to be compared. */
function reachOf({ reach, employee }: Principal): string {
  return JSON.stringify([reach, employee]);
}

function readMessage(data: RawData): LiveClientMessage | null {
  try {
    return LiveClientMessage.safeParse(JSON.parse(data.toString())).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
