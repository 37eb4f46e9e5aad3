import type { Shown } from './kiosk-state.ts';

/** A new version waits until nobody has used the screen for this long. */
export const QUIET_BEFORE_UPDATE_MS = 5_000;

/** Whether nobody stands in front of this screen. `starting` and `pairing` count: nobody can do anything there. */
export function isQuiet(screen: Shown['screen']): boolean {
  return screen === 'idle' || screen === 'starting' || screen === 'pairing';
}

/** Whether a waiting version may take over now: the screen is quiet and has been so for a while without a touch. */
export function mayUpdate(screen: Shown['screen'], quietSinceMs: number, nowMs: number): boolean {
  return isQuiet(screen) && nowMs - quietSinceMs >= QUIET_BEFORE_UPDATE_MS;
}
