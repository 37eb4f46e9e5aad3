import { z } from 'zod';

const Health = z.object({
  isOnline: z.boolean(),
  boot: z.int(),
  journal: z.object({ depth: z.int() }),
});
export type BridgeState = z.infer<typeof Health>;

/** What the bridge says of itself; null while it does not answer. */
export async function bridgeState(kioskUrl: string): Promise<BridgeState | null> {
  try {
    const response = await fetch(`${kioskUrl}/health`, { signal: AbortSignal.timeout(2_000) });
    return Health.parse(await response.json());
  } catch {
    return null;
  }
}

/** True when everything that was recorded has its receipt. */
export async function isDelivered(kioskUrl: string): Promise<boolean> {
  const state = await bridgeState(kioskUrl);
  return state?.isOnline === true && state.journal.depth === 0;
}
