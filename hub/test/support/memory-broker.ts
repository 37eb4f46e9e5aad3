import type { BrokerHandler, BrokerLink } from '../../src/platform/mqtt/broker-link.ts';

export interface PublishedMessage {
  topic: string;
  payload: string;
  retain: boolean;
}

/** A broker without a network: tests deliver messages and see what was published. */
export class MemoryBroker implements BrokerLink {
  connected = true;
  readonly published: PublishedMessage[] = [];
  readonly #handlers: { filter: string; handler: BrokerHandler }[] = [];
  readonly #ready: (() => void)[] = [];
  #waiters: { count: number; matches: (message: PublishedMessage) => boolean; resolve: () => void }[] = [];

  async start(): Promise<void> {
    for (const handler of this.#ready) handler();
  }

  async stop(): Promise<void> {
    this.connected = false;
  }

  subscribe(filter: string, handler: BrokerHandler): void {
    this.#handlers.push({ filter, handler });
  }

  onReady(handler: () => void): void {
    this.#ready.push(handler);
  }

  admit(): void {
    // Nobody connects to it.
  }

  async publish(topic: string, payload: string, options: { retain?: boolean } = {}): Promise<void> {
    if (!this.connected) throw new Error('no connection');
    this.published.push({ topic, payload, retain: options.retain ?? false });
    this.#waiters = this.#waiters.filter(waiter => {
      if (this.published.filter(waiter.matches).length < waiter.count) return true;
      waiter.resolve();
      return false;
    });
  }

  /** As if a terminal had published; the promise is the back-pressure, not the storing. */
  async deliver(topic: string, payload: string | Buffer, receivedAtMs = Date.now()): Promise<void> {
    for (const { filter, handler } of this.#handlers) {
      if (matches(filter, topic)) await handler({ topic, payload: Buffer.from(payload), receivedAtMs });
    }
  }

  /** Resolves when so many messages that match were published. */
  async whenPublished(
    count: number,
    matches: (message: PublishedMessage) => boolean,
  ): Promise<PublishedMessage[]> {
    if (this.published.filter(matches).length < count) {
      await new Promise<void>(resolve => this.#waiters.push({ count, matches, resolve }));
    }
    return this.published.filter(matches);
  }
}

function matches(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  return (
    wanted.length === levels.length &&
    wanted.every((level, index) => level === '+' || level === levels[index])
  );
}
