import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, Slug, WebClockPut, WebClockView } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../platform/http/conditional.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { WebClockSettings } from './web-clock-settings.ts';

const SitePath = z.object({ site: Slug });
const OK = { schema: openapi(apiSuccess(WebClockView)) };

@ApiTags('time')
@Controller('api/v1/sites/:site/web-clock')
export class WebClockSettingsController {
  readonly #settings: WebClockSettings;

  constructor(@Inject(WebClockSettings) settings: WebClockSettings) {
    this.#settings = settings;
  }

  @Needs('sites.read')
  @Get()
  @ETag()
  @ApiOperation({ summary: 'Who may clock by the web at a site, from where, and whether with a location' })
  @ApiOkResponse(OK)
  async find(@Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>): Promise<WebClockView> {
    return await this.#settings.find(site);
  }

  @Needs('sites.write')
  @Records('web-clock.put')
  @Put()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Decides it anew; nobody may until somebody does' })
  @ApiBody({ schema: openapi(WebClockPut, 'input') })
  @ApiOkResponse(OK)
  async put(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(WebClockPut)) wanted: WebClockPut,
  ): Promise<WebClockView> {
    return await this.#settings.put(site, wanted, version);
  }
}
