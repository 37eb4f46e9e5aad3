/** The hub's time at a moment of this machine's monotonic clock. */
export interface ClockAnchor {
  hubMs: number;
  monotonicMs: number;
}

/** The hub's time now: boards count from the hub's clock, because a tablet's is often minutes off. */
export function hubNow(anchor: ClockAnchor, monotonicMs: number): number {
  return anchor.hubMs + Math.max(0, monotonicMs - anchor.monotonicMs);
}
