import { Inject, Injectable } from '@nestjs/common';
import type { PendingUnlock, UnlockDecision, UnlockRequest } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { DATABASE, type Database, type Lsn, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { decide } from './decide.ts';
import { type ActiveLock, LocksRepository } from './locks.repository.ts';
import { PeriodFinder, type PeriodId } from './period-finder.ts';

/** Opening a locked period again takes two: one who asks and another who decides. */
@Injectable()
export class UnlockingService {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #locks: LocksRepository;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(LocksRepository) locks: LocksRepository,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#locks = locks;
  }

  /** Asks to open a period again. CONFLICT when it is not the group's latest locked one, or somebody has asked already. */
  async request(name: PeriodId, { reason }: UnlockRequest, by: string): Promise<PendingUnlock> {
    const request: PendingUnlock = { id: uuid(), by, at: new Date().toISOString(), reason };
    await decide(this.#database, async sql => {
      const lock = await this.#latest(sql, name);
      const pending = await this.#pending(sql, lock);
      if (pending)
        throw new HubError('CONFLICT', `${pending.by} has asked already, ${pending.at}. Decide that first.`);
      await this.#locks.addUnlockRequest(sql, lock.id, request);
    });
    return request;
  }

  /** Grants or refuses a request. CONFLICT when the person who decides is the one who asked. */
  async decide(
    name: PeriodId & { request: string },
    { granted, reason }: UnlockDecision,
    by: string,
  ): Promise<{ lsn: Lsn }> {
    const { lsn } = await decide(this.#database, async sql => {
      const lock = await this.#latest(sql, name);
      const pending = await this.#pending(sql, lock);
      if (pending?.id !== name.request)
        throw new HubError('NOT_FOUND', 'There is no such request, or it is decided already.');
      if (isSamePerson(pending.by, by))
        throw new HubError('CONFLICT', 'Somebody else than the one who asked must decide.');
      await this.#locks.addUnlockDecision(sql, {
        request: pending.id,
        lock: lock.id,
        granted,
        by,
        at: new Date().toISOString(),
        reason,
      });
    });
    return { lsn };
  }

  /** The lock, if no later period of its group is locked: a later one may hold what this one owes. */
  async #latest(sql: Sql, name: PeriodId): Promise<ActiveLock> {
    const lock = await this.#finder.locked(sql, name);
    const [latest] = await this.#locks.active(sql, name.site, name.group);
    if (latest && latest.id !== lock.id)
      throw new HubError(
        'CONFLICT',
        `The period from ${latest.period.from} is locked too and may make good for this one. Unlock it first.`,
      );
    return lock;
  }

  async #pending(sql: Sql, lock: ActiveLock): Promise<PendingUnlock | null> {
    return (await this.#locks.pendingUnlocks(sql, [lock.id])).get(lock.id) ?? null;
  }
}

/** One name spelt twice is one person. */
function isSamePerson(a: string, b: string): boolean {
  const plain = (name: string) => name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLocaleLowerCase('en');
  return plain(a) === plain(b);
}
