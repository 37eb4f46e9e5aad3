import { WebSocket } from 'ws';

/** What the bench reads of a kiosk message; parsing more would be measured with it. */
interface ScreenMessage {
  type: string;
  screen?: { screen: string; visit?: number; proposed?: string; receipt?: string };
  health?: { link: string; kept: number };
}

export interface Seen {
  screen: string;
  visit: number;
  receipt: string;
  atMs: number;
}

const ANSWER_DEADLINE_MS = 5_000;

/** A kiosk page with an infinitely fast finger: presses the proposed action the moment the card is there. */
export class KioskClient {
  readonly #socket: WebSocket;
  #onScreen: (seen: Seen) => void = () => undefined;
  #lastVisit = 0;
  link = 'offline';
  kept = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', data => this.#receive(String(data), performance.now()));
  }

  static async open(kioskUrl: string): Promise<KioskClient> {
    const socket = new WebSocket(`${kioskUrl.replace(/^http/, 'ws')}/kiosk`);
    const client = new KioskClient(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  /**
   * Calls `write` and resolves with the first screen that ends the tap (recorded, unknown badge, already recorded, refused), with
   * the moment it arrived. Rejects when none comes.
   */
  tap(write: () => void): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error('the kiosk did not answer a tap within 5 s')),
        ANSWER_DEADLINE_MS,
      );
      const after = this.#lastVisit;
      this.#onScreen = seen => {
        if (seen.visit <= after) return;
        clearTimeout(late);
        this.#onScreen = () => undefined;
        resolve(seen);
      };
      write();
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(text: string, atMs: number): void {
    const { type, screen, health }: ScreenMessage = JSON.parse(text);
    if (type === 'health' && health) {
      this.link = health.link;
      this.kept = health.kept;
    }
    if (type !== 'screen' || !screen || screen.visit === undefined) return;
    if (screen.screen === 'card') {
      this.#socket.send(JSON.stringify({ type: 'choose', visit: screen.visit, action: screen.proposed }));
      return;
    }
    const { visit } = screen;
    this.#onScreen({ screen: screen.screen, visit, receipt: screen.receipt ?? '', atMs });
    this.#lastVisit = Math.max(this.#lastVisit, visit);
  }
}
