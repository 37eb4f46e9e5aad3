import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { apiSuccess, CalendarDate, RoundingFairness, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { PageQuery } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { FairnessService } from './fairness.service.ts';

const Asked = PageQuery.extend({
  site: Slug,
  team: z.optional(Slug),
  from: CalendarDate,
  to: CalendarDate,
});

@ApiTags('policies')
@Controller('api/v1/rounding-fairness')
export class FairnessController {
  readonly #fairness: FairnessService;

  constructor(@Inject(FairnessService) fairness: FairnessService) {
    this.#fairness = fairness;
  }

  @Needs('fairness.read')
  @ShowsPeople<RoundingFairness>('fairness.seen', ({ people }) => employeesOf(people))
  @Get()
  @ApiOperation({ summary: 'What rounding gave and took against raw time: by rule, team and person' })
  @ApiQuery({ name: 'team', required: false })
  @ApiQuery({ name: 'from', description: 'date, included' })
  @ApiQuery({ name: 'to', description: 'date, included; at most 365 days later' })
  @ApiQuery({ name: 'page', required: false, description: 'of people' })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiSuccess(RoundingFairness)) })
  async fairness(@Query(new ZodPipe(Asked)) query: z.infer<typeof Asked>): Promise<RoundingFairness> {
    return await this.#fairness.fairness(query);
  }
}
