import { Body, Controller, Delete, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiPage, apiSuccess, ShiftTemplate, ShiftTemplatePut, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { ShiftsService } from './shifts.service.ts';

const SitePath = z.object({ site: Slug });
const ShiftPath = z.object({ site: Slug, shift: z.uuid() });
const ShiftsQuery = PageQuery.extend({
  archived: z.stringbool().default(false).meta({ description: 'with those that are archived' }),
});
const OK_SHIFT = { schema: openapi(apiSuccess(ShiftTemplate)) };

@ApiTags('scheduling')
@Controller('api/v1/sites/:site/shifts')
export class ShiftsController {
  readonly #shifts: ShiftsService;

  constructor(@Inject(ShiftsService) shifts: ShiftsService) {
    this.#shifts = shifts;
  }

  @Needs('schedule.read')
  @Get()
  @ApiOperation({ summary: "A site's shift templates, by start" })
  @ApiOkResponse({ schema: openapi(apiPage(ShiftTemplate)) })
  async list(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Query(new ZodPipe(ShiftsQuery)) query: z.infer<typeof ShiftsQuery>,
  ): Promise<Page<z.infer<typeof ShiftTemplate>>> {
    const { shifts, total } = await this.#shifts.list(site, {
      archived: query.archived,
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(shifts, { ...query, total });
  }

  @Needs('schedule.read')
  @Get(':shift')
  @ETag()
  @ApiOperation({ summary: 'A shift template' })
  @ApiOkResponse(OK_SHIFT)
  async find(
    @Param(new ZodPipe(ShiftPath)) { site, shift }: z.infer<typeof ShiftPath>,
  ): Promise<z.infer<typeof ShiftTemplate>> {
    return await this.#shifts.find(site, shift);
  }

  @Needs('shifts.write')
  @Records('shift.created')
  @Post()
  @ETag()
  @ApiOperation({ summary: 'Adds a shift template' })
  @ApiBody({ schema: openapi(ShiftTemplatePut, 'input') })
  @ApiCreatedResponse(OK_SHIFT)
  @ApiConflict('TOO_MANY')
  async create(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(ShiftTemplatePut)) wanted: z.infer<typeof ShiftTemplatePut>,
  ): Promise<z.infer<typeof ShiftTemplate>> {
    return await this.#shifts.create(site, wanted);
  }

  @Needs('shifts.write')
  @Records('shift.changed')
  @Put(':shift')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary:
      'Changes a shift template; what is published keeps its times and breaks. An archived one is in use again',
  })
  @ApiBody({ schema: openapi(ShiftTemplatePut, 'input') })
  @ApiOkResponse(OK_SHIFT)
  async change(
    @Param(new ZodPipe(ShiftPath)) { site, shift }: z.infer<typeof ShiftPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(ShiftTemplatePut)) wanted: z.infer<typeof ShiftTemplatePut>,
  ): Promise<z.infer<typeof ShiftTemplate>> {
    return await this.#shifts.change(site, shift, version, wanted);
  }

  @Needs('shifts.write')
  @Records('shift.archived')
  @Delete(':shift')
  @ApiOperation({ summary: 'Archives a shift template: what is planned with it stays, nothing new can be' })
  @ApiOkResponse(OK_SHIFT)
  async archive(
    @Param(new ZodPipe(ShiftPath)) { site, shift }: z.infer<typeof ShiftPath>,
  ): Promise<z.infer<typeof ShiftTemplate>> {
    return await this.#shifts.archive(site, shift);
  }
}
