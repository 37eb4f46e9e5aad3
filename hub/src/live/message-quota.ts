/** Messages that one client may send within a window: each costs a look at a session or a read of a board. */
export const MESSAGES_MAX = 30;
const WINDOW_MS = 60_000;

/** Counts one client's messages. */
export class MessageQuota {
  #windowFromMs = Number.NEGATIVE_INFINITY;
  #taken = 0;

  /** False when there were too many in this window. */
  take(nowMs: number): boolean {
    if (nowMs - this.#windowFromMs >= WINDOW_MS) {
      this.#windowFromMs = nowMs;
      this.#taken = 0;
    }
    this.#taken += 1;
    return this.#taken <= MESSAGES_MAX;
  }
}
