import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, NewPolicyPreview, PolicyPreview } from '@tapclock/contracts';
import type { z } from 'zod';
import { employeesOf, ShowsPeople } from '../../../audit/index.ts';
import { Needs } from '../../../platform/http/access/needs.ts';
import { openapi } from '../../../platform/http/openapi.ts';
import { ZodPipe } from '../../../platform/http/zod-pipe.ts';
import { PolicyPreviewer } from './policy-previewer.ts';

@ApiTags('policies')
@Controller('api/v1/policies/preview')
export class PreviewController {
  readonly #previewer: PolicyPreviewer;

  constructor(@Inject(PolicyPreviewer) previewer: PolicyPreviewer) {
    this.#previewer = previewer;
  }

  @Needs('policies.write')
  @ShowsPeople<PolicyPreview>('policy-preview.seen', ({ persons }) => employeesOf(persons))
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'What these rules would have paid otherwise, without changing anything' })
  @ApiBody({ schema: openapi(NewPolicyPreview, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(PolicyPreview)) })
  async preview(
    @Body(new ZodPipe(NewPolicyPreview)) wanted: z.infer<typeof NewPolicyPreview>,
  ): Promise<PolicyPreview> {
    return await this.#previewer.preview(wanted);
  }
}
