import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchTerminal, Message } from './bench-terminal.ts';
import { Publisher } from './publisher.ts';

/** Broker and consumer as processes of their own, as one would run them. */
export class NaiveConsumer {
  readonly #children: ChildProcess[];
  readonly #port: number;
  #onInserted: (total: number) => void = () => undefined;
  #total = 0;

  private constructor(children: ChildProcess[], port: number) {
    this.#children = children;
    this.#port = port;
    children[1]?.on('message', message => {
      if (!hasNumber(message, 'inserted')) return;
      this.#total = message.inserted;
      this.#onInserted(message.inserted);
    });
  }

  static async start(databaseUrl: string): Promise<NaiveConsumer> {
    const broker = fork(fileURLToPath(import.meta.resolve('./naive-broker.js')));
    const port = await firstMessage(broker);
    if (!hasNumber(port, 'port')) throw new Error('the naive broker did not start');
    const script = fileURLToPath(import.meta.resolve('./naive-consumer.js'));
    const consumer = fork(script, [String(port.port), databaseUrl]);
    await firstMessage(consumer);
    return new NaiveConsumer([broker, consumer], port.port);
  }

  /** Publishes everything and waits until the consumer has inserted it. Returns messages per second. */
  async rate(
    loads: readonly { terminal: BenchTerminal; messages: readonly Message[] }[],
    window: number,
  ): Promise<number> {
    const publishers = await Promise.all(
      loads.map(({ terminal }) =>
        Publisher.open({
          port: this.#port,
          login: { clientId: terminal.id, username: terminal.id, password: 'any' },
          receiptTopic: null,
          window,
        }),
      ),
    );
    const count = loads.reduce((sum, { messages }) => sum + messages.length, 0);
    const wanted = this.#total + count;
    const all = new Promise<void>(resolve => {
      this.#onInserted = total => {
        if (total >= wanted) resolve();
      };
    });
    const start = performance.now();
    await Promise.all(publishers.map((publisher, index) => publisher.send(loads[index]?.messages ?? [])));
    await all;
    const seconds = (performance.now() - start) / 1000;
    for (const publisher of publishers) publisher.close();
    return count / seconds;
  }

  async stop(): Promise<void> {
    for (const child of this.#children) {
      const gone = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  }
}

function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', code => reject(new Error(`a part of the naive consumer ended (${code})`)));
  });
}

function hasNumber<K extends string>(message: unknown, key: K): message is Record<K, number> {
  return typeof message === 'object' && message !== null && typeof Reflect.get(message, key) === 'number';
}
