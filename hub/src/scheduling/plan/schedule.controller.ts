import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  CellEdits,
  CellsEdited,
  ClearRequest,
  CopyRequest,
  DraftsChanged,
  EmployeeId,
  type Language,
  PersonSchedule,
  PlanOverview,
  PlanRow,
  Publication,
  Published,
  PublishRequest,
  Rotated,
  RotateRequest,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiChangedMeanwhile, ApiConflict } from '../../platform/http/api-docs.ts';
import { BodyBytesMax } from '../../platform/http/body-limit.ts';
import { Speaking } from '../../platform/http/language.ts';
import { searchQuery } from '../../platform/http/list-query.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { ofFewDays, PLAN_DATES } from './plan-dates.ts';
import { PlanDesk, scopeOf } from './plan-desk.service.ts';
import { Rotator } from './rotator.ts';
import { ScheduleQueries } from './schedule-queries.ts';

/** Cells of the longest request, with a shift or two each. */
const CELLS_BYTES_MAX = 1024 * 1024;

const SitePath = z.object({ site: Slug });
const PersonPath = z.object({ employee: EmployeeId });
const DatesQuery = ofFewDays(z.object(PLAN_DATES));
const ScopeQuery = ofFewDays(z.object({ ...PLAN_DATES, team: z.optional(Slug) }));
const GridQuery = ofFewDays(
  PageQuery.extend({ ...PLAN_DATES, team: z.optional(Slug), area: z.optional(Slug), q: searchQuery() }),
);

@ApiTags('scheduling')
@Controller('api/v1')
export class ScheduleController {
  readonly #queries: ScheduleQueries;
  readonly #desk: PlanDesk;
  readonly #rotator: Rotator;

  constructor(
    @Inject(ScheduleQueries) queries: ScheduleQueries,
    @Inject(PlanDesk) desk: PlanDesk,
    @Inject(Rotator) rotator: Rotator,
  ) {
    this.#queries = queries;
    this.#desk = desk;
    this.#rotator = rotator;
  }

  @Needs('schedule.read')
  @ShowsPeople('schedule.seen', employeesOf)
  @Get('sites/:site/schedule')
  @ApiOperation({
    summary:
      'The week: people within reach, by name, with what is published, drafted and wrong. Drafts are for whoever may plan',
  })
  @ApiOkResponse({ schema: openapi(apiPage(PlanRow)) })
  async grid(
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Query(new ZodPipe(GridQuery)) query: z.infer<typeof GridQuery>,
  ): Promise<Page<z.infer<typeof PlanRow>>> {
    const { rows, total } = await this.#queries.grid(asking, { site, ...query }, language);
    return page(rows, { ...query, total });
  }

  @Needs('schedule.read')
  @Get('sites/:site/schedule/overview')
  @ApiOperation({
    summary: 'The week beside its people: holidays, drafts that wait, required and planned headcount',
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(PlanOverview)) })
  async overview(
    @Asking() asking: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Query(new ZodPipe(ScopeQuery)) query: z.infer<typeof ScopeQuery>,
  ): Promise<z.infer<typeof PlanOverview>> {
    return await this.#queries.overview(asking, scopeOf(site, query));
  }

  @Needs('schedule.write')
  @Get('sites/:site/schedule/publications')
  @ApiOperation({
    summary:
      'Who published what, the latest first; of the whole site without reasons for whoever leads teams',
  })
  @ApiOkResponse({ schema: openapi(apiPage(Publication)) })
  async publications(
    @Asking() asking: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
  ): Promise<Page<z.infer<typeof Publication>>> {
    const { publications, total } = await this.#queries.publications(asking, site, {
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(publications, { ...query, total });
  }

  @Needs('schedule.read', { person: 'employee' })
  @ShowsPeople('schedule.seen', employeeInPath)
  @Get('employees/:employee/schedule')
  @ApiOperation({ summary: 'What a person is planned for: published shifts, leave and holidays' })
  @ApiOkResponse({ schema: openapi(apiSuccess(PersonSchedule)) })
  async ofPerson(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(DatesQuery)) dates: z.infer<typeof DatesQuery>,
  ): Promise<z.infer<typeof PersonSchedule>> {
    return await this.#queries.ofPerson(employee, dates);
  }

  @Needs('schedule.write')
  @Records('plan.drafted', 'schedule.published')
  @Post('sites/:site/schedule/cells')
  @HttpCode(HttpStatus.OK)
  @BodyBytesMax(CELLS_BYTES_MAX)
  @ApiOperation({
    summary: 'Drafts cells, all or none, as they were seen; `publish` makes it known at once',
  })
  @ApiBody({ schema: openapi(CellEdits, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(CellsEdited)) })
  @ApiChangedMeanwhile('CHANGED_MEANWHILE: a cell is not as it was seen')
  @ApiConflict('conflicts that are errors and not accepted')
  async edit(
    @Asking() asking: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(CellEdits)) edits: z.infer<typeof CellEdits>,
  ): Promise<z.infer<typeof CellsEdited>> {
    return await this.#desk.edit(asking, site, edits);
  }

  @Needs('schedule.write')
  @Records('plan.rotated')
  @Post('sites/:site/schedule/rotate')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Drafts what the rotations of people and teams have for these dates' })
  @ApiBody({ schema: openapi(RotateRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Rotated)) })
  @ApiChangedMeanwhile('CHANGED_MEANWHILE: the drafts are not those that were seen')
  async rotate(
    @Asking() asking: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(RotateRequest)) request: z.infer<typeof RotateRequest>,
  ): Promise<z.infer<typeof Rotated>> {
    return await this.#rotator.rotate(asking, site, request);
  }

  @Needs('schedule.write')
  @Records('plan.copied')
  @Post('sites/:site/schedule/copy')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Copies what is planned to other dates, as drafts' })
  @ApiBody({ schema: openapi(CopyRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(DraftsChanged)) })
  @ApiChangedMeanwhile('CHANGED_MEANWHILE: the drafts are not those that were seen')
  async copy(
    @Asking() asking: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(CopyRequest)) request: z.infer<typeof CopyRequest>,
  ): Promise<z.infer<typeof DraftsChanged>> {
    return await this.#desk.copy(asking, site, request);
  }

  @Needs('schedule.write')
  @Records('plan.cleared')
  @Post('sites/:site/schedule/clear')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Drops drafts, or drafts days off where anything is published' })
  @ApiBody({ schema: openapi(ClearRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(DraftsChanged)) })
  @ApiChangedMeanwhile('CHANGED_MEANWHILE: the drafts are not those that were seen')
  async clear(
    @Asking() asking: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(ClearRequest)) request: z.infer<typeof ClearRequest>,
  ): Promise<z.infer<typeof DraftsChanged>> {
    return await this.#desk.clear(asking, site, request);
  }

  @Needs('schedule.write')
  @Records('schedule.published')
  @Post('sites/:site/schedule/publish')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Publishes the drafts that were seen; kiosks and people are told' })
  @ApiBody({ schema: openapi(PublishRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Published)) })
  @ApiChangedMeanwhile('CHANGED_MEANWHILE: the drafts are not those that were seen')
  @ApiConflict('conflicts that are errors and not accepted')
  async publish(
    @Asking() asking: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(PublishRequest)) request: z.infer<typeof PublishRequest>,
  ): Promise<z.infer<typeof Published>> {
    return await this.#desk.publish(asking, site, request);
  }
}
