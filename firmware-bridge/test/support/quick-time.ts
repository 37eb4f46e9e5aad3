import { type Clock, systemTimers, type Timers } from '../../src/index.ts';

/** Time that runs `factor` times as fast as the machine's: waits of seconds are over in a moment, in their right proportion. */
export function quickTime(factor: number): { clock: Clock; timers: Timers } {
  const { after } = systemTimers();
  const startMs = Date.now();
  const uptimeMs = () => Math.floor(performance.now() * factor);
  const bornMs = uptimeMs();
  return {
    clock: { uptimeMs, nowMs: () => startMs + uptimeMs() - bornMs },
    timers: { after: (delayMs, run) => after(delayMs / factor, run) },
  };
}
