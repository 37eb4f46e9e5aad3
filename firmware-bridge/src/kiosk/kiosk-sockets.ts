import { KioskClientMessage, type KioskServerMessage } from '@tapclock/contracts';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Cancel, Logger, Timers } from '../platform/index.ts';

/** Screens of one kiosk: the page itself, one behind it while it updates, somebody's browser for service. More are turned away. */
export const SOCKETS_MAX = 8;
export const CLIENT_MESSAGE_BYTES_MAX = 1024;
/** A page that takes in nothing until this much waits is cut off; it comes back and gets the whole truth again. */
const BUFFERED_BYTES_MAX = 256 * 1024;
const PING_EVERY_MS = 15_000;

interface KioskSocketsDeps {
  timers: Timers;
  log: Logger;
  /** The messages a new page gets at once. */
  greeting(): KioskServerMessage[];
  onMessage(message: KioskClientMessage): void;
}

/** The WebSocket side of the kiosk: every page gets every message, the moment it is true. */
export class KioskSockets {
  readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: CLIENT_MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  });
  private readonly awaitingPong = new Set<WebSocket>();
  private cancelPing: Cancel = () => undefined;

  constructor(private readonly deps: KioskSocketsDeps) {
    this.server.on('connection', socket => this.welcome(socket));
  }

  start(): void {
    this.cancelPing = this.deps.timers.after(PING_EVERY_MS, () => this.ping());
  }

  isFull(): boolean {
    return this.server.clients.size >= SOCKETS_MAX;
  }

  broadcast(message: KioskServerMessage): void {
    const text = JSON.stringify(message);
    for (const socket of this.server.clients) this.send(socket, text);
  }

  stop(): void {
    this.cancelPing();
    for (const socket of this.server.clients) socket.terminate();
    this.server.close();
  }

  private welcome(socket: WebSocket): void {
    for (const message of this.deps.greeting()) this.send(socket, JSON.stringify(message));
    socket.on('message', data => this.receive(String(data)));
    socket.on('pong', () => this.awaitingPong.delete(socket));
    socket.on('close', () => this.awaitingPong.delete(socket));
    socket.on('error', error =>
      this.deps.log.warn({ reason: error.message }, 'kiosk page broke the protocol'),
    );
  }

  private receive(text: string): void {
    const message = KioskClientMessage.safeParse(readJson(text));
    if (message.success) this.deps.onMessage(message.data);
    // Without the text: it may hold a PIN.
    else this.deps.log.warn('kiosk page sent something else than agreed');
  }

  private send(socket: WebSocket, text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) socket.terminate();
    else socket.send(text);
  }

  private ping(): void {
    for (const socket of this.server.clients) {
      if (this.awaitingPong.has(socket)) socket.terminate();
      else {
        this.awaitingPong.add(socket);
        socket.ping();
      }
    }
    this.start();
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
