import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { apiSuccess, Fleet, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { Needs } from '../../platform/http/access/needs.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { FleetService } from './fleet.service.ts';

const FleetQuery = z.object({ site: Slug });

@ApiTags('terminals')
@Controller('api/v1/fleet')
export class FleetController {
  readonly #fleet: FleetService;

  constructor(@Inject(FleetService) fleet: FleetService) {
    this.#fleet = fleet;
  }

  @Needs('terminals.read')
  @Get()
  @ApiOperation({
    summary: "A site's terminals: versions, clocks, journals, readers, taps against usual, what to look at",
  })
  @ApiQuery({ name: 'site', required: true, schema: openapi(Slug, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Fleet)) })
  async ofSite(@Query(new ZodPipe(FleetQuery)) { site }: z.infer<typeof FleetQuery>): Promise<Fleet> {
    return await this.#fleet.of(site, Date.now());
  }
}
