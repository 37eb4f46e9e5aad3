import type { Policy } from '@tapclock/contracts';
import { isPaid, type Segment } from '../breaks/segment.ts';
import { addCredit } from './take-off.ts';

/**
 * Tops each shift up to a minimum (payroll.md 5.5). The top-up is paid but was not worked, so it never makes overtime. Shifts may be
 * told apart by a gap of their own.
 */
export function topUpShifts(segments: readonly Segment[], policy: Policy): Segment[] {
  if (policy.minShift === null) return [...segments];
  const minSec = policy.minShift.minMin * 60;
  const gapSec = (policy.minShift.newShiftGapMin ?? policy.newShiftGapMin) * 60;
  const topped: Segment[] = [];
  let shift: Segment[] = [];
  const finish = () => {
    const paidSec = shift.reduce((sum, segment) => sum + (isPaid(segment) ? segment.seconds : 0), 0);
    topped.push(...(paidSec > 0 ? addCredit(shift, minSec - paidSec, 'top-up.minShift', 'top-up') : shift));
    shift = [];
  };
  for (const segment of segments) {
    const before = shift.at(-1);
    if (before && (segment.shift !== before.shift || segment.startSec - before.endSec >= gapSec)) finish();
    shift.push(segment);
  }
  finish();
  return topped;
}
