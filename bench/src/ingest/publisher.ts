import { connect, type Socket } from 'node:net';
import type { Message } from './bench-terminal.ts';
import {
  connectPacket,
  PACKET,
  type Packet,
  PacketReader,
  pubackPacket,
  readPublish,
  subscribePacket,
} from './mqtt-wire.ts';

/** When a message counts as done: with the hub's receipt, or with the broker's PUBACK (which proves nothing). */
export type DoneWith = 'receipt' | 'puback';

export interface Outcome {
  /** From writing a message to having what it is done with, of each message. */
  latenciesMs: number[];
  /** Punch ids that receipts called recorded. */
  receipted: string[];
  quarantined: number;
}

interface Sent {
  message: Message;
  atMs: number;
}

/** One connection of one terminal that keeps `window` messages on their way, as a bridge does. */
export class Publisher {
  readonly #socket: Socket;
  readonly #window: number;
  readonly #doneWith: DoneWith;
  readonly #reader = new PacketReader();
  #onReady: () => void = () => undefined;
  #queue: readonly Message[] = [];
  #next = 0;
  #flying: Sent[] = [];
  #outcome: Outcome = { latenciesMs: [], receipted: [], quarantined: 0 };
  #onDone: () => void = () => undefined;

  private constructor(socket: Socket, window: number, doneWith: DoneWith) {
    this.#socket = socket;
    this.#window = window;
    this.#doneWith = doneWith;
    socket.setNoDelay(true);
    socket.on('data', chunk => this.#reader.feed(chunk, packet => this.#receive(packet)));
  }

  /** Connects, logs in and, where a topic is given, subscribes to it. Rejects when the broker says no. */
  static async open(options: {
    port: number;
    login: { clientId: string; username: string; password: string };
    receiptTopic: string | null;
    window: number;
  }): Promise<Publisher> {
    const { port, login, receiptTopic, window } = options;
    const socket = connect(port, '127.0.0.1');
    const publisher = new Publisher(socket, window, receiptTopic === null ? 'puback' : 'receipt');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`the broker closed the connection of ${login.clientId}`)));
      publisher.#onReady = resolve;
      socket.write(connectPacket(login));
      if (receiptTopic !== null) socket.write(subscribePacket(receiptTopic));
    });
    socket.removeAllListeners('close');
    return publisher;
  }

  /** Sends all messages and resolves when each is done; messages that never are leave it waiting (see `take`). */
  send(messages: readonly Message[]): Promise<void> {
    this.#queue = messages;
    this.#next = 0;
    if (messages.length === 0) return Promise.resolve();
    return new Promise(resolve => {
      this.#onDone = resolve;
      this.#fill();
    });
  }

  /** What came of it so far; starts counting anew. */
  take(): Outcome {
    const outcome = this.#outcome;
    this.#outcome = { latenciesMs: [], receipted: [], quarantined: 0 };
    return outcome;
  }

  close(): void {
    this.#socket.destroy();
  }

  #fill(): void {
    this.#socket.cork();
    while (this.#flying.length < this.#window) {
      const message = this.#queue[this.#next];
      if (message === undefined) break;
      this.#next += 1;
      this.#flying.push({ message, atMs: performance.now() });
      this.#socket.write(message.packet);
    }
    this.#socket.uncork();
    if (this.#flying.length === 0 && this.#next >= this.#queue.length) this.#onDone();
  }

  #receive(packet: Packet): void {
    if (packet.type === PACKET.connack && packet.body[1] !== 0) {
      this.#socket.destroy(new Error(`the broker refused the login (${packet.body[1]})`));
    } else if (packet.type === PACKET.connack && this.#doneWith === 'puback') this.#onReady();
    else if (packet.type === PACKET.suback) this.#onReady();
    else if (packet.type === PACKET.publish) this.#takeReceipt(packet);
    else if (packet.type === PACKET.puback && this.#doneWith === 'puback') {
      this.#finish(sent => sent.message.packetId === packet.body.readUInt16BE(0));
    }
  }

  #takeReceipt(packet: Packet): void {
    const { packetId, payload } = readPublish(packet);
    if (packetId !== null) this.#socket.write(pubackPacket(packetId));
    const receipt: { results: { punchId: string; outcome: string }[] } = JSON.parse(payload.toString('utf8'));
    for (const { punchId, outcome } of receipt.results) {
      if (outcome === 'recorded') this.#outcome.receipted.push(punchId);
      else this.#outcome.quarantined += 1;
    }
    // A terminal's messages are answered one by one and in order of their commits; any of them frees the oldest of its size.
    this.#finish(sent => sent.message.punches === receipt.results.length);
  }

  #finish(isThis: (sent: Sent) => boolean): void {
    const index = this.#flying.findIndex(isThis);
    const [sent] = index < 0 ? [] : this.#flying.splice(index, 1);
    if (sent === undefined) return;
    this.#outcome.latenciesMs.push(performance.now() - sent.atMs);
    this.#fill();
  }
}
