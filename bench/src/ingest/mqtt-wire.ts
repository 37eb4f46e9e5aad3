/**
 * As much of MQTT 3.1.1 as a load generator needs: packets are made before the clock starts and sent as they are, so that the
 * generator takes as little as possible of the cores that the hub and Postgres share with it.
 */
export const PACKET = { connack: 2, publish: 3, puback: 4, suback: 9 } as const;

export function connectPacket(login: { clientId: string; username: string; password: string }): Buffer {
  // Protocol name and level 4, flags: user name, password, clean session; keep-alive 0 (off).
  const variable = Buffer.concat([text('MQTT'), Buffer.from([4, 0b1100_0010, 0, 0])]);
  return packet(0x10, variable, text(login.clientId), text(login.username), text(login.password));
}

export function subscribePacket(filter: string): Buffer {
  return packet(0x82, Buffer.from([0, 1]), text(filter), Buffer.from([1]));
}

/** QoS 1. `packetId` from 1 to 65,535. */
export function publishPacket(topic: string, payload: string, packetId: number): Buffer {
  const id = Buffer.alloc(2);
  id.writeUInt16BE(packetId);
  return packet(0x32, text(topic), id, Buffer.from(payload, 'utf8'));
}

export function pubackPacket(packetId: number): Buffer {
  return Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff]);
}

export interface Packet {
  type: number;
  flags: number;
  body: Buffer;
}

/** Cuts a byte stream into packets. */
export class PacketReader {
  #kept: Buffer = Buffer.alloc(0);

  feed(chunk: Buffer, onPacket: (packet: Packet) => void): void {
    let bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    for (;;) {
      const head = headerOf(bytes);
      if (head === null || bytes.length < head.size + head.remaining) break;
      const end = head.size + head.remaining;
      const first = bytes[0] ?? 0;
      onPacket({ type: first >> 4, flags: first & 0x0f, body: bytes.subarray(head.size, end) });
      bytes = bytes.subarray(end);
    }
    this.#kept = bytes;
  }
}

/** Packet id and payload of a PUBLISH; the id is null for QoS 0. */
export function readPublish({ flags, body }: Packet): { packetId: number | null; payload: Buffer } {
  let at = 2 + body.readUInt16BE(0);
  if ((flags & 0b0110) === 0) return { packetId: null, payload: body.subarray(at) };
  const packetId = body.readUInt16BE(at);
  at += 2;
  return { packetId, payload: body.subarray(at) };
}

function headerOf(bytes: Buffer): { size: number; remaining: number } | null {
  let remaining = 0;
  for (let index = 1; index <= 4; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) return null;
    remaining += (byte & 0x7f) * 128 ** (index - 1);
    if (byte < 0x80) return { size: index + 1, remaining };
  }
  throw new Error('an MQTT length of more than four bytes');
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function packet(first: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = [first];
  let left = body.length;
  do {
    header.push(left >= 128 ? (left & 0x7f) | 0x80 : left);
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.concat([Buffer.from(header), body]);
}
