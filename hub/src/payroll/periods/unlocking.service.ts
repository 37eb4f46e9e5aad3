import { Inject, Injectable } from '@nestjs/common';
import type { PendingUnlock, UnlockDecision, UnlockRequest } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { EventLog } from '../../event-log/index.ts';
import { DATABASE, type Database, type Lsn, type Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { aboutPeriod } from './about-period.ts';
import { decide } from './decide.ts';
import { type ActiveLock, type AskedUnlock, LocksRepository } from './locks.repository.ts';
import { periodChanged } from './period-events.ts';
import { PeriodFinder, type PeriodId } from './period-finder.ts';

/** Who unlocks: a person with an account, which API keys are not (they never have the right). */
type Unlocker = Pick<Principal, 'id' | 'name' | 'employee'>;

/** Opening a locked period again takes two: one who asks and another who decides. */
@Injectable()
export class UnlockingService {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #locks: LocksRepository;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(LocksRepository) locks: LocksRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#locks = locks;
    this.#events = events;
    this.#trail = trail;
  }

  /** Asks to open a period again. CONFLICT when it is not the group's latest locked one, or somebody has asked already. */
  async request(name: PeriodId, { reason }: UnlockRequest, by: Unlocker): Promise<PendingUnlock> {
    const request: PendingUnlock = { id: uuid(), by: by.name, at: new Date().toISOString(), reason };
    await decide(this.#database, async sql => {
      const lock = await this.#latest(sql, name);
      const pending = await this.#locks.askedUnlock(sql, lock.id);
      if (pending)
        throw new HubError('CONFLICT', {
          en: `${pending.by} has asked already, ${pending.at}. Decide that first.`,
          de: `${pending.by} hat es schon beantragt, ${pending.at}. Entscheiden Sie zuerst darüber.`,
        });
      await this.#locks.addUnlockRequest(sql, lock.id, { ...request, account: by.id });
      await this.#trail.record(sql, {
        action: 'periods.unlock-requested',
        ...aboutPeriod(name),
        after: { request: request.id, lock: lock.id },
        why: reason,
      });
    });
    return request;
  }

  /**
   * Grants or refuses a request. CONFLICT when the person who decides is the one who asked, or may be: their account is newer than the
   * request, or was invited by who asked.
   */
  async decide(
    name: PeriodId & { request: string },
    { granted, reason }: UnlockDecision,
    by: Unlocker,
  ): Promise<{ lsn: Lsn }> {
    const { lsn } = await decide(this.#database, async sql => {
      const lock = await this.#latest(sql, name);
      const pending = await this.#locks.askedUnlock(sql, lock.id);
      if (pending?.id !== name.request)
        throw new HubError('NOT_FOUND', {
          en: 'There is no such request, or it is decided already.',
          de: 'Diesen Antrag gibt es nicht, oder über ihn ist schon entschieden.',
        });
      if (isSamePerson(pending, by))
        throw new HubError('CONFLICT', {
          en: 'Somebody else than the one who asked must decide.',
          de: 'Entscheiden muss jemand anders als die Person, die es beantragt hat.',
        });
      if (await this.#locks.isMadeFor(sql, pending, by.id)) throw madeForIt();
      await this.#locks.addUnlockDecision(sql, {
        request: pending.id,
        lock: lock.id,
        granted,
        by: by.name,
        account: by.id,
        at: new Date().toISOString(),
        reason,
      });
      await this.#trail.record(sql, {
        action: granted ? 'periods.unlocked' : 'periods.unlock-refused',
        ...aboutPeriod(name),
        before: { request: pending.id, lock: lock.id, by: pending.by },
        why: reason,
      });
      if (granted) await this.#events.append(sql, [periodChanged(name, { change: 'unlocked', by: by.name })]);
    });
    return { lsn };
  }

  /** The lock, if no later period of its group is locked: a later one may hold what this one owes. */
  async #latest(sql: Sql, name: PeriodId): Promise<ActiveLock> {
    const lock = await this.#finder.locked(sql, name);
    const [latest] = await this.#locks.active(sql, name.site, name.group);
    if (latest && latest.id !== lock.id)
      throw new HubError('CONFLICT', {
        en: `The period from ${latest.period.from} is locked too and may make good for this one. Unlock it first.`,
        de: `Die Periode ab ${latest.period.from} ist auch gesperrt und gleicht diese vielleicht aus. Entsperren Sie zuerst jene.`,
      });
    return lock;
  }
}

function madeForIt(): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: 'Whoever was invited by the one who asked, or has an account only since then, does not decide about it.',
      de: 'Wer von der Person eingeladen wurde, die es beantragt hat, oder erst seitdem ein Konto hat, entscheidet nicht darüber.',
    },
    { details: [{ code: 'ACCOUNT_OF_ASKER' }] },
  );
}

/** One account, or two of one employee. Of a request from before there were accounts only the name is known, however it is spelt. */
function isSamePerson(asked: AskedUnlock, by: Unlocker): boolean {
  if (asked.account !== null)
    return asked.account === by.id || (asked.employee !== null && asked.employee === by.employee);
  const plain = (name: string) => name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLocaleLowerCase('en');
  return plain(asked.by) === plain(by.name);
}
