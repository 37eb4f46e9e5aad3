import type { Policy } from '@tapclock/contracts';
import { cutPauses } from '../breaks/cut-pauses.ts';
import type { Segment } from '../breaks/segment.ts';
import type { Handover } from '../facts/facts.ts';
import { isClosed } from '../pair/stay.ts';
import { type PlacedRounding, roundStay } from '../round/round-stay.ts';
import type { DayRoundings } from '../round/rounding.ts';
import type { WorkShift } from '../shift/group-shifts.ts';
import type { LocalDay } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import { assignDay, type RollingWorkday } from './assign-day.ts';
import { keptSegment } from './handover.ts';

/** Round, cut out pauses, assign to days; shift by shift in order of time. What rounding did is added to `roundings`. */
export function datedSegments(
  shifts: readonly WorkShift[],
  policy: Policy,
  clock: ZoneClock,
  roundings: DayRoundings,
  handovers: readonly Handover[] = [],
): Segment[] {
  const rolling: RollingWorkday = { startSec: null };
  const dated: Segment[] = [];
  let stayIndex = 0;
  let notBeforeSec = Number.NEGATIVE_INFINITY;
  for (const [shiftIndex, shift] of shifts.entries()) {
    const segments: Segment[] = [];
    const placed: StayRounding[] = [];
    const beganSec = new Map<number, number>();
    const { plan, endPlan } = shift;
    for (const stay of shift.stays) {
      if (isClosed(stay)) {
        const rounded = roundStay(stay, { clock, policy, plan, endPlan, notBeforeSec });
        notBeforeSec = rounded.endSec;
        beganSec.set(stayIndex, stay.in.atSec);
        for (const segment of cutPauses(rounded, policy, shiftIndex, stayIndex)) segments.push(segment);
        for (const rounding of rounded.roundings) placed.push({ ...rounding, stay: stayIndex });
      }
      stayIndex += 1;
    }
    const dates = assignDay(segments, plan, { policy, clock, rolling });
    const assigned =
      handovers.length === 0
        ? dates
        : dates.map(segment => keptSegment(segment, beganSec.get(segment.stay) ?? 0, handovers));
    for (const segment of assigned) dated.push(segment);
    for (const rounding of placed) {
      const { rule, seconds } = rounding;
      roundings.add(dateOf(rounding, assigned), { rule, seconds });
    }
  }
  return dated;
}

interface StayRounding extends PlacedRounding {
  stay: number;
}

/** The date of the stay's segment in which a rounding moved something; a stay has one at least. */
function dateOf({ stay, atSec }: StayRounding, assigned: readonly Segment[]): LocalDay {
  const place =
    assigned.findLast(segment => segment.stay === stay && segment.startSec <= atSec) ??
    assigned.find(segment => segment.stay === stay);
  if (!place) throw new Error(`stay ${stay} was rounded and has no segment`);
  return place.date;
}

/** Local date on which each shift begins to count; asked for by premiums only. */
export function beginnings(
  segments: readonly Segment[],
  { premiums }: Policy,
  clock: ZoneClock,
): (shift: number) => LocalDay {
  const byShift = new Map<number, LocalDay>();
  if (premiums.some(({ begun }) => begun !== 'anyDay')) {
    for (const { shift, startSec } of segments)
      if (!byShift.has(shift)) byShift.set(shift, clock.dayAt(startSec));
  }
  return shift => byShift.get(shift) ?? 0;
}
