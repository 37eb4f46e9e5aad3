import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams, withinReach } from '../../platform/http/access/reach-check.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import type { PageQuery } from '../../platform/http/page.ts';
import { PERSON, type PlanPerson, type PlanScope } from './plan.repository.ts';

export interface GridFilter extends PlanScope, PageQuery {
  area?: string | undefined;
  /** Words that names or number begin with. */
  q?: string | undefined;
}

/** The people of a week. */
@Injectable()
export class PlanPeopleRepository {
  /** One page of the people within reach who are in service on any of the dates, by name, and how many there are. */
  async list(sql: Sql, filter: GridFilter, viewer: Viewer): Promise<{ people: PlanPerson[]; total: number }> {
    const { conditions, params } = conditionsOf(filter, viewer);
    const where = conditions.join(' and ');
    const [counted] = await sql.query<{ total: number }>(
      `select count(*) as total from employee e where ${where}`,
      params,
    );
    const people = await sql.query<PlanPerson>(
      `select ${PERSON} from employee e where ${where} order by e.family_name, e.given_name, e.id
       limit $${params.length + 1} offset $${params.length + 2}`,
      [...params, filter.per_page, (filter.page - 1) * filter.per_page],
    );
    return { people, total: counted?.total ?? 0 };
  }
}

/** Only what is asked for becomes a condition, so that each question meets the index that fits it. */
function conditionsOf(filter: GridFilter, viewer: Viewer): { conditions: string[]; params: unknown[] } {
  const params: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: (at: string) => string, value: unknown): void => {
    params.push(value);
    conditions.push(condition(`$${params.length}`));
  };
  add(at => `e.site_id = ${at}`, filter.site);
  add(at => `(e.active or e.left_on >= ${at}::date)`, filter.from);
  conditions.push('e.erased_at is null');
  if (viewer.reach.kind !== 'everybody') {
    params.push(...reachParams(viewer.reach, viewer.employee));
    conditions.push(withinReach('e', params.length - 3));
  }
  if (filter.team !== undefined) add(at => `e.team_id = ${at}`, filter.team);
  if (filter.area !== undefined) add(at => `e.area_id = ${at}`, filter.area);
  // The words themselves are text of the query, quoted by Postgres: nothing that somebody types is syntax.
  if (filter.q !== undefined)
    add(
      at => `e.words @@ (
        select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(search_words(${at})) as w (word))`,
      filter.q,
    );
  return { conditions, params };
}
