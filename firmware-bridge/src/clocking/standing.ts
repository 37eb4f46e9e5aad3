import type { Instant, PersonState, PunchAction, RosterCard } from '@tapclock/contracts';
import { stateAfter } from '@tapclock/contracts';

/** Where a person stands now, as far as this kiosk knows. */
export interface Standing {
  state: PersonState;
  /** When the state began; null before the first punch ever. */
  since: Instant | null;
  /** When the current stay began; null while out. */
  clockedInAt: Instant | null;
  weekMinutes: number | null;
}

/** Somebody the roster knows, with where they stand. */
export interface Person {
  card: RosterCard;
  standing: Standing;
}

/** Standing of somebody nobody has heard of yet: out. */
export const NEVER_SEEN: Standing = { state: 'out', since: null, clockedInAt: null, weekMinutes: null };

/** The standing after a punch made at `occurredAt`. Unchanged by an action that does not say what it leads to. */
export function standingAfter(before: Standing, action: PunchAction, occurredAt: Instant): Standing {
  const state = stateAfter(action);
  if (state === null) return before;
  // A job change goes on with the same stay: "in since" stays what it was.
  if (action === 'job-change' && before.state === 'in') return before;
  const clockedInAt =
    state === 'out' ? null : action === 'clock-in' ? occurredAt : (before.clockedInAt ?? occurredAt);
  return { state, since: occurredAt, clockedInAt, weekMinutes: before.weekMinutes };
}
