/** Badges that may lie on one reader at once; more of them are taken for new ones, which costs a second read, not a lost one. */
const HELD_MAX = 8;

export interface Presentations {
  /** True when this sighting begins a new presentation; false while the badge is still held. `nowMs` is monotonic. */
  isNew(raw: string, nowMs: number): boolean;
}

/**
 * Tells a new presentation from a badge that is held: an RDM6300 repeats its frame while the badge is in the field and never says
 * that it left, so a badge unseen for `holdMs` has left. Above the parser on purpose: a repeated frame is a good frame.
 */
export function createPresentations(holdMs: number): Presentations {
  /** Raw number to the last sighting, longest unseen first. */
  const lastSeenMs = new Map<string, number>();
  return {
    isNew(raw, nowMs) {
      const seenMs = lastSeenMs.get(raw);
      lastSeenMs.delete(raw);
      lastSeenMs.set(raw, nowMs);
      const oldest = lastSeenMs.keys().next();
      if (lastSeenMs.size > HELD_MAX && !oldest.done) lastSeenMs.delete(oldest.value);
      return seenMs === undefined || nowMs - seenMs > holdMs;
    },
  };
}
