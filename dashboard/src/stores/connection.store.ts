import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { ClockStore } from './clock.store.ts';

/** A gap shorter than this is nobody's business: the line is back before anyone could read about it. */
export const LOST_NOTICE_AFTER_MS = 1500;

export type ConnectionPhase = 'connecting' | 'live' | 'lost';

/** How true the board is. */
export interface ConnectionStore {
  readonly phase: ReadonlySignal<ConnectionPhase>;
  /** Tries since the line was last up. */
  readonly attempts: ReadonlySignal<number>;
  /** Hub's time of the last message, epoch milliseconds; null before the first. */
  readonly heardAtMs: ReadonlySignal<number | null>;
  /** Stable code of the hub's refusal, such as an unknown site; null when there is none. */
  readonly refusal: ReadonlySignal<string | null>;
  /** The line has been down for long enough to say so. */
  readonly isNoticeable: ReadonlySignal<boolean>;
  connecting(): void;
  heard(at: string): void;
  lost(): void;
  refused(code: string): void;
  /** Another site: nothing was heard from it yet. */
  forget(): void;
}

export function createConnectionStore(clock: ClockStore): ConnectionStore {
  const phase = signal<ConnectionPhase>('connecting');
  const attempts = signal(0);
  const heardAtMs = signal<number | null>(null);
  const refusal = signal<string | null>(null);
  const downSinceMonotonicMs = signal<number | null>(null);
  const goDown = (next: ConnectionPhase) => {
    phase.value = next;
    downSinceMonotonicMs.value ??= clock.monotonic();
  };
  return {
    phase,
    attempts,
    heardAtMs,
    refusal,
    isNoticeable: computed(() => {
      const sinceMs = downSinceMonotonicMs.value;
      return (
        attempts.value > 0 && sinceMs !== null && clock.monotonicMs.value - sinceMs >= LOST_NOTICE_AFTER_MS
      );
    }),
    connecting: () => goDown('connecting'),
    heard: at => {
      phase.value = 'live';
      attempts.value = 0;
      refusal.value = null;
      downSinceMonotonicMs.value = null;
      heardAtMs.value = Date.parse(at);
    },
    lost: () => {
      attempts.value += 1;
      goDown('lost');
    },
    refused: code => {
      refusal.value = code;
    },
    forget: () => {
      attempts.value = 0;
      refusal.value = null;
      heardAtMs.value = null;
      downSinceMonotonicMs.value = null;
    },
  };
}
