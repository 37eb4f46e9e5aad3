import type { EventEmitter } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AuthenticateError, type Client, type ConnectPacket, type PublishPacket } from 'aedes';
import type { Logger } from 'pino';
import type { BrokerHandler, BrokerLink } from './broker-link.ts';
import { gatherWrites, limitPackets } from './socket-shaping.ts';
import {
  type FindAccount,
  isAcceptable,
  type Refusal,
  TerminalAccess,
  type TerminalAccount,
  TerminalRights,
} from './terminal-access.ts';
import { filterMatches } from './topic-filter.ts';

/** Sockets at once; more are closed on arrival, and terminals come back with their own backoff. */
const CONNECTIONS_MAX = 2_000;
/** A connection that has not said who it is by then is closed. */
const CONNECT_TIMEOUT_MS = 10_000;
/** A kiosk that does not drain its socket for this long is disconnected: it blocks others' deliveries. */
const DRAIN_TIMEOUT_MS = 10_000;
/** Messages being delivered at once; the rest waits in order. */
const DELIVERIES_MAX = 1_000;
/** Own publishes not yet written out: beyond the first the caller waits, beyond the second it is refused. */
const PENDING_SOFT = 256;
const PENDING_MAX = 20_000;

export interface EmbeddedBrokerOptions {
  host: string;
  /** 0 picks a free port; see `port` after `start`. */
  port: number;
  findAccount: FindAccount;
  logger: Logger;
  nowMs: () => number;
}

/**
 * aedes without the way onwards for what terminals publish and nobody may subscribe to: a punch was handed over already
 * (`authorizePublish`), and looking for its subscribers would cost a tenth of the hub's time for each.
 */
class TakingBroker extends Aedes {
  /** aedes calls it with the client between the two arguments of its published type. */
  override publish(packet: PublishPacket, ...rest: unknown[]): void {
    const done = rest.at(-1);
    const [client] = rest;
    if (typeof client === 'object' && client !== null && !packet.retain && typeof done === 'function') {
      setImmediate(() => done(null));
      return;
    }
    const onwards = super.publish as (packet: PublishPacket, ...rest: unknown[]) => void;
    onwards.call(this, packet, ...rest);
  }
}

/** CONNACK return codes of MQTT 3.1.1 section 3.2.2.3. */
const RETURN_CODE: Record<Refusal, number> = {
  'bad-credentials': 4,
  'client-id': 2,
  will: 5,
  unavailable: 3,
};

/**
 * An MQTT 3.1.1 broker inside the hub for one machine: aedes on TCP with the same accounts and rights as a Mosquitto
 * beside it would have. What terminals publish is handed over in process before the PUBACK, so a promise that is still
 * pending holds back that one connection and nobody else.
 */
export class EmbeddedBroker implements BrokerLink {
  readonly #options: EmbeddedBrokerOptions;
  readonly #access: TerminalAccess;
  readonly #handlers: { filter: string; handler: BrokerHandler }[] = [];
  readonly #ready: (() => void)[] = [];
  readonly #connects = new WeakMap<Client, ConnectPacket>();
  /** Who is connected, with what they may do. */
  readonly #rights = new Map<Client, TerminalRights>();
  readonly #sockets = new Set<Socket>();
  #broker: Aedes | null = null;
  #server: Server | null = null;
  #pending = 0;

  constructor(options: EmbeddedBrokerOptions) {
    this.#options = options;
    this.#access = new TerminalAccess(options.findAccount);
  }

  get connected(): boolean {
    return this.#server?.listening ?? false;
  }

  /** The TCP port; 0 before `start`. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  subscribe(filter: string, handler: BrokerHandler): void {
    this.#handlers.push({ filter, handler });
  }

  onReady(handler: () => void): void {
    this.#ready.push(handler);
  }

  async start(): Promise<void> {
    const broker = new TakingBroker({
      concurrency: DELIVERIES_MAX,
      connectTimeout: CONNECT_TIMEOUT_MS,
      drainTimeout: DRAIN_TIMEOUT_MS,
      maxTopicLevels: 10,
      preConnect: (client, packet, done) => {
        // No stored sessions: their queues would live in memory without a limit. The journals are the store.
        packet.clean = true;
        this.#connects.set(client, packet);
        done(null, true);
      },
      authenticate: (client, username, password, done) => {
        this.#authenticate(client, username, password).then(
          () => done(null, true),
          (error: AuthenticateError) => done(error, false),
        );
      },
      authorizePublish: (client, packet, done) => this.#onPublish(client, packet, done),
      authorizeSubscribe: (client, subscription, done) => {
        const granted = this.#rights.get(client)?.maySubscribe(subscription.topic) ?? false;
        if (!granted)
          this.#options.logger.warn({ terminal: client.id }, 'subscription outside own site refused');
        done(null, granted ? subscription : null);
      },
    });
    broker.on('clientDisconnect', client => this.#rights.delete(client));
    broker.on('clientError', (client, error) =>
      this.#options.logger.debug(
        { terminal: client.id, reason: error.message },
        'terminal connection failed',
      ),
    );
    broker.on('connectionError', (_client, error) =>
      this.#options.logger.debug({ reason: error.message }, 'connection failed before it was a terminal'),
    );
    // Untyped in aedes 1.2, but emitted when its store fails; unheard it would end the process.
    (broker as EventEmitter).on('error', (error: unknown) =>
      this.#options.logger.error({ err: error }, 'embedded broker failed'),
    );
    await broker.listen();
    this.#broker = broker;
    this.#server = await this.#listen(broker);
    for (const handler of this.#ready) handler();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    const broker = this.#broker;
    this.#server = null;
    this.#broker = null;
    const closed = server ? new Promise<void>(resolve => server.close(() => resolve())) : Promise.resolve();
    if (broker) await new Promise<void>(resolve => broker.close(() => resolve()));
    // Who has not said its name yet is unknown to aedes and would hold the server open.
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  admit(accounts: readonly TerminalAccount[]): void {
    const admitted = new Map(accounts.map(account => [account.terminal, account]));
    for (const [client, rights] of this.#rights) {
      const account = admitted.get(rights.terminal);
      if (account && rights.areOf(account)) continue;
      // First of all: what it sent before is still on its way in, and its last will comes with the close.
      this.#rights.delete(client);
      this.#options.logger.warn(
        { terminal: rights.terminal },
        'terminal is not admitted any more, connection cut',
      );
      client.close();
    }
  }

  async publish(topic: string, payload: string, options: { retain?: boolean } = {}): Promise<void> {
    const broker = this.#broker;
    if (!broker) throw new Error('the broker is not running');
    if (this.#pending >= PENDING_MAX) throw new Error('too many messages wait to be written');
    this.#pending += 1;
    const written = new Promise<void>(resolve => {
      broker.publish(
        {
          cmd: 'publish',
          topic,
          payload: Buffer.from(payload),
          qos: 1,
          retain: options.retain ?? false,
          dup: false,
        },
        error => {
          this.#pending -= 1;
          if (error) this.#options.logger.warn({ topic, reason: error.message }, 'message not delivered');
          resolve();
        },
      );
    });
    if (this.#pending > PENDING_SOFT) await written;
  }

  async #authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<void> {
    const willTopic = this.#connects.get(client)?.will?.topic;
    const result = await this.#access
      .login({ clientId: client.id, username, password, willTopic })
      .catch((error: unknown) => {
        this.#options.logger.error({ err: error }, 'broker accounts cannot be read');
        return { refused: 'unavailable' as const };
      });
    if ('refused' in result) {
      this.#options.logger.warn(
        { reason: result.refused, address: addressOf(client) },
        'broker connection refused',
      );
      throw Object.assign(new Error(result.refused), { returnCode: RETURN_CODE[result.refused] });
    }
    this.#rights.set(client, result.rights);
    // It may be gone already, and would never be taken off the list.
    client.conn.once('close', () => this.#rights.delete(client));
  }

  /** Also asked for last wills, which aedes publishes here when a connection dies. */
  #onPublish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const rights = client ? this.#rights.get(client) : undefined;
    if (!rights?.mayPublish(packet.topic) || !isAcceptable(packet)) {
      this.#options.logger.warn({ terminal: rights?.terminal ?? null }, 'publish refused, connection closed');
      done(new Error('not authorized'));
      return;
    }
    // Only a status is worth keeping at the broker; a retained punch would come back at every subscription.
    if (!packet.topic.endsWith('/status')) packet.retain = false;
    const { topic } = packet;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const waits: Promise<void>[] = [];
    for (const { filter, handler } of this.#handlers) {
      if (!filterMatches(filter, topic)) continue;
      const wait = handler({ topic, payload, receivedAtMs: this.#options.nowMs() });
      if (wait) waits.push(wait);
    }
    if (waits.length === 0) {
      done(null);
      return;
    }
    Promise.all(waits).then(
      () => done(null),
      (error: unknown) => {
        this.#options.logger.error({ err: error, topic }, 'message handler failed');
        done(null);
      },
    );
  }

  async #listen(broker: Aedes): Promise<Server> {
    const server = createServer(socket => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      limitPackets(socket);
      gatherWrites(socket);
      broker.handle(socket);
    });
    server.maxConnections = CONNECTIONS_MAX;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#options.port, this.#options.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return server;
  }
}

function addressOf(client: Client): string | null {
  return 'remoteAddress' in client.conn ? (client.conn.remoteAddress ?? null) : null;
}
