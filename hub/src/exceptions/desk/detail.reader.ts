import { Inject, Injectable } from '@nestjs/common';
import type { ExceptionDetail, Language, NewCorrection, ReadyFix } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { OfferedFix } from '../domain/fixes/offered-fix.ts';
import { ExceptionStore, type ExceptionViewer } from '../exception.store.ts';
import { exceptionView } from '../exception-view.ts';
import { statementView } from '../statements/statement-row.ts';
import { FixReader } from './fix-reader.ts';
import { noSuchException } from './settle-refusals.ts';

/** One exception with all that somebody who settles it must see. */
@Injectable()
export class DetailReader {
  readonly #database: Database;
  readonly #exceptions: ExceptionStore;
  readonly #fixes: FixReader;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExceptionStore) exceptions: ExceptionStore,
    @Inject(FixReader) fixes: FixReader,
  ) {
    this.#database = database;
    this.#exceptions = exceptions;
    this.#fixes = fixes;
  }

  /** On the primary: its version is what a fix is made against. Throws as `read` does. */
  async find(
    id: string,
    viewer: ExceptionViewer,
    reading: { language: Language; nowMs: number },
  ): Promise<ExceptionDetail> {
    return await this.read(this.#database.primary, id, viewer, reading);
  }

  /** As this transaction sees it. Throws NOT_FOUND for one that is not there, or out of the viewer's reach. */
  async read(
    sql: Sql,
    id: string,
    viewer: ExceptionViewer,
    { language, nowMs }: { language: Language; nowMs: number },
  ): Promise<ExceptionDetail> {
    const seen = await this.#exceptions.find(sql, id, viewer);
    if (!seen) throw noSuchException();
    const { fixes, statement, becomesDelta } = await this.#fixes.read(sql, seen, nowMs);
    const isOpen = seen.state === 'open' || seen.state === 'waiting';
    return {
      ...exceptionView(seen, language),
      fixes: isOpen ? fixes.map(fix => readyFix(fix, language)) : [],
      statement: statement && statementView(statement),
      becomesDelta,
      history: await this.#exceptions.history(sql, id),
    };
  }
}

/** The corrections of a fix with their reasons in one language. */
export function correctionsOf({ corrections }: OfferedFix, language: Language): NewCorrection[] {
  return corrections.map(correction => ({ ...correction, reason: correction.reason[language] }));
}

function readyFix(offered: OfferedFix, language: Language): ReadyFix {
  const { fix, label, needsReason, leave = null } = offered;
  return { fix, label: label[language], corrections: correctionsOf(offered, language), leave, needsReason };
}
