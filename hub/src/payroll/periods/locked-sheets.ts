import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import type { ExportContext } from '../formats/format.ts';
import { LockedSheetsRepository } from './locked-sheets.repository.ts';
import { type ActiveLock, LocksRepository } from './locks.repository.ts';
import { type LockedSheet, readStored, type StoredSheet } from './packed-sheet.ts';

/** Sheets read at once: some megabytes, whatever the size of the company. */
const CHUNK_PEOPLE = 100;

/** What was locked, for whoever writes files of it or proves it. */
@Injectable()
export class LockedSheets {
  readonly #database: Database;
  readonly #locks: LocksRepository;
  readonly #sheets: LockedSheetsRepository;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(LocksRepository) locks: LocksRepository,
    @Inject(LockedSheetsRepository) sheets: LockedSheetsRepository,
  ) {
    this.#database = database;
    this.#locks = locks;
    this.#sheets = sheets;
  }

  /** A lock, whether it still holds or not. Throws NOT_FOUND. */
  async lock(sql: Sql, lockId: string): Promise<ActiveLock> {
    const lock = await this.#locks.find(sql, lockId);
    if (!lock)
      throw new HubError('NOT_FOUND', { en: 'There is no such lock.', de: 'Diese Sperre gibt es nicht.' });
    return lock;
  }

  /** What every line of a file of this lock shares. Throws NOT_FOUND. */
  async context(sql: Sql, lockId: string): Promise<ExportContext> {
    const lock = await this.lock(sql, lockId);
    const { site, zone, group, from, to, payday } = lock.period;
    return {
      site,
      zone,
      group,
      from,
      to,
      payday,
      lock: lock.id,
      engineVersion: lock.engineVersion,
      sheetsDigest: lock.digests.sheets,
    };
  }

  /** One person's sheet of a lock. Throws NOT_FOUND. */
  async person(sql: Sql, lockId: string, employee: string): Promise<LockedSheet> {
    const stored = await this.#sheets.find(sql, lockId, employee);
    if (!stored)
      throw new HubError('NOT_FOUND', {
        en: 'There are no locked hours of this person in the period.',
        de: 'In dieser Periode gibt es keine gesperrten Stunden dieser Person.',
      });
    return readStored(stored);
  }

  /**
   * Every sheet of a lock in order of employee ids, a few hundred at a time. From the replica once it has the lock, which it gets
   * whole or not at all. Throws when a sheet is not what was locked.
   */
  async *stream(lockId: string): AsyncGenerator<LockedSheet, void> {
    const isReplicated = await this.#database.snapshot(
      async sql => (await this.#locks.find(sql, lockId)) !== null,
    );
    const read = (last: string | null) => {
      const after = (sql: Sql) => this.#sheets.after(sql, lockId, last, CHUNK_PEOPLE);
      return isReplicated ? this.#database.snapshot(after) : after(this.#database.primary);
    };
    for (let reading: Promise<StoredSheet[]> | null = read(null); reading !== null; ) {
      const chunk: StoredSheet[] = await reading;
      const end = chunk.at(-1);
      // The next are read while these are worked on.
      reading = end === undefined || chunk.length < CHUNK_PEOPLE ? null : read(end.employee);
      // Whoever breaks off before it is awaited has an error of its own to tell.
      reading?.catch(() => undefined);
      for (const stored of chunk) yield readStored(stored);
    }
  }
}
