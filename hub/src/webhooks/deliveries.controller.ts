import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { apiPage, apiSuccess, DeliveryDetail, DeliveryState, DeliveryView } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { ApiConflict, ApiPageQuery } from '../platform/http/api-docs.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, PageQuery } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { Deliveries } from './deliveries.service.ts';

const WebhookPath = z.object({ webhook: z.uuid() });
const DeliveryPath = WebhookPath.extend({ delivery: z.uuid() });
const DeliveriesQuery = PageQuery.extend({
  state: z.optional(DeliveryState),
  type: z.optional(
    z
      .string()
      .regex(/^[a-z]+\.[a-z]+$/)
      .max(64),
  ),
});

@ApiTags('webhooks')
@Controller('api/v1/webhooks/:webhook')
export class DeliveriesController {
  readonly #deliveries: Deliveries;

  constructor(@Inject(Deliveries) deliveries: Deliveries) {
    this.#deliveries = deliveries;
  }

  @Needs('webhooks.read')
  @Get('deliveries')
  @ApiOperation({ summary: 'What was sent and what waits, newest first; kept for 30 days' })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiPageQuery()
  @ApiOkResponse({ schema: openapi(apiPage(DeliveryView)) })
  async list(
    @Param(new ZodPipe(WebhookPath)) { webhook }: z.infer<typeof WebhookPath>,
    @Query(new ZodPipe(DeliveriesQuery)) query: z.infer<typeof DeliveriesQuery>,
  ): Promise<Page<z.infer<typeof DeliveryView>>> {
    return await this.#deliveries.list(webhook, query);
  }

  @Needs('webhooks.read')
  @Get('deliveries/:delivery')
  @ApiOperation({ summary: 'One delivery with its body and the beginning of the answer' })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiParam({ name: 'delivery', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(DeliveryDetail)) })
  async find(
    @Param(new ZodPipe(DeliveryPath)) { webhook, delivery }: z.infer<typeof DeliveryPath>,
  ): Promise<z.infer<typeof DeliveryDetail>> {
    return await this.#deliveries.find(webhook, delivery);
  }

  @Needs('webhooks.write')
  @Records('webhooks.tested')
  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sends a `webhook.test` now and says what was answered',
    description: 'Also while the webhook is switched off. Takes as long as the answer, 10 seconds at most.',
  })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(DeliveryDetail)) })
  async test(
    @Param(new ZodPipe(WebhookPath)) { webhook }: z.infer<typeof WebhookPath>,
  ): Promise<z.infer<typeof DeliveryDetail>> {
    return await this.#deliveries.test(webhook);
  }

  @Needs('webhooks.write')
  @Records('webhooks.redelivered')
  @Post('deliveries/:delivery/redeliver')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sends a message again now, to the letter, and says what was answered' })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiParam({ name: 'delivery', format: 'uuid' })
  @ApiConflict('`STILL_WAITING`')
  @ApiOkResponse({ schema: openapi(apiSuccess(DeliveryDetail)) })
  async redeliver(
    @Param(new ZodPipe(DeliveryPath)) { webhook, delivery }: z.infer<typeof DeliveryPath>,
  ): Promise<z.infer<typeof DeliveryDetail>> {
    return await this.#deliveries.redeliver(webhook, delivery);
  }

  @Needs('webhooks.write')
  @Records('webhooks.delivery-given-up')
  @Post('deliveries/:delivery/give-up')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Takes a message out of the queue, so that those behind it may go',
    description: 'For a message that the receiver can never take.',
  })
  @ApiParam({ name: 'webhook', format: 'uuid' })
  @ApiParam({ name: 'delivery', format: 'uuid' })
  @ApiConflict('`NOT_WAITING`')
  @ApiOkResponse({ schema: openapi(apiSuccess(DeliveryDetail)) })
  async giveUp(
    @Param(new ZodPipe(DeliveryPath)) { webhook, delivery }: z.infer<typeof DeliveryPath>,
  ): Promise<z.infer<typeof DeliveryDetail>> {
    return await this.#deliveries.giveUp(webhook, delivery);
  }
}
