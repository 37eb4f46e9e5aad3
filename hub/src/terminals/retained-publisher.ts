import type { Log } from '../platform/logging/logger.ts';
import type { BrokerLink } from '../platform/mqtt/broker-link.ts';

/** People read and published in one go. */
const CHUNK = 200;
/** Publishes of a chunk that wait for the broker at once. */
const IN_FLIGHT = 32;
const RETRY_MS = 1_000;

export interface Retained {
  topic: string;
  /** Empty: the broker forgets what it kept. */
  payload: string;
}

export interface RetainedPublisherOptions {
  name: string;
  link: BrokerLink;
  log: Log;
  /** What is to be kept for these people now. */
  load: (employees: readonly string[]) => Promise<Retained[]>;
  /** Everybody, in chunks. */
  everybody: () => AsyncIterable<readonly string[]>;
}

/**
 * Keeps one retained message per person at the broker. Marked people are published in their latest state, so a slow broker
 * makes it skip states, never queue them. What cannot be published is not kept: everything comes again with the next session.
 */
export class RetainedPublisher {
  readonly #options: RetainedPublisherOptions;
  readonly #marked = new Set<string>();
  #all = false;
  #running: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: RetainedPublisherOptions) {
    this.#options = options;
  }

  mark(employees: readonly string[]): void {
    for (const employee of employees) this.#marked.add(employee);
    this.#wake();
  }

  markAll(): void {
    this.#all = true;
    this.#wake();
  }

  /** Resolves when nothing is marked. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#marked.clear();
    await this.#running;
  }

  #wake(): void {
    if (this.#stopped || this.#running || this.#retry) return;
    if (!this.#all && this.#marked.size === 0) return;
    // Without a session it would only be refused; the next one begins with everything.
    if (!this.#options.link.connected) {
      this.#marked.clear();
      this.#all = false;
      return;
    }
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#options.log.warn({ err: error, publisher: this.#options.name }, 'retained messages wait');
        this.#retry = setTimeout(() => {
          this.#retry = null;
          this.#wake();
        }, RETRY_MS);
        this.#retry.unref();
      })
      .finally(() => {
        this.#running = null;
        // Marked after the last look and before this turn.
        this.#wake();
      });
  }

  async #run(): Promise<void> {
    while (!this.#stopped && (this.#all || this.#marked.size > 0)) {
      if (this.#all) {
        this.#all = false;
        try {
          for await (const employees of this.#options.everybody()) {
            for (const employee of employees) this.#marked.add(employee);
            await this.#drain();
          }
        } catch (error) {
          this.#all = true;
          throw error;
        }
      }
      await this.#drain();
    }
  }

  async #drain(): Promise<void> {
    while (!this.#stopped && this.#marked.size > 0) {
      const chunk = [...this.#marked].slice(0, CHUNK);
      for (const employee of chunk) this.#marked.delete(employee);
      let messages: Retained[];
      try {
        messages = await this.#options.load(chunk);
      } catch (error) {
        for (const employee of chunk) this.#marked.add(employee);
        throw error;
      }
      for (let at = 0; at < messages.length; at += IN_FLIGHT) {
        await Promise.all(messages.slice(at, at + IN_FLIGHT).map(message => this.#publish(message)));
      }
    }
  }

  async #publish({ topic, payload }: Retained): Promise<void> {
    try {
      await this.#options.link.publish(topic, payload, { retain: true });
    } catch (error) {
      this.#options.log.debug(
        { err: error, publisher: this.#options.name },
        'retained message not published',
      );
    }
  }
}
