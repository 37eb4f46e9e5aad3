/** Whole seconds to show for what is left: 3,999 ms and 3,001 ms are both "4", and "0" means it is over. */
export function secondsLeft(remainingMs: number): number {
  return Math.max(0, Math.ceil(remainingMs / 1_000));
}

/**
 * How to draw a ring that drains: it lasts `totalMs` and is already `elapsedMs` in. A bridge that reports more left than
 * the total (its clock was stepped) gives a full ring, never a negative one.
 */
export function ringTiming(
  totalMs: number,
  remainingMs: number,
): { durationMs: number; elapsedMs: number; steps: number } {
  const durationMs = Math.max(1, totalMs);
  const elapsedMs = Math.min(durationMs, Math.max(0, durationMs - remainingMs));
  return { durationMs, elapsedMs, steps: Math.max(1, Math.ceil(durationMs / 1_000)) };
}

/** Whole seconds until a lock that was `retryAfterMs` long at `arrivedAtMs` opens; 0 when it is open. */
export function lockSeconds(retryAfterMs: number, arrivedAtMs: number, nowMs: number): number {
  return secondsLeft(retryAfterMs - Math.max(0, nowMs - arrivedAtMs));
}
