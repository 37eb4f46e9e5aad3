import type { FloorLayout } from './floor-layout.ts';

/** After a tap, a key or a scroll on the list nothing moves for this long. */
export const QUIET_AFTER_MS = 2000;
/** A pointer that rests on the list without moving stops counting: else a forgotten mouse would freeze a wall screen. */
export const POINTER_RESTS_AFTER_MS = 30_000;

/** What the list shows, and what it should show once nobody is at it. */
export interface SteadyLayout {
  shown: FloorLayout;
  waiting: FloorLayout | null;
}

/** What the hand at the screen did last, on a monotonic clock in milliseconds; null when never. */
export interface Hand {
  isPointerOver: boolean;
  pointerMovedAtMs: number | null;
  interactedAtMs: number | null;
}

/** Whether rows must stay where they are at `nowMs`. */
export function isHeld(hand: Hand, nowMs: number): boolean {
  const since = (atMs: number | null) => (atMs === null ? Number.POSITIVE_INFINITY : nowMs - atMs);
  if (since(hand.interactedAtMs) < QUIET_AFTER_MS) return true;
  return hand.isPointerOver && since(hand.pointerMovedAtMs) < POINTER_RESTS_AFTER_MS;
}

/**
 * Takes the newest order. It is shown at once when nobody is at the list or the person asked for something else; otherwise
 * it waits and replaces what waited before. Returns the same object when nothing changes.
 */
export function offer(steady: SteadyLayout | null, target: FloorLayout, isHandOnList: boolean): SteadyLayout {
  if (!steady || steady.shown.askedKey !== target.askedKey) return { shown: target, waiting: null };
  if (hasSameOrder(steady.shown, target)) {
    return steady.waiting === null ? steady : { shown: steady.shown, waiting: null };
  }
  if (!isHandOnList) return { shown: target, waiting: null };
  if (steady.waiting && hasSameOrder(steady.waiting, target)) return steady;
  return { shown: steady.shown, waiting: target };
}

/** Shows what waits: the button was pressed, or the hand has left. */
export function release(steady: SteadyLayout): SteadyLayout {
  return steady.waiting ? { shown: steady.waiting, waiting: null } : steady;
}

/** How many rows and notes would appear, vanish or move: the number on the button. */
export function countMoves({ shown, waiting }: SteadyLayout): number {
  if (!waiting) return 0;
  const before = placesOf(shown);
  const after = placesOf(waiting);
  let moves = 0;
  for (const [id, place] of after) if (before.get(id) !== place) moves += 1;
  for (const id of before.keys()) if (!after.has(id)) moves += 1;
  // Same places in another order, such as an expected person whose shift was moved.
  return Math.max(1, moves);
}

function hasSameOrder(a: FloorLayout, b: FloorLayout): boolean {
  return orderOf(a) === orderOf(b);
}

function orderOf(layout: FloorLayout): string {
  return JSON.stringify([layout.areas, layout.attention.map(item => item.key)]);
}

function placesOf(layout: FloorLayout): Map<string, string> {
  const places = new Map<string, string>();
  for (const area of layout.areas) {
    for (const { group, employees } of area.groups) {
      for (const employee of employees) places.set(employee, `${area.id} ${group}`);
    }
  }
  // A missing person's note leaves together with the row: one change for whoever counts them.
  for (const item of layout.attention) if (!('employee' in item)) places.set(item.key, 'attention');
  return places;
}
