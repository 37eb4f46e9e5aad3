import { batch } from '@preact/signals';
import type { KioskStore } from '../stores/kiosk.store.ts';

const TICK_MS = 250;

/** Moves the store's clocks on. The wall clock changes on the second, not up to a tick later. */
export function startClock(store: KioskStore, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout>;
  const tick = () => {
    const wallMs = Date.now();
    batch(() => {
      store.nowMs.value = performance.now();
      const second = wallMs - (wallMs % 1_000);
      if (second !== store.wallMs.peek()) store.wallMs.value = second;
    });
    timer = setTimeout(tick, TICK_MS - (wallMs % TICK_MS) + 2);
  };
  tick();
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}
