import { createServer, type Server, type Socket } from 'node:net';
import {
  type Command,
  PunchBatch,
  parseTopic,
  type Receipt,
  TerminalStatus,
  topics,
} from '@tapclock/contracts';
import { Aedes } from 'aedes';
import { until } from './until.ts';

export const SITE = 'werk-nord';
export const TERMINAL = 'gate-2';

/**
 * A broker with a hub in it that keeps what it is told in memory, by punch id, and answers as the contract says. What goes wrong on the wire is
 * switched on by the test. Its store outlives the broker, as a database does.
 */
export class FakeHub {
  /** Everything stored, by punch id; the value counts how often it arrived. */
  readonly arrivals = new Map<string, number>();
  readonly punches: PunchBatch['punches'] = [];
  readonly batches: PunchBatch[] = [];
  readonly statuses: TerminalStatus[] = [];
  /** How many of the next receipts are lost on the way. */
  receiptsToLose = 0;
  /** How often each receipt is delivered. */
  copies = 1;
  /** Receipts are kept back and come in reverse order with `releaseReceipts`. */
  isHolding = false;
  /** The hub is down while its broker lives. */
  isDown = false;
  port = 0;
  private readonly held: string[] = [];
  private readonly sequences = new Map<number, Set<number>>();
  private broker: Aedes | null = null;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly nowMs: () => number) {}

  /** Starts the broker, again on the same port; what was retained is gone. */
  async start(): Promise<void> {
    const broker = await Aedes.createBroker();
    this.broker = broker;
    broker.on('publish', (packet, client) => {
      if (client !== null && !this.isDown) this.receive(packet.topic, packet.payload);
    });
    const server = createServer(socket => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      broker.handle(socket);
    });
    this.server = server;
    await new Promise<void>(resolve => server.listen(this.port, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  /** Kills the broker as with kill -9: sockets break, everything it held is gone. */
  async stop(): Promise<void> {
    const { broker, server } = this;
    this.broker = null;
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise<void>(resolve => server.close(() => resolve()));
    if (broker) await new Promise<void>(resolve => broker.close(() => resolve()));
  }

  /** Publishes as the hub does: people retained, commands not. */
  async publish(topic: string, message: object | null): Promise<void> {
    const payload = message === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(message));
    const parsed = parseTopic(topic);
    await this.send(topic, payload, parsed !== null && 'employee' in parsed);
  }

  command(command: Command): Promise<void> {
    return this.publish(topics.command(SITE, TERMINAL), command);
  }

  async releaseReceipts(): Promise<void> {
    this.isHolding = false;
    for (const payload of this.held.splice(0).reverse()) await this.sendReceipt(payload);
  }

  /** Sequences of a boot that have arrived, in order. */
  arrived(): number[] {
    return this.punches.map(({ sequence }) => sequence);
  }

  async hasHeardFrom(): Promise<void> {
    await until(() => this.statuses.some(status => status.online), 'the hub has heard from the bridge');
  }

  private receive(topic: string, payload: Buffer | string): void {
    const kind = parseTopic(topic)?.kind;
    const message: unknown = JSON.parse(String(payload));
    if (kind === 'punch') this.takeBatch(PunchBatch.parse(message));
    if (kind === 'status') this.takeStatus(TerminalStatus.parse(message));
  }

  private takeStatus(status: TerminalStatus): void {
    this.statuses.push(status);
    if (!status.online) return;
    const at = this.instant();
    this.command({ type: 'clock', sentAt: status.sentAt, receivedAt: at, answeredAt: at }).catch(
      ignoreClosed,
    );
  }

  private takeBatch(batch: PunchBatch): void {
    this.batches.push(batch);
    const stored = this.sequences.get(batch.boot) ?? new Set<number>();
    this.sequences.set(batch.boot, stored);
    for (const punch of batch.punches) {
      const before = this.arrivals.get(punch.punchId) ?? 0;
      this.arrivals.set(punch.punchId, before + 1);
      if (before === 0) this.punches.push(punch);
      stored.add(punch.sequence);
    }
    let through = 0;
    while (stored.has(through + 1)) through += 1;
    this.answer(batch, through);
  }

  private answer({ boot, punches, sent }: PunchBatch, through: number): void {
    const at = this.instant();
    const receipt: Receipt = {
      boot,
      through,
      results: punches.map(({ punchId, sequence, employee }) => ({
        punchId,
        sequence,
        outcome: 'recorded',
        verdict: { employee, state: null, shift: null, findings: [] },
      })),
      clock: { sentAt: sent.at, receivedAt: at, answeredAt: at },
    };
    const payload = JSON.stringify(receipt);
    if (this.isHolding) this.held.push(payload);
    else if (this.receiptsToLose > 0) this.receiptsToLose -= 1;
    else this.sendReceipt(payload).catch(ignoreClosed);
  }

  private async sendReceipt(payload: string): Promise<void> {
    for (let copy = 0; copy < this.copies; copy += 1)
      await this.send(topics.receipt(SITE, TERMINAL), Buffer.from(payload), false);
  }

  private send(topic: string, payload: Buffer, retain: boolean): Promise<void> {
    const { broker } = this;
    if (broker === null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      broker.publish({ cmd: 'publish', topic, payload, qos: 1, retain, dup: false }, error =>
        error ? reject(error) : resolve(),
      );
    });
  }

  private instant(): string {
    return new Date(this.nowMs()).toISOString();
  }
}

/** A broker that was killed in the middle of an answer: just what some tests want. */
function ignoreClosed(error: unknown): void {
  if (!(error instanceof Error)) throw error;
}
