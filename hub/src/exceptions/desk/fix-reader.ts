import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { ExceptionRow } from '../domain/exception.ts';
import { mayPutRight } from '../domain/fixes/may-put-right.ts';
import type { OfferedFix } from '../domain/fixes/offered-fix.ts';
import { readyFixes } from '../domain/fixes/ready-fixes.ts';
import type { StatementRow } from '../statements/statement-row.ts';
import { StatementsRepository } from '../statements/statements.repository.ts';
import { SurroundingsReader } from './surroundings.reader.ts';

/** What an exception offers, and what it stands on. */
export interface Offered {
  fixes: OfferedFix[];
  /** What the person said about it last. */
  statement: StatementRow | null;
  /** What a correction changes is paid as a delta in the next period. */
  becomesDelta: boolean;
}

/** Finds the ready fixes of an exception as things stand in this transaction. */
@Injectable()
export class FixReader {
  readonly #surroundings: SurroundingsReader;
  readonly #statements: StatementsRepository;

  constructor(
    @Inject(SurroundingsReader) surroundings: SurroundingsReader,
    @Inject(StatementsRepository) statements: StatementsRepository,
  ) {
    this.#surroundings = surroundings;
    this.#statements = statements;
  }

  async read(sql: Sql, row: ExceptionRow, nowMs: number): Promise<Offered> {
    const said = await this.#statements.about(sql, row);
    const statement = said.find(one => one.exception === row.id || mayPutRight(one.wanted, row)) ?? null;
    const stated = statement?.state === 'asked' ? statement.wanted : [];
    const { around, isLocked } = await this.#surroundings.read(sql, row, { stated, nowMs });
    return { fixes: readyFixes(around), statement, becomesDelta: isLocked };
  }
}
