import { Slug } from '@tapclock/contracts';
import * as z from 'zod/mini';
import type { Site } from '../stores/sites.store.ts';
import type { Ask } from './hub-ask.ts';

/** Only what the board needs; the hub may tell more. */
const Sites = z.array(z.object({ id: Slug, name: z.string() }));

/** The hub's sites; null when it does not answer, or says no. */
export async function fetchSites(ask: Ask, signal: AbortSignal): Promise<Site[] | null> {
  try {
    return (await ask('/api/v1/sites', Sites, { signal })).data;
  } catch {
    // Refused or away: there is no list, and the caller tries again.
    return null;
  }
}
