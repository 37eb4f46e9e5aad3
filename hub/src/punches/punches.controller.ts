import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { apiPage, apiSuccess, PunchId, PunchView } from '@tapclock/contracts';
import { z } from 'zod';
import { HubError } from '../platform/http/hub-error.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { PunchQueries, PunchQuery } from './punch-queries.ts';

@ApiTags('punches')
@Controller('api/v1/punches')
export class PunchesController {
  readonly #queries: PunchQueries;

  constructor(@Inject(PunchQueries) queries: PunchQueries) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({ summary: 'Punches, newest first' })
  @ApiQuery({ name: 'site', required: false })
  @ApiQuery({ name: 'terminal', required: false })
  @ApiQuery({ name: 'employee', required: false })
  @ApiQuery({ name: 'from', required: false, description: 'instant, included' })
  @ApiQuery({ name: 'to', required: false, description: 'instant, excluded' })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiPage(PunchView)) })
  async list(@Query(new ZodPipe(PunchQuery)) query: z.infer<typeof PunchQuery>): Promise<Page<PunchView>> {
    const { punches, total } = await this.#queries.list(query);
    return page(punches, { ...query, total });
  }

  @Get(':punchId')
  @ApiOperation({ summary: 'One punch' })
  @ApiOkResponse({ schema: openapi(apiSuccess(PunchView)) })
  async find(
    @Param(new ZodPipe(z.object({ punchId: PunchId }))) { punchId }: { punchId: string },
  ): Promise<PunchView> {
    const punch = await this.#queries.find(punchId);
    if (!punch) throw new HubError('NOT_FOUND', 'There is no such punch.');
    return punch;
  }
}
