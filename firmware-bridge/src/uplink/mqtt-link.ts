import { PAYLOAD_BYTES_MAX } from '@tapclock/contracts';
import mqtt, { type MqttClient } from 'mqtt';
import { backoffMs, type Cancel, type Logger, type Timers } from '../platform/index.ts';
import type { BrokerLink, BrokerLinkEvents } from './broker-link.ts';

const KEEPALIVE_SECONDS = 15;
const CONNECT_TIMEOUT_MS = 10_000;
const RECONNECT = { baseMs: 1000, maxMs: 30_000 };
/** An ordered goodbye may take this long; then the socket is closed. */
const STOP_DEADLINE_MS = 1000;

export interface MqttLinkOptions {
  /** Passwords to try in turn, asked at every connect: a new one may not be known at the broker yet. */
  broker: { url: string; username: string; passwords(): readonly string[] };
  /** The terminal's own name: the hub's broker takes no other, so that no kiosk can push another off its session. */
  clientId: string;
  filters: string[];
  will: { topic: string; payload: string };
}

interface MqttLinkDeps {
  timers: Timers;
  random: () => number;
  log: Logger;
}

/**
 * MQTT 3.1.1 over mqtt.js, used as a bare socket. Each session gets a new client: the library resends the store of the old one message per
 * round trip and overwrites past 65,535, so no message may live in it (the journal and the window do that work).
 */
export class MqttLink implements BrokerLink {
  private client: MqttClient | null = null;
  private isUp = false;
  private isStopped = false;
  private failures = 0;
  private retry: Cancel = () => undefined;

  constructor(
    private readonly options: MqttLinkOptions,
    private readonly events: BrokerLinkEvents,
    private readonly deps: MqttLinkDeps,
  ) {}

  start(): void {
    if (this.client !== null || this.isStopped) return;
    const { broker, clientId, will } = this.options;
    const passwords = broker.passwords();
    const password = passwords[this.failures % Math.max(1, passwords.length)];
    const client = mqtt.connect(broker.url, {
      protocolVersion: 4,
      clientId,
      clean: true,
      keepalive: KEEPALIVE_SECONDS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // Ours instead: see the class comment.
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      username: broker.username,
      ...(password === undefined ? {} : { password }),
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
    });
    this.client = client;
    client.on('connect', () => this.subscribe(client));
    client.on('message', (topic, payload) => this.receive(client, topic, payload));
    client.on('error', error => this.lost(client, error.message));
    client.on('close', () => this.lost(client, 'connection closed'));
  }

  publish(topic: string, payload: string, { retain }: { retain: boolean }): boolean {
    const { client } = this;
    if (client === null || !this.isUp || !client.connected) return false;
    // A PUBACK proves nothing: only the hub's receipt does. A refused one shows as a missing receipt.
    client.publish(topic, payload, { qos: 1, retain }, error => {
      if (error) this.deps.log.debug({ topic, reason: error.message }, 'publish was not acknowledged');
    });
    return true;
  }

  async stop(lastWords: { topic: string; payload: string } | null): Promise<void> {
    this.isStopped = true;
    this.retry();
    const { client } = this;
    if (client === null) return;
    if (this.isUp && lastWords !== null) this.publish(lastWords.topic, lastWords.payload, { retain: true });
    this.client = null;
    this.isUp = false;
    await new Promise<void>(resolve => {
      const cancel = this.deps.timers.after(STOP_DEADLINE_MS, () => {
        client.end(true);
        resolve();
      });
      client.end(false, {}, () => {
        cancel();
        resolve();
      });
    });
  }

  private subscribe(client: MqttClient): void {
    client.subscribe(this.options.filters, { qos: 1 }, (error, grants) => {
      if (client !== this.client) return;
      // 3.1.1 answers a forbidden filter with grant 128 and no error.
      const refused = grants?.filter(({ qos }) => (qos as number) === 128).map(({ topic }) => topic) ?? [];
      if (error || refused.length > 0) {
        this.lost(client, error?.message ?? `broker refused ${refused.join(', ')}`);
        return;
      }
      this.failures = 0;
      this.isUp = true;
      this.deps.log.info('connected to the broker');
      this.events.onUp();
    });
  }

  private receive(client: MqttClient, topic: string, payload: Buffer): void {
    if (client !== this.client) return;
    if (payload.byteLength > PAYLOAD_BYTES_MAX) {
      this.deps.log.warn({ topic, bytes: payload.byteLength }, 'message over the size limit ignored');
      return;
    }
    this.events.onMessage(topic, payload);
  }

  /** Any end of a session: late events of an old client are not ours any more. */
  private lost(client: MqttClient, reason: string): void {
    if (client !== this.client) return;
    this.client = null;
    const wasUp = this.isUp;
    this.isUp = false;
    client.end(true);
    const waitMs = backoffMs(this.failures, RECONNECT, this.deps.random());
    if (wasUp || this.failures === 0) this.deps.log.warn({ reason, waitMs }, 'broker is out of reach');
    this.failures += 1;
    if (wasUp) this.events.onDown();
    if (!this.isStopped) this.retry = this.deps.timers.after(waitMs, () => this.start());
  }
}
