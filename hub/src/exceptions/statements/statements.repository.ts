import { Injectable } from '@nestjs/common';
import { OPEN_STATEMENTS_PER_DATE_MAX, type StatementState } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams } from '../../platform/http/access/reach-check.ts';
import { idWithinReach, type Viewer } from '../../platform/http/access/reach-lists.ts';
import { orderBy, type SortTerm } from '../../platform/http/list-query.ts';
import type { PageQuery } from '../../platform/http/page.ts';
import type { StatementRow } from './statement-row.ts';

export interface StatementFilter extends PageQuery {
  site?: string | undefined;
  team?: string | undefined;
  employee?: string | undefined;
  state?: StatementState | undefined;
  /** Dates, both included. */
  from?: string | undefined;
  to?: string | undefined;
  sort: readonly SortTerm<StatementSort>[];
}
export type StatementSort = 'statedAt' | 'date' | 'name';

/** What becomes of a statement. */
export interface Decision {
  state: Exclude<StatementState, 'asked'>;
  by: string;
  at: string;
  reason: string | null;
}

const COLUMNS = `
  s.id, s.site_id as site, s.employee_id as employee, e.number, e.given_name || ' ' || e.family_name as name, e.team_id as team,
  s.date, s.exception_id as exception, s.text, s.wanted, s.state, s.version, s.stated_by as "statedBy", s.stated_at as "statedAt",
  s.decided_by as "decidedBy", s.decided_at as "decidedAt", s.decided_reason as "decidedReason"`;
const FROM = 'from statement s join employee e on e.id = s.employee_id';

const SORTS: Readonly<Record<StatementSort, string>> = {
  statedAt: 's.stated_at',
  date: 's.date',
  name: 'e.family_name',
};

/** Only what is asked for becomes a condition, so that each question meets the index that fits it. */
function conditions(
  { site, team, employee, state, from, to }: StatementFilter,
  viewer: Viewer,
): { where: string; params: unknown[] } {
  const params: unknown[] = reachParams(viewer.reach, viewer.employee);
  const parts = [idWithinReach('s.employee_id', 1)];
  const given = (value: unknown, condition: (at: string) => string) => {
    if (value === undefined) return;
    params.push(value);
    parts.push(condition(`$${params.length}`));
  };
  given(site, at => `s.site_id = ${at}`);
  given(team, at => `s.employee_id = any(array(select t.id from employee t where t.team_id = ${at}))`);
  given(employee, at => `s.employee_id = ${at}::uuid`);
  given(state, at => `s.state = ${at}`);
  given(from, at => `s.date >= ${at}::date`);
  given(to, at => `s.date <= ${at}::date`);
  return { where: parts.join(' and '), params };
}

/** The statement table. */
@Injectable()
export class StatementsRepository {
  /** Makes others who state something about the same person wait for the end of this transaction: there are limits. */
  async lockPerson(sql: Sql, employee: string): Promise<void> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`statement ${employee}`]);
  }

  /** How many a person has made since an instant, whatever became of them. */
  async countMade(sql: Sql, employee: string, since: string): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      'select count(*) as count from statement where employee_id = $1 and stated_at > $2',
      [employee, since],
    );
    return row?.count ?? 0;
  }

  /** How many of a person about a date wait for a decision. */
  async countAsked(sql: Sql, employee: string, date: string): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      "select count(*) as count from statement where employee_id = $1 and date = $2 and state = 'asked'",
      [employee, date],
    );
    return row?.count ?? 0;
  }

  async insert(
    sql: Sql,
    statement: Pick<
      StatementRow,
      'id' | 'site' | 'employee' | 'date' | 'exception' | 'text' | 'wanted' | 'statedBy' | 'statedAt'
    >,
  ): Promise<void> {
    const { id, site, employee, date, exception, text, wanted, statedBy, statedAt } = statement;
    await sql.query(
      `insert into statement (id, site_id, employee_id, date, exception_id, text, wanted, stated_by, stated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, site, employee, date, exception, text, JSON.stringify(wanted), statedBy, statedAt],
    );
  }

  async find(sql: Sql, id: string): Promise<StatementRow | null> {
    const [row] = await sql.query<StatementRow>(`select ${COLUMNS} ${FROM} where s.id = $1`, [id]);
    return row ?? null;
  }

  /** The same, and nobody else changes it until the end of the transaction. */
  async lock(sql: Sql, id: string): Promise<StatementRow | null> {
    const [row] = await sql.query<StatementRow>(`select ${COLUMNS} ${FROM} where s.id = $1 for update of s`, [
      id,
    ]);
    return row ?? null;
  }

  /** Answers to an exception, and what was shown with it, as far as they wait for a decision, under lock. */
  async lockAnswers(
    sql: Sql,
    { exception, shown }: { exception: string; shown: string | null },
  ): Promise<StatementRow[]> {
    return await sql.query<StatementRow>(
      `select ${COLUMNS} ${FROM} where (s.exception_id = $1 or s.id = $2) and s.state = 'asked' order by s.id for update of s`,
      [exception, shown],
    );
  }

  /** What the person may have said about an exception: what waits for a decision before what was decided, the newest first. */
  async about(
    sql: Sql,
    { id, employee, date }: { id: string; employee: string | null; date: string | null },
  ): Promise<StatementRow[]> {
    if (employee === null) return [];
    return await sql.query<StatementRow>(
      `select ${COLUMNS} ${FROM}
       where s.employee_id = $2 and (s.exception_id = $1 or (s.exception_id is null and s.date = $3::date))
       order by s.state = 'asked' desc, s.stated_at desc, s.id desc limit ${OPEN_STATEMENTS_PER_DATE_MAX + 1}`,
      [id, employee, date],
    );
  }

  async decide(sql: Sql, id: string, { state, by, at, reason }: Decision): Promise<void> {
    await sql.query(
      `update statement set state = $2, decided_by = $3, decided_at = $4, decided_reason = $5, version = version + 1
       where id = $1`,
      [id, state, by, at, reason],
    );
  }

  /** Exceptions that a statement may settle: those that it is about, and what a day noticed on its date. Unsettled ones, by id. */
  async settleable(
    sql: Sql,
    { employee, date }: Pick<StatementRow, 'employee' | 'date'>,
    about: readonly string[],
  ): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `select x.id from exception x
       where x.state in ('open', 'waiting') and (x.id = any($1::uuid[]) or (x.employee_id = $2 and x.date = $3 and x.source = 'day'))
       order by x.id`,
      [about, employee, date],
    );
    return rows.map(({ id }) => id);
  }

  /** One page of those about people whom the viewer may see, and how many there are. */
  async list(
    sql: Sql,
    filter: StatementFilter,
    viewer: Viewer,
  ): Promise<{ statements: StatementRow[]; total: number }> {
    const { page, per_page, sort } = filter;
    const { where, params } = conditions(filter, viewer);
    const [count] = await sql.query<{ total: number }>(
      `select count(*) as total from statement s where ${where}`,
      params,
    );
    const order = orderBy(sort, SORTS, 's.id');
    const from = sort.some(({ field }) => field === 'name') ? FROM : 'from statement s';
    const [limit, offset] = [params.length + 1, params.length + 2];
    const statements = await sql.query<StatementRow>(
      `select ${COLUMNS} ${FROM}
       join (select s.id ${from} where ${where} ${order} limit $${limit} offset $${offset}) as shown on shown.id = s.id ${order}`,
      [...params, per_page, (page - 1) * per_page],
    );
    return { statements, total: count?.total ?? 0 };
  }
}
