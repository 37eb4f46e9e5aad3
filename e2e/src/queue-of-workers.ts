import { setTimeout as delay } from 'node:timers/promises';
import { type TapResult, tapBadge } from '@tapclock/tools';

/** Longer than the window in which a second tap of the same person counts as a mistake. */
const SAME_PERSON_EVERY_MS = 10_500;

export interface Badge {
  printed: string;
  version: string;
}

/** People who tap one after the other and press the proposed button, whatever happens behind the screen. */
export class QueueOfWorkers {
  readonly #kioskUrl: string;
  readonly #badges: readonly Badge[];
  readonly #shown: string[] = [];
  #refused = 0;
  #going = true;
  readonly #done: Promise<void>;

  constructor(kioskUrl: string, badges: readonly Badge[]) {
    this.#kioskUrl = kioskUrl;
    this.#badges = badges;
    this.#done = this.#run();
  }

  /** Receipt codes of every screen that said "recorded". */
  get shown(): readonly string[] {
    return this.#shown;
  }

  /** Taps that met a bridge that was down. */
  get refused(): number {
    return this.#refused;
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let turn = 0; this.#going; turn += 1) {
      const badge = this.#badges[turn % this.#badges.length];
      if (badge === undefined) return;
      await Promise.all([this.#tap(badge), delay(SAME_PERSON_EVERY_MS / this.#badges.length)]);
    }
  }

  async #tap({ printed, version }: Badge): Promise<void> {
    let result: TapResult;
    try {
      result = await tapBadge({
        kioskUrl: this.#kioskUrl,
        badge: printed,
        version: Number(version),
        action: 'proposed',
        waitForReceipt: false,
      });
    } catch {
      // The bridge is down: the worker sees a dark screen and taps again, which is what the next turn does.
      this.#refused += 1;
      return;
    }
    if (result.receipt !== null) this.#shown.push(result.receipt.code);
  }
}
