import { Body, Controller, Delete, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  type Language,
  NewRotationEntry,
  Rotation,
  RotationEntry,
  RotationPreset,
  RotationPut,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { Speaking } from '../../platform/http/language.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { PRESETS, slotsOf } from '../domain/plan/index.ts';
import { RotationsService } from './rotations.service.ts';

const SitePath = z.object({ site: Slug });
const RotationPath = z.object({ site: Slug, rotation: z.uuid() });
const EntryPath = RotationPath.extend({ entry: z.uuid() });
const RotationsQuery = PageQuery.extend({
  archived: z.stringbool().default(false).meta({ description: 'with those that are archived' }),
});
const OK_ROTATION = { schema: openapi(apiSuccess(Rotation)) };

@ApiTags('scheduling')
@Controller('api/v1')
export class RotationsController {
  readonly #rotations: RotationsService;

  constructor(@Inject(RotationsService) rotations: RotationsService) {
    this.#rotations = rotations;
  }

  @Needs('schedule.read')
  @Get('rotation-presets')
  @ApiOperation({ summary: 'Known cycles to begin with; their slots are to be filled with templates' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(RotationPreset))) })
  presets(@Speaking() language: Language): z.infer<typeof RotationPreset>[] {
    return PRESETS.map(preset => ({
      id: preset.id,
      name: preset.name[language],
      slots: slotsOf(preset),
      days: [...preset.days],
    }));
  }

  @Needs('schedule.read')
  @Get('sites/:site/rotations')
  @ApiOperation({ summary: "A site's rotations, by name" })
  @ApiOkResponse({ schema: openapi(apiPage(Rotation)) })
  async list(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Query(new ZodPipe(RotationsQuery)) query: z.infer<typeof RotationsQuery>,
  ): Promise<Page<z.infer<typeof Rotation>>> {
    const { rotations, total } = await this.#rotations.list(site, {
      archived: query.archived,
      ...rowsOf(query),
    });
    return page(rotations, { ...query, total });
  }

  @Needs('schedule.read')
  @Get('sites/:site/rotations/:rotation')
  @ETag()
  @ApiOperation({ summary: 'A rotation' })
  @ApiOkResponse(OK_ROTATION)
  async find(
    @Param(new ZodPipe(RotationPath)) { site, rotation }: z.infer<typeof RotationPath>,
  ): Promise<z.infer<typeof Rotation>> {
    return await this.#rotations.find(site, rotation);
  }

  @Needs('shifts.write')
  @Records('rotation.created')
  @Post('sites/:site/rotations')
  @ETag()
  @ApiOperation({ summary: 'Adds a rotation: a cycle of templates and days off' })
  @ApiBody({ schema: openapi(RotationPut, 'input') })
  @ApiCreatedResponse(OK_ROTATION)
  @ApiConflict('TOO_MANY')
  async create(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(RotationPut)) wanted: z.infer<typeof RotationPut>,
  ): Promise<z.infer<typeof Rotation>> {
    return await this.#rotations.create(site, wanted);
  }

  @Needs('shifts.write')
  @Records('rotation.changed')
  @Put('sites/:site/rotations/:rotation')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary: 'Changes a rotation; what was planned by it stays. An archived one is in use again',
  })
  @ApiBody({ schema: openapi(RotationPut, 'input') })
  @ApiOkResponse(OK_ROTATION)
  async change(
    @Param(new ZodPipe(RotationPath)) { site, rotation }: z.infer<typeof RotationPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(RotationPut)) wanted: z.infer<typeof RotationPut>,
  ): Promise<z.infer<typeof Rotation>> {
    return await this.#rotations.change(site, rotation, version, wanted);
  }

  @Needs('shifts.write')
  @Records('rotation.archived')
  @Delete('sites/:site/rotations/:rotation')
  @ApiOperation({ summary: 'Archives a rotation: nobody is planned by it any more' })
  @ApiOkResponse(OK_ROTATION)
  async archive(
    @Param(new ZodPipe(RotationPath)) { site, rotation }: z.infer<typeof RotationPath>,
  ): Promise<z.infer<typeof Rotation>> {
    return await this.#rotations.archive(site, rotation);
  }

  @Needs('schedule.read')
  @ShowsPeople('schedule.seen', employeesOf)
  @Get('sites/:site/rotations/:rotation/entries')
  @ApiOperation({ summary: 'Who stands on a rotation, within reach; those that begin last first' })
  @ApiOkResponse({ schema: openapi(apiPage(RotationEntry)) })
  async entries(
    @Asking() asking: Principal,
    @Param(new ZodPipe(RotationPath)) { site, rotation }: z.infer<typeof RotationPath>,
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
  ): Promise<Page<z.infer<typeof RotationEntry>>> {
    const { entries, total } = await this.#rotations.entries(asking, site, rotation, rowsOf(query));
    return page(entries, { ...query, total });
  }

  @Needs('schedule.write')
  @Records('rotation.entered')
  @Post('sites/:site/rotations/:rotation/entries')
  @ApiOperation({ summary: 'Puts a person or a team on a rotation from a date on' })
  @ApiBody({ schema: openapi(NewRotationEntry, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(RotationEntry)) })
  @ApiConflict('BEGINS_ALREADY, TOO_MANY')
  async enter(
    @Asking() asking: Principal,
    @Param(new ZodPipe(RotationPath)) { site, rotation }: z.infer<typeof RotationPath>,
    @Body(new ZodPipe(NewRotationEntry)) wanted: z.infer<typeof NewRotationEntry>,
  ): Promise<z.infer<typeof RotationEntry>> {
    return await this.#rotations.enter(asking, site, rotation, wanted);
  }

  @Needs('schedule.write')
  @Records('rotation.left')
  @Delete('sites/:site/rotations/:rotation/entries/:entry')
  @ApiOperation({ summary: 'Takes a person or a team off a rotation; what was drafted stays' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async leave(
    @Asking() asking: Principal,
    @Param(new ZodPipe(EntryPath)) { site, rotation, entry }: z.infer<typeof EntryPath>,
  ): Promise<void> {
    await this.#rotations.leave(asking, site, rotation, entry);
  }
}

function rowsOf(query: PageQuery): { limit: number; offset: number } {
  return { limit: query.per_page, offset: (query.page - 1) * query.per_page };
}
