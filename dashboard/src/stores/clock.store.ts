import { type ReadonlySignal, signal } from '@preact/signals';
import { type ClockAnchor, hubNow } from '../domain/hub-clock.ts';

/** How often states are derived anew without news: a person turns missing at most this late. */
export const DERIVE_EVERY_MS = 10_000;

/** The hub's time as the board knows it; null before the first message. Epoch milliseconds. */
export interface ClockStore {
  /** Moves every second: for the clock on the wall only. */
  readonly secondMs: ReadonlySignal<number | null>;
  /** Moves with each message and every ten seconds: states are derived from it. */
  readonly nowMs: ReadonlySignal<number | null>;
  /** This machine's monotonic clock at the last tick. */
  readonly monotonicMs: ReadonlySignal<number>;
  /** Monotonic time of this very moment. */
  monotonic(): number;
  /** Takes the hub's time from a message that has just arrived. */
  anchor(at: string): void;
  /** Moves the clock on; called once a second. */
  tick(): void;
}

export function createClockStore(monotonic: () => number): ClockStore {
  const secondMs = signal<number | null>(null);
  const nowMs = signal<number | null>(null);
  const monotonicMs = signal(monotonic());
  let known: ClockAnchor | null = null;
  const move = () => {
    monotonicMs.value = monotonic();
    if (!known) return null;
    const exact = hubNow(known, monotonicMs.value);
    secondMs.value = Math.floor(exact / 1000) * 1000;
    return exact;
  };
  return {
    secondMs,
    nowMs,
    monotonicMs,
    monotonic,
    anchor: at => {
      known = { hubMs: Date.parse(at), monotonicMs: monotonic() };
      nowMs.value = move();
    },
    tick: () => {
      const exact = move();
      if (exact !== null && exact - (nowMs.value ?? 0) >= DERIVE_EVERY_MS) nowMs.value = exact;
    },
  };
}
