import type { OvertimePolicy } from '@tapclock/contracts';
import { isWorked, type Segment } from '../breaks/segment.ts';
import { climb, stepsOf } from './climb.ts';
import { neighbours } from './neighbours.ts';

/**
 * Overtime for hours in a row (7 CCR 1103-1 rule 4.1.1(C)). A run is a shift, whatever workdays and workweeks it touches, so this
 * comes before anything is cut into weeks. Unpaid pauses neither count nor end it.
 */
export function raiseRuns(segments: readonly Segment[], ot: OvertimePolicy): readonly Segment[] {
  if (ot.consecutive.length === 0) return segments;
  const steps = stepsOf(ot.consecutive);
  return neighbours(segments, segment => segment.shift).flatMap(run =>
    climb(run, steps, 'ot.consecutive', isWorked),
  );
}
