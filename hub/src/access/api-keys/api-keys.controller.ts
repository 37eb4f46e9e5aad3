import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { ApiKeyMade, ApiKeyView, apiPage, apiSuccess, NewApiKey } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict, ApiPageQuery } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { ApiKeys } from './api-keys.service.ts';

const ApiKeyPath = z.object({ key: z.uuid() });
const ApiKeysQuery = PageQuery.extend({ state: z.enum(['living', 'all']).default('living') });

@ApiTags('access')
@Controller('api/v1/api-keys')
export class ApiKeysController {
  readonly #keys: ApiKeys;

  constructor(@Inject(ApiKeys) keys: ApiKeys) {
    this.#keys = keys;
  }

  @Needs('api-keys.read')
  @Get()
  @ApiOperation({ summary: 'Keys of integrations, newest first' })
  @ApiQuery({ name: 'state', required: false, enum: ['living', 'all'] })
  @ApiPageQuery()
  @ApiOkResponse({ schema: openapi(apiPage(ApiKeyView)) })
  async list(
    @Query(new ZodPipe(ApiKeysQuery)) query: z.infer<typeof ApiKeysQuery>,
  ): Promise<Page<z.infer<typeof ApiKeyView>>> {
    return this.#keys.list({ ...query, all: query.state === 'all' });
  }

  @Needs('api-keys.read')
  @Get(':key')
  @ApiOperation({ summary: 'One key, without its secret' })
  @ApiParam({ name: 'key', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(ApiKeyView)) })
  async find(
    @Param(new ZodPipe(ApiKeyPath)) { key }: z.infer<typeof ApiKeyPath>,
  ): Promise<z.infer<typeof ApiKeyView>> {
    return this.#keys.find(key);
  }

  @Needs('api-keys.write')
  @Records('api-keys.made')
  @Post()
  @NotReplayed()
  @ApiOperation({ summary: 'Makes a key. Its text is in this answer only: it cannot be read again' })
  @ApiBody({ schema: openapi(NewApiKey, 'input') })
  @ApiConflict('Another key has the name, or there are too many')
  @ApiCreatedResponse({ schema: openapi(apiSuccess(ApiKeyMade)) })
  async make(
    @Body(new ZodPipe(NewApiKey)) wanted: z.infer<typeof NewApiKey>,
    @Asking() maker: Principal,
  ): Promise<z.infer<typeof ApiKeyMade>> {
    return this.#keys.make(wanted, maker);
  }

  @Needs('api-keys.write')
  @Records('api-keys.revoked')
  @Delete(':key')
  @ApiOperation({ summary: 'Revokes a key: from the next request on it is refused' })
  @ApiParam({ name: 'key', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(ApiKeyView)) })
  async revoke(
    @Param(new ZodPipe(ApiKeyPath)) { key }: z.infer<typeof ApiKeyPath>,
    @Asking() by: Principal,
  ): Promise<z.infer<typeof ApiKeyView>> {
    return this.#keys.revoke(key, by);
  }
}
