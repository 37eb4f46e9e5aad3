import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { AuditEntry, AuditSeal } from '@tapclock/contracts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { Repeating } from './repeating.ts';
import { sealHash, TRAIL_START } from './seal-hash.ts';
import { SealsRepository } from './seals.repository.ts';

/** Entries of one transaction: some tens of milliseconds, and a megabyte or two. */
const BATCH_ENTRIES = 1_000;
/** An entry is open to a change that nobody would see for this long, and for as long as the oldest transaction runs. */
const PAUSE_MS = 1_000;

/**
 * Follows the entries in the order of their commits and chains them. Writers do none of it: a chain that they hung themselves on would
 * let one of them write at a time, over the whole company.
 */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #seals: SealsRepository;
  readonly #repeating: Repeating;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SealsRepository) seals: SealsRepository,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#seals = seals;
    this.#repeating = new Repeating({ name: 'sealing', pauseMs: PAUSE_MS, work: () => this.sealAll(), log });
  }

  onApplicationBootstrap(): void {
    this.#repeating.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#repeating.stop();
  }

  /** Seals what can be sealed now, unless another hub is at it. */
  async sealAll(): Promise<void> {
    while ((await this.#sealBatch()) === BATCH_ENTRIES);
  }

  async #sealBatch(): Promise<number> {
    const { value } = await this.#database.transaction(async sql => {
      if (!(await this.#seals.claim(sql))) return 0;
      const head = await this.#seals.head(sql);
      const entries = await this.#seals.unsealed(sql, head, BATCH_ENTRIES);
      if (entries.length > 0) await this.#seals.add(sql, chain(head, entries, new Date().toISOString()));
      return entries.length;
    });
    return value;
  }
}

/** Seals of entries, each hanging on the one before. */
function chain(head: AuditSeal | null, entries: readonly AuditEntry[], sealedAt: string): AuditSeal[] {
  let previous = head?.hash ?? TRAIL_START;
  const first = (head?.number ?? 0) + 1;
  return entries.map((entry, index) => {
    const number = first + index;
    previous = sealHash(previous, { number, sealedAt, entry });
    return { number, position: entry.position, xid: entry.xid, sealedAt, hash: previous };
  });
}
