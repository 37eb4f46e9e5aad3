import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Cursor } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { type AfterCommit, CursorRunner, compareCursors, type LogEvent } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { DeliveryRounds } from './delivery-rounds.ts';
import { dueMessages } from './domain/due-messages.ts';
import { SwitchOff } from './switch-off.ts';
import { isTold, messageOf } from './webhook-message.ts';
import { WebhooksRepository } from './webhooks.repository.ts';

/** Name of the cursor. */
export const WEBHOOKS_CURSOR = 'webhooks';

/** Follows the event log and puts what systems outside are to be told into their queues (R8): each event once, however often it is read. */
@Injectable()
export class WebhookFeed implements OnModuleInit {
  readonly #runner: CursorRunner;
  readonly #webhooks: WebhooksRepository;
  readonly #deliveries: DeliveriesRepository;
  readonly #off: SwitchOff;
  readonly #rounds: DeliveryRounds;

  constructor(
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(WebhooksRepository) webhooks: WebhooksRepository,
    @Inject(DeliveriesRepository) deliveries: DeliveriesRepository,
    @Inject(SwitchOff) off: SwitchOff,
    @Inject(DeliveryRounds) rounds: DeliveryRounds,
  ) {
    this.#runner = runner;
    this.#webhooks = webhooks;
    this.#deliveries = deliveries;
    this.#off = off;
    this.#rounds = rounds;
  }

  onModuleInit(): void {
    this.#runner.register({ name: WEBHOOKS_CURSOR, handle: (events, sql) => this.#feed(events, sql) });
  }

  async #feed(events: readonly LogEvent[], sql: Sql): Promise<AfterCommit | undefined> {
    const told = events.flatMap(({ kind, site, cursor }, index) =>
      isTold(kind) ? [{ type: kind, site, cursor, index }] : [],
    );
    const types = [...new Set(told.map(({ type }) => type))];
    if (types.length === 0) return undefined;
    const subscribers = await this.#webhooks.subscribers(sql, types);
    if (subscribers.length === 0) return undefined;
    const due = dueMessages(subscribers, told, ({ seen }, { cursor }) => compareCursors(cursor, seen) > 0);
    const at = new Date().toISOString();
    const deliveries = [];
    const seen = new Map<string, Cursor>();
    for (const { webhook, messages } of due) {
      if (messages === null) {
        await this.#off.because(sql, webhook, 'queue-full', at);
        continue;
      }
      for (const { index, cursor } of messages) {
        const event = events[index];
        const message = event && messageOf(event);
        if (!message) continue;
        const { id, type } = message;
        deliveries.push({ id: uuid(), webhook, message: id, type, body: JSON.stringify(message) });
        seen.set(webhook, cursor);
      }
    }
    if (deliveries.length === 0) return undefined;
    await this.#deliveries.enqueue(sql, deliveries, { at, seen });
    return () => this.#rounds.wake();
  }
}
