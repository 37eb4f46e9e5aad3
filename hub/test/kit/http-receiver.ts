import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A request as it came in. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Answers one request; the default is 204. */
export type Behaviour = (response: ServerResponse, received: Received) => void;

const WAIT_MS_MAX = 15_000;

/** A system outside that listens on loopback, in clear, and does as it is told. */
export class HttpReceiver {
  readonly received: Received[] = [];
  behaviour: Behaviour = response => response.writeHead(204).end();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received = { headers: request.headers, body: Buffer.concat(chunks).toString() };
        this.received.push(received);
        this.behaviour(response, received);
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path = '/hook'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Answers everything with this status from now on. */
  answers(status: number, headers: Record<string, string> = {}, body = ''): void {
    this.behaviour = response => response.writeHead(status, headers).end(body);
  }

  /** Resolves when so many requests have come in. */
  async until(count: number): Promise<void> {
    await untilTrue(() => this.received.length >= count, `${count} requests, ${this.received.length} came`);
  }
}

/** Waits for what somebody else does. */
export async function untilTrue(found: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpMs = Date.now() + WAIT_MS_MAX;
  while (!(await found())) {
    if (Date.now() > giveUpMs) throw new Error(`waited in vain for ${what}`);
    await delay(10);
  }
}
