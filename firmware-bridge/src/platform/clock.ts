/** The two clocks of a terminal. Cores take this, or plain numbers, and never ask the machine. */
export interface Clock {
  /** Epoch ms by the wall clock: may jump either way. */
  nowMs(): number;
  /** Whole ms since this start of the bridge: never jumps, so every duration is measured with it. */
  uptimeMs(): number;
}

/** The machine's clocks. */
export function systemClock(): Clock {
  return { nowMs: () => Date.now(), uptimeMs: () => Math.floor(performance.now()) };
}
