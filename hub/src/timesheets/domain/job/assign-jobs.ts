import type { JobChange } from '../order/read-punches.ts';
import { isClosed, outSec, type Stay } from '../pair/stay.ts';

/**
 * Gives each stay that counts the changes of job from its clock-in until before its end. What was pressed while nobody was there books
 * nothing. `changes` are in order of time.
 */
export function assignJobs(stays: readonly Stay[], changes: readonly JobChange[]): void {
  if (changes.length === 0) return;
  for (const stay of stays) {
    if (!isClosed(stay)) continue;
    const endSec = outSec(stay);
    stay.jobs = changes.filter(({ atSec }) => atSec >= stay.in.atSec && atSec < endSec);
  }
}
