/** Shape of a capped exponential backoff. */
export interface BackoffShape {
  baseMs: number;
  maxMs: number;
}

/**
 * Wait before try number `attempt` (0 is the first retry): doubles up to `maxMs`, of which a random half is taken off, so
 * that forty kiosks that lost the same hub at the same moment do not come back at the same moment.
 * `random01` is in [0, 1).
 */
export function backoffMs(attempt: number, shape: BackoffShape, random01: number): number {
  const ceilingMs = Math.min(shape.maxMs, shape.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceilingMs * (1 - random01 / 2));
}
