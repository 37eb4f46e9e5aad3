import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  BookedTime,
  bulkAnswer,
  CalendarDate,
  EmployeeId,
  type Language,
  NewTask,
  NewTasks,
  Removal,
  Slug,
  TASKS_BULK_MAX,
  TagCount,
  TaskContent,
  TaskId,
  TaskMade,
  TaskPriority,
  TaskStatus,
  TaskStatusChange,
  TaskView,
  UnknownTask,
} from '@tapclock/contracts';
import { z } from 'zod';
import { type Concern, employeesOf, Records, ShowsPeople } from '../audit/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
import { ApiConflict } from '../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../platform/http/conditional.ts';
import { describeError } from '../platform/http/error-answer.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { Speaking } from '../platform/http/language.ts';
import { listQuery } from '../platform/http/list-query.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { noSuchTask } from './refusals.ts';
import { SORT_FIELDS, TaskListsRepository } from './task-lists.repository.ts';
import { type MakeOutcome, TasksService } from './tasks.service.ts';

/** How far back codes without a task are looked for where nobody says it. */
const UNKNOWN_DAYS = 92;
const DAY_MS = 86_400_000;

const FILTERS = {
  site: z.optional(Slug),
  area: z.optional(Slug),
  team: z.optional(Slug),
  assignee: z.optional(EmployeeId).meta({ description: 'an employee: who is named, or whose team is' }),
  tag: z.optional(z.string().trim().min(1).max(40)),
  priority: z.optional(TaskPriority),
  status: z
    .enum([...TaskStatus.options, 'open', 'all'])
    .default('open')
    .meta({ description: '`open`: todo and in-progress' }),
  dueFrom: z.optional(CalendarDate).meta({ description: 'date, included' }),
  dueTo: z.optional(CalendarDate).meta({ description: 'date, included' }),
  overdue: z.optional(z.stringbool()),
};
const TasksQuery = listQuery({ fields: SORT_FIELDS, sort: 'due', filters: FILTERS });
const SearchQuery = PageQuery.extend({
  q: z.string().trim().min(1).max(100).meta({ description: 'words, or how they begin' }),
  ...FILTERS,
});
const TagsQuery = z.object({ site: z.optional(Slug) });
const UnknownQuery = PageQuery.extend({
  site: z.optional(Slug),
  from: z
    .optional(CalendarDate)
    .meta({ description: `date, included; ${UNKNOWN_DAYS} days ago unless given` }),
});
const TimeQuery = PageQuery.extend({
  employee: z.optional(EmployeeId),
  from: z.optional(CalendarDate).meta({ description: 'date, included' }),
  to: z.optional(CalendarDate).meta({ description: 'date, included' }),
});
const TaskPath = z.object({ id: TaskId });
const BulkDocument = z.object({ tasks: z.array(NewTask).max(TASKS_BULK_MAX) });
const OK_TASK = { schema: openapi(apiSuccess(TaskView)) };

const newTask = new ZodPipe(NewTask);

/** Whom tasks name. */
function namedOf(tasks: readonly TaskView[]): Concern {
  return { people: tasks.flatMap(({ assignees }) => assignees.people) };
}

@ApiTags('tasks')
@Controller('api/v1/tasks')
export class TasksController {
  readonly #tasks: TasksService;
  readonly #lists: TaskListsRepository;
  readonly #database: Database;

  constructor(
    @Inject(TasksService) tasks: TasksService,
    @Inject(TaskListsRepository) lists: TaskListsRepository,
    @Inject(DATABASE) database: Database,
  ) {
    this.#tasks = tasks;
    this.#lists = lists;
    this.#database = database;
  }

  @Needs('tasks.read')
  @ShowsPeople('tasks.seen', namedOf)
  @Get()
  @ApiOperation({
    summary: 'Tasks within reach, with what was booked on each; workers see those that they may book on',
  })
  @ApiOkResponse({ schema: openapi(apiPage(TaskView)) })
  async list(
    @Asking() asking: Principal,
    @Query(new ZodPipe(TasksQuery)) query: z.infer<typeof TasksQuery>,
  ): Promise<Page<TaskView>> {
    const { tasks, total } = await this.#database.snapshot(sql =>
      this.#lists.list(sql, query, asking, Date.now()),
    );
    return page(tasks, { ...query, total });
  }

  @Needs('tasks.read')
  @ShowsPeople('tasks.seen', namedOf)
  @Get('search')
  @ApiOperation({ summary: 'Tasks by words of title and code, tags and description; the best first' })
  @ApiOkResponse({ schema: openapi(apiPage(TaskView)) })
  async search(
    @Asking() asking: Principal,
    @Query(new ZodPipe(SearchQuery)) query: z.infer<typeof SearchQuery>,
  ): Promise<Page<TaskView>> {
    const { tasks, total } = await this.#database.snapshot(sql =>
      this.#lists.search(sql, query, asking, Date.now()),
    );
    return page(tasks, { ...query, total });
  }

  @Needs('tasks.read')
  @Get('tags')
  @ApiOperation({ summary: 'Tags of tasks that are not archived, the most used first' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(TagCount))) })
  async tags(
    @Asking() asking: Principal,
    @Query(new ZodPipe(TagsQuery)) { site }: z.infer<typeof TagsQuery>,
  ): Promise<TagCount[]> {
    return await this.#database.snapshot(sql => this.#lists.tags(sql, site, asking, Date.now()));
  }

  @Needs('tasks.read')
  @Get('unknown')
  @ApiOperation({
    summary: 'Codes that time was booked on and that are no task of the site, the latest first',
  })
  @ApiOkResponse({ schema: openapi(apiPage(UnknownTask)) })
  async unknown(
    @Asking() asking: Principal,
    @Query(new ZodPipe(UnknownQuery)) query: z.infer<typeof UnknownQuery>,
  ): Promise<Page<UnknownTask>> {
    const { from = new Date(Date.now() - UNKNOWN_DAYS * DAY_MS).toISOString().slice(0, 10) } = query;
    const { unknown, total } = await this.#database.snapshot(sql =>
      this.#lists.unknown(sql, { ...query, from }, asking),
    );
    return page(unknown, { ...query, total });
  }

  @Needs('tasks.read')
  @ShowsPeople<TaskView>('tasks.seen', task => namedOf([task]))
  @Get(':id')
  @ETag()
  @ApiOperation({ summary: 'One task. Its ETag is its version; what is booked grows without a new one' })
  @ApiOkResponse(OK_TASK)
  async find(
    @Asking() asking: Principal,
    @Param(new ZodPipe(TaskPath)) { id }: z.infer<typeof TaskPath>,
  ): Promise<TaskView> {
    // From the primary: its version is what a change is made against.
    return await this.#found(this.#database.primary, id, asking);
  }

  @Needs('tasks.read')
  @ShowsPeople('task-time.seen', employeesOf)
  @Get(':id/time')
  @ApiOperation({
    summary: 'Time booked on a task by people within reach, by date and person, the latest first',
  })
  @ApiOkResponse({ schema: openapi(apiPage(BookedTime)) })
  async time(
    @Asking() asking: Principal,
    @Param(new ZodPipe(TaskPath)) { id }: z.infer<typeof TaskPath>,
    @Query(new ZodPipe(TimeQuery)) query: z.infer<typeof TimeQuery>,
  ): Promise<Page<BookedTime>> {
    const task = await this.#found(this.#database.primary, id, asking);
    const { booked, total } = await this.#database.snapshot(sql =>
      this.#lists.booked(sql, task, query, asking),
    );
    return page(booked, { ...query, total });
  }

  @Needs('tasks.write')
  @Records('task.created')
  @Post()
  @ETag()
  @ApiOperation({ summary: 'Makes a task; a supervisor names teams that they lead, or people in them' })
  @ApiBody({ schema: openapi(NewTask, 'input') })
  @ApiCreatedResponse(OK_TASK)
  @ApiConflict('TASK_CODE_TAKEN')
  async create(
    @Asking() asking: Principal,
    @Body(newTask) wanted: z.infer<typeof NewTask>,
  ): Promise<TaskView> {
    return await this.#found(this.#database.primary, await this.#tasks.create(asking, wanted), asking);
  }

  @Needs('tasks.write')
  @Records('task.created')
  @Post('bulk')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: `Makes up to ${TASKS_BULK_MAX} tasks; each has an outcome of its own, and one that is there and says the same is \`known\``,
  })
  @ApiBody({ schema: openapi(BulkDocument, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(bulkAnswer(TaskMade))) })
  async createAll(
    @Asking() asking: Principal,
    @Body(new ZodPipe(NewTasks)) { tasks }: z.infer<typeof NewTasks>,
    @Speaking() language: Language,
  ): Promise<{ outcomes: OutcomeView[] }> {
    const read = tasks.map(readOne);
    const wanted = read.flatMap(one => (one instanceof HubError ? [] : [one]));
    const made = await this.#tasks.createAll(asking, wanted);
    // Each answer stands where its question stood.
    const outcomes = read.flatMap((one): MakeOutcome[] =>
      one instanceof HubError ? [{ kind: 'refused', error: one }] : made.splice(0, 1),
    );
    return { outcomes: outcomes.map((outcome, index) => outcomeView(outcome, index, language)) };
  }

  @Needs('tasks.write')
  @Records('task.changed')
  @Put(':id')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Makes a task say something else; site and code stay' })
  @ApiBody({ schema: openapi(TaskContent, 'input') })
  @ApiOkResponse(OK_TASK)
  @ApiConflict('TASK_IS_ARCHIVED')
  async change(
    @Asking() asking: Principal,
    @Param(new ZodPipe(TaskPath)) { id }: z.infer<typeof TaskPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(TaskContent)) wanted: z.infer<typeof TaskContent>,
  ): Promise<TaskView> {
    await this.#tasks.change(asking, id, version, wanted);
    return await this.#found(this.#database.primary, id, asking);
  }

  @Needs('tasks.write')
  @Records('task.changed', 'task.archived')
  @Patch(':id/status')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Begins, finishes, opens again or archives a task' })
  @ApiBody({ schema: openapi(TaskStatusChange, 'input') })
  @ApiOkResponse(OK_TASK)
  @ApiConflict('STATUS_DOES_NOT_FOLLOW')
  async setStatus(
    @Asking() asking: Principal,
    @Param(new ZodPipe(TaskPath)) { id }: z.infer<typeof TaskPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(TaskStatusChange)) { status }: z.infer<typeof TaskStatusChange>,
  ): Promise<TaskView> {
    await this.#tasks.setStatus(asking, id, version, status);
    return await this.#found(this.#database.primary, id, asking);
  }

  @Needs('tasks.write')
  @Records('task.deleted', 'task.archived')
  @Delete(':id')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Deletes a task that no time is booked on, archives others' })
  @ApiOkResponse({ schema: openapi(apiSuccess(Removal)) })
  async remove(
    @Asking() asking: Principal,
    @Param(new ZodPipe(TaskPath)) { id }: z.infer<typeof TaskPath>,
    @IfMatch() version: number,
  ): Promise<Removal> {
    return await this.#tasks.remove(asking, id, version);
  }

  async #found(sql: Sql, id: string, asking: Principal): Promise<TaskView> {
    const task = await this.#lists.find(sql, id, asking, Date.now());
    if (!task) throw noSuchTask();
    return task;
  }
}

type OutcomeView = z.infer<ReturnType<typeof bulkAnswer<typeof TaskMade>>>['outcomes'][number];

/** One entry of several, or what is wrong with it. */
function readOne(entry: unknown): z.infer<typeof NewTask> | HubError {
  try {
    return newTask.transform(entry);
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
}

function outcomeView(outcome: MakeOutcome, index: number, language: Language): OutcomeView {
  if (outcome.kind === 'made') return { index, outcome: 'done', data: outcome.task };
  return { index, outcome: 'refused', error: describeError(outcome.error, language) };
}
