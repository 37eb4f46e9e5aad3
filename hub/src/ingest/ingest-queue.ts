/** Most messages and bytes that have arrived and are not settled. Beyond, the handler holds its connection back (R11). */
export const QUEUE_MESSAGES_MAX = 20_000;
export const QUEUE_BYTES_MAX = 64 * 1024 * 1024;

interface Slot<T> {
  bytes: number;
  punches: number;
  value: T | undefined;
}

/** Handed out at arrival; says later what became of the message. */
export interface Ticket<T> {
  /** The message was examined and waits to be stored. */
  ready(value: T, punches: number): void;
  /** The message is given up. */
  drop(): void;
}

/**
 * Messages in order of arrival. They become ready in any order, since they are verified side by side, but leave in order: a
 * terminal's second batch stored before its first would look like a hole.
 */
export class IngestQueue<T> {
  readonly #limits: { messages: number; bytes: number };
  #slots: Slot<T>[] = [];
  #bytes = 0;
  #readyPunches = 0;
  #room: (() => void)[] = [];
  #onReady: (() => void) | null = null;

  constructor(limits = { messages: QUEUE_MESSAGES_MAX, bytes: QUEUE_BYTES_MAX }) {
    this.#limits = limits;
  }

  get messages(): number {
    return this.#slots.length;
  }

  /** Punches that are examined and wait. */
  get punches(): number {
    return this.#readyPunches;
  }

  /** Takes a message in; also beyond the limits, since it is here already: `room` is what holds the next one back. */
  push(bytes: number): Ticket<T> {
    const slot: Slot<T> = { bytes, punches: 0, value: undefined };
    this.#slots.push(slot);
    this.#bytes += bytes;
    return {
      ready: (value, punches) => {
        slot.value = value;
        slot.punches = punches;
        this.#readyPunches += punches;
        if (this.#slots[0] === slot) this.#onReady?.();
      },
      drop: () => {
        const at = this.#slots.indexOf(slot);
        if (at < 0) return;
        this.#slots.splice(at, 1);
        this.#left(slot);
        if (at === 0 && this.#slots[0]?.value !== undefined) this.#onReady?.();
      },
    };
  }

  /** Undefined while there is room, else a promise of it. */
  room(): Promise<void> | undefined {
    if (!this.#isFull()) return undefined;
    return new Promise(resolve => this.#room.push(resolve));
  }

  /** The ready messages at the front, up to so many punches, at least one. Empty when the front is not ready. */
  take(punchesMax: number): T[] {
    const taken: T[] = [];
    let punches = 0;
    let count = 0;
    for (const slot of this.#slots) {
      if (slot.value === undefined || (count > 0 && punches + slot.punches > punchesMax)) break;
      taken.push(slot.value);
      punches += slot.punches;
      count += 1;
      this.#left(slot);
    }
    this.#slots.splice(0, count);
    this.#readyPunches -= punches;
    this.#releaseRoom();
    return taken;
  }

  /** Resolves when `take` would give something. */
  whenReady(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#slots[0]?.value !== undefined) return Promise.resolve();
    return new Promise(resolve => {
      const done = () => {
        this.#onReady = null;
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#onReady = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #left(slot: Slot<T>): void {
    this.#bytes -= slot.bytes;
    this.#releaseRoom();
  }

  #isFull(): boolean {
    return this.#slots.length >= this.#limits.messages || this.#bytes >= this.#limits.bytes;
  }

  #releaseRoom(): void {
    if (this.#room.length === 0 || this.#isFull()) return;
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }
}
