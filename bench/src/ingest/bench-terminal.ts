import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { CHAIN_START, type Punch, topics } from '@tapclock/contracts';
import {
  chainHash,
  type DeviceKey,
  type JournalEntry,
  punchIdAt,
  randomBytes16,
  signBatch,
} from '@tapclock/firmware-bridge';
import { publishPacket } from './mqtt-wire.ts';

export const BENCH_SITE = 'bench-works';
export const BENCH_ZONE = 'Europe/Berlin';

export interface BenchPerson {
  employee: string;
  credential: string;
}

/** A batch, signed and packed: ready to be written to the socket. */
export interface Message {
  packet: Buffer;
  packetId: number;
  payload: string;
  punches: number;
}

/** A terminal without a kiosk: makes chains and signatures with the bridge's own code, as fast as it can. */
export class BenchTerminal {
  readonly id: string;
  readonly key: DeviceKey;
  readonly boot: number;
  readonly #startedAtMs: number;
  #sequence = 0;
  #head = CHAIN_START;
  #packetId = 0;

  constructor(id: string, nowMs: number) {
    this.id = id;
    this.key = newKey();
    this.#startedAtMs = nowMs;
    this.boot = Math.floor(nowMs / 1000);
  }

  /** The highest sequence handed out. */
  get sequence(): number {
    return this.#sequence;
  }

  get topic(): string {
    return topics.punch(BENCH_SITE, this.id);
  }

  /** One signed message with a punch of each of these people, a millisecond apart. */
  message(people: readonly { person: BenchPerson; action: Punch['action'] }[], nowMs: number): Message {
    const entries = people.map(({ person, action }, index) => this.#entry(person, action, nowMs + index));
    const uptimeMs = nowMs + people.length - this.#startedAtMs;
    const sent = { at: new Date(this.#startedAtMs + uptimeMs).toISOString(), uptimeMs };
    const payload = JSON.stringify(signBatch({ terminal: this.id, entries, sent, key: this.key }));
    this.#packetId = (this.#packetId % 65_535) + 1;
    const packet = publishPacket(this.topic, payload, this.#packetId);
    return { packet, packetId: this.#packetId, payload, punches: people.length };
  }

  #entry({ employee, credential }: BenchPerson, action: Punch['action'], atMs: number): JournalEntry {
    this.#sequence += 1;
    const punch: Punch = {
      punchId: punchIdAt(atMs, randomBytes16()),
      sequence: this.#sequence,
      action,
      employee,
      credential,
      identifiedBy: 'badge',
      assurance: 'identifier-only',
      reader: 'reader-1',
      occurredAt: new Date(atMs).toISOString(),
      utcOffsetMinutes: 60,
      zone: BENCH_ZONE,
      uptimeMs: Math.max(0, atMs - this.#startedAtMs),
      clockOffsetMs: 0,
      offline: false,
      chosenBy: 'countdown',
    };
    const previous = this.#head;
    this.#head = chainHash(previous, punch);
    const { boot } = this;
    return { boot, sequence: this.#sequence, previous, chainHash: this.#head, punch, delivered: false };
  }
}

function newKey(): DeviceKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    publicKeyRaw: Buffer.from(x ?? '', 'base64url').toString('base64'),
    sign: text => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
}
