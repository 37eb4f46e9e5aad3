/** Rows as they are shown, and how they should be once nobody is at the list. */
export interface SteadyRows {
  shown: readonly string[];
  /** null: nothing waits. */
  waiting: readonly string[] | null;
}

/**
 * Takes the newest order of a list. While a hand is on it every row keeps its place, also one that is done: what is new, moved or gone waits.
 * Returns the same object when nothing changes.
 */
export function offerRows(
  steady: SteadyRows | null,
  target: readonly string[],
  isHandOnList: boolean,
): SteadyRows {
  if (steady === null) return { shown: target, waiting: null };
  if (isSame(steady.shown, target))
    return steady.waiting === null ? steady : { shown: steady.shown, waiting: null };
  if (!isHandOnList) return { shown: target, waiting: null };
  if (steady.waiting !== null && isSame(steady.waiting, target)) return steady;
  return { shown: steady.shown, waiting: target };
}

/** How many rows would come or go: the number on the button that lets them. At least 1 where only the order differs. */
export function countWaiting({ shown, waiting }: SteadyRows): number {
  if (waiting === null) return 0;
  const before = new Set(shown);
  const after = new Set(waiting);
  const come = waiting.filter(id => !before.has(id)).length;
  const go = shown.filter(id => !after.has(id)).length;
  return Math.max(1, come + go);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
