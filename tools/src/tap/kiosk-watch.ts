import { type KioskHealth, type KioskScreen, KioskServerMessage } from '@tapclock/contracts';
import { WebSocket } from 'ws';

/** Screens of one tap are few; more than this means that something else is going on at the kiosk. */
const SCREENS_MAX = 200;

export interface SeenScreen {
  /** Milliseconds from the tap to this screen; negative for what was there before. */
  afterMs: number;
  screen: KioskScreen;
}

/** Watches a running kiosk the way its page does. */
export class KioskWatch {
  readonly #socket: WebSocket;
  readonly #seen: SeenScreen[] = [];
  readonly #wakers = new Set<() => void>();
  #health: KioskHealth | null = null;
  #terminal: string | null = null;
  #zeroMs = performance.now();
  #closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', data => this.#receive(String(data)));
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
    socket.on('error', () => socket.terminate());
  }

  /** Connects and waits for the kiosk's first words. Throws when nothing answers at `kioskUrl`. */
  static async open(kioskUrl: string, deadlineMs: number): Promise<KioskWatch> {
    const socket = new WebSocket(`${kioskUrl.replace(/^http/, 'ws')}/kiosk`, {
      handshakeTimeout: deadlineMs,
    });
    const watch = new KioskWatch(socket);
    await watch.until(
      () => watch.#terminal !== null && watch.#health !== null && watch.#seen.length > 0,
      deadlineMs,
    );
    return watch;
  }

  get seen(): readonly SeenScreen[] {
    return this.#seen;
  }

  get health(): KioskHealth | null {
    return this.#health;
  }

  get terminal(): string | null {
    return this.#terminal;
  }

  /** Counts `afterMs` from now on. */
  startClock(): void {
    this.#zeroMs = performance.now();
  }

  choose(visit: number, action: string): void {
    this.#socket.send(JSON.stringify({ type: 'choose', visit, action }));
  }

  /** Resolves with true once the condition holds (asked after each message), with false at the deadline. */
  async until(condition: () => boolean, deadlineMs: number): Promise<boolean> {
    const end = performance.now() + deadlineMs;
    while (!condition()) {
      if (this.#closed) throw new Error('the kiosk closed the connection');
      const leftMs = end - performance.now();
      if (leftMs <= 0) return false;
      await this.#nextMessage(leftMs);
    }
    return true;
  }

  close(): void {
    this.#socket.terminate();
  }

  #nextMessage(withinMs: number): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wakers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.#wakers.add(done);
    });
  }

  #receive(text: string): void {
    const message = KioskServerMessage.parse(JSON.parse(text));
    if (message.type === 'hello') this.#terminal = message.terminal;
    else if (message.type === 'health') this.#health = message.health;
    else if (message.type === 'screen' && this.#seen.length < SCREENS_MAX) {
      this.#seen.push({
        afterMs: Math.round((performance.now() - this.#zeroMs) * 10) / 10,
        screen: message.screen,
      });
    }
    this.#wake();
  }

  #wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }
}
