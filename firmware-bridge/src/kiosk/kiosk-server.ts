import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KioskClientMessage, KioskServerMessage } from '@tapclock/contracts';
import type { Logger, Timers } from '../platform/index.ts';
import { isFromThisMachine } from './door.ts';
import { KioskSockets } from './kiosk-sockets.ts';
import { serveFile } from './static-files.ts';
import { VirtualTap, type VirtualTapAnswer } from './virtual-tap.ts';

const BODY_BYTES_MAX = 4096;
const REQUEST_TIMEOUT_MS = 10_000;

export interface KioskServerDeps {
  timers: Timers;
  log: Logger;
  greeting(): KioskServerMessage[];
  onMessage(message: KioskClientMessage): void;
  health(): { status: 'ok' | 'degraded' | 'failed' };
  /** Null when no virtual reader is configured: then the route does not exist. */
  tap: ((tap: VirtualTap) => VirtualTapAnswer) | null;
}

/**
 * HTTP and WebSocket for the touch screen of this machine: the page's files, `/kiosk`, `/health` and, for machines without a reader,
 * `/virtual-reader/tap`. Every request has to come from a page of this machine.
 */
export class KioskServer {
  private readonly sockets: KioskSockets;
  private readonly server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    this.answer(request, response).catch((error: unknown) => this.failed(response, error));
  });

  constructor(
    private readonly options: { host: string; port: number; staticDir: string | null },
    private readonly deps: KioskServerDeps,
  ) {
    this.sockets = new KioskSockets(deps);
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  /** Resolves with the port once it listens; rejects when the port is taken. */
  async start(): Promise<number> {
    const { host, port } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.sockets.start();
    return (this.server.address() as AddressInfo).port;
  }

  broadcast(message: KioskServerMessage): void {
    this.sockets.broadcast(message);
  }

  async stop(): Promise<void> {
    this.sockets.stop();
    if (!this.server.listening) return;
    await new Promise<void>(resolve => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isFromThisMachine(request.headers)) return reply(response, 403, { error: 'not from this machine' });
    const urlPath = pathOf(request);
    if (urlPath === null) return reply(response, 400, { error: 'no such path' });
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (urlPath === '/virtual-reader/tap') return this.virtualTap(request, response);
    if (!isRead) return reply(response, 405, { error: 'only GET here' });
    if (urlPath === '/health') {
      const health = this.deps.health();
      return reply(response, health.status === 'failed' ? 503 : 200, health);
    }
    const { staticDir } = this.options;
    const isHead = request.method === 'HEAD';
    if (staticDir !== null && (await serveFile(response, { directory: staticDir, urlPath, isHead }))) return;
    reply(response, 404, { error: urlPath === '/' ? 'the kiosk page is not built' : 'no such file' });
  }

  private async virtualTap(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { tap } = this.deps;
    if (tap === null) return reply(response, 404, { error: 'no virtual reader is configured' });
    if (request.method !== 'POST') return reply(response, 405, { error: 'only POST here' });
    // A form of a foreign page cannot send this type without asking first.
    if (!request.headers['content-type']?.startsWith('application/json'))
      return reply(response, 415, { error: 'send application/json' });
    const body = await readBody(request);
    const wanted = body === null ? null : VirtualTap.safeParse(parseJson(body));
    if (wanted === null) return reply(response, 413, { error: `body over ${BODY_BYTES_MAX} bytes` });
    if (!wanted.success)
      return reply(response, 400, {
        error: 'wants {badge, version?, reader?, holdMs?}; badge: 10 digits or 10 hex',
      });
    const answer = tap(wanted.data);
    reply(response, { presented: 202, 'no-reader': 404, 'no-such-badge': 400 }[answer.kind], answer);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const urlPath = pathOf(request);
    const refusal = !isFromThisMachine(request.headers)
      ? '403 Forbidden'
      : urlPath !== '/kiosk'
        ? '404 Not Found'
        : this.sockets.isFull()
          ? '503 Service Unavailable'
          : null;
    socket.on('error', error => this.deps.log.debug({ reason: error.message }, 'kiosk socket error'));
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
      return;
    }
    const { server } = this.sockets;
    server.handleUpgrade(request, socket, head, page => server.emit('connection', page, request));
  }

  private failed(response: ServerResponse, error: unknown): void {
    // The page went away in the middle of a file: nobody is left to answer.
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    this.deps.log.error({ err: error }, 'kiosk request failed');
    reply(response, 500, { error: 'internal error' });
  }
}

function pathOf({ url = '/' }: IncomingMessage): string | null {
  return URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : null;
}

function reply(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

/** Null when it is longer than allowed. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.byteLength;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
