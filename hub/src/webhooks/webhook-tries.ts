import { Inject, Injectable } from '@nestjs/common';
import { HubMetrics } from '../platform/metrics/hub-metrics.ts';
import type { NewDelivery, NotedTry } from './deliveries.repository.ts';
import { type Attempt, meaningOf } from './domain/attempt.ts';
import { signatureHeaders } from './sending/signature.ts';
import { WebhookSender } from './sending/webhook-sender.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import type { SealedSecrets } from './webhooks.repository.ts';

/** How a try ended, and as it is noted. */
export interface Tried {
  attempt: Exclude<Attempt, { kind: 'interrupted' }>;
  noted: NotedTry;
}

/** One try of one message: signed, sent, timed and counted. */
@Injectable()
export class WebhookTries {
  readonly #secrets: WebhookSecrets;
  readonly #sender: WebhookSender;
  readonly #metrics: HubMetrics;

  constructor(
    @Inject(WebhookSecrets) secrets: WebhookSecrets,
    @Inject(WebhookSender) sender: WebhookSender,
    @Inject(HubMetrics) metrics: HubMetrics,
  ) {
    this.#secrets = secrets;
    this.#sender = sender;
    this.#metrics = metrics;
  }

  /** null: the hub stops, and nobody knows whether it arrived. */
  async send(
    webhook: SealedSecrets & { id: string; url: string },
    { message, body }: Pick<NewDelivery, 'message' | 'body'>,
    nowMs: number,
  ): Promise<Tried | null> {
    const secrets = this.#secrets.good(webhook.id, webhook, nowMs);
    const headers = signatureHeaders({ id: message, sentAtSec: Math.floor(nowMs / 1_000), body }, secrets);
    const startedMs = performance.now();
    const attempt = await this.#sender.send(webhook.url, headers, body);
    if (attempt.kind === 'interrupted') return null;
    const tookMs = Math.round(performance.now() - startedMs);
    this.#metrics.webhookTries.inc({ outcome: meaningOf(attempt) });
    const result =
      attempt.kind === 'answered'
        ? { status: attempt.status, problem: null, answer: attempt.answer }
        : { status: null, problem: attempt.problem, answer: null };
    return { attempt, noted: { at: new Date(nowMs + tookMs).toISOString(), tookMs, ...result } };
  }

  /** Ends every try that is under way; the hub stops. */
  interrupt(): void {
    this.#sender.interrupt();
  }
}
