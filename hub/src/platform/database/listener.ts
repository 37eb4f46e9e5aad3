import pg from 'pg';
import type { Log } from '../logging/logger.ts';
import { clientSettings } from './pg-pool.ts';

const BACKOFF_START_MS = 100;
const BACKOFF_MAX_MS = 5_000;
/** A connection whose other end vanished says nothing by itself; this asks. */
const PING_EVERY_MS = 10_000;

type Handler = (payload: string) => void;

/** One connection that hears NOTIFY and comes back by itself. */
export class Listener {
  readonly #url: string;
  readonly #log: Log;
  readonly #handlers = new Map<string, Handler[]>();
  #client: pg.Client | null = null;
  #connecting = false;
  #timer: NodeJS.Timeout | null = null;
  #ping: NodeJS.Timeout | null = null;
  #backoffMs = BACKOFF_START_MS;
  #stopped = false;
  #everConnected = false;

  constructor(options: { url: string; log: Log }) {
    this.#url = options.url;
    this.#log = options.log;
  }

  /** Begins to connect; returns at once. */
  start(): void {
    this.#stopped = false;
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#ping) clearInterval(this.#ping);
    const client = this.#client;
    this.#client = null;
    if (client) await client.end();
  }

  /** Adds a handler; heard from now on, or from the next connection if there is none now. */
  async listen(channel: string, handler: Handler): Promise<void> {
    const handlers = this.#handlers.get(channel);
    if (handlers) {
      handlers.push(handler);
      return;
    }
    this.#handlers.set(channel, [handler]);
    if (this.#client) await this.#client.query(`listen ${pg.escapeIdentifier(channel)}`);
  }

  async #connect(): Promise<void> {
    if (this.#stopped || this.#connecting) return;
    this.#connecting = true;
    const client = new pg.Client({
      ...clientSettings(this.#url, 'tapclock-hub-listen'),
      query_timeout: 5_000,
    });
    // 'error' comes for a killed server, 'end' for a closed one; either may come first, or alone.
    client.on('error', error => this.#lost(client, error));
    client.on('end', () => this.#lost(client, null));
    client.on('notification', message => this.#dispatch(message.channel, message.payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.#handlers.keys())
        await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      this.#connecting = false;
      await client
        .end()
        .catch((cause: unknown) => this.#log.debug({ err: cause }, 'listener already closed'));
      this.#retry(error);
      return;
    }
    this.#connecting = false;
    if (this.#stopped) return void (await client.end());
    this.#connected(client);
  }

  #connected(client: pg.Client): void {
    this.#client = client;
    this.#backoffMs = BACKOFF_START_MS;
    this.#ping = setInterval(() => {
      client.query('select 1').catch((error: unknown) => this.#lost(client, error));
    }, PING_EVERY_MS);
    this.#ping.unref();
    if (this.#everConnected) {
      this.#log.info('hearing database notifications again');
      // Wake-ups may have been missed: everybody looks once.
      for (const channel of this.#handlers.keys()) this.#dispatch(channel, '');
    }
    this.#everConnected = true;
  }

  #dispatch(channel: string, payload: string): void {
    for (const handler of this.#handlers.get(channel) ?? []) {
      try {
        handler(payload);
      } catch (error) {
        this.#log.error({ err: error, channel }, 'a notification handler failed');
      }
    }
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    if (this.#ping) clearInterval(this.#ping);
    if (!this.#stopped) this.#log.warn({ err: error }, 'database notifications lost');
    client.end().catch((cause: unknown) => this.#log.debug({ err: cause }, 'listener already closed'));
    this.#retry(error);
  }

  #retry(error: unknown): void {
    if (this.#stopped) return;
    this.#log.debug({ err: error, retryMs: this.#backoffMs }, 'listener connects again later');
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), this.#backoffMs);
    this.#timer.unref();
    this.#backoffMs = Math.min(this.#backoffMs * 2, BACKOFF_MAX_MS);
  }
}
