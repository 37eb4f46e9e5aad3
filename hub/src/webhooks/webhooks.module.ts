import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { NotificationsModule } from '../notifications/index.ts';
import { SecretsModule } from '../platform/secrets/secrets.module.ts';
import { DeliveriesController } from './deliveries.controller.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { Deliveries } from './deliveries.service.ts';
import { DeliveryRounds } from './delivery-rounds.ts';
import { WebhookSender } from './sending/webhook-sender.ts';
import { SwitchOff } from './switch-off.ts';
import { WebhookFeed } from './webhook-feed.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import { WebhookTries } from './webhook-tries.ts';
import { WebhooksController } from './webhooks.controller.ts';
import { WebhooksRepository } from './webhooks.repository.ts';
import { Webhooks } from './webhooks.service.ts';

@Module({
  imports: [AuditTrailModule, NotificationsModule, SecretsModule],
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    WebhooksRepository,
    DeliveriesRepository,
    WebhookSecrets,
    WebhookSender,
    WebhookTries,
    SwitchOff,
    DeliveryRounds,
    WebhookFeed,
    Webhooks,
    Deliveries,
  ],
})
export class WebhooksModule {}
