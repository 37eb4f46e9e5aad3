import { Injectable } from '@nestjs/common';
import type { TaskStatus } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { isForEverybody, type Task } from './domain/task.ts';

/** A task that nobody has yet, and who makes it when (instant). */
export interface MadeTask extends Task {
  by: string;
  madeAt: string;
}

type Row = Omit<Task, 'assignees'> & { teams: string[]; people: string[] };

const COLUMNS = `
  t.id, t.site_id as site, t.code, t.title, t.description, t.tags, t.priority, t.status, t.due_on as "dueOn",
  t.estimate_minutes as "estimateMinutes", t.area_id as area, t.version,
  array(select a.team_id from task_assignee a where a.task_id = t.id and a.team_id is not null order by a.team_id) as teams,
  array(select a.employee_id from task_assignee a where a.task_id = t.id and a.employee_id is not null
        order by a.employee_id) as people`;

// A code that is taken is no error here: another import of the same tasks may have been quicker.
const INSERT = `
  insert into task (id, site_id, code, title, description, tags, priority, status, due_on, estimate_minutes, area_id,
                    for_everybody, created_by, created_at, changed_at)
  select t.id, t.site, t.code, t.title, t.description, array(select jsonb_array_elements_text(t.tags)), t.priority, t.status,
         t."dueOn", t."estimateMinutes", t.area, t."forEverybody", t.by, t."madeAt", t."madeAt"
  from jsonb_to_recordset($1::jsonb) as t (
    id uuid, site text, code text, title text, description text, tags jsonb, priority text, status text, "dueOn" date,
    "estimateMinutes" integer, area text, "forEverybody" boolean, by text, "madeAt" timestamptz)
  on conflict (site_id, code) do nothing
  returning id`;

const UPDATE = `
  update task set title = $2, description = $3, tags = $4::text[], priority = $5, due_on = $6::date, estimate_minutes = $7,
                  area_id = $8, for_everybody = $9, version = version + 1, changed_at = $10::timestamptz
  where id = $1`;

const ASSIGN = `
  insert into task_assignee (task_id, site_id, team_id, employee_id)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[])`;

/** Tasks and who may book on them; whoever changes a task holds its row until the end of the transaction. */
@Injectable()
export class TasksRepository {
  /** For changing; null where there is none. */
  async lock(sql: Sql, id: string): Promise<Task | null> {
    const [held] = await sql.query<{ id: string }>(
      'select id from task where id = $1::uuid for no key update',
      [id],
    );
    if (!held) return null;
    // After the lock, and so as whoever held it before left them.
    const [row] = await sql.query<Row>(`select ${COLUMNS} from task t where t.id = $1::uuid`, [id]);
    return row ? taskOf(row) : null;
  }

  /** Those of the codes that are taken. */
  async byCodes(sql: Sql, wanted: readonly { site: string; code: string }[]): Promise<Task[]> {
    if (wanted.length === 0) return [];
    const rows = await sql.query<Row>(
      `select ${COLUMNS} from unnest($1::text[], $2::text[]) as w (site_id, code) join task t using (site_id, code)`,
      [wanted.map(({ site }) => site), wanted.map(({ code }) => code)],
    );
    return rows.map(taskOf);
  }

  /** Keeps tasks whose codes are free; returns the ids of those that it kept. */
  async insert(sql: Sql, tasks: readonly MadeTask[]): Promise<Set<string>> {
    if (tasks.length === 0) return new Set();
    const documents = tasks.map(({ assignees, version: _, ...task }) => ({
      ...task,
      forEverybody: isForEverybody({ assignees }),
    }));
    const rows = await sql.query<{ id: string }>(INSERT, [JSON.stringify(documents)]);
    const kept = new Set(rows.map(({ id }) => id));
    await this.#assign(
      sql,
      tasks.filter(({ id }) => kept.has(id)),
    );
    return kept;
  }

  async update(sql: Sql, task: Task, changedAt: string): Promise<void> {
    const { id, title, description, tags, priority, dueOn, estimateMinutes, area } = task;
    const content = [title, description, tags, priority, dueOn, estimateMinutes, area];
    await sql.query(UPDATE, [id, ...content, isForEverybody(task), changedAt]);
    await sql.query('delete from task_assignee where task_id = $1::uuid', [id]);
    await this.#assign(sql, [task]);
  }

  async setStatus(sql: Sql, id: string, status: TaskStatus, changedAt: string): Promise<void> {
    await sql.query(
      'update task set status = $2, version = version + 1, changed_at = $3::timestamptz where id = $1::uuid',
      [id, status, changedAt],
    );
  }

  async delete(sql: Sql, id: string): Promise<void> {
    await sql.query('delete from task where id = $1::uuid', [id]);
  }

  /** Whether anybody's time is booked on it, or will be: who is at it now has no hours yet. What is made void was pressed all the same. */
  async isBooked(sql: Sql, { site, code }: Pick<Task, 'site' | 'code'>): Promise<boolean> {
    const [row] = await sql.query<{ found: boolean }>(
      `select exists (select from task_time where site_id = $1 and code = $2)
           or exists (select from punch p where p.body ->> 'job' = $2
                      and (p.site_id = $1 or exists (select from employee e where e.id = p.employee_id and e.site_id = $1)))
           or exists (select from correction c join employee e on e.id = c.employee_id
                      where c.job = $2 and (c.site_id = $1 or e.site_id = $1)) as found`,
      [site, code],
    );
    return row?.found === true;
  }

  async #assign(sql: Sql, tasks: readonly Pick<Task, 'id' | 'site' | 'assignees'>[]): Promise<void> {
    const rows = tasks.flatMap(({ id, site, assignees }) => [
      ...assignees.teams.map(team => ({ id, site, team, employee: null })),
      ...assignees.people.map(employee => ({ id, site, team: null, employee })),
    ]);
    if (rows.length === 0) return;
    await sql.query(ASSIGN, [
      rows.map(({ id }) => id),
      rows.map(({ site }) => site),
      rows.map(({ team }) => team),
      rows.map(({ employee }) => employee),
    ]);
  }
}

function taskOf({ teams, people, ...row }: Row): Task {
  return { ...row, assignees: { teams, people } };
}
