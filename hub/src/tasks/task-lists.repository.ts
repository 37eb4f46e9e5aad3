import { Injectable } from '@nestjs/common';
import type {
  BookedTime,
  TagCount,
  TaskPriority,
  TaskStatus,
  TaskView,
  UnknownTask,
} from '@tapclock/contracts';
import { TAGS_LISTED_MAX } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { reachParams } from '../platform/http/access/reach-check.ts';
import { idWithinReach, type Viewer } from '../platform/http/access/reach-lists.ts';
import { orderBy, type SortTerm } from '../platform/http/list-query.ts';
import type { PageQuery } from '../platform/http/page.ts';
import { OPEN_STATUSES } from './domain/task-status.ts';
import { readable } from './readable.ts';

export const SORT_FIELDS = ['due', 'priority', 'code', 'title', 'created', 'changed'] as const;
export type SortField = (typeof SORT_FIELDS)[number];

/** A status, those in which time may be booked, or any. */
export type StatusFilter = TaskStatus | 'open' | 'all';

export interface TaskFilter {
  site?: string | undefined;
  area?: string | undefined;
  team?: string | undefined;
  /** Who is named, or whose team is. */
  assignee?: string | undefined;
  tag?: string | undefined;
  priority?: TaskPriority | undefined;
  status: StatusFilter;
  dueFrom?: string | undefined;
  dueTo?: string | undefined;
  overdue?: boolean | undefined;
  /** Words that title, code, tags or description have words beginning with. */
  q?: string | undefined;
}

/** Which booked time of a task; dates are both included. */
export interface BookedFilter extends PageQuery {
  employee?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

interface Row extends Omit<TaskView, 'assignees' | 'bookedMinutes' | 'overbooked'> {
  teams: string[];
  people: string[];
  bookedSeconds: number;
}

const OPEN = `('${OPEN_STATUSES.join("', '")}')`;
const IS_OVERDUE = `(t.status in ${OPEN} and t.due_on < (to_timestamp($5::float8 / 1000) at time zone s.zone)::date)`;

const VIEW = `
  t.id, t.site_id as site, t.code, t.title, t.description, t.tags, t.priority, t.status, t.due_on as "dueOn",
  t.estimate_minutes as "estimateMinutes", t.area_id as area, t.for_everybody as "forEverybody", t.version,
  t.created_by as "createdBy", t.created_at as "createdAt", t.changed_at as "changedAt",
  coalesce(${IS_OVERDUE}, false) as overdue,
  array(select a.team_id from task_assignee a where a.task_id = t.id and a.team_id is not null order by a.team_id) as teams,
  array(select a.employee_id from task_assignee a
        where a.task_id = t.id and a.employee_id is not null and ${idWithinReach('a.employee_id', 1)}
        order by a.employee_id) as people,
  coalesce((select sum(x.seconds) from task_time x where x.site_id = t.site_id and x.code = t.code), 0) as "bookedSeconds"`;
const FROM = 'from task t join site s on s.id = t.site_id';

const SORT_COLUMNS: Record<SortField, string> = {
  // What is never due comes last.
  due: `coalesce(t.due_on, 'infinity')`,
  priority: `array_position(array['low', 'normal', 'high', 'urgent'], t.priority)`,
  code: 't.code',
  title: 't.title',
  created: 't.created_at',
  changed: 't.changed_at',
};

/** What is typed is text of the query, quoted by Postgres: nothing of it is syntax. Null where it has no word. */
const asQuery = (at: string) => `(
  select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(search_words(${at})) as w (word))`;

/** Conditions of one question with their parameters; the first five are the reach of who asks and the present instant. */
class Question {
  readonly params: unknown[];
  readonly #conditions: string[];

  constructor(viewer: Viewer, nowMs: number) {
    this.params = [...reachParams(viewer.reach, viewer.employee), nowMs];
    // Postgres must know the type of each, also where nothing else asks for it.
    const typed = 'num_nulls($1::boolean, $2::uuid, $3::text[], $4::text[], $5::float8) >= 0';
    this.#conditions = [readable(viewer), typed];
  }

  get where(): string {
    return `where ${this.#conditions.join(' and ')}`;
  }

  param(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  add(condition: (at: string) => string, value: unknown): void {
    if (value !== undefined) this.#conditions.push(condition(this.param(value)));
  }

  also(condition: string): void {
    this.#conditions.push(condition);
  }
}

/** Tasks as they are read, and the time that was booked on them. */
@Injectable()
export class TaskListsRepository {
  /** Null where there is none that the viewer may read. */
  async find(sql: Sql, id: string, viewer: Viewer, nowMs: number): Promise<TaskView | null> {
    const question = new Question(viewer, nowMs);
    question.add(at => `t.id = ${at}::uuid`, id);
    const [row] = await sql.query<Row>(`select ${VIEW} ${FROM} ${question.where}`, question.params);
    return row ? viewOf(row) : null;
  }

  /** One page of the tasks that the viewer may read, and how many there are in all. */
  async list(
    sql: Sql,
    filter: TaskFilter & PageQuery & { sort: readonly SortTerm<SortField>[] },
    viewer: Viewer,
    nowMs: number,
  ): Promise<{ tasks: TaskView[]; total: number }> {
    const question = questionOf(filter, viewer, nowMs);
    return await page(sql, question, orderBy(filter.sort, SORT_COLUMNS, 't.id'), filter);
  }

  /** As `list`; what has the words in its title or code comes first, then tags, then descriptions. */
  async search(
    sql: Sql,
    filter: TaskFilter & PageQuery & { q: string },
    viewer: Viewer,
    nowMs: number,
  ): Promise<{ tasks: TaskView[]; total: number }> {
    const question = questionOf(filter, viewer, nowMs);
    const { total } = await count(sql, question);
    const order = `order by ts_rank(t.words, ${asQuery(question.param(filter.q))}) desc, t.code, t.id`;
    return { tasks: await rows(sql, question, order, filter), total };
  }

  /** Tags in use, the most used first; TAGS_LISTED_MAX at most. */
  async tags(sql: Sql, site: string | undefined, viewer: Viewer, nowMs: number): Promise<TagCount[]> {
    const question = new Question(viewer, nowMs);
    question.add(at => `t.site_id = ${at}`, site);
    question.also(`t.status <> 'archived'`);
    return await sql.query<TagCount>(
      `select tag, count(*) as tasks from task t cross join unnest(t.tags) as tag ${question.where}
       group by tag order by count(*) desc, tag limit ${TAGS_LISTED_MAX}`,
      question.params,
    );
  }

  /** Time booked on a task by people within reach, the latest date first. */
  async booked(
    sql: Sql,
    { site, code }: Pick<TaskView, 'site' | 'code'>,
    { employee, from, to, page: number, per_page: perPage }: BookedFilter,
    viewer: Viewer,
  ): Promise<{ booked: BookedTime[]; total: number }> {
    const params = [
      ...reachParams(viewer.reach, viewer.employee),
      site,
      code,
      employee ?? null,
      from ?? null,
      to ?? null,
    ];
    const where = `where x.site_id = $5 and x.code = $6 and ${idWithinReach('x.employee_id', 1)}
      and ($7::uuid is null or x.employee_id = $7::uuid)
      and ($8::date is null or x.date >= $8::date) and ($9::date is null or x.date <= $9::date)`;
    const [counted] = await sql.query<{ total: number }>(
      `select count(*) as total from task_time x ${where}`,
      params,
    );
    const booked = await sql.query<BookedTime>(
      `select x.employee_id as employee, e.number, e.given_name || ' ' || e.family_name as name, x.date,
              x.seconds / 60 as minutes
       from task_time x join employee e on e.id = x.employee_id ${where}
       order by x.date desc, e.family_name, e.given_name, x.employee_id limit $10 offset $11`,
      [...params, perPage, (number - 1) * perPage],
    );
    return { booked, total: counted?.total ?? 0 };
  }

  /** Codes without a task on which people within reach booked time since a date, the latest first. */
  async unknown(
    sql: Sql,
    { site, from, page: number, per_page: perPage }: PageQuery & { site?: string | undefined; from: string },
    viewer: Viewer,
  ): Promise<{ unknown: UnknownTask[]; total: number }> {
    const params = [...reachParams(viewer.reach, viewer.employee), from, site ?? null];
    const found = `
      select x.site_id as site, x.code, (sum(x.seconds) / 60)::integer as minutes, count(distinct x.employee_id) as people,
             max(x.date) as "lastOn"
      from task_time x
      where not x.known and x.date >= $5::date and ($6::text is null or x.site_id = $6) and ${idWithinReach('x.employee_id', 1)}
        and not exists (select from task t where t.site_id = x.site_id and t.code = x.code)
      group by x.site_id, x.code`;
    // Counted and shown from one reading of what was booked; past the last page there is the count alone.
    const rows = await sql.query<UnknownTask & { total: number }>(
      `with found as materialized (${found})
       select f.*, c.total from (select count(*) as total from found) as c
       left join (select * from found order by "lastOn" desc, site, code limit $7 offset $8) as f on true
       order by f."lastOn" desc, f.site, f.code`,
      [...params, perPage, (number - 1) * perPage],
    );
    const unknown = rows.filter(({ code }) => code !== null).map(({ total: _, ...task }) => task);
    return { unknown, total: rows[0]?.total ?? 0 };
  }
}

/** Only what is asked for becomes a condition, so that each question meets the index that fits it. */
function questionOf(filter: TaskFilter, viewer: Viewer, nowMs: number): Question {
  const question = new Question(viewer, nowMs);
  if (filter.status === 'open') question.also(`t.status in ${OPEN}`);
  else if (filter.status !== 'all') question.add(at => `t.status = ${at}`, filter.status);
  question.add(at => `t.site_id = ${at}`, filter.site);
  question.add(at => `t.area_id = ${at}`, filter.area);
  question.add(at => `t.priority = ${at}`, filter.priority);
  question.add(at => `t.tags @> array[${at}::text]`, filter.tag?.toLowerCase());
  question.add(at => `t.due_on >= ${at}::date`, filter.dueFrom);
  question.add(at => `t.due_on <= ${at}::date`, filter.dueTo);
  question.add(at => `t.id in (select a.task_id from task_assignee a where a.team_id = ${at})`, filter.team);
  question.add(
    at => `t.id in (
      select a.task_id from task_assignee a join employee e on e.id = ${at}::uuid
      where a.employee_id = e.id or (a.site_id, a.team_id) = (e.site_id, e.team_id))`,
    filter.assignee,
  );
  question.add(at => `t.words @@ ${asQuery(at)}`, filter.q);
  if (filter.overdue !== undefined)
    question.also(`${filter.overdue ? '' : 'not '}coalesce(${IS_OVERDUE}, false)`);
  return question;
}

async function page(
  sql: Sql,
  question: Question,
  order: string,
  of: PageQuery,
): Promise<{ tasks: TaskView[]; total: number }> {
  const { total } = await count(sql, question);
  return { tasks: await rows(sql, question, order, of), total };
}

async function count(sql: Sql, question: Question): Promise<{ total: number }> {
  const [counted] = await sql.query<{ total: number }>(
    `select count(*) as total ${FROM} ${question.where}`,
    question.params,
  );
  return { total: counted?.total ?? 0 };
}

/** The page is found first: what is shown of a task is worked out for its rows alone, however many come before them. */
async function rows(sql: Sql, question: Question, order: string, of: PageQuery): Promise<TaskView[]> {
  const limit = `limit ${question.param(of.per_page)} offset ${question.param((of.page - 1) * of.per_page)}`;
  const found = await sql.query<Row>(
    `select ${VIEW}
     from (select t.id ${FROM} ${question.where} ${order} ${limit}) as found
     join task t on t.id = found.id join site s on s.id = t.site_id ${order}`,
    question.params,
  );
  return found.map(viewOf);
}

function viewOf({ teams, people, bookedSeconds, ...row }: Row): TaskView {
  const { estimateMinutes } = row;
  return {
    ...row,
    assignees: { teams, people },
    bookedMinutes: Math.floor(bookedSeconds / 60),
    overbooked: estimateMinutes !== null && bookedSeconds > estimateMinutes * 60,
  };
}
