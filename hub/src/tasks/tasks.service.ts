import { Inject, Injectable } from '@nestjs/common';
import type { NewTask, Removal, TaskContent, TaskMade, TaskStatus } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import type { Decider, Viewer } from '../platform/http/access/reach-lists.ts';
import { requireVersion } from '../platform/http/conditional.ts';
import type { HubError } from '../platform/http/hub-error.ts';
import { contentOf, saysTheSame, type Task } from './domain/task.ts';
import { nextStatuses } from './domain/task-status.ts';
import { codeTaken, noSuchTask, refused } from './refusals.ts';
import { TaskCheck } from './task-check.ts';
import { TaskListsRepository } from './task-lists.repository.ts';
import { type MadeTask, TasksRepository } from './tasks.repository.ts';

/** What became of a task that somebody wanted made. */
export type MakeOutcome = { kind: 'made'; task: TaskMade } | { kind: 'refused'; error: HubError };

/** Changes tasks: each change with its entry in the audit trail and `task.changed` in one transaction. */
@Injectable()
export class TasksService {
  readonly #database: Database;
  readonly #tasks: TasksRepository;
  readonly #lists: TaskListsRepository;
  readonly #check: TaskCheck;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TasksRepository) tasks: TasksRepository,
    @Inject(TaskListsRepository) lists: TaskListsRepository,
    @Inject(TaskCheck) check: TaskCheck,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#tasks = tasks;
    this.#lists = lists;
    this.#check = check;
    this.#events = events;
    this.#trail = trail;
  }

  /** Makes a task; returns its id. Throws CONFLICT where its site has the code already. */
  async create(by: Decider, wanted: NewTask): Promise<string> {
    const [outcome] = await this.createAll(by, [wanted]);
    if (outcome === undefined) throw new Error('one task has one outcome');
    if (outcome.kind === 'refused') throw outcome.error;
    if (outcome.task.made === 'known') throw codeTaken(wanted.code);
    return outcome.task.id;
  }

  /**
   * Makes those of the tasks that nothing stands against, each by itself, in their order. A code that its site has already is no error
   * where the task says the same: a file may be sent again.
   */
  async createAll(by: Decider, wanted: readonly NewTask[]): Promise<MakeOutcome[]> {
    const madeAt = new Date().toISOString();
    const { value } = await this.#database.transaction(async sql => {
      const problems = await this.#check.problems(sql, by, wanted);
      const drafts = wanted.map(
        (task): MadeTask => ({ ...task, id: uuid(), status: 'todo', version: 1, by: by.name, madeAt }),
      );
      const kept = await this.#tasks.insert(
        sql,
        drafts.filter((_, index) => problems[index] === null),
      );
      const made = drafts.filter(({ id }) => kept.has(id));
      const standing = await this.#tasks.byCodes(
        sql,
        drafts.filter(({ id }, index) => problems[index] === null && !kept.has(id)),
      );
      await this.#tell(
        sql,
        made.map(task => ({ action: 'task.created', task, after: contentOf(task) })),
      );
      return drafts.map((draft, index) => {
        const problem = problems[index];
        return problem ? refusal(problem) : outcomeOf(draft, kept, standing);
      });
    });
    return value;
  }

  /** Makes a task say something else. */
  async change(by: Decider, id: string, version: number, wanted: TaskContent): Promise<void> {
    const now = new Date();
    await this.#database.transaction(async sql => {
      const before = await this.#held(sql, by, id, version, now.getTime());
      if (before.status === 'archived') throw isArchived();
      const after: Task = { ...before, ...wanted };
      const [problem] = await this.#check.problems(sql, by, [after]);
      if (problem) throw problem;
      if (saysTheSame(before, after)) return;
      await this.#tasks.update(sql, after, now.toISOString());
      const states = { before: contentOf(before), after: contentOf(after) };
      await this.#tell(sql, [{ action: 'task.changed', task: after, ...states }]);
    });
  }

  /** Throws CONFLICT where the status does not follow from the one it has. */
  async setStatus(by: Decider, id: string, version: number, status: TaskStatus): Promise<void> {
    const now = new Date();
    await this.#database.transaction(async sql => {
      const before = await this.#held(sql, by, id, version, now.getTime());
      if (before.status === status) return;
      if (!nextStatuses(before.status).includes(status)) throw doesNotFollow(before.status, status);
      await this.#becomes(sql, before, status, now);
    });
  }

  /** Deletes a task that nobody has booked on, archives others: punches and hours point at them. */
  async remove(by: Decider, id: string, version: number): Promise<Removal> {
    const now = new Date();
    const { value } = await this.#database.transaction(async (sql): Promise<Removal> => {
      const before = await this.#held(sql, by, id, version, now.getTime());
      if (await this.#tasks.isBooked(sql, before)) {
        if (before.status !== 'archived') await this.#becomes(sql, before, 'archived', now);
        return { outcome: 'archived' };
      }
      await this.#tasks.delete(sql, id);
      await this.#tell(sql, [{ action: 'task.deleted', task: before, before: contentOf(before) }]);
      return { outcome: 'deleted' };
    });
    return value;
  }

  /** The task, locked. Who may not read it is told that there is none, who may not write it that it is others'. */
  async #held(sql: Sql, by: Viewer, id: string, version: number, nowMs: number): Promise<Task> {
    const task = await this.#tasks.lock(sql, id);
    if (!task || !(await this.#lists.find(sql, id, by, nowMs))) throw noSuchTask();
    await this.#check.requireReach(sql, by, task);
    requireVersion(task.version, version);
    return task;
  }

  async #becomes(sql: Sql, task: Task, status: TaskStatus, now: Date): Promise<void> {
    await this.#tasks.setStatus(sql, task.id, status, now.toISOString());
    const action = status === 'archived' ? 'task.archived' : 'task.changed';
    await this.#tell(sql, [{ action, task, before: { status: task.status }, after: { status } }]);
  }

  async #tell(
    sql: Sql,
    deeds: readonly { action: string; task: Task; before?: unknown; after?: unknown }[],
  ): Promise<void> {
    await this.#events.append(
      sql,
      deeds.map(({ task: { id, site } }) => ({ kind: 'task.changed', site, key: id, payload: { task: id } })),
    );
    await this.#trail.record(
      sql,
      ...deeds.map(({ action, task: { id, site, assignees }, before, after }) => ({
        action,
        subject: { kind: 'task', id },
        concerns: { people: assignees.people, site },
        before,
        after,
      })),
    );
  }
}

function outcomeOf(draft: MadeTask, kept: ReadonlySet<string>, standing: readonly Task[]): MakeOutcome {
  const { id, site, code, version } = draft;
  if (kept.has(id)) return { kind: 'made', task: { made: 'created', id, code, version } };
  const there = standing.find(task => task.site === site && task.code === code);
  if (!there || !saysTheSame(there, draft)) return refusal(codeTaken(code));
  return { kind: 'made', task: { made: 'known', id: there.id, code, version: there.version } };
}

function refusal(error: HubError): MakeOutcome {
  return { kind: 'refused', error };
}

function isArchived(): HubError {
  return refused('CONFLICT', {
    problem: 'TASK_IS_ARCHIVED',
    path: '',
    message: { en: 'This task is archived.', de: 'Diese Aufgabe ist archiviert.' },
    remedy: { en: 'Make it "todo" again first.', de: 'Setzen Sie sie zuerst wieder auf „todo“.' },
  });
}

function doesNotFollow(from: TaskStatus, to: TaskStatus): HubError {
  const possible = nextStatuses(from).join(', ');
  return refused('CONFLICT', {
    problem: 'STATUS_DOES_NOT_FOLLOW',
    path: 'status',
    message: {
      en: `A task that is "${from}" does not become "${to}".`,
      de: `Aus „${from}“ wird nicht „${to}“.`,
    },
    remedy: { en: `It can become: ${possible}.`, de: `Möglich sind: ${possible}.` },
  });
}
