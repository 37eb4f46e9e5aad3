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

const NEWEST_FIRST = 'occurred_at desc, punch_id desc';

/**
 * A list of punches as SQL, newest first; `columns` are of `p`. The newest of each person, or of each site where everybody is meant, come from an index
 * in their order, as many as the page may need, and the page is the newest of those: one scan over all of them would read and sort half a year for
 * fifty rows. Whole rows are read for the page alone, so that what is sorted stays in memory.
 */
export function punchList(query: PunchQuery, viewer: Viewer, columns: string): PunchList {
  const { by, key, isCountedByTerminal, conditions, params } = conditionsOf(query, viewer);
  const matching = (selected: string, of: readonly string[], rest: string): string =>
    `${by} cross join lateral (select ${selected} from punch p where ${of.join(' and ')} ${rest}) as p`;
  const [limit, offset, depth] = [1, 2, 3].map(more => `$${params.length + more}`);
  const skip = (query.page - 1) * query.per_page;
  const most = `limit ${PUNCHES_LISTED_MAX}`;
  const counted = isCountedByTerminal ? conditions : [key, ...conditions];
  const newest = `
    select p.punch_id, p.occurred_at
    from ${matching('p.punch_id, p.occurred_at', [key, ...conditions], `order by ${NEWEST_FIRST} limit ${depth}`)}
    order by ${NEWEST_FIRST} limit ${limit} offset ${offset}`;
  return {
    count: {
      sql: `select count(*) as total from (select from ${matching('', counted, most)} ${most}) as counted`,
      params,
    },
    page: {
      sql: `select ${columns} from (${newest}) as newest join punch p using (punch_id, occurred_at) order by ${NEWEST_FIRST}`,
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
