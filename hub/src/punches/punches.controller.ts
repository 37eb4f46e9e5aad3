import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { apiPage, apiSuccess, PunchId, PunchView } from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, ShowsPeople } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../platform/http/access/reach-check.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { PunchQueries } from './punch-queries.ts';
import { PUNCHES_LISTED_MAX, PunchQuery } from './punch-query.ts';

@ApiTags('punches')
@Controller('api/v1/punches')
export class PunchesController {
  readonly #queries: PunchQueries;
  readonly #membership: Membership;

  constructor(@Inject(PunchQueries) queries: PunchQueries, @Inject(MEMBERSHIP) membership: Membership) {
    this.#queries = queries;
    this.#membership = membership;
  }

  @Needs('punches.read')
  @ShowsPeople<PunchView[]>('punches.seen', employeesOf)
  @Get()
  @ApiOperation({
    summary: `Punches, newest first; at most ${PUNCHES_LISTED_MAX} are counted and paged through`,
  })
  @ApiQuery({ name: 'site', required: false })
  @ApiQuery({ name: 'terminal', required: false })
  @ApiQuery({ name: 'employee', required: false })
  @ApiQuery({ name: 'from', required: false, description: 'instant, included' })
  @ApiQuery({ name: 'to', required: false, description: 'instant, excluded' })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiPage(PunchView)) })
  async list(
    @Query(new ZodPipe(PunchQuery)) query: z.infer<typeof PunchQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<PunchView>> {
    const { punches, total } = await this.#queries.list(query, viewer);
    return page(punches, { ...query, total });
  }

  @Needs('punches.read')
  @ShowsPeople<PunchView>('punches.seen', punch => employeesOf([punch]))
  @Get(':punchId')
  @ApiOperation({ summary: 'One punch' })
  @ApiOkResponse({ schema: openapi(apiSuccess(PunchView)) })
  async find(
    @Param(new ZodPipe(z.object({ punchId: PunchId }))) { punchId }: { punchId: string },
    @Asking() principal: Principal,
  ): Promise<PunchView> {
    const punch = await this.#queries.find(punchId);
    if (!punch)
      throw new HubError('NOT_FOUND', {
        en: 'There is no such punch.',
        de: 'Diese Stempelung gibt es nicht.',
      });
    await this.#requireReach(principal, punch);
    return punch;
  }

  async #requireReach(principal: Principal, { employee }: PunchView): Promise<void> {
    if (employee !== null) await requireReach(this.#membership, principal, 'punches.read', [employee]);
    else if (principal.reach.kind !== 'everybody')
      throw new HubError('FORBIDDEN', {
        en: 'This punch is of a badge that belongs to nobody.',
        de: 'Diese Stempelung stammt von einem Ausweis, der niemandem gehört.',
      });
  }
}
