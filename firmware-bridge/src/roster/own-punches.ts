import type { Instant, Presence, PunchAction, PunchId } from '@tapclock/contracts';
import { NEVER_SEEN, type Standing, standingAfter } from '../clocking/index.ts';

/** A punch made here, as far as it matters for where its owner stands. */
export interface OwnPunch {
  punchId: PunchId;
  action: PunchAction;
  occurredAt: Instant;
}

/** Where an employee stands after punches made here that the hub's presence does not show yet. */
export interface Overlay {
  standing: Standing;
  punchId: PunchId;
  /** The hub's word that was known when the punch was made: it cannot speak against it, whatever the clocks say. */
  heard: PunchId | null;
}

/** Where a person stands: by the hub's word, unless a punch made here is later. */
export function standingOf(presence: Presence | null, overlay: Overlay | undefined): Standing {
  if (overlay !== undefined && !isCaughtUp(overlay, presence)) return overlay.standing;
  if (presence === null) return NEVER_SEEN;
  const { state, since, clockedInAt, weekMinutes } = presence;
  return { state, since, clockedInAt, weekMinutes };
}

/** The overlay after one more punch made here. */
export function overlayAfter(
  presence: Presence | null,
  overlay: Overlay | undefined,
  punch: OwnPunch,
): Overlay {
  return {
    standing: standingAfter(standingOf(presence, overlay), punch.action, punch.occurredAt),
    punchId: punch.punchId,
    heard: presence?.punchId ?? null,
  };
}

/**
 * Whether the hub's presence already holds the punch behind an overlay, or a later one. The order is the contract's: the later `since`, then
 * the greater punch id.
 */
export function isCaughtUp({ standing, punchId, heard }: Overlay, presence: Presence | null): boolean {
  if (presence === null || presence.punchId === heard) return false;
  if (presence.punchId === punchId) return true;
  const since = standing.since ?? '';
  return presence.since > since || (presence.since === since && presence.punchId > punchId);
}
