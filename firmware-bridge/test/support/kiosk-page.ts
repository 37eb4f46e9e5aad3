import {
  type KioskClientMessage,
  type KioskHealth,
  type KioskScreen,
  KioskServerMessage,
} from '@tapclock/contracts';
import { WebSocket } from 'ws';
import { until } from './until.ts';

type ScreenName = KioskScreen['screen'];

/**
 * The touch screen: hears everything the bridge tells it, and checks that it is what was agreed. Comes back by itself when it is cut off, as the
 * real one does: stretched time lets the bridge's pings look unanswered.
 */
export class KioskPage {
  readonly screens: KioskScreen[] = [];
  health: KioskHealth | null = null;
  /** Where it was opened last. */
  port = 0;
  private socket: WebSocket | null = null;

  async open(port: number): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/kiosk`);
    this.socket = socket;
    this.port = port;
    socket.on('message', data => {
      const message = KioskServerMessage.parse(JSON.parse(String(data)));
      if (message.type === 'screen') this.screens.push(message.screen);
      if (message.type === 'health') this.health = message.health;
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.on('close', () => this.comeBack(socket, port));
    await until(() => this.screens.length > 0, 'the bridge greets the page');
  }

  close(): void {
    const { socket } = this;
    this.socket = null;
    socket?.terminate();
  }

  private comeBack(lost: WebSocket, port: number): void {
    if (this.socket !== lost) return;
    this.open(port).catch(() => {
      // The bridge is down; the test opens a new page with the next one.
      this.socket = null;
    });
  }

  send(message: KioskClientMessage): void {
    this.socket?.send(JSON.stringify(message));
  }

  now(): KioskScreen {
    const screen = this.screens.at(-1);
    if (screen === undefined) throw new Error('no screen yet');
    return screen;
  }

  /** The screen, once it is this one (and the claim about it holds). */
  async shows<Name extends ScreenName>(
    name: Name,
    claim: (screen: Extract<KioskScreen, { screen: Name }>) => boolean = () => true,
  ): Promise<Extract<KioskScreen, { screen: Name }>> {
    const isIt = (screen: KioskScreen): screen is Extract<KioskScreen, { screen: Name }> =>
      screen.screen === name;
    let found: Extract<KioskScreen, { screen: Name }> | null = null;
    await until(
      () => {
        const screen = this.now();
        found = isIt(screen) && claim(screen) ? screen : null;
        return found !== null;
      },
      `the screen shows ${name}; it shows ${JSON.stringify(this.now())}`,
    );
    if (found === null) throw new Error('unreachable');
    return found;
  }
}
