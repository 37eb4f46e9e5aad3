import type { PunchAction, ShiftWindow } from '@tapclock/contracts';

/** How far from its shift a punch may be and still belong to it. */
export const MATCH_EARLY_SECONDS = 2 * 3600;
export const MATCH_AFTER_SECONDS = 4 * 3600;

/** A shift in epoch milliseconds, beside the form it is shown in. */
export interface TimedWindow {
  window: ShiftWindow;
  startsAtMs: number;
  endsAtMs: number;
  graceMs: number;
}

/** Parses the instants once; a person's windows are looked at for every punch. */
export function timedWindow(window: ShiftWindow): TimedWindow {
  return {
    window,
    startsAtMs: Date.parse(window.startsAt),
    endsAtMs: Date.parse(window.endsAt),
    graceMs: window.graceSeconds * 1000,
  };
}

/**
 * The shift a punch belongs to, or null.
 *
 * A clock-in belongs to the shift whose start is nearest, from two hours before the start until the end; at the border of two
 * shifts back to back that is the later one. A clock-out belongs to the latest shift that has begun (by more than its grace), until
 * four hours after its end; at the border that is the earlier one, and grace later still. So in a double shift the break
 * between the two can be punched or not, and neither half is called late or early. Anything else belongs to the shift around it.
 */
export function matchShift(
  action: PunchAction,
  atMs: number,
  windows: readonly TimedWindow[],
): TimedWindow | null {
  const near = windows.filter(
    window =>
      atMs >= window.startsAtMs - MATCH_EARLY_SECONDS * 1000 &&
      atMs <= window.endsAtMs + MATCH_AFTER_SECONDS * 1000,
  );
  switch (action) {
    case 'clock-in':
      return best(
        near.filter(window => atMs < window.endsAtMs),
        // Of two equally near starts the later: who comes between them comes for what is next.
        (a, b) => distance(a.startsAtMs, atMs) - distance(b.startsAtMs, atMs) || b.startsAtMs - a.startsAtMs,
      );
    case 'clock-out':
      return (
        best(
          near.filter(window => atMs > window.startsAtMs + window.graceMs),
          (a, b) => b.startsAtMs - a.startsAtMs,
        ) ?? best(near, (a, b) => distance(a.endsAtMs, atMs) - distance(b.endsAtMs, atMs))
      );
    default:
      return best(near, (a, b) => outside(a, atMs) - outside(b, atMs) || b.startsAtMs - a.startsAtMs);
  }
}

function best(
  windows: readonly TimedWindow[],
  compare: (a: TimedWindow, b: TimedWindow) => number,
): TimedWindow | null {
  return windows.toSorted(compare)[0] ?? null;
}

function distance(a: number, b: number): number {
  return Math.abs(a - b);
}

/** How far outside its shift an instant is; 0 within. */
function outside(window: TimedWindow, atMs: number): number {
  return Math.max(window.startsAtMs - atMs, atMs - window.endsAtMs, 0);
}
