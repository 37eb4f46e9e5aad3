import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Logger } from 'pino';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_SECONDS = 15;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 10_000;

export interface MqttSessionOptions {
  url: string;
  username: string | undefined;
  password: string | undefined;
  clientId: string;
  /** Subscribed at the beginning of every session, QoS 1. */
  filters: readonly string[];
  logger: Logger;
  random: () => number;
  onMessage: (topic: string, payload: Buffer) => void | Promise<void>;
  onChange: (connected: boolean) => void;
}

/**
 * One connection to an external broker that comes back by itself. Every session is a new mqtt.js client: its own reconnect
 * resends a store one message a round trip and announces `connect` only afterwards, and nothing here needs a store.
 */
export class MqttSession {
  readonly #options: MqttSessionOptions;
  #client: MqttClient | null = null;
  #retry: NodeJS.Timeout | null = null;
  #failures = 0;
  #live = false;
  #stopped = false;

  constructor(options: MqttSessionOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#live;
  }

  start(): void {
    const { url, username, password, clientId, filters } = this.#options;
    const settings: IClientOptions = {
      clientId,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_SECONDS,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    };
    const client = connect(url, settings);
    this.#client = client;
    // Set before the first packet can arrive. The callback is the PUBACK and the way to the next packet; it is called at
    // once unless the handler asks for time.
    client.handleMessage = (packet, done) => this.#onPacket(packet, done);
    client.on('connect', () => {
      this.#begin(client).catch((error: unknown) => {
        // Once: it is refused again at every try.
        const level = this.#failures === 0 ? 'warn' : 'debug';
        this.#options.logger[level]({ err: error, clientId, filters }, 'broker refused the subscriptions');
        client.end(true);
      });
    });
    client.on('error', error =>
      this.#options.logger.debug({ err: error, clientId }, 'broker connection error'),
    );
    client.on('close', () => this.#lost(client));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    const client = this.#client;
    this.#setLive(false);
    if (client) await client.endAsync(true);
  }

  /** Resolves at the broker's PUBACK; rejects when the session is not there or ends before it. */
  async publish(topic: string, payload: string, retain: boolean): Promise<void> {
    if (!this.#client || !this.#live) throw new Error('no connection to the broker');
    await this.#client.publishAsync(topic, payload, { qos: 1, retain });
  }

  async #begin(client: MqttClient): Promise<void> {
    if (this.#options.filters.length > 0) {
      const grants = await client.subscribeAsync([...this.#options.filters], { qos: 1 });
      if (grants.some(grant => grant.qos > 2)) throw new Error('a subscription was not granted');
    }
    if (client !== this.#client || this.#stopped) return;
    this.#failures = 0;
    this.#setLive(true);
  }

  #onPacket(packet: IPublishPacket, done: (error?: Error) => void): void {
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const wait = this.#options.onMessage(packet.topic, payload);
    if (!wait) {
      done();
      return;
    }
    wait.then(
      () => done(),
      (error: unknown) => {
        this.#options.logger.error({ err: error, topic: packet.topic }, 'message handler failed');
        done();
      },
    );
  }

  #lost(client: MqttClient): void {
    if (client !== this.#client) return;
    this.#client = null;
    this.#setLive(false);
    client.removeAllListeners('connect');
    // Publishes without a PUBACK are failed by `end` only; without it their promises would hang for ever.
    client.end(true);
    if (this.#stopped) return;
    // Half fixed, half random: hubs that lost the same broker do not come back in step.
    const ceilingMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#retry = setTimeout(() => this.start(), ceilingMs * (0.5 + this.#options.random() / 2));
  }

  #setLive(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    this.#options.onChange(live);
  }
}
