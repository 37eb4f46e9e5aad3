import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Cursor } from '@tapclock/contracts';
import { Counter, Gauge } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';
import { Looks } from '../audit/index.ts';
import { BOARD_CURSOR, BoardService } from '../board/index.ts';
import { CursorRunner, EventReader, type LogEvent } from '../event-log/index.ts';
import { HUB_CONFIG, type HubConfig } from '../platform/config/hub-config.ts';
import { actingOf } from '../platform/http/access/asking-context.ts';
import { AUTHENTICATOR, type Authenticator } from '../platform/http/access/principal.ts';
import { Attempts } from '../platform/http/security/attempts.ts';
import { isOwnRequest } from '../platform/http/security/own-request.ts';
import { sourceOf } from '../platform/http/security/secure-http.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { HubMetrics } from '../platform/metrics/hub-metrics.ts';
import { LiveClient } from './live-client.ts';
import { LiveFeed } from './live-feed.ts';
import { LiveLines } from './live-lines.ts';

const PATH = '/api/v1/live';
const HEARTBEAT_MS = 15_000;
/** How often clients are watched. */
const WATCH_MS = 1_000;
/** A subscription is short, and so is a token. */
const MESSAGE_BYTES_MAX = 4_096;
/** With no dashboard for this long the log is not followed any more. */
const IDLE_MS = 30_000;
const CLOSE_WAIT_MS = 500;
const MINUTE_MS = 60_000;

/** The WebSocket of the dashboards, on the hub's own HTTP server. */
@Injectable()
export class LiveGateway implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #boards: BoardService;
  readonly #reader: EventReader;
  readonly #runner: CursorRunner;
  readonly #adapter: HttpAdapterHost;
  readonly #authenticator: Authenticator;
  readonly #looks: Looks;
  readonly #config: HubConfig;
  readonly #log: Log;
  readonly #evicted: Counter;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #clients = new LiveLines<LiveClient>();
  /** Openings of lines: as many as requests, counted by themselves. */
  readonly #openings: Attempts;
  readonly #stop = new AbortController();
  #line: Promise<Line> | null = null;
  #lines = 0;
  #timers: NodeJS.Timeout[] = [];
  #idleTimer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(BoardService) boards: BoardService,
    @Inject(EventReader) reader: EventReader,
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(HttpAdapterHost) adapter: HttpAdapterHost,
    @Inject(AUTHENTICATOR) authenticator: Authenticator,
    @Inject(Looks) looks: Looks,
    @Inject(HUB_CONFIG) config: HubConfig,
    @Inject(LOGGER) log: Log,
    @Inject(HubMetrics) metrics: HubMetrics,
  ) {
    this.#boards = boards;
    this.#reader = reader;
    this.#runner = runner;
    this.#adapter = adapter;
    this.#authenticator = authenticator;
    this.#looks = looks;
    this.#config = config;
    this.#openings = new Attempts({ max: config.http.requestsPerMinute, spanMs: MINUTE_MS });
    this.#log = log;
    const registers = [metrics.registry];
    this.#evicted = new Counter({
      name: 'tapclock_live_evicted_total',
      help: 'Dashboards cut off because they read too slowly',
      registers,
    });
    const clients = this.#clients;
    new Gauge({
      name: 'tapclock_live_clients',
      help: 'Dashboards connected',
      registers,
      collect() {
        this.set(clients.size);
      },
    });
  }

  onApplicationBootstrap(): void {
    const server: Server = this.#adapter.httpAdapter.getHttpServer();
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#onUpgrade(request, socket, head),
    );
    this.#timers = [
      setInterval(() => this.#beat(), HEARTBEAT_MS).unref(),
      setInterval(() => this.#watch(), WATCH_MS).unref(),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    for (const client of this.#clients) client.close();
    if (this.#clients.size > 0) await delay(CLOSE_WAIT_MS, undefined, { ref: false });
    for (const client of this.#clients) client.terminate();
    await this.#end();
    this.#sockets.close();
  }

  /** The feed, begun with the first dashboard: nobody pays for reading the log while nobody looks. */
  #begin(): Promise<Line> {
    this.#line ??= this.#open().catch((error: unknown) => {
      this.#line = null;
      throw error;
    });
    return this.#line;
  }

  async #open(): Promise<Line> {
    // An ended line may still be closing under its name.
    this.#lines += 1;
    const from: Cursor = await this.#boards.cursor();
    const feed = new LiveFeed({
      boards: this.#boards,
      reader: this.#reader,
      from,
      nowMs: () => Date.now(),
    });
    return {
      feed,
      end: this.#runner.follow(`live-${this.#lines}`, from, events => this.#onEvents(feed, events)),
    };
  }

  async #end(): Promise<void> {
    const line = this.#line;
    this.#line = null;
    if (!line) return;
    const { end } = await line;
    await end();
  }

  async #onEvents(feed: LiveFeed, events: LogEvent[]): Promise<void> {
    // Until the stop: then the projection never gets there.
    if (feed.subscribers > 0) {
      await Promise.race([this.#runner.caughtUp(BOARD_CURSOR), aborted(this.#stop.signal)]);
    }
    if (!this.#stop.signal.aborted) await feed.advance(events);
  }

  #beat(): void {
    this.#line?.then(
      ({ feed }) => feed.heartbeat(),
      // Whoever began it was told.
      () => undefined,
    );
    for (const client of this.#clients) client.ping();
  }

  #watch(): void {
    for (const client of this.#clients) client.watch();
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const address = this.#addressOf(request);
    const refusal = this.#refusalOf(request, sourceOf(address ?? ''));
    if (refusal !== null) {
      refuse(socket, refusal);
      return;
    }
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#begin().then(
      ({ feed }) => {
        // Only now: many may have waited for the same database.
        if (!this.#clients.makeRoom(sourceOf(address ?? ''))) refuse(socket, '503 Service Unavailable');
        else this.#sockets.handleUpgrade(request, socket, head, line => this.#welcome(line, feed, address));
      },
      (error: unknown) => {
        this.#log.warn({ err: error }, 'live boards wait for the database');
        refuse(socket, '503 Service Unavailable');
      },
    );
  }

  /** Why no line is opened; null when it may be. Whoever asks too often is told so first. */
  #refusalOf({ url, headers }: IncomingMessage, source: string): string | null {
    const nowMs = Date.now();
    if (this.#openings.waitMs(source, nowMs) > 0) return '429 Too Many Requests';
    this.#openings.count(source, nowMs);
    const { host, origin } = headers;
    const [path] = (url ?? '').split('?');
    if (path !== PATH) return '404 Not Found';
    if (!isOwnRequest({ host, origin }, this.#config.http)) return '403 Forbidden';
    return this.#stop.signal.aborted ? '503 Service Unavailable' : null;
  }

  /** As for requests: behind our proxy what the proxy says, else the other end of the line. */
  #addressOf({ headers, socket }: IncomingMessage): string | null {
    const forwarded = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-1)
      ?.trim();
    return (this.#config.http.behindProxy && forwarded) || (socket.remoteAddress ?? null);
  }

  #welcome(socket: WebSocket, feed: LiveFeed, address: string | null): void {
    const client = new LiveClient({
      socket,
      feed,
      authenticator: this.#authenticator,
      nowMs: () => Date.now(),
      source: sourceOf(address ?? ''),
      isWithinLimit: viewer => this.#clients.isWithinLimit(viewer),
      onLook: (viewer, site) =>
        this.#looks.record(
          { action: 'board.seen', shown: { everybodyOf: site } },
          actingOf(viewer, { request: null, source: address }),
        ),
      onEvicted: () => this.#evicted.inc(),
      onFailed: error => this.#log.warn({ err: error }, 'a board could not be read'),
    });
    this.#clients.add(client);
    socket.on('close', () => {
      this.#clients.remove(client);
      if (this.#clients.size > 0) return;
      if (this.#idleTimer) clearTimeout(this.#idleTimer);
      this.#idleTimer = setTimeout(() => this.#onIdle(), IDLE_MS);
      this.#idleTimer.unref();
    });
  }

  #onIdle(): void {
    if (this.#clients.size > 0) return;
    this.#end().catch((error: unknown) => this.#log.warn({ err: error }, 'live line did not end'));
  }
}

/** The feed and what ends its reading of the log. */
interface Line {
  feed: LiveFeed;
  end: () => Promise<void>;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
