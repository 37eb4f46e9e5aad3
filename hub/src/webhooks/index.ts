export { DeliveryRounds } from './delivery-rounds.ts';
export { WebhooksModule } from './webhooks.module.ts';
