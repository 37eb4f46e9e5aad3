import { connect, type Socket } from 'node:net';

/** What a client says first; every field may be as wrong as an attacker likes. */
export interface RawLogin {
  clientId: string;
  username?: string;
  password?: string;
  clean?: boolean;
  will?: { topic: string; payload: string; qos?: number };
}

export interface RawMessage {
  topic: string;
  payload: string;
  retain: boolean;
}

const CONNACK = 2;
const PUBLISH = 3;
const SUBACK = 9;
const PINGRESP = 13;

/** MQTT 3.1.1 by hand: a proper client library refuses to send most of what an attacker would. */
export class RawMqtt {
  readonly messages: RawMessage[] = [];
  /** Return codes of everything that was subscribed to; 128 is a refusal. */
  readonly granted: number[] = [];
  isOpen = true;
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  #returnCode: number | null = null;
  #pongs = 0;
  #waiting: { found: () => boolean; resolve: () => void }[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', bytes => this.#take(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)));
    socket.on('close', () => {
      this.isOpen = false;
      this.#wake();
    });
  }

  /** Opens a connection and logs in; `returnCode` is null when the broker closed it without an answer. */
  static async login(port: number, login: RawLogin): Promise<{ client: RawMqtt; returnCode: number | null }> {
    const client = new RawMqtt(connect(port, '127.0.0.1'));
    client.send(connectPacket(login));
    await client.until(() => client.#returnCode !== null || !client.isOpen);
    return { client, returnCode: client.#returnCode };
  }

  send(packet: Buffer): void {
    if (this.isOpen) this.#socket.write(packet);
  }

  /** Resolves when the broker has dealt with everything sent so far, or has closed the connection. */
  async settled(): Promise<void> {
    const pongs = this.#pongs + 1;
    this.send(Buffer.from([0xc0, 0x00]));
    await this.until(() => this.#pongs >= pongs || !this.isOpen);
  }

  async until(found: () => boolean): Promise<void> {
    if (found()) return;
    await new Promise<void>(resolve => this.#waiting.push({ found, resolve }));
  }

  /** Dies without a goodbye: the broker sends the last will. */
  async cut(): Promise<void> {
    this.#socket.destroy();
    await this.until(() => !this.isOpen);
  }

  #take(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (let packet = this.#next(); packet; packet = this.#next()) this.#read(packet.first, packet.body);
    this.#wake();
  }

  #next(): { first: number; body: Buffer } | null {
    let length = 0;
    for (let at = 1; at < this.#buffer.length; at += 1) {
      const byte = this.#buffer[at] ?? 0;
      length += (byte & 0x7f) * 128 ** (at - 1);
      if (byte & 0x80) continue;
      const end = at + 1 + length;
      if (this.#buffer.length < end) return null;
      const packet = { first: this.#buffer[0] ?? 0, body: this.#buffer.subarray(at + 1, end) };
      this.#buffer = this.#buffer.subarray(end);
      return packet;
    }
    return null;
  }

  #read(first: number, body: Buffer): void {
    const type = first >> 4;
    if (type === CONNACK) this.#returnCode = body[1] ?? null;
    if (type === PINGRESP) this.#pongs += 1;
    if (type === SUBACK) this.granted.push(...body.subarray(2));
    if (type !== PUBLISH) return;
    const topicEnd = 2 + body.readUInt16BE(0);
    const qos = (first >> 1) & 3;
    const topic = body.subarray(2, topicEnd).toString();
    const payload = body.subarray(topicEnd + (qos > 0 ? 2 : 0)).toString();
    this.messages.push({ topic, payload, retain: (first & 1) === 1 });
    if (qos === 1) this.send(Buffer.from([0x40, 0x02, body[topicEnd] ?? 0, body[topicEnd + 1] ?? 0]));
  }

  #wake(): void {
    this.#waiting = this.#waiting.filter(wait => {
      if (!wait.found()) return true;
      wait.resolve();
      return false;
    });
  }
}

export function publishPacket(message: {
  topic: string | Buffer;
  payload: string | Buffer;
  qos?: number;
  retain?: boolean;
}): Buffer {
  const qos = message.qos ?? 1;
  const id = qos > 0 ? [Buffer.from([0x00, 0x07])] : [];
  const body = Buffer.concat([text(message.topic), ...id, Buffer.from(message.payload)]);
  return packet(0x30 | (qos << 1) | (message.retain ? 1 : 0), body);
}

export function subscribePacket(filter: string, qos = 1): Buffer {
  return packet(0x82, Buffer.concat([Buffer.from([0x00, 0x09]), text(filter), Buffer.from([qos])]));
}

function connectPacket({ clientId, username, password, will, clean = true }: RawLogin): Buffer {
  const flags =
    (username === undefined ? 0 : 0x80) |
    (password === undefined ? 0 : 0x40) |
    (will ? 0x04 | ((will.qos ?? 1) << 3) : 0) |
    (clean ? 0x02 : 0);
  return packet(
    0x10,
    Buffer.concat([
      text('MQTT'),
      Buffer.from([0x04, flags, 0x00, 0x3c]),
      text(clientId),
      ...(will ? [text(will.topic), text(will.payload)] : []),
      ...(username === undefined ? [] : [text(username)]),
      ...(password === undefined ? [] : [text(password)]),
    ]),
  );
}

function packet(first: number, body: Buffer): Buffer {
  const header = [first];
  let rest = body.length;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    header.push(rest > 0 ? byte | 0x80 : byte);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), body]);
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
