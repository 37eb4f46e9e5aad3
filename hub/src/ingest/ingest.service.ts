import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { hubFilters, parseTopic, type Receipt } from '@tapclock/contracts';
import { codeOfError, isConflict, isUnavailable } from '../platform/database/errors.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { HubMetrics } from '../platform/metrics/hub-metrics.ts';
import { BROKER_LINK, type BrokerLink, type BrokerMessage } from '../platform/mqtt/broker-link.ts';
import { Aftermath } from './aftermath.ts';
import { type Authentication, authenticate } from './authenticate.ts';
import { BatchCommitter } from './batch-committer.ts';
import { Directories, type KnownTerminal } from './directories.ts';
import type { Arrived, Examined } from './entry.ts';
import { Histories } from './histories.ts';
import { IngestQueue, type Ticket } from './ingest-queue.ts';
import { parseMessage } from './parse-message.ts';

/** Most punches of one transaction: larger ones gain little and let everybody wait longer for a receipt. */
const BATCH_PUNCHES_MAX = 1_024;
/** How long a message is kept while the database is away. Then it goes without a receipt, and its terminal sends it again (R1). */
const RETRY_FOR_MS = 30_000;
const RETRY_START_MS = 50;
const RETRY_MAX_MS = 2_000;
/** How long a stop waits for what has arrived. */
const STOP_DEADLINE_MS = 5_000;

/**
 * From a broker's message to a receipt: look at it (parse, authenticate, many side by side), let everything that waits be stored
 * in one transaction while the next ones are looked at, and only then answer.
 */
@Injectable()
export class IngestService implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #link: BrokerLink;
  readonly #directories: Directories;
  readonly #histories: Histories;
  readonly #committer: BatchCommitter;
  readonly #aftermath: Aftermath;
  readonly #metrics: HubMetrics;
  readonly #log: Log;
  readonly #queue = new IngestQueue<Examined>();
  readonly #stopping = new AbortController();
  #loop: Promise<void> | null = null;
  #isAway = false;

  constructor(
    @Inject(BROKER_LINK) link: BrokerLink,
    @Inject(Directories) directories: Directories,
    @Inject(Histories) histories: Histories,
    @Inject(BatchCommitter) committer: BatchCommitter,
    @Inject(Aftermath) aftermath: Aftermath,
    @Inject(HubMetrics) metrics: HubMetrics,
    @Inject(LOGGER) log: Log,
  ) {
    this.#link = link;
    this.#directories = directories;
    this.#histories = histories;
    this.#committer = committer;
    this.#aftermath = aftermath;
    this.#metrics = metrics;
    this.#log = log;
  }

  onModuleInit(): void {
    this.#link.subscribe(hubFilters[0], message => this.handle(message));
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  /** Begins to store what arrives. */
  start(): void {
    this.#loop ??= this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Takes nothing more in, stores what has arrived, gives up after a deadline: without a receipt nothing is lost. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (!this.#loop) return;
    const deadline = new AbortController();
    await Promise.race([
      this.#loop,
      delay(STOP_DEADLINE_MS, undefined, { signal: deadline.signal, ref: false }),
    ]);
    deadline.abort();
  }

  /** Takes a message in. A promise means: the queue is full, wait. */
  handle(message: BrokerMessage): Promise<void> | undefined {
    if (this.#stopping.signal.aborted) return undefined;
    this.#take(message);
    return this.#queue.room();
  }

  /**
   * Takes a message of a terminal in this process. Resolves with its receipt after the commit (R1); with null where there is none, since it
   * was not trusted or the database stayed away: the same message may be handed in again.
   */
  async takeOwn(message: BrokerMessage): Promise<Receipt | null> {
    await this.#queue.room();
    if (this.#stopping.signal.aborted) return null;
    const { promise, resolve } = Promise.withResolvers<Receipt | null>();
    this.#take({ ...message, answered: resolve });
    return await promise;
  }

  #take(arrived: Arrived): void {
    void this.#examine(arrived, this.#queue.push(arrived.payload.length));
  }

  /** Never throws: what cannot be examined is given up, and its terminal sends it again. */
  async #examine(arrived: Arrived, ticket: Ticket<Examined>): Promise<void> {
    try {
      const examined = await this.#retry(() => this.#look(arrived));
      if (examined === null) {
        this.#drop(arrived, ticket);
        return;
      }
      ticket.ready(examined, examined.kind === 'batch' ? examined.message.batch.punches.length : 1);
      this.#metrics.ingestQueuePunches.set(this.#queue.punches);
    } catch (error) {
      this.#log.error({ err: error, topic: arrived.topic }, 'a punch message could not be examined');
      this.#drop(arrived, ticket);
    }
  }

  #drop(arrived: Arrived, ticket: Ticket<Examined>): void {
    this.#metrics.ingestDropped.inc();
    ticket.drop();
    arrived.answered?.(null);
  }

  async #look(arrived: Arrived): Promise<Examined> {
    const parsed = parseMessage(arrived.topic, arrived.payload);
    if (parsed.kind === 'rejected') {
      const terminal = await this.#senderOf(arrived.topic);
      return { kind: 'rejected', arrived, rejection: parsed.rejection, terminal };
    }
    const terminal = await this.#directories.terminal(parsed.batch.terminal);
    const result: Authentication = await authenticate(parsed, terminal, arrived.receivedAtMs);
    if (result.kind === 'authentic') return { kind: 'batch', arrived, message: result.message };
    return { kind: 'rejected', arrived, rejection: result.rejection, terminal: result.terminal };
  }

  /** Brokers let nobody but the terminal itself publish on its topic, whatever the message says. */
  async #senderOf(topic: string): Promise<KnownTerminal | null> {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'punch') return null;
    const terminal = await this.#directories.terminal(parsed.terminal);
    return terminal?.site === parsed.site ? terminal : null;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted || this.#queue.messages > 0) {
      await this.#queue.whenReady(signal);
      const entries = this.#queue.take(BATCH_PUNCHES_MAX);
      this.#metrics.ingestQueuePunches.set(this.#queue.punches);
      if (entries.length > 0) await this.#store(entries);
      // Stopping, and the front is still being examined: that takes moments.
      else if (signal.aborted) await delay(1);
    }
  }

  /** Never throws. A message that alone cannot be stored must not keep the others from it: halves until it is found. */
  async #store(entries: readonly Examined[]): Promise<void> {
    try {
      const outcome = await this.#retry(() => this.#committer.commit(entries), entries.length);
      if (outcome !== null) {
        this.#aftermath.follow(entries, outcome);
        return;
      }
      this.#metrics.ingestDropped.inc(entries.length);
      for (const { arrived } of entries) arrived.answered?.(null);
    } catch (error) {
      this.#histories.clear();
      const half = Math.ceil(entries.length / 2);
      if (entries.length > 1) {
        await this.#store(entries.slice(0, half));
        await this.#store(entries.slice(half));
        return;
      }
      await this.#giveUp(entries[0], error);
    }
  }

  async #giveUp(entry: Examined | undefined, error: unknown): Promise<void> {
    if (!entry) return;
    this.#log.error({ err: error, topic: entry.arrived.topic }, 'a punch message could not be stored');
    if (entry.kind === 'rejected') {
      this.#metrics.ingestDropped.inc();
      entry.arrived.answered?.(null);
      return;
    }
    const { arrived, message } = entry;
    const detail = `the database refused it: ${codeOfError(error) ?? 'no code'}`;
    const rejection = { reason: 'unstorable', detail } as const;
    await this.#store([{ kind: 'rejected', arrived, rejection, terminal: message.terminal }]);
  }

  /** Repeats work that is safe to repeat while the database is away; null when that took too long. Other errors pass. */
  async #retry<T>(work: () => Promise<T>, messages = 1): Promise<T | null> {
    const startedMs = performance.now();
    for (let waitMs = RETRY_START_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
      try {
        const done = await work();
        this.#tellAway(false);
        return done;
      } catch (error) {
        if (!isUnavailable(error) && !isConflict(error)) throw error;
        // Nobody knows whether a commit happened whose answer was lost.
        this.#histories.clear();
        this.#tellAway(true, error);
        const tooLong = performance.now() - startedMs > RETRY_FOR_MS || this.#stopping.signal.aborted;
        if (tooLong) {
          this.#log.warn({ messages }, 'messages given up without receipt; their terminals send them again');
          return null;
        }
        await delay(waitMs);
      }
    }
  }

  #tellAway(isAway: boolean, error?: unknown): void {
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    if (isAway) this.#log.warn({ err: error }, 'database away, punches wait');
    else this.#log.info('database back, punches are stored again');
  }
}
