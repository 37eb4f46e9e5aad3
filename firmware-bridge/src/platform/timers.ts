/** Ends a timer; calling it late or twice does nothing. */
export type Cancel = () => void;

/** One-shot timers, injected so that tests and simulations own time. */
export interface Timers {
  after(delayMs: number, run: () => void): Cancel;
}

/** The machine's timers. A repeating one is a chain of these: a slow run then delays the next instead of piling up. */
export function systemTimers(): Timers {
  return {
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}
