import type { Board, BoardChange, LiveServerMessage } from '@tapclock/contracts';
import { LiveServerMessage as Message } from '@tapclock/contracts';
import { WebSocket } from 'ws';

/** A dashboard: applies what it hears to its board, as the real one does. */
export class LiveSocket {
  readonly messages: LiveServerMessage[] = [];
  board: Board | null = null;
  cursor: string | null = null;
  closed: { code: number } | null = null;
  readonly #socket: WebSocket;
  #waiting: { found: () => boolean; resolve: () => void }[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', data => {
      const message = Message.parse(JSON.parse(String(data)));
      this.messages.push(message);
      this.#apply(message);
      this.#look();
    });
    socket.on('close', code => {
      this.closed = { code };
      this.#look();
    });
  }

  static async open(httpPort: number, headers: Record<string, string> = {}): Promise<LiveSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${httpPort}/api/v1/live`, { headers });
    const live = new LiveSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return live;
  }

  hello(token: string): void {
    this.send({ type: 'hello', token });
  }

  subscribe(site: string, after?: string): void {
    this.send(after === undefined ? { type: 'subscribe', site } : { type: 'subscribe', site, after });
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  person(employee: string) {
    return this.board?.people.find(person => person.employee === employee);
  }

  async until(found: () => boolean): Promise<void> {
    if (found()) return;
    await new Promise<void>(resolve => this.#waiting.push({ found, resolve }));
  }

  close(): void {
    this.#socket.terminate();
  }

  #look(): void {
    this.#waiting = this.#waiting.filter(wait => {
      if (!wait.found()) return true;
      wait.resolve();
      return false;
    });
  }

  #apply(message: LiveServerMessage): void {
    if (message.type === 'error') return;
    this.cursor = message.cursor;
    if (message.type === 'snapshot') this.board = message.board;
    if (message.type === 'delta') for (const change of message.changes) this.#change(change);
  }

  #change(change: BoardChange): void {
    const { board } = this;
    if (!board) return;
    switch (change.kind) {
      case 'person':
        board.people = [
          ...board.people.filter(person => person.employee !== change.person.employee),
          change.person,
        ];
        break;
      case 'terminal':
        board.terminals = [
          ...board.terminals.filter(terminal => terminal.terminal !== change.terminal.terminal),
          change.terminal,
        ];
        break;
      case 'gone':
        board.people = board.people.filter(person => person.employee !== change.employee);
        break;
      case 'unknown-badge':
        board.unknownBadges = [
          change.badge,
          ...board.unknownBadges.filter(badge => badge.punchId !== change.badge.punchId),
        ];
    }
  }
}
