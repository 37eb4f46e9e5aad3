import { Inject, Injectable } from '@nestjs/common';
import type { ExceptionDetail } from '@tapclock/contracts';
import { ROLE_RIGHTS } from '../../access/index.ts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { ExceptionRow } from '../domain/index.ts';
import { ExceptionStore } from '../exception.store.ts';
import { DeskRepository, type OwnerAccount } from './desk.repository.ts';
import { concerned, DeskLock } from './desk-lock.ts';
import { DetailReader } from './detail.reader.ts';
import type { Doing } from './settle.service.ts';
import { cannotOwn, notOpen } from './settle-refusals.ts';

/** Who takes care of an exception, so that two do not do the same. */
@Injectable()
export class OwnershipService {
  readonly #database: Database;
  readonly #exceptions: ExceptionStore;
  readonly #lock: DeskLock;
  readonly #desk: DeskRepository;
  readonly #details: DetailReader;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExceptionStore) exceptions: ExceptionStore,
    @Inject(DeskLock) lock: DeskLock,
    @Inject(DeskRepository) desk: DeskRepository,
    @Inject(DetailReader) details: DetailReader,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#exceptions = exceptions;
    this.#lock = lock;
    this.#desk = desk;
    this.#details = details;
    this.#trail = trail;
  }

  /** Gives it to an account that may settle it; without one to whoever asks, who must be an account then. */
  async give(id: string, account: string | undefined, doing: Doing): Promise<ExceptionDetail> {
    const owner = account ?? (doing.by.kind === 'account' ? doing.by.id : null);
    return await this.#change(id, doing, async (sql, row) => {
      if (owner === null || !(await this.#maySettle(sql, owner, row))) throw cannotOwn();
      return owner;
    });
  }

  /** Nobody takes care of it any more. */
  async release(id: string, doing: Doing): Promise<ExceptionDetail> {
    return await this.#change(id, doing, () => Promise.resolve(null));
  }

  async #change(
    id: string,
    doing: Doing,
    ownerOf: (sql: Sql, row: ExceptionRow) => Promise<string | null>,
  ): Promise<ExceptionDetail> {
    const { by, expected, nowMs } = doing;
    const { value } = await this.#database.transaction(async sql => {
      const row = await this.#lock.take(sql, id, by, expected);
      if (row.state === 'settled' || row.state === 'gone') throw notOpen(row);
      const owner = await ownerOf(sql, row);
      if (owner !== row.ownerId) {
        const what = owner === null ? 'released' : 'taken';
        await this.#exceptions.change(sql, row, { to: row.state, what, by: by.name, owner, nowMs });
        await this.#trail.record(sql, {
          action: `exceptions.${what}`,
          subject: { kind: 'exception', id },
          concerns: { people: concerned(row), site: row.site },
          before: { owner: row.ownerId },
          after: { owner },
        });
      }
      return await this.#details.read(sql, id, by, doing);
    });
    return value;
  }

  async #maySettle(sql: Sql, id: string, row: ExceptionRow): Promise<boolean> {
    const account = await this.#desk.account(sql, id);
    if (!account?.isEnabled || !ROLE_RIGHTS[account.role].has('exceptions.settle')) return false;
    if (account.employee !== null && concerned(row).includes(account.employee)) return false;
    return account.role !== 'supervisor' || (await this.#leads(sql, account, row));
  }

  /** A supervisor takes care of their own teams, and of what is about nobody at sites where they have one. */
  async #leads(sql: Sql, { teams }: OwnerAccount, { employee, site }: ExceptionRow): Promise<boolean> {
    if (employee === null) return teams.some(mine => mine.site === site);
    const place = await this.#desk.placeOf(sql, employee);
    return teams.some(mine => mine.site === place?.site && mine.team === place.team);
  }
}
