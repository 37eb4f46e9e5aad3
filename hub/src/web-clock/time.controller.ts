import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import {
  ActiveTime,
  apiPage,
  apiSuccess,
  CalendarDate,
  ClockRequest,
  EmployeeId,
  NewTimeEntry,
  NewTimeEntryAnswer,
  StartRequest,
  spanOfDays,
  TIME_ENTRY_DAYS_MAX,
  TimeEntry,
  WebPunch,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, Records, ShowsPeople } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../platform/http/access/reach-check.ts';
import { ApiConflict } from '../platform/http/api-docs.ts';
import { NotReplayed } from '../platform/http/idempotency.decorator.ts';
import { keyOf } from '../platform/http/idempotency.interceptor.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { TimeEntries } from './time-entries.service.ts';
import { type AskedMove, oneself, WebClockService } from './web-clock.service.ts';

const EntriesQuery = PageQuery.extend({
  employee: z.optional(EmployeeId),
  from: CalendarDate,
  to: CalendarDate,
}).check(...spanOfDays(TIME_ENTRY_DAYS_MAX));

const PUNCHED = { schema: openapi(apiSuccess(WebPunch)) };
/** The punch itself keeps the key, longer than answers are kept: see `NotReplayed`. */
const KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'the same one makes one punch within 48 hours, also where its answer was lost',
  schema: { type: 'string' as const },
};

interface Reply {
  header(name: string, value: string): unknown;
}

/** The clock on the web, for whoever is logged in as somebody who works here. */
@ApiTags('time')
@Controller('api/v1/time')
export class TimeController {
  readonly #clock: WebClockService;
  readonly #entries: TimeEntries;
  readonly #membership: Membership;

  constructor(
    @Inject(WebClockService) clock: WebClockService,
    @Inject(TimeEntries) entries: TimeEntries,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#clock = clock;
    this.#entries = entries;
    this.#membership = membership;
  }

  @Needs('time.write')
  @NotReplayed()
  @Post('start')
  @ApiHeader(KEY)
  @ApiOperation({ summary: 'Clocks in, or goes on with another task' })
  @ApiBody({ schema: openapi(StartRequest, 'input') })
  @ApiCreatedResponse(PUNCHED)
  @ApiConflict('ALREADY_IN, ALREADY_ON_TASK, ON_BREAK, a task that takes no time, IDEMPOTENCY_KEY_REUSED')
  start(
    @Asking() by: Principal,
    @Body(new ZodPipe(StartRequest)) asked: StartRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<WebPunch> {
    return this.#move(by, { kind: 'start', ...asked }, key, reply);
  }

  @Needs('time.write')
  @NotReplayed()
  @Post('stop')
  @ApiHeader(KEY)
  @ApiOperation({ summary: 'Clocks out' })
  @ApiBody({ schema: openapi(ClockRequest, 'input') })
  @ApiCreatedResponse(PUNCHED)
  @ApiConflict('NOT_IN, IDEMPOTENCY_KEY_REUSED')
  stop(
    @Asking() by: Principal,
    @Body(new ZodPipe(ClockRequest)) asked: ClockRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<WebPunch> {
    return this.#move(by, { kind: 'stop', ...asked }, key, reply);
  }

  @Needs('time.write')
  @NotReplayed()
  @Post('pause')
  @ApiHeader(KEY)
  @ApiOperation({ summary: 'Begins a break' })
  @ApiBody({ schema: openapi(ClockRequest, 'input') })
  @ApiCreatedResponse(PUNCHED)
  @ApiConflict('NOT_IN, ON_BREAK, IDEMPOTENCY_KEY_REUSED')
  pause(
    @Asking() by: Principal,
    @Body(new ZodPipe(ClockRequest)) asked: ClockRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<WebPunch> {
    return this.#move(by, { kind: 'pause', ...asked }, key, reply);
  }

  @Needs('time.write')
  @NotReplayed()
  @Post('resume')
  @ApiHeader(KEY)
  @ApiOperation({ summary: 'Ends a break; work goes on with the task before it' })
  @ApiBody({ schema: openapi(ClockRequest, 'input') })
  @ApiCreatedResponse(PUNCHED)
  @ApiConflict('NOT_IN, NOT_ON_BREAK, IDEMPOTENCY_KEY_REUSED')
  resume(
    @Asking() by: Principal,
    @Body(new ZodPipe(ClockRequest)) asked: ClockRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<WebPunch> {
    return this.#move(by, { kind: 'resume', ...asked }, key, reply);
  }

  @Needs('time.write')
  @Get('active')
  @ApiOperation({ summary: 'What one is at now: in, out or on a break, since when, on which task' })
  @ApiOkResponse({ schema: openapi(apiSuccess(ActiveTime)) })
  async active(@Asking() by: Principal): Promise<ActiveTime> {
    return await this.#clock.active(by);
  }

  @Needs('timesheets.read')
  @ShowsPeople<TimeEntry[]>('time.entries.seen', employeesOf)
  @Get('entries')
  @ApiOperation({
    summary: "One person's time by task, newest first; what of it is paid is in the timesheet",
  })
  @ApiQuery({ name: 'employee', required: false, description: 'whose; oneself if left out' })
  @ApiQuery({ name: 'from', description: 'first date, YYYY-MM-DD' })
  @ApiQuery({ name: 'to', description: `last date, included; at most ${TIME_ENTRY_DAYS_MAX} dates in all` })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiPage(TimeEntry)) })
  async list(
    @Asking() viewer: Principal,
    @Query(new ZodPipe(EntriesQuery)) { employee: asked, ...filter }: z.infer<typeof EntriesQuery>,
  ): Promise<Page<TimeEntry>> {
    const employee = asked ?? oneself(viewer);
    await requireReach(this.#membership, viewer, 'timesheets.read', [employee]);
    const { entries, total } = await this.#entries.list(employee, filter, viewer, Date.now());
    return page(entries, { ...filter, total });
  }

  @Needs('time.write')
  @Records('statements.made', 'corrections.made')
  @Post('entries')
  @HttpCode(201)
  @ApiOperation({
    summary: "Adds time that nobody clocked: one's own as a statement to be approved, others' as corrections",
  })
  @ApiBody({ schema: openapi(NewTimeEntry, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(NewTimeEntryAnswer)) })
  @ApiConflict('what statements, corrections and tasks refuse')
  async add(
    @Asking() by: Principal,
    @Body(new ZodPipe(NewTimeEntry)) wanted: NewTimeEntry,
  ): Promise<NewTimeEntryAnswer> {
    return await this.#entries.add(by, wanted);
  }

  async #move(
    by: Principal,
    asked: Omit<AskedMove, 'key'>,
    key: string | undefined,
    reply: Reply,
  ): Promise<WebPunch> {
    const { punch, isNew } = await this.#clock.clock(by, {
      ...asked,
      key: key === undefined ? null : keyOf(key),
    });
    if (!isNew) reply.header('idempotent-replayed', 'true');
    return punch;
  }
}
