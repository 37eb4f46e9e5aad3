import { Slug } from '@tapclock/contracts';
import * as z from 'zod/mini';
import type { Site } from '../stores/sites.store.ts';

/** Longest wait for the list of sites, in milliseconds. */
export const SITES_TIMEOUT_MS = 10_000;

/** Only what the board needs of the envelope; the hub may tell more. */
const SitesAnswer = z.object({
  success: z.literal(true),
  data: z.array(z.object({ id: Slug, name: z.string() })),
});

export type FetchJson = (path: string, signal: AbortSignal) => Promise<Response>;

/** The hub's sites; null when it does not answer, or with something else. */
export async function fetchSites(fetchJson: FetchJson, signal: AbortSignal): Promise<Site[] | null> {
  try {
    const response = await fetchJson(
      '/api/v1/sites',
      AbortSignal.any([signal, AbortSignal.timeout(SITES_TIMEOUT_MS)]),
    );
    const answer = SitesAnswer.safeParse(await response.json());
    return response.ok && answer.success ? answer.data.data : null;
  } catch {
    // The network's errors have no common type; whatever it was, there is no list and the caller tries again.
    return null;
  }
}
