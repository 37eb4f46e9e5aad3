/** First wait after a lost line; doubled with each try. */
export const RETRY_FIRST_MS = 500;
/** Longest wait: a board on the wall is back within this time after the hub is. Tries never end. */
export const RETRY_MAX_MS = 15_000;

/**
 * Wait before try number `attempt` (1 is the first), in milliseconds. Half fixed, half random, so that thirty tablets do
 * not come back in one instant after the hub restarts. `random` is in [0, 1).
 */
export function retryDelayMs(attempt: number, random: number): number {
  const whole = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(whole / 2 + (whole / 2) * random);
}
