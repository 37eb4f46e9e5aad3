import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  CalendarDate,
  EmployeeId,
  ExplainedTimesheet,
  HoursCase,
  Slug,
  TimesheetLine,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, employeesOf, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { PageQuery, page } from '../../platform/http/page.ts';
import { Raw } from '../../platform/http/raw.decorator.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { TimesheetQueries } from './timesheet-queries.ts';

const DatesQuery = z.object({ from: CalendarDate, to: CalendarDate });
const ListQuery = PageQuery.extend({
  ...DatesQuery.shape,
  site: Slug,
  team: z.optional(Slug),
  employee: z.optional(EmployeeId),
});
const PersonPath = z.object({ employee: EmployeeId });

const FROM = { name: 'from', description: 'first date, YYYY-MM-DD' };
const TO = { name: 'to', description: 'last date, included; at most 62 dates in all' };

@ApiTags('timesheets')
@Controller('api/v1/timesheets')
export class TimesheetsController {
  readonly #queries: TimesheetQueries;

  constructor(@Inject(TimesheetQueries) queries: TimesheetQueries) {
    this.#queries = queries;
  }

  @Needs('timesheets.read')
  @ShowsPeople<TimesheetLine[]>('timesheets.seen', employeesOf)
  @Get()
  @ApiOperation({ summary: 'Sums of hours, one line a person, by name' })
  @ApiQuery({ name: 'site' })
  @ApiQuery(FROM)
  @ApiQuery(TO)
  @ApiQuery({ name: 'team', required: false })
  @ApiQuery({ name: 'employee', required: false })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiPage(TimesheetLine)) })
  async list(@Query(new ZodPipe(ListQuery)) query: z.infer<typeof ListQuery>, @Asking() viewer: Principal) {
    const { lines, total } = await this.#queries.list(query, viewer, Date.now());
    return page(lines, { ...query, total });
  }

  @Needs('timesheets.read', { person: 'employee' })
  @ShowsPeople('timesheets.seen', employeeInPath)
  @Get(':employee')
  @ApiOperation({ summary: "One person's days: facts, segments, findings, and a sentence for each of them" })
  @ApiParam({ name: 'employee' })
  @ApiQuery(FROM)
  @ApiQuery(TO)
  @ApiOkResponse({ schema: openapi(apiSuccess(ExplainedTimesheet)) })
  @ApiConflict('No policy applies to the person on these dates')
  async explain(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(DatesQuery)) dates: z.infer<typeof DatesQuery>,
  ) {
    return await this.#queries.explain(employee, dates, Date.now());
  }

  @Needs('timesheets.read', { person: 'employee' })
  @ShowsPeople('timesheets.seen', employeeInPath)
  @Get(':employee/case')
  @Raw()
  @ApiOperation({
    summary:
      'The facts behind the days as a case for `npm run -s hours` (docs/hours.md), without the envelope',
  })
  @ApiParam({ name: 'employee' })
  @ApiQuery(FROM)
  @ApiQuery(TO)
  @ApiOkResponse({ schema: openapi(HoursCase) })
  @ApiConflict('No policy applies to the person on these dates, or more than one does')
  async case(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(DatesQuery)) dates: z.infer<typeof DatesQuery>,
  ) {
    return await this.#queries.caseOf(employee, dates, Date.now());
  }
}
