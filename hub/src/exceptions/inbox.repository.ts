import { Injectable } from '@nestjs/common';
import type { ExceptionCategory, ExceptionState } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { orderBy, type SortTerm } from '../platform/http/list-query.ts';
import type { PageQuery } from '../platform/http/page.ts';
import type { SeenException } from './domain/index.ts';
import { type ExceptionViewer, maySee, SEEN_EXCEPTION, seenParams } from './exception.store.ts';

/** What the inbox is sorted by. */
export const INBOX_SORT_FIELDS = ['consequence', 'at', 'noticedAt', 'date'] as const;
type InboxSortField = (typeof INBOX_SORT_FIELDS)[number];

/** Most exceptions that a list counts: of more it says that there are as many. */
export const INBOX_COUNT_MAX = 10_000;
/** How far back, in days, the summary counts what is settled or gone. */
export const SUMMARY_DAYS = 7;

/** Which exceptions a list shows. */
export interface InboxFilter {
  site?: string | undefined;
  /** `unsettled`: open or waiting. */
  state: ExceptionState | 'unsettled' | 'any';
  category?: ExceptionCategory | undefined;
  code?: string | undefined;
  /** This one and graver ones. */
  consequence?: number | undefined;
  employee?: string | undefined;
  team?: string | undefined;
  terminal?: string | undefined;
  /** An account, or `none`. */
  owner?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Beginnings of words of a name or number. */
  q?: string | undefined;
}

export interface CategoryCount {
  category: ExceptionCategory;
  state: ExceptionState;
  count: number;
}

const SORT: Readonly<Record<InboxSortField, string>> = {
  consequence: 'x.consequence',
  at: 'x.at',
  noticedAt: 'x.noticed_at',
  date: 'x.date',
};

const UNSETTLED = "x.state in ('open', 'waiting')";

/** Lists and counts of exceptions, narrowed to whoever looks. */
@Injectable()
export class InboxRepository {
  async list(
    sql: Sql,
    {
      filter,
      page,
      sort,
    }: { filter: InboxFilter; page: PageQuery; sort: readonly SortTerm<InboxSortField>[] },
    viewer: ExceptionViewer,
  ): Promise<{ exceptions: SeenException[]; total: number }> {
    const { where, params } = conditions(filter, viewer);
    const [count] = await sql.query<{ total: number }>(
      `select count(*) as total from (select from exception x where ${where} limit ${INBOX_COUNT_MAX}) as counted`,
      params,
    );
    const [limit, offset] = [params.length + 1, params.length + 2];
    const order = orderBy(sort, SORT, 'x.id');
    // Which ones is read from an index alone; their rows are looked up then, not those of a whole archive.
    const exceptions = await sql.query<SeenException>(
      `${SEEN_EXCEPTION}
       join (select x.id from exception x where ${where} ${order} limit $${limit} offset $${offset}) as shown on shown.id = x.id ${order}`,
      [...params, page.per_page, (page.page - 1) * page.per_page],
    );
    return { exceptions, total: count?.total ?? 0 };
  }

  /** By category and state: all that is unsettled, and what happened in the last SUMMARY_DAYS and is settled or gone. */
  async summary(
    sql: Sql,
    { site, nowMs }: { site: string | null; nowMs: number },
    viewer: ExceptionViewer,
  ): Promise<CategoryCount[]> {
    return await sql.query<CategoryCount>(
      `select category, state, count(*) as count
       from (
         select x.* from exception x where ${UNSETTLED}
         union all
         select x.* from exception x
         where not ${UNSETTLED} and x.at > to_timestamp($2 / 1000.0) - make_interval(days => ${SUMMARY_DAYS})
       ) as x
       where ($1::text is null or x.site_id = $1) and ${maySee(3)}
       group by category, state order by category, state`,
      [site, nowMs, ...seenParams(viewer)],
    );
  }
}

/** Only what is asked for becomes a condition: the planner sees which index serves it. */
function conditions(filter: InboxFilter, viewer: ExceptionViewer): { where: string; params: unknown[] } {
  const params: unknown[] = seenParams(viewer);
  const parts = [maySee(1)];
  const given = (value: unknown, condition: (at: string) => string) => {
    if (value === undefined) return;
    params.push(value);
    parts.push(condition(`$${params.length}`));
  };
  if (filter.state === 'unsettled') parts.push(UNSETTLED);
  else if (filter.state !== 'any') given(filter.state, at => `x.state = ${at}`);
  given(filter.site, at => `x.site_id = ${at}`);
  given(filter.category, at => `x.category = ${at}`);
  given(filter.code, at => `x.code = ${at}`);
  given(filter.consequence, at => `x.consequence <= ${at}::smallint`);
  given(filter.employee, at => `x.employee_id = ${at}::uuid`);
  given(filter.terminal, at => `x.terminal_id = ${at}`);
  if (filter.owner === 'none') parts.push('x.owner_id is null');
  else given(filter.owner, at => `x.owner_id = ${at}::uuid`);
  given(filter.from, at => `x.date >= ${at}::date`);
  given(filter.to, at => `x.date <= ${at}::date`);
  given(filter.team, at => `x.employee_id = any(array(select t.id from employee t where t.team_id = ${at}))`);
  given(
    filter.q,
    at => `x.employee_id = any(array(
      select n.id from employee n where n.words @@ (
        select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(search_words(${at})) as w (word))))`,
  );
  return { where: parts.join(' and '), params };
}
