import { Body, Controller, Delete, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  NewWebhook,
  NewWebhookSecret,
  WebhookChange,
  WebhookMade,
  WebhookView,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Actor } from '../platform/http/access/principal.ts';
import { ApiConflict, ApiPageQuery } from '../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../platform/http/conditional.ts';
import { NotReplayed } from '../platform/http/idempotency.decorator.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, PageQuery } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { Webhooks } from './webhooks.service.ts';

const WebhookPath = z.object({ webhook: z.uuid() });

@ApiTags('webhooks')
@Controller('api/v1/webhooks')
export class WebhooksController {
  readonly #webhooks: Webhooks;

  constructor(@Inject(Webhooks) webhooks: Webhooks) {
    this.#webhooks = webhooks;
  }

  @Needs('webhooks.read')
  @Get()
  @ApiOperation({ summary: 'Systems outside that are told what happens, oldest first' })
  @ApiPageQuery()
  @ApiOkResponse({ schema: openapi(apiPage(WebhookView)) })
  async list(
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
  ): Promise<Page<z.infer<typeof WebhookView>>> {
    return await this.#webhooks.list(query);
  }

  @Needs('webhooks.read')
  @Get(':webhook')
  @ETag()
  @ApiOperation({
    summary: 'One webhook, without its secret: how long its queue is, whether it gets through',
  })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(WebhookView)) })
  async find(
    @Param(new ZodPipe(WebhookPath)) { webhook }: z.infer<typeof WebhookPath>,
  ): Promise<z.infer<typeof WebhookView>> {
    return await this.#webhooks.find(webhook);
  }

  @Needs('webhooks.write')
  @Records('webhooks.made')
  @Post()
  @NotReplayed()
  @ETag()
  @ApiOperation({
    summary: 'Makes a webhook. Its secret is in this answer only: it cannot be read again',
    description: 'It is told of what happens from now on.',
  })
  @ApiBody({ schema: openapi(NewWebhook, 'input') })
  @ApiConflict('There are too many')
  @ApiCreatedResponse({ schema: openapi(apiSuccess(WebhookMade)) })
  async make(
    @Actor() by: string,
    @Body(new ZodPipe(NewWebhook)) wanted: z.infer<typeof NewWebhook>,
  ): Promise<z.infer<typeof WebhookMade>> {
    return await this.#webhooks.make(wanted, by);
  }

  @Needs('webhooks.write')
  @Records('webhooks.changed')
  @Put(':webhook')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary: 'Changes a webhook, and switches it on again where the hub had switched it off',
    description:
      'What waited goes on; what happened while it was not served is not sent later: read it by the API.',
  })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiBody({ schema: openapi(WebhookChange, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(WebhookView)) })
  async change(
    @Param(new ZodPipe(WebhookPath)) { webhook }: z.infer<typeof WebhookPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(WebhookChange)) wanted: z.infer<typeof WebhookChange>,
  ): Promise<z.infer<typeof WebhookView>> {
    return await this.#webhooks.change(webhook, version, wanted);
  }

  @Needs('webhooks.write')
  @Records('webhooks.removed')
  @Delete(':webhook')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Removes a webhook with its queue and its log' })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async remove(
    @Param(new ZodPipe(WebhookPath)) { webhook }: z.infer<typeof WebhookPath>,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.#webhooks.remove(webhook, version);
  }

  @Needs('webhooks.write')
  @Records('webhooks.secret-renewed')
  @Post(':webhook/secret')
  @NotReplayed()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary: 'Makes a new secret. It is in this answer only',
    description: 'Messages carry signatures of both secrets until `earlierSecretUntil`.',
  })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiBody({ schema: openapi(NewWebhookSecret, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(WebhookMade)) })
  async renewSecret(
    @Param(new ZodPipe(WebhookPath)) { webhook }: z.infer<typeof WebhookPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(NewWebhookSecret)) wanted: z.infer<typeof NewWebhookSecret>,
  ): Promise<z.infer<typeof WebhookMade>> {
    return await this.#webhooks.renewSecret(webhook, version, wanted);
  }
}
