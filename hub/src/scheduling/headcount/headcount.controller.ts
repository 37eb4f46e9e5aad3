import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, Headcount, HeadcountPut, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor, Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { HeadcountService } from './headcount.service.ts';

const AreaPath = z.object({ site: Slug, area: Slug });
const OK_HEADCOUNT = { schema: openapi(apiSuccess(Headcount)) };

@ApiTags('scheduling')
@Controller('api/v1/sites/:site/areas/:area/headcount')
export class HeadcountController {
  readonly #headcount: HeadcountService;

  constructor(@Inject(HeadcountService) headcount: HeadcountService) {
    this.#headcount = headcount;
  }

  @Needs('schedule.read')
  @Get()
  @ETag()
  @ApiOperation({ summary: 'How many people an area needs, by weekday and time' })
  @ApiOkResponse(OK_HEADCOUNT)
  async find(
    @Asking() asking: Principal,
    @Param(new ZodPipe(AreaPath)) { site, area }: z.infer<typeof AreaPath>,
  ): Promise<z.infer<typeof Headcount>> {
    return await this.#headcount.find(asking, site, area);
  }

  @Needs('shifts.write')
  @Records('headcount.put')
  @Put()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Says how many people an area needs; replaces what was said before' })
  @ApiBody({ schema: openapi(HeadcountPut, 'input') })
  @ApiOkResponse(OK_HEADCOUNT)
  async put(
    @Actor() by: string,
    @Param(new ZodPipe(AreaPath)) path: z.infer<typeof AreaPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(HeadcountPut)) { spans }: z.infer<typeof HeadcountPut>,
  ): Promise<z.infer<typeof Headcount>> {
    return await this.#headcount.put(path, version, spans, { by, at: new Date().toISOString() });
  }
}
