/** Badges that may lie on one reader at once; more of them are taken for new ones, which costs a second read, not a lost one. */
const HELD_MAX = 8;

export interface Presentations {
  /** True when this sighting begins a new presentation; false while the badge is still held. `nowMs` is monotonic. */
  isNew(credential: string, nowMs: number): boolean;
  /** Takes the last sighting back: the next one is new again. */
  forget(credential: string): void;
}

/**
 * Tells a new presentation from a badge that is held, for all families alike: some readers repeat their frame while the badge is in the
 * field, some are asked again and again, none says reliably that it left. So a badge unseen for `holdMs` has left. Above the parsers on
 * purpose: a repeated frame is a good frame.
 */
export function createPresentations(holdMs: number): Presentations {
  /** Credential to the last sighting, longest unseen first. */
  const lastSeenMs = new Map<string, number>();
  return {
    isNew(credential, nowMs) {
      const seenMs = lastSeenMs.get(credential);
      lastSeenMs.delete(credential);
      lastSeenMs.set(credential, nowMs);
      const oldest = lastSeenMs.keys().next();
      if (lastSeenMs.size > HELD_MAX && !oldest.done) lastSeenMs.delete(oldest.value);
      return seenMs === undefined || nowMs - seenMs > holdMs;
    },
    forget(credential) {
      lastSeenMs.delete(credential);
    },
  };
}
