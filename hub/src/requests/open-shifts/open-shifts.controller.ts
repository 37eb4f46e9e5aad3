import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  CalendarDate,
  EmployeeId,
  NewOpenShift,
  OpenShiftChange,
  OpenShiftState,
  OpenShiftView,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { OPEN_TO_ONE_MAX, OpenShiftsService } from './open-shifts.service.ts';

const SitePath = z.object({ site: Slug });
const PersonPath = z.object({ employee: EmployeeId });
const OpenShiftPath = z.object({ openShift: z.uuid() });
const OpenShiftsQuery = PageQuery.extend({
  site: z.optional(Slug),
  from: z.optional(CalendarDate).meta({ description: 'date, included' }),
  to: z.optional(CalendarDate).meta({ description: 'date, included' }),
  state: z.optional(OpenShiftState),
});

const OK = { schema: openapi(apiSuccess(OpenShiftView)) };

@ApiTags('open shifts')
@Controller('api/v1')
export class OpenShiftsController {
  readonly #openShifts: OpenShiftsService;

  constructor(@Inject(OpenShiftsService) openShifts: OpenShiftsService) {
    this.#openShifts = openShifts;
  }

  @Needs('schedule.write')
  @Records('open-shift.published')
  @Post('sites/:site/open-shifts')
  @ETag()
  @ApiOperation({ summary: 'Publishes places in a shift for a team, or for everybody of a site' })
  @ApiBody({ schema: openapi(NewOpenShift, 'input') })
  @ApiCreatedResponse(OK)
  async open(
    @Asking() by: Principal,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(NewOpenShift)) wanted: z.infer<typeof NewOpenShift>,
  ): Promise<OpenShiftView> {
    return await this.#openShifts.open(by, site, wanted, Date.now());
  }

  @Needs('schedule.read')
  @Get('open-shifts')
  @ApiOperation({ summary: 'Open shifts of the teams that one leads or belongs to, by start' })
  @ApiOkResponse({ schema: openapi(apiPage(OpenShiftView)) })
  async list(
    @Query(new ZodPipe(OpenShiftsQuery)) query: z.infer<typeof OpenShiftsQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<OpenShiftView>> {
    const { openShifts, total } = await this.#openShifts.list(query, viewer);
    return page(openShifts, { ...query, total });
  }

  @Needs('schedule.write')
  @Get('open-shifts/:openShift')
  @ETag()
  @ApiOperation({ summary: 'An open shift, for whoever plans it' })
  @ApiOkResponse(OK)
  async find(
    @Asking() by: Principal,
    @Param(new ZodPipe(OpenShiftPath)) { openShift }: z.infer<typeof OpenShiftPath>,
  ): Promise<OpenShiftView> {
    return await this.#openShifts.find(by, openShift);
  }

  @Needs('schedule.write')
  @Records('open-shift.changed')
  @Patch('open-shifts/:openShift')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Changes how many places there are, or closes it: whoever asks still is refused' })
  @ApiBody({ schema: openapi(OpenShiftChange, 'input') })
  @ApiOkResponse(OK)
  @ApiConflict('OPEN_SHIFT_CLOSED, OPEN_SHIFT_BEGUN, SEATS_TAKEN')
  async change(
    @Asking() by: Principal,
    @IfMatch() version: number,
    @Param(new ZodPipe(OpenShiftPath)) { openShift }: z.infer<typeof OpenShiftPath>,
    @Body(new ZodPipe(OpenShiftChange)) change: OpenShiftChange,
  ): Promise<OpenShiftView> {
    return await this.#openShifts.change(by, openShift, { change, version, nowMs: Date.now() });
  }

  @Needs('schedule.read', { person: 'employee' })
  @ShowsPeople('schedule.seen', employeeInPath)
  @Get('employees/:employee/open-shifts')
  @ApiOperation({
    summary: `Open shifts that a person could work as things stand, soonest first; at most ${OPEN_TO_ONE_MAX}`,
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(OpenShiftView))) })
  async openTo(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
  ): Promise<OpenShiftView[]> {
    return await this.#openShifts.openTo(employee);
  }
}
