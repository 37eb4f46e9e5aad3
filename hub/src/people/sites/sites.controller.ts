import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AreaPut,
  apiSuccess,
  NewSiteRequest,
  Removal,
  SiteChange,
  SiteDetail,
  SiteView,
  Slug,
  TeamPut,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { SitesService } from './sites.service.ts';

const SitePath = z.object({ site: Slug });
const AreaPath = z.object({ site: Slug, area: Slug });
const TeamPath = z.object({ site: Slug, team: Slug });
const SitesQuery = z.object({
  archived: z.stringbool().default(false).meta({ description: 'with those that are archived' }),
});

const OK_SITE = { schema: openapi(apiSuccess(SiteDetail)) };
const OK_REMOVAL = { schema: openapi(apiSuccess(Removal)) };
const REMOVED = 'Deletes what nothing points at, archives the rest';

@ApiTags('people')
@Controller('api/v1/sites')
export class SitesController {
  readonly #sites: SitesService;

  constructor(@Inject(SitesService) sites: SitesService) {
    this.#sites = sites;
  }

  @Needs('sites.read')
  @Get()
  @ApiOperation({ summary: 'All sites' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(SiteView))) })
  async list(
    @Query(new ZodPipe(SitesQuery)) { archived }: z.infer<typeof SitesQuery>,
  ): Promise<z.infer<typeof SiteView>[]> {
    return await this.#sites.list(archived);
  }

  @Needs('sites.read')
  @Get(':site')
  @ETag()
  @ApiOperation({ summary: 'A site with its areas and teams' })
  @ApiOkResponse(OK_SITE)
  async find(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
  ): Promise<z.infer<typeof SiteDetail>> {
    return await this.#sites.find(site);
  }

  @Needs('sites.write')
  @Records('site.created')
  @Post()
  @ETag()
  @ApiOperation({ summary: 'Adds a site' })
  @ApiBody({ schema: openapi(NewSiteRequest, 'input') })
  @ApiCreatedResponse(OK_SITE)
  @ApiConflict('SITE_EXISTS')
  async create(
    @Body(new ZodPipe(NewSiteRequest)) wanted: z.infer<typeof NewSiteRequest>,
  ): Promise<z.infer<typeof SiteDetail>> {
    return await this.#sites.create(wanted);
  }

  @Needs('sites.write')
  @Records('site.changed')
  @Patch(':site')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary:
      'Changes a site, its zone only while nobody belongs to it; `archived: false` puts it in use again',
  })
  @ApiBody({ schema: openapi(SiteChange, 'input') })
  @ApiOkResponse(OK_SITE)
  @ApiConflict('ZONE_IN_USE, SITE_ARCHIVED')
  async change(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(SiteChange)) change: z.infer<typeof SiteChange>,
  ): Promise<z.infer<typeof SiteDetail>> {
    return await this.#sites.change(site, version, change);
  }

  @Needs('sites.write')
  @Records('site.deleted', 'site.archived')
  @Delete(':site')
  @ApiOperation({ summary: `${REMOVED}; not while people work there` })
  @ApiOkResponse(OK_REMOVAL)
  @ApiConflict('SITE_IN_USE')
  async remove(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
  ): Promise<z.infer<typeof Removal>> {
    return await this.#sites.remove(site);
  }

  @Needs('sites.write')
  @Records('area.created', 'area.changed')
  @Put(':site/areas/:area')
  @ETag()
  @ApiOperation({ summary: 'Adds an area, or changes it; an archived one is in use again' })
  @ApiBody({ schema: openapi(AreaPut, 'input') })
  @ApiOkResponse(OK_SITE)
  @ApiConflict('TOO_MANY, SITE_ARCHIVED')
  async putArea(
    @Param(new ZodPipe(AreaPath)) { site, area }: z.infer<typeof AreaPath>,
    @Body(new ZodPipe(AreaPut)) wanted: z.infer<typeof AreaPut>,
  ): Promise<z.infer<typeof SiteDetail>> {
    return await this.#sites.putArea(site, { id: area, ...wanted });
  }

  @Needs('sites.write')
  @Records('area.deleted', 'area.archived')
  @Delete(':site/areas/:area')
  @ApiOperation({ summary: `${REMOVED}; not while people in service belong to it` })
  @ApiOkResponse(OK_REMOVAL)
  @ApiConflict('AREA_IN_USE, SITE_ARCHIVED')
  async removeArea(
    @Param(new ZodPipe(AreaPath)) { site, area }: z.infer<typeof AreaPath>,
  ): Promise<z.infer<typeof Removal>> {
    return await this.#sites.removePlace('area', site, area);
  }

  @Needs('sites.write')
  @Records('team.created', 'team.changed')
  @Put(':site/teams/:team')
  @ETag()
  @ApiOperation({ summary: 'Adds a team, or changes it; an archived one is in use again' })
  @ApiBody({ schema: openapi(TeamPut, 'input') })
  @ApiOkResponse(OK_SITE)
  @ApiConflict('TOO_MANY, SITE_ARCHIVED')
  async putTeam(
    @Param(new ZodPipe(TeamPath)) { site, team }: z.infer<typeof TeamPath>,
    @Body(new ZodPipe(TeamPut)) wanted: z.infer<typeof TeamPut>,
  ): Promise<z.infer<typeof SiteDetail>> {
    return await this.#sites.putTeam(site, { id: team, ...wanted });
  }

  @Needs('sites.write')
  @Records('team.deleted', 'team.archived')
  @Delete(':site/teams/:team')
  @ApiOperation({ summary: `${REMOVED}; not while people in service belong to it` })
  @ApiOkResponse(OK_REMOVAL)
  @ApiConflict('TEAM_IN_USE, SITE_ARCHIVED')
  async removeTeam(
    @Param(new ZodPipe(TeamPath)) { site, team }: z.infer<typeof TeamPath>,
  ): Promise<z.infer<typeof Removal>> {
    return await this.#sites.removePlace('team', site, team);
  }
}
