import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  NewPolicy,
  Policy,
  PolicyEntry,
  PolicyRef,
  PolicyVersion,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { PolicyService } from './policy.service.ts';

const VersionPath = z.object({
  name: PolicyRef.shape.name,
  version: z.coerce.number().pipe(PolicyRef.shape.version),
});

@ApiTags('policies')
@Controller('api/v1/policies')
export class PoliciesController {
  readonly #policies: PolicyService;

  constructor(@Inject(PolicyService) policies: PolicyService) {
    this.#policies = policies;
  }

  @Needs('policies.read')
  @Get()
  @ApiOperation({ summary: 'Policies by name, each with its latest version' })
  @ApiOkResponse({ schema: openapi(apiPage(PolicyEntry)) })
  async list(@Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>): Promise<Page<PolicyEntry>> {
    const { entries, total } = await this.#policies.list(query);
    return page(entries, { ...query, total });
  }

  @Needs('policies.read')
  @Get('presets')
  @ApiOperation({
    summary: 'Policies to start from, with the law they follow and what is uncertain about it',
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(Policy))) })
  presets(): Policy[] {
    return this.#policies.presets();
  }

  @Needs('policies.read')
  @Get(':name/:version')
  @ApiOperation({ summary: 'One version of a policy; it never changes' })
  @ApiOkResponse({ schema: openapi(apiSuccess(PolicyVersion)) })
  async find(
    @Param(new ZodPipe(VersionPath)) { name, version }: z.infer<typeof VersionPath>,
  ): Promise<PolicyVersion> {
    const found = await this.#policies.find({ name, version });
    if (!found)
      throw new HubError('NOT_FOUND', {
        en: `There is no version ${version} of a policy of this name.`,
        de: `Es gibt keine Version ${version} einer Richtlinie dieses Namens.`,
      });
    return found;
  }

  @Needs('policies.write')
  @Records('policies.added')
  @Post()
  @ApiOperation({ summary: 'A new policy, or the next version of one; changes nothing until it is assigned' })
  @ApiBody({ schema: openapi(NewPolicy, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(PolicyVersion)) })
  async create(
    @Body(new ZodPipe(NewPolicy)) wanted: z.infer<typeof NewPolicy>,
    @Actor() by: string,
  ): Promise<PolicyVersion> {
    return await this.#policies.create(wanted, by);
  }
}
