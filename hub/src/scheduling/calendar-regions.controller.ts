import { Body, Controller, Delete, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiSuccess,
  NewRegion,
  RegionCode,
  RegionHoliday,
  RegionView,
  RegionYear,
  SiteRegion,
  SiteRegionView,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Actor } from '../platform/http/access/principal.ts';
import { ApiConflict } from '../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../platform/http/conditional.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { RegionsService } from './calendar-regions.service.ts';

const RegionPath = z.object({ region: RegionCode });
const YearPath = RegionPath.extend({ year: z.coerce.number().int().min(1_900).max(9_999) });
const SitePath = z.object({ site: Slug });

const OK_REGION = { schema: openapi(apiSuccess(RegionView)) };
const OK_SITE_REGION = { schema: openapi(apiSuccess(SiteRegionView)) };

@ApiTags('calendar')
@Controller('api/v1')
export class RegionsController {
  readonly #regions: RegionsService;

  constructor(@Inject(RegionsService) regions: RegionsService) {
    this.#regions = regions;
  }

  @Needs('calendar.read')
  @Get('holiday-regions')
  @ApiOperation({ summary: 'All regions, and which sites follow them' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(RegionView))) })
  async list(): Promise<RegionView[]> {
    return await this.#regions.list();
  }

  @Needs('calendar.write')
  @Records('holiday-region.created')
  @Post('holiday-regions')
  @ETag()
  @ApiOperation({ summary: 'Adds a region' })
  @ApiBody({ schema: openapi(NewRegion, 'input') })
  @ApiCreatedResponse(OK_REGION)
  @ApiConflict('REGION_EXISTS, TOO_MANY')
  async add(@Body(new ZodPipe(NewRegion)) wanted: NewRegion): Promise<RegionView> {
    return await this.#regions.add(wanted);
  }

  @Needs('calendar.read')
  @Get('holiday-regions/:region')
  @ETag()
  @ApiOperation({ summary: 'A region, and which sites follow it' })
  @ApiOkResponse(OK_REGION)
  async find(@Param(new ZodPipe(RegionPath)) { region }: z.infer<typeof RegionPath>): Promise<RegionView> {
    return await this.#regions.find(region);
  }

  @Needs('calendar.write')
  @Records('holiday-region.deleted')
  @Delete('holiday-regions/:region')
  @ApiOperation({ summary: 'Deletes a region that no site follows' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  @ApiConflict('REGION_IN_USE')
  async remove(@Param(new ZodPipe(RegionPath)) { region }: z.infer<typeof RegionPath>): Promise<void> {
    await this.#regions.remove(region);
  }

  @Needs('calendar.read')
  @Get('holiday-regions/:region/years/:year')
  @ApiOperation({ summary: "A region's holidays of a year, by date" })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(RegionHoliday))) })
  async year(
    @Param(new ZodPipe(YearPath)) { region, year }: z.infer<typeof YearPath>,
  ): Promise<RegionHoliday[]> {
    return await this.#regions.holidays(region, year);
  }

  @Needs('calendar.write')
  @Records('holiday-region.changed')
  @Put('holiday-regions/:region/years/:year')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary:
      'Puts all holidays of a year in the place of those that were there, at every site that follows the region too',
  })
  @ApiBody({ schema: openapi(RegionYear, 'input') })
  @ApiOkResponse(OK_REGION)
  async putYear(
    @Actor() by: string,
    @IfMatch() version: number,
    @Param(new ZodPipe(YearPath)) { region, year }: z.infer<typeof YearPath>,
    @Body(new ZodPipe(RegionYear)) { holidays }: RegionYear,
  ): Promise<RegionView> {
    return await this.#regions.putYear(
      region,
      { year, holidays, version },
      { by, madeAt: new Date().toISOString() },
    );
  }

  @Needs('calendar.read')
  @Get('sites/:site/holiday-region')
  @ETag()
  @ApiOperation({ summary: 'Which region a site follows' })
  @ApiOkResponse(OK_SITE_REGION)
  async ofSite(@Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>): Promise<SiteRegionView> {
    return await this.#regions.ofSite(site);
  }

  @Needs('calendar.write')
  @Records('holidays.region-chosen')
  @Put('sites/:site/holiday-region')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Lets a site follow a region, or none; its own holidays stay' })
  @ApiBody({ schema: openapi(SiteRegion, 'input') })
  @ApiOkResponse(OK_SITE_REGION)
  async follow(
    @Actor() by: string,
    @IfMatch() version: number,
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Body(new ZodPipe(SiteRegion)) { region }: SiteRegion,
  ): Promise<SiteRegionView> {
    return await this.#regions.follow(site, { region, version }, { by, madeAt: new Date().toISOString() });
  }
}
