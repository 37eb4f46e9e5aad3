import { reachParams, withinReach } from '../platform/http/access/reach-check.ts';
import type { Viewer } from '../platform/http/access/reach-lists.ts';
import { PUNCHES_LISTED_MAX, type PunchQuery } from './punch-query.ts';

export interface Statement {
  sql: string;
  params: unknown[];
}

export interface PunchList {
  /** How many there are, at most PUNCHES_LISTED_MAX. */
  count: Statement;
  page: Statement;
}

/**
 * A list of punches as SQL, newest first; `columns` are of `p`. Each person, or each site where everybody is meant, has an index in the order of time: from
 * these come the instants of as many as the page may need, without a row of the table. Rows are read between the first and the last instant of the page alone,
 * however deep it is; key by key (`offset 0`), for no planner knows how little lies between two instants.
 */
export function punchList(query: PunchQuery, viewer: Viewer, columns: string): PunchList {
  const { by, key, isCountedByTerminal, conditions, params } = conditionsOf(query, viewer);
  const matching = (selected: string, of: readonly string[], rest: string): string =>
    `${by} cross join lateral (select ${selected} from punch p where ${of.join(' and ')} ${rest}) as p`;
  const [limit, offset, depth] = [1, 2, 3].map(more => `$${params.length + more}`);
  const skip = (query.page - 1) * query.per_page;
  const most = `limit ${PUNCHES_LISTED_MAX}`;
  const counted = isCountedByTerminal ? conditions : [key, ...conditions];
  const newest = `order by p.occurred_at desc limit ${depth}`;
  const isOnPage = 'p.occurred_at between (select first from page) and (select last from page)';
  // Punches of one instant are in the order of their ids: those before the page have the instant of its first one, or a later one.
  const before = `${offset}::bigint - (select count(*) from newest where occurred_at > (select last from page))`;
  return {
    count: {
      sql: `select count(*) as total from (select from ${matching('', counted, most)} ${most}) as counted`,
      params,
    },
    page: {
      sql: `
        with newest as materialized (
          select p.occurred_at from ${matching('p.occurred_at', [key, ...conditions], newest)} ${newest}
        ), page as materialized (
          select min(occurred_at) as first, max(occurred_at) as last
          from (select occurred_at from newest order by occurred_at desc limit ${limit} offset ${offset}) as instants
        )
        select ${columns} from ${matching('p.*', [key, ...conditions, isOnPage], 'offset 0')}
        order by p.occurred_at desc, p.punch_id desc limit ${limit} offset ${before}`,
      params: [...params, query.per_page, skip, skip + query.per_page],
    },
  };
}

/** Whose or of where, as a subquery `by`, and what their punches must meet. Only what is asked for becomes a condition. */
function conditionsOf(query: PunchQuery, viewer: Viewer) {
  const params: unknown[] = [];
  const add = (value: unknown): string => `$${params.push(value)}`;
  const keys = ['true'];
  const isNarrow = viewer.reach.kind !== 'everybody';
  if (isNarrow) {
    params.push(...reachParams(viewer.reach, viewer.employee));
    keys.push(withinReach('k', 1));
  }
  // Punches of nobody are of a site only: whoever sees everybody sees those, too.
  const isOfPeople = isNarrow || query.employee !== undefined;
  const key = isOfPeople ? 'p.employee_id = by.id' : 'p.site_id = by.id';
  const conditions: string[] = [];
  if (query.employee !== undefined) keys.push(`k.id = ${add(query.employee)}`);
  if (query.site !== undefined)
    (isOfPeople ? conditions : keys).push(`${isOfPeople ? 'p.site_id' : 'k.id'} = ${add(query.site)}`);
  if (query.terminal !== undefined) {
    const terminal = add(query.terminal);
    conditions.push(`p.terminal_id = ${terminal}`);
    // A terminal belongs to one site for good.
    if (!isOfPeople) keys.push(`k.id = (select t.site_id from terminal t where t.id = ${terminal})`);
  }
  if (query.from !== undefined) conditions.push(`p.occurred_at >= ${add(query.from)}`);
  if (query.to !== undefined) conditions.push(`p.occurred_at < ${add(query.to)}`);
  const by = `(select k.id from ${isOfPeople ? 'employee' : 'site'} k where ${keys.join(' and ')}) as by`;
  // One index knows a terminal's punches and another the order of a site's: a count that names both would have both read.
  const isCountedByTerminal = query.terminal !== undefined && !isOfPeople;
  return { by, key, isCountedByTerminal, conditions, params };
}
