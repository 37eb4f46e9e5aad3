import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { HubMetrics } from '../platform/metrics/hub-metrics.ts';
import { Rounds } from '../platform/time/rounds.ts';
import { type ClaimedQueue, DeliveriesRepository, type NewDelivery } from './deliveries.repository.ts';
import { meaningOf } from './domain/attempt.ts';
import { nextTry } from './domain/retry.ts';
import { SwitchOff } from './switch-off.ts';
import { type Tried, WebhookTries } from './webhook-tries.ts';
import { WebhooksRepository } from './webhooks.repository.ts';

/** Queues that one hub works on at once. */
const QUEUES_AT_ONCE = 8;
/** A queue is worked on for so long at a time, then others have their turn. */
const TURN_MS = 20_000;
/** A claim outlives a turn and the try that it ends with; the queue of a hub that died is taken over after it. */
const CLAIM_MS = 60_000;
/** Queues whose time has come are looked for this often. */
const PAUSE_MS = 1_000;
/** Deliveries are kept for so long, whatever became of them: they name people. */
const KEPT_MS = 30 * 86_400_000;
const FORGOTTEN_AT_ONCE = 5_000;
const FORGET_EVERY_MS = 3_600_000;

/**
 * Sends what waits: of each queue the first message until it has arrived, then the next, so that a webhook hears everything in the order in
 * which it happened. Several hubs share the queues.
 */
@Injectable()
export class DeliveryRounds implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #webhooks: WebhooksRepository;
  readonly #deliveries: DeliveriesRepository;
  readonly #tries: WebhookTries;
  readonly #off: SwitchOff;
  readonly #metrics: HubMetrics;
  readonly #rounds: Rounds;
  readonly #forgetting: Rounds;
  #stopped = false;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WebhooksRepository) webhooks: WebhooksRepository,
    @Inject(DeliveriesRepository) deliveries: DeliveriesRepository,
    @Inject(WebhookTries) tries: WebhookTries,
    @Inject(SwitchOff) off: SwitchOff,
    @Inject(HubMetrics) metrics: HubMetrics,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#webhooks = webhooks;
    this.#deliveries = deliveries;
    this.#tries = tries;
    this.#off = off;
    this.#metrics = metrics;
    this.#rounds = new Rounds({
      name: 'webhooks',
      pauseMs: PAUSE_MS,
      work: () => this.deliver(Date.now()),
      log,
    });
    this.#forgetting = new Rounds({
      name: 'old webhook deliveries',
      pauseMs: FORGET_EVERY_MS,
      work: () => this.forget(Date.now()),
      log,
    });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
    this.#forgetting.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    this.#tries.interrupt();
    await Promise.all([this.#rounds.stop(), this.#forgetting.stop()]);
  }

  /** Something new waits. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Sends all that is due at this moment. */
  async deliver(nowMs: number): Promise<void> {
    this.#metrics.webhooksWaiting.set(await this.#deliveries.waiting(this.#database.primary));
    const startedMs = performance.now();
    while (!this.#stopped) {
      const nowAtMs = nowMs + performance.now() - startedMs;
      const claim = randomUUID();
      const queues = await this.#deliveries.claim(this.#database.primary, {
        claim,
        now: instant(nowAtMs),
        until: instant(nowAtMs + CLAIM_MS),
        limit: QUEUES_AT_ONCE,
      });
      if (queues.length === 0) return;
      await Promise.all(queues.map(queue => this.#turn(queue, claim, nowAtMs)));
    }
  }

  /** Removes deliveries that are too old. */
  async forget(nowMs: number): Promise<void> {
    const before = instant(nowMs - KEPT_MS);
    const step = () =>
      this.#database.transaction(sql => this.#deliveries.forget(sql, before, FORGOTTEN_AT_ONCE));
    while (!this.#stopped && (await step()).value === FORGOTTEN_AT_ONCE);
  }

  async #turn(queue: ClaimedQueue, claim: string, nowMs: number): Promise<void> {
    const startedMs = performance.now();
    try {
      for (
        let elapsedMs = 0;
        elapsedMs < TURN_MS && !this.#stopped;
        elapsedMs = performance.now() - startedMs
      ) {
        const first = await this.#deliveries.first(this.#database.primary, queue.webhook, claim);
        if (!first || !(await this.#try(queue, claim, first, nowMs + elapsedMs))) return;
      }
    } finally {
      await this.#deliveries.giveBack(this.#database.primary, queue.webhook, claim);
    }
  }

  /** Whether it has arrived and the next may follow. */
  async #try(queue: ClaimedQueue, claim: string, delivery: NewDelivery, nowMs: number): Promise<boolean> {
    const tried = await this.#tries.send({ ...queue, id: queue.webhook }, delivery, nowMs);
    if (tried === null) return false;
    const { value } = await this.#database.transaction(async sql => {
      await this.#webhooks.lock(sql, queue.webhook);
      if (meaningOf(tried.attempt) === 'delivered') {
        queue.failures = 0;
        queue.failingSince = null;
        return await this.#deliveries.arrived(sql, delivery, claim, tried.noted);
      }
      await this.#fail(sql, queue, claim, { delivery, tried });
      return false;
    });
    return value;
  }

  async #fail(
    sql: Parameters<Parameters<Database['transaction']>[0]>[0],
    queue: ClaimedQueue,
    claim: string,
    { delivery, tried }: { delivery: NewDelivery; tried: Tried },
  ): Promise<void> {
    const { noted, attempt } = tried;
    const atMs = Date.parse(noted.at);
    const nextMs = nextTry({
      failures: queue.failures + 1,
      sinceMs: queue.failingSince === null ? atMs : Date.parse(queue.failingSince),
      nowMs: atMs,
      random: Math.random(),
    });
    const dueAt = instant(nextMs ?? atMs);
    if (!(await this.#deliveries.failed(sql, delivery, claim, { ...noted, dueAt }))) return;
    if (meaningOf(attempt) === 'gone') await this.#off.because(sql, queue.webhook, 'gone', noted.at);
    else if (nextMs === null) await this.#off.because(sql, queue.webhook, 'failing', noted.at);
  }
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
