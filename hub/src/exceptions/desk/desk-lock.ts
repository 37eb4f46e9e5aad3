import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import type { ExceptionRow } from '../domain/index.ts';
import { ExceptionStore } from '../exception.store.ts';
import { aboutOneself, changedMeanwhile, noSuchException } from './settle-refusals.ts';

/** Lets one person at a time change an exception, and only who may. */
@Injectable()
export class DeskLock {
  readonly #exceptions: ExceptionStore;

  constructor(@Inject(ExceptionStore) exceptions: ExceptionStore) {
    this.#exceptions = exceptions;
  }

  /**
   * The row under lock. Throws NOT_FOUND for one that is not there or out of reach, FORBIDDEN for one about whoever asks, and
   * PRECONDITION_FAILED, saying who did what when, where it is not as they have read it.
   */
  async take(sql: Sql, id: string, by: Principal, expected: number): Promise<ExceptionRow> {
    const seen = await this.#exceptions.find(sql, id, by);
    const [row] = seen ? await this.#exceptions.lock(sql, [id]) : [];
    if (!row) throw noSuchException();
    if (by.employee !== null && concerned(row).includes(by.employee)) throw aboutOneself();
    if (row.version !== expected)
      throw changedMeanwhile(row, (await this.#exceptions.history(sql, id)).at(-1));
    return row;
  }
}

/** Whom an exception is about: whose badge was tapped beside it, too. */
export function concerned({ employee, facts }: ExceptionRow): string[] {
  return [...(employee === null ? [] : [employee]), ...(facts.others ?? [])];
}
