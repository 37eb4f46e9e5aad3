import { Injectable } from '@nestjs/common';
import type { EmployeeView } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { reachParams, withinReach } from '../../platform/http/access/reach-check.ts';
import { orderBy, type SortTerm } from '../../platform/http/list-query.ts';
import type { PageQuery } from '../../platform/http/page.ts';

export const SORT_FIELDS = ['name', 'number'] as const;
export type SortField = (typeof SORT_FIELDS)[number];

export interface EmployeeFilter extends PageQuery {
  site?: string | undefined;
  area?: string | undefined;
  team?: string | undefined;
  active: 'true' | 'false' | 'all';
  /** Words that names or number begin with. */
  q?: string | undefined;
  sort: readonly SortTerm<SortField>[];
}

const VIEW = `
  e.id as employee, e.site_id as site, e.area_id as area, e.team_id as team, e.number,
  e.given_name || ' ' || e.family_name as name, e.short_name as "shortName", e.language, e.active`;

/** Lists of people. */
@Injectable()
export class EmployeeListRepository {
  /** One page of the people within reach of who asks, and how many there are in all. */
  async list(
    sql: Sql,
    asking: Pick<Principal, 'reach' | 'employee'>,
    filter: EmployeeFilter,
  ): Promise<{ employees: EmployeeView[]; total: number }> {
    const { conditions, params } = conditionsOf(asking, filter);
    const where = conditions.join(' and ');
    const [counted] = await sql.query<{ total: number }>(
      `select count(*) as total from employee e where ${where}`,
      params,
    );
    const employees = await sql.query<EmployeeView>(
      `select ${VIEW} from employee e where ${where} ${orderOf(filter.sort)}
       limit $${params.length + 1} offset $${params.length + 2}`,
      [...params, filter.per_page, (filter.page - 1) * filter.per_page],
    );
    return { employees, total: counted?.total ?? 0 };
  }
}

/** Only what is asked for becomes a condition, so that each question meets the index that fits it. */
function conditionsOf(asking: Pick<Principal, 'reach' | 'employee'>, filter: EmployeeFilter) {
  const params: unknown[] = [];
  // Who was erased is a pseudonym of facts and nobody to list.
  const conditions = ['e.erased_at is null'];
  const add = (condition: (at: string) => string, value: unknown): void => {
    params.push(value);
    conditions.push(condition(`$${params.length}`));
  };
  if (asking.reach.kind !== 'everybody') {
    params.push(...reachParams(asking.reach, asking.employee));
    conditions.push(withinReach('e', 1));
  }
  if (filter.site !== undefined) add(at => `e.site_id = ${at}`, filter.site);
  if (filter.area !== undefined) add(at => `e.area_id = ${at}`, filter.area);
  if (filter.team !== undefined) add(at => `e.team_id = ${at}`, filter.team);
  if (filter.active !== 'all') conditions.push(filter.active === 'true' ? 'e.active' : 'not e.active');
  // The words themselves are text of the query, quoted by Postgres: nothing that somebody types is syntax.
  if (filter.q !== undefined)
    add(
      at => `e.words @@ (
        select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(search_words(${at})) as w (word))`,
      filter.q,
    );
  return { conditions, params };
}

/** A name is two columns: the family's decides, as in a telephone book. */
function orderOf(terms: readonly SortTerm<SortField>[]): string {
  const columns = terms.flatMap(({ field, descending }): SortTerm<'family' | 'given' | 'number'>[] =>
    field === 'name'
      ? [
          { field: 'family', descending },
          { field: 'given', descending },
        ]
      : [{ field: 'number', descending }],
  );
  return orderBy(columns, { family: 'e.family_name', given: 'e.given_name', number: 'e.number' }, 'e.id');
}
