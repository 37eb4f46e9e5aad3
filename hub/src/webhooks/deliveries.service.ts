import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryDetail, DeliveryView, WebhookMessage } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../audit/data.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { type Page, page } from '../platform/http/page.ts';
import { type DeliveriesFilter, DeliveriesRepository, type NewDelivery } from './deliveries.repository.ts';
import { DeliveryRounds } from './delivery-rounds.ts';
import { meaningOf } from './domain/attempt.ts';
import { aboutWebhook } from './switch-off.ts';
import { WebhookTries } from './webhook-tries.ts';
import { WebhooksRepository } from './webhooks.repository.ts';
import { found } from './webhooks.service.ts';

/** What was sent to webhooks, and what somebody does about it by hand. */
@Injectable()
export class Deliveries {
  readonly #database: Database;
  readonly #webhooks: WebhooksRepository;
  readonly #repository: DeliveriesRepository;
  readonly #tries: WebhookTries;
  readonly #rounds: DeliveryRounds;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WebhooksRepository) webhooks: WebhooksRepository,
    @Inject(DeliveriesRepository) repository: DeliveriesRepository,
    @Inject(WebhookTries) tries: WebhookTries,
    @Inject(DeliveryRounds) rounds: DeliveryRounds,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#webhooks = webhooks;
    this.#repository = repository;
    this.#tries = tries;
    this.#rounds = rounds;
    this.#trail = trail;
  }

  /** Newest first. Throws NOT_FOUND for an unknown webhook. */
  async list(
    webhook: string,
    query: Pick<DeliveriesFilter, 'state' | 'type'> & { page: number; per_page: number },
  ): Promise<Page<DeliveryView>> {
    const sql = this.#database.primary;
    found(await this.#webhooks.find(sql, webhook));
    const { deliveries, total } = await this.#repository.list(sql, {
      ...{ webhook, state: query.state, type: query.type },
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(deliveries, { ...query, total });
  }

  /** With what was sent. Throws NOT_FOUND. */
  async find(webhook: string, delivery: string): Promise<DeliveryDetail> {
    const detail = await this.#repository.find(this.#database.primary, webhook, delivery);
    if (detail) return detail;
    throw new HubError('NOT_FOUND', {
      en: 'There is no such delivery, or it is too old to be kept.',
      de: 'Diese Zustellung gibt es nicht, oder sie ist zu alt.',
    });
  }

  /** Sends a message that says nothing, now and once, also while the webhook is switched off. Throws NOT_FOUND. */
  async test(webhook: string): Promise<DeliveryDetail> {
    const message: WebhookMessage = {
      id: `test_${uuid()}`,
      type: 'webhook.test',
      version: 1,
      time: new Date().toISOString(),
      site: null,
      data: {},
    };
    const { id, type } = message;
    const delivery = { id: uuid(), webhook, message: id, type, body: JSON.stringify(message) };
    return await this.#sendNow('webhooks.tested', delivery);
  }

  /** Sends a message again, now and once, to the letter. Throws NOT_FOUND, and CONFLICT while it waits. */
  async redeliver(webhook: string, delivery: string): Promise<DeliveryDetail> {
    const { state, ...detail } = await this.find(webhook, delivery);
    if (state === 'waiting')
      throw new HubError(
        'CONFLICT',
        {
          en: 'This message waits for its turn. It is sent by itself.',
          de: 'Diese Nachricht wartet, bis sie an der Reihe ist. Sie wird von selbst gesendet.',
        },
        { details: [{ path: 'delivery', code: 'STILL_WAITING' }] },
      );
    return await this.#sendNow('webhooks.redelivered', detail);
  }

  /** Takes a message that waits out of its queue, so that those behind it may go. Throws NOT_FOUND, and CONFLICT when it does not wait. */
  async giveUp(webhook: string, delivery: string): Promise<DeliveryDetail> {
    await this.#database.transaction(async sql => {
      found(await this.#webhooks.lock(sql, webhook));
      const { message } = await this.find(webhook, delivery);
      if (!(await this.#repository.giveUp(sql, webhook, delivery, new Date().toISOString())))
        throw new HubError(
          'CONFLICT',
          { en: 'This message does not wait any more.', de: 'Diese Nachricht wartet nicht mehr.' },
          { details: [{ path: 'delivery', code: 'NOT_WAITING' }] },
        );
      await this.#trail.record(sql, {
        action: 'webhooks.delivery-given-up',
        ...aboutWebhook(webhook),
        after: { message },
      });
    });
    this.#rounds.wake();
    return await this.find(webhook, delivery);
  }

  async #sendNow(action: string, delivery: NewDelivery): Promise<DeliveryDetail> {
    const { webhook, message } = delivery;
    const sql = this.#database.primary;
    const { url } = found(await this.#webhooks.find(sql, webhook));
    const secrets = found(await this.#webhooks.secrets(sql, webhook));
    const tried = await this.#tries.send({ ...secrets, id: webhook, url }, delivery, Date.now());
    if (tried === null)
      throw new HubError('UNAVAILABLE', {
        en: 'The hub is being stopped. Try again in a moment.',
        de: 'Der Hub wird gerade beendet. Versuchen Sie es gleich noch einmal.',
      });
    const hasArrived = meaningOf(tried.attempt) === 'delivered';
    await this.#database.transaction(async transaction => {
      found(await this.#webhooks.lock(transaction, webhook));
      await this.#repository.noteByHand(
        transaction,
        delivery,
        hasArrived ? 'delivered' : 'given-up',
        tried.noted,
      );
      await this.#trail.record(transaction, {
        action,
        ...aboutWebhook(webhook),
        after: { message, status: tried.noted.status, problem: tried.noted.problem },
      });
    });
    return await this.find(webhook, delivery.id);
  }
}
