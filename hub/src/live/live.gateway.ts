import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Cursor } from '@tapclock/contracts';
import { Counter, Gauge } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';
import { BOARD_CURSOR, BoardService } from '../board/index.ts';
import { CursorRunner, EventReader, type LogEvent } from '../event-log/index.ts';
import { HUB_CONFIG, type HubConfig } from '../platform/config/hub-config.ts';
import { isOwnRequest } from '../platform/http/same-origin.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { HubMetrics } from '../platform/metrics/hub-metrics.ts';
import { LiveClient } from './live-client.ts';
import { LiveFeed } from './live-feed.ts';

const PATH = '/api/v1/live';
const HEARTBEAT_MS = 15_000;
/** Dashboards at once; more are refused with 503 and come back with their own backoff. */
const CLIENTS_MAX = 500;
/** A subscription is short. */
const MESSAGE_BYTES_MAX = 4_096;
/** With no dashboard for this long the log is not followed any more. */
const IDLE_MS = 30_000;
const CLOSE_WAIT_MS = 500;

/** The WebSocket of the dashboards, on the hub's own HTTP server. */
@Injectable()
export class LiveGateway implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #boards: BoardService;
  readonly #reader: EventReader;
  readonly #runner: CursorRunner;
  readonly #adapter: HttpAdapterHost;
  readonly #config: HubConfig;
  readonly #log: Log;
  readonly #evicted: Counter;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #clients = new Set<LiveClient>();
  readonly #stop = new AbortController();
  #line: Promise<Line> | null = null;
  #lines = 0;
  #timer: NodeJS.Timeout | null = null;
  #idleTimer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(BoardService) boards: BoardService,
    @Inject(EventReader) reader: EventReader,
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(HttpAdapterHost) adapter: HttpAdapterHost,
    @Inject(HUB_CONFIG) config: HubConfig,
    @Inject(LOGGER) log: Log,
    @Inject(HubMetrics) metrics: HubMetrics,
  ) {
    this.#boards = boards;
    this.#reader = reader;
    this.#runner = runner;
    this.#adapter = adapter;
    this.#config = config;
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
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    if (this.#timer) clearInterval(this.#timer);
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

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { host, origin } = request.headers;
    const [path] = (request.url ?? '').split('?');
    socket.on('error', () => socket.destroy());
    if (path !== PATH) refuse(socket, '404 Not Found');
    else if (!isOwnRequest({ host, origin }, this.#config.http.behindProxy)) refuse(socket, '403 Forbidden');
    else if (this.#stop.signal.aborted || this.#clients.size >= CLIENTS_MAX)
      refuse(socket, '503 Service Unavailable');
    else {
      if (this.#idleTimer) clearTimeout(this.#idleTimer);
      this.#begin().then(
        ({ feed }) =>
          this.#sockets.handleUpgrade(request, socket, head, webSocket => this.#welcome(webSocket, feed)),
        (error: unknown) => {
          this.#log.warn({ err: error }, 'live boards wait for the database');
          refuse(socket, '503 Service Unavailable');
        },
      );
    }
  }

  #welcome(socket: WebSocket, feed: LiveFeed): void {
    const client = new LiveClient({
      socket,
      feed,
      onEvicted: () => this.#evicted.inc(),
      onFailed: error => this.#log.warn({ err: error }, 'a board could not be read'),
    });
    this.#clients.add(client);
    socket.on('close', () => {
      this.#clients.delete(client);
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
