import { Inject, Injectable } from '@nestjs/common';
import type { NewStatement, StatementDecided, StatementView } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { transactionWithRetry } from '../../platform/database/pg-database.ts';
import { allow } from '../../platform/http/access/access.guard.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../../platform/http/access/reach-check.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import { asCorrections } from './stated-punches.ts';
import { noSuchStatement, StatementDesk } from './statement-desk.ts';
import { statementView } from './statement-row.ts';
import { type StatementFilter, StatementsRepository } from './statements.repository.ts';

/** Statements as people make, read and decide them by HTTP. */
@Injectable()
export class StatementsService {
  readonly #database: Database;
  readonly #statements: StatementsRepository;
  readonly #desk: StatementDesk;
  readonly #membership: Membership;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(StatementsRepository) statements: StatementsRepository,
    @Inject(StatementDesk) desk: StatementDesk,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#database = database;
    this.#statements = statements;
    this.#desk = desk;
    this.#membership = membership;
  }

  async make(
    employee: string,
    { date, text, punches }: NewStatement,
    by: Principal,
    nowMs: number,
  ): Promise<StatementView> {
    const wanted = asCorrections(punches, { employee, text });
    const { value } = await this.#database.transaction(sql =>
      this.#desk.state(sql, { employee, by: by.name, text, wanted, date }, nowMs),
    );
    return statementView(value);
  }

  async list(
    filter: StatementFilter,
    viewer: Viewer,
  ): Promise<{ statements: StatementView[]; total: number }> {
    const { statements, total } = await this.#database.snapshot(sql =>
      this.#statements.list(sql, filter, viewer),
    );
    return { statements: statements.map(statementView), total };
  }

  /** Throws NOT_FOUND, and FORBIDDEN for one of somebody out of reach. What the replica lacks may be a second old. */
  async find(id: string, viewer: Principal): Promise<StatementView> {
    const found =
      (await this.#database.snapshot(sql => this.#statements.find(sql, id))) ??
      (await this.#statements.find(this.#database.primary, id));
    if (!found) throw noSuchStatement();
    await requireReach(this.#membership, viewer, 'corrections.read', [found.employee]);
    return statementView(found);
  }

  /** Makes what was stated, and settles what it puts right. */
  async grant(id: string, by: Principal, expected: number, nowMs: number): Promise<StatementDecided> {
    allow(by, 'corrections.write');
    const { value } = await transactionWithRetry(this.#database, async sql => {
      const { settled, becomesDelta } = await this.#desk.grantIn(sql, id, by, { expected, nowMs });
      return { ...(await this.#view(sql, id)), settled, becomesDelta };
    });
    return value;
  }

  async refuse(
    id: string,
    by: Principal,
    reason: string,
    { expected, nowMs }: { expected: number; nowMs: number },
  ): Promise<StatementView> {
    return await this.#decide(id, sql => this.#desk.refuseIn(sql, id, by, { reason, expected, nowMs }));
  }

  /** By the person; what somebody else says is no withdrawal. */
  async withdraw(id: string, by: Principal, expected: number, nowMs: number): Promise<StatementView> {
    return await this.#decide(id, sql => this.#desk.withdrawIn(sql, id, by, { expected, nowMs }));
  }

  async #decide(id: string, work: (sql: Sql) => Promise<void>): Promise<StatementView> {
    const { value } = await this.#database.transaction(async sql => {
      await work(sql);
      return await this.#view(sql, id);
    });
    return value;
  }

  async #view(sql: Sql, id: string): Promise<StatementView> {
    const row = await this.#statements.find(sql, id);
    if (!row) throw noSuchStatement();
    return statementView(row);
  }
}
