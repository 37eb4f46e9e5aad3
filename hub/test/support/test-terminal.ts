import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { CHAIN_START, type Punch, type PunchBatch, signedText, topics } from '@tapclock/contracts';
import canonicalizeModule from 'canonicalize';
import { v7 } from 'uuid';

const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/** A terminal that makes punches, chains and signs them as a bridge does; written apart from the hub's own code on purpose. */
export class TestTerminal {
  readonly name: string;
  readonly site: string;
  readonly publicKey: Buffer;
  readonly privateKey: KeyObject;
  readonly #boots = new Map<number, { punches: Punch[]; heads: string[]; first: string }>();
  boot: number;
  #lastHead = CHAIN_START;

  constructor(name: string, site: string, boot = 1_800_000_000) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.name = name;
    this.site = site;
    this.publicKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    this.privateKey = privateKey;
    this.boot = boot;
  }

  get topic(): string {
    return topics.punch(this.site, this.name);
  }

  /** Head of the chain so far. */
  get head(): string {
    return this.#lastHead;
  }

  restart(): void {
    this.boot += 100;
  }

  /** Adds a punch to the chain; everything may be overridden, also with fields that nobody knows. */
  punch(more: Partial<Punch> & Record<string, unknown> = {}): Punch {
    const journal = this.#boots.get(this.boot) ?? { punches: [], heads: [], first: this.#lastHead };
    this.#boots.set(this.boot, journal);
    const sequence = journal.punches.length + 1;
    const punch: Punch = {
      punchId: v7(),
      sequence,
      action: 'clock-in',
      employee: null,
      credential: null,
      identifiedBy: 'badge',
      assurance: 'identifier-only',
      reader: 'front',
      occurredAt: new Date().toISOString(),
      utcOffsetMinutes: 60,
      zone: 'Europe/Berlin',
      uptimeMs: sequence * 1000,
      clockOffsetMs: 0,
      offline: false,
      chosenBy: 'countdown',
      ...more,
    };
    this.#lastHead = chainHash(this.#lastHead, punch);
    journal.punches.push(punch);
    journal.heads.push(this.#lastHead);
    return punch;
  }

  /** Signed batch of the punches `from` to `to` of a boot. */
  batch(from: number, to: number, more: { boot?: number; sent?: PunchBatch['sent'] } = {}): PunchBatch {
    const boot = more.boot ?? this.boot;
    const journal = this.#boots.get(boot);
    const head = journal?.heads[to - 1];
    if (!journal || head === undefined) throw new Error('no such punches');
    const unsigned = {
      terminal: this.name,
      boot,
      from,
      previous: from === 1 ? journal.first : (journal.heads[from - 2] ?? ''),
      punches: journal.punches.slice(from - 1, to),
      head,
      sent: more.sent ?? { at: new Date().toISOString(), uptimeMs: null },
    };
    return { ...unsigned, sig: this.sign(unsigned) };
  }

  sign(batch: Omit<PunchBatch, 'sig' | 'previous'>): string {
    return sign(null, Buffer.from(signedText(batch)), this.privateKey).toString('base64');
  }
}

/** Hash of a punch in the chain. */
export function chainHash(previous: string, punch: unknown): string {
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(canonicalize(punch)).digest('hex');
}
