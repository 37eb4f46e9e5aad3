import type { Logger } from 'pino';
import type { BrokerHandler, BrokerLink } from './broker-link.ts';
import type { BrokerPasswords } from './broker-passwords.ts';
import { AccountKeeper } from './mosquitto/account-keeper.ts';
import { MqttSession, type MqttSessionOptions } from './mqtt-session.ts';
import type { TerminalAccount } from './terminal-access.ts';
import { filterMatches } from './topic-filter.ts';

/** Publishes without a PUBACK yet; more are refused and left to the senders' own repetition. */
const IN_FLIGHT_MAX = 10_000;

export interface ExternalBrokerOptions {
  url: string;
  username: string | undefined;
  password: string | undefined;
  /** Three clients connect: `<clientId>-in`, `<clientId>-out` and `<clientId>-accounts`. */
  clientId: string;
  passwords: BrokerPasswords;
  logger: Logger;
  nowMs: () => number;
  random: () => number;
}

/**
 * The hub as a client of Mosquitto or any other MQTT 3.1.1 broker. Two connections for messages: mqtt.js reads one packet at a time, so
 * on a single one the PUBACK of a receipt would wait behind a punch that waits for room, and that room for the receipt.
 */
export class ExternalBroker implements BrokerLink {
  readonly #options: ExternalBrokerOptions;
  readonly #handlers: { filter: string; handler: BrokerHandler }[] = [];
  readonly #ready: (() => void)[] = [];
  #inbound: MqttSession | null = null;
  #outbound: MqttSession | null = null;
  #accounts: AccountKeeper | null = null;
  #inFlight = 0;

  constructor(options: ExternalBrokerOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return (this.#inbound?.connected ?? false) && (this.#outbound?.connected ?? false);
  }

  subscribe(filter: string, handler: BrokerHandler): void {
    this.#handlers.push({ filter, handler });
  }

  onReady(handler: () => void): void {
    this.#ready.push(handler);
  }

  /** Returns at once; a broker that is down at start is waited for in the background. */
  async start(): Promise<void> {
    this.#inbound = new MqttSession(
      this.#session(
        'in',
        this.#handlers.map(entry => entry.filter),
      ),
    );
    this.#outbound = new MqttSession(this.#session('out', []));
    this.#outbound.start();
    this.#inbound.start();
    // A broker that asks nobody who they are has no accounts to keep.
    if (this.#options.username !== undefined) {
      this.#accounts = new AccountKeeper({
        ...this.#options,
        clientId: `${this.#options.clientId}-accounts`,
      });
      this.#accounts.start();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#inbound?.stop(), this.#outbound?.stop(), this.#accounts?.stop()]);
  }

  admit(accounts: readonly TerminalAccount[]): void {
    this.#accounts?.keep(accounts);
  }

  async publish(topic: string, payload: string, options: { retain?: boolean } = {}): Promise<void> {
    if (!this.#outbound) throw new Error('the broker link is not started');
    if (this.#inFlight >= IN_FLIGHT_MAX) throw new Error('too many messages wait for the broker');
    this.#inFlight += 1;
    try {
      await this.#outbound.publish(topic, payload, options.retain ?? false);
    } finally {
      this.#inFlight -= 1;
    }
  }

  #session(direction: 'in' | 'out', filters: string[]): MqttSessionOptions {
    const { url, username, password, clientId, logger, random } = this.#options;
    return {
      url,
      username,
      password,
      clientId: `${clientId}-${direction}`,
      filters,
      logger,
      random,
      onMessage: (topic, payload) => this.#onMessage(topic, payload),
      onChange: connected => {
        logger.info({ direction, connected }, 'broker link changed');
        if (connected && this.connected) for (const handler of this.#ready) handler();
      },
    };
  }

  #onMessage(topic: string, payload: Buffer): void | Promise<void> {
    const waits: Promise<void>[] = [];
    for (const { filter, handler } of this.#handlers) {
      if (!filterMatches(filter, topic)) continue;
      const wait = handler({ topic, payload, receivedAtMs: this.#options.nowMs() });
      if (wait) waits.push(wait);
    }
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }
}
