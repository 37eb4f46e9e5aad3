import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest that other requests wait for a long computation. */
const TURN_MS_MAX = 20;

/** Cuts a long computation into turns, between which the process does everything else. */
export class Breather {
  #sinceMs = performance.now();

  /** Returns at once, or after the turns of others when this one has been long. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#sinceMs < TURN_MS_MAX) return;
    await nextTurn();
    this.#sinceMs = performance.now();
  }
}
