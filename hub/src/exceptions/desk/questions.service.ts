import { Inject, Injectable } from '@nestjs/common';
import type { AnswerGiven, Language, NewAnswer, Question } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { ExceptionStore } from '../exception.store.ts';
import { exceptionView } from '../exception-view.ts';
import { asCorrections } from '../statements/stated-punches.ts';
import { StatementDesk } from '../statements/statement-desk.ts';
import { statementView } from '../statements/statement-row.ts';
import { type AskedException, DeskRepository } from './desk.repository.ts';
import { noSuchException, notAsked } from './settle-refusals.ts';

/** Questions to people about exceptions of theirs, and what they answer. */
@Injectable()
export class QuestionsService {
  readonly #database: Database;
  readonly #exceptions: ExceptionStore;
  readonly #desk: DeskRepository;
  readonly #statements: StatementDesk;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExceptionStore) exceptions: ExceptionStore,
    @Inject(DeskRepository) desk: DeskRepository,
    @Inject(StatementDesk) statements: StatementDesk,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#exceptions = exceptions;
    this.#desk = desk;
    this.#statements = statements;
    this.#trail = trail;
  }

  /** What a person was asked and has not answered, the oldest first; at most QUESTIONS_MAX. */
  async list(employee: string, language: Language): Promise<Question[]> {
    const asked = await this.#database.snapshot(sql => this.#desk.asked(sql, employee));
    return asked.map(row => questionOf(row, language));
  }

  /**
   * Takes the answer of the person themselves: what they say of their punches becomes a statement that waits for a decision, and the exception
   * is open again with it as the first fix. Throws NOT_FOUND for an exception of anybody else, and CONFLICT where nobody asks any more.
   */
  async answer(id: string, { text, punches }: NewAnswer, by: Principal, nowMs: number): Promise<AnswerGiven> {
    const { value } = await this.#database.transaction(async sql => {
      const [row] = await this.#exceptions.lock(sql, [id]);
      const { employee } = by;
      if (!row || employee === null || row.employee !== employee) throw noSuchException();
      if (row.state !== 'waiting') throw notAsked();
      const date = row.date ?? row.at.slice(0, 10);
      const wanted = asCorrections(punches, { employee, text });
      const statement =
        wanted.length === 0
          ? null
          : await this.#statements.state(
              sql,
              { employee, by: by.name, text, wanted, date, exception: id },
              nowMs,
            );
      await this.#exceptions.change(sql, row, {
        ...{ to: 'open', what: 'answered', by: by.name, reason: text, nowMs },
      });
      await this.#trail.record(sql, {
        action: 'exceptions.answered',
        subject: { kind: 'exception', id },
        concerns: { people: [employee], site: row.site },
        before: { state: row.state },
        after: { state: 'open', statement: statement?.id ?? null },
        why: text,
      });
      return { exception: id, statement: statement && statementView(statement) };
    });
    return value;
  }
}

function questionOf(asked: AskedException, language: Language): Question {
  const { id, code, message, date, at } = exceptionView(asked, language);
  const { question, askedBy, askedAt } = asked;
  return { exception: id, code, message, date, at, question, askedBy, askedAt };
}
