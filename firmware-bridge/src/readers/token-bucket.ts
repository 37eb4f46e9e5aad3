/** How much may pass at once, and how much of that comes back each second. */
export interface BucketShape {
  burst: number;
  perSecond: number;
}

export interface TokenBucket {
  /** Takes up to `wanted` and says how much there was. `nowMs` is monotonic. */
  take(wanted: number, nowMs: number): number;
}

export function createTokenBucket({ burst, perSecond }: BucketShape): TokenBucket {
  let tokens = burst;
  let filledAtMs: number | null = null;
  return {
    take(wanted, nowMs) {
      const elapsedMs = filledAtMs === null ? 0 : Math.max(0, nowMs - filledAtMs);
      filledAtMs = nowMs;
      tokens = Math.min(burst, tokens + (elapsedMs * perSecond) / 1000);
      const taken = Math.min(wanted, Math.floor(tokens));
      tokens -= taken;
      return taken;
    },
  };
}
