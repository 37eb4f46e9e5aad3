import type { Segment } from '../breaks/segment.ts';

/** Work that no pause of `partSec` or more interrupts, seconds, and the instant it began. */
export interface WorkRun {
  startSec: number;
  seconds: number;
}

/**
 * The longest work in a row of a day; shorter pauses do not count, and do not end it. What was deducted was worked all the same. Null
 * without work.
 */
export function longestRun(day: readonly Segment[], partSec: number): WorkRun | null {
  const runs: WorkRun[] = [];
  let before: Segment | null = null;
  let isNew = true;
  for (const segment of day) {
    // A credit has no place in the row.
    if (segment.startSec === segment.endSec) continue;
    const isPause = segment.kind === 'unpaid-pause' || segment.kind === 'paid-pause';
    const awaySec: number = before === null ? 0 : segment.startSec - before.endSec;
    const pauseSec = isPause ? awaySec + segment.seconds : awaySec;
    if (pauseSec > 0 && pauseSec >= partSec) isNew = true;
    before = segment;
    if (isPause) continue;
    const run = runs.at(-1);
    if (isNew || !run) runs.push({ startSec: segment.startSec, seconds: segment.seconds });
    else run.seconds += segment.seconds;
    isNew = false;
  }
  return runs.reduce<WorkRun | null>(
    (longest, run) => (longest === null || run.seconds > longest.seconds ? run : longest),
    null,
  );
}
