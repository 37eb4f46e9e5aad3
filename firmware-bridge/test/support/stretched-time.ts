import type { Cancel, Clock, Timers } from '../../src/index.ts';

/**
 * Real time that can be stretched: it runs by itself, so that sockets and serial ports work, and can be moved on by an hour in one go, in which
 * case everything that was due in that hour happens now.
 */
export class StretchedTime {
  private skippedMs = 0;
  private wallOffsetMs = 0;
  private readonly startMs = performance.now();
  private readonly waiting = new Set<{ dueMs: number; fire: () => void }>();

  readonly clock: Clock = {
    nowMs: () => Date.now() + this.skippedMs + this.wallOffsetMs,
    uptimeMs: () => Math.floor(performance.now() - this.startMs + this.skippedMs),
  };

  readonly timers: Timers = {
    after: (delayMs, run): Cancel => {
      const fire = () => {
        cancel();
        run();
      };
      const timer = { dueMs: this.clock.uptimeMs() + delayMs, fire };
      const handle = setTimeout(fire, delayMs);
      const cancel = () => {
        clearTimeout(handle);
        this.waiting.delete(timer);
      };
      this.waiting.add(timer);
      return cancel;
    },
  };

  /** What a right clock shows: stretched, but never set. */
  trueMs(): number {
    return Date.now() + this.skippedMs;
  }

  /** Moves both clocks on. */
  advance(ms: number): void {
    const untilMs = this.clock.uptimeMs() + ms;
    for (;;) {
      const next = [...this.waiting].sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > untilMs) break;
      this.skippedMs += Math.max(0, next.dueMs - this.clock.uptimeMs());
      next.fire();
    }
    this.skippedMs += Math.max(0, untilMs - this.clock.uptimeMs());
  }

  /** Sets the wall clock only. */
  jump(ms: number): void {
    this.wallOffsetMs += ms;
  }
}
