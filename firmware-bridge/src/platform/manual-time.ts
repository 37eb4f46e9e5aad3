import type { Clock } from './clock.ts';
import type { Timers } from './timers.ts';

/** Time that moves only when told: for tests and simulations. */
export interface ManualTime {
  clock: Clock;
  timers: Timers;
  /** Moves both clocks on and runs what falls due, in order of due time. */
  advance(ms: number): void;
  /** Moves the wall clock only, as an NTP step or a wrong battery clock does. */
  jump(ms: number): void;
  /** How many timers wait: zero after a clean stop. */
  waiting(): number;
}

/** A clock that starts at the given epoch ms with an uptime of zero. */
export function manualTime(startMs: number): ManualTime {
  let wallOffsetMs = startMs;
  let uptimeMs = 0;
  const due = new Set<{ atMs: number; run: () => void }>();
  const nextDue = (limitMs: number) =>
    [...due].filter(timer => timer.atMs <= limitMs).sort((a, b) => a.atMs - b.atMs)[0];

  return {
    clock: { nowMs: () => wallOffsetMs + uptimeMs, uptimeMs: () => uptimeMs },
    timers: {
      after(delayMs, run) {
        const timer = { atMs: uptimeMs + Math.max(0, delayMs), run };
        due.add(timer);
        return () => due.delete(timer);
      },
    },
    advance(ms) {
      const untilMs = uptimeMs + ms;
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        due.delete(timer);
        uptimeMs = Math.max(uptimeMs, timer.atMs);
        timer.run();
      }
      uptimeMs = untilMs;
    },
    jump(ms) {
      wallOffsetMs += ms;
    },
    waiting: () => due.size,
  };
}
