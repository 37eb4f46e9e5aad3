const FIRST_RETRY_MS = 250;
const RETRY_MS_MAX = 3_000;

/**
 * Milliseconds to wait before connecting again after `failures` in a row (from 1). The bridge is on the same device, so the
 * ceiling is low: a worker is waiting. `random` in [0, 1) spreads pages that lost the same bridge.
 */
export function retryDelayMs(failures: number, random: number): number {
  const ceiling = Math.min(RETRY_MS_MAX, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
