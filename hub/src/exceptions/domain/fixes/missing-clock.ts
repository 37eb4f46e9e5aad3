import { AS_PLANNED, addPunch, asTeam } from './add-punch.ts';
import { asStated } from './as-stated.ts';
import { ASK, accept, CORRECT, type OfferedFix } from './offered-fix.ts';
import type { ShiftAround, StayAround, Surroundings } from './surroundings.ts';
import type { TeamTime } from './team-times.ts';

/** A planned shift belongs to a clock-in or clock-out that is at most this far from it, seconds. */
const BELONGS_SEC = 4 * 60 * 60;

/** Instants between which a missing punch must lie, epoch seconds, both excluded. */
interface Gap {
  afterSec: number;
  beforeSec: number;
}

/** Somebody clocked in and never out, or a policy ended their stay. */
export function missingOutFixes(around: Surroundings): OfferedFix[] {
  const stay = around.stays.find(({ in: clockIn }) => around.punches.includes(clockIn.id));
  if (!stay) return missing('clock-out', around, { planned: undefined, gap: NOWHERE });
  const plan = shiftFrom(stay.in.sec, around.shifts);
  return missing('clock-out', around, { planned: plan?.endSec, gap: gapAfter(stay, around) });
}

/** Somebody clocked out, or began a pause, without having clocked in. */
export function missingInFixes(around: Surroundings): OfferedFix[] {
  const { atSec, shifts, stays } = around;
  const before = stays.findLast(stay => stay.in.sec < atSec);
  const gap = { afterSec: before?.out?.sec ?? before?.in.sec ?? 0, beforeSec: atSec };
  const plan = shifts.findLast(
    ({ startSec, endSec }) => startSec < atSec && atSec - endSec <= BELONGS_SEC && isWithin(startSec, gap),
  );
  return missing('clock-in', around, { planned: plan?.startSec, gap });
}

function missing(
  action: 'clock-in' | 'clock-out',
  around: Surroundings,
  { planned, gap }: { planned: number | undefined; gap: Gap },
): OfferedFix[] {
  const team: TeamTime | null = action === 'clock-in' ? around.team.in : around.team.out;
  return [
    ...asStated(around),
    ...(planned !== undefined && isWithin(planned, gap)
      ? [addPunch(action, planned, AS_PLANNED, around)]
      : []),
    ...(team !== null && isWithin(team.sec, gap) ? [addPunch(action, team.sec, asTeam(team), around)] : []),
    ...(around.canAnswer ? [ASK] : []),
    CORRECT,
    accept(
      { en: 'Leave it as it stands in the hours', de: 'So lassen, wie es in den Stunden steht' },
      { needsReason: true },
    ),
  ];
}

const NOWHERE: Gap = { afterSec: 0, beforeSec: 0 };

/** After all that the stay is known to have had, before the next one, and not in the future. */
function gapAfter(stay: StayAround, { stays, nowSec }: Surroundings): Gap {
  const known = [stay.in.sec, ...stay.pauses.map(({ endSec }) => endSec), stay.openPauseSec ?? stay.in.sec];
  const next = stays.find(other => other.in.sec > stay.in.sec);
  return { afterSec: Math.max(...known), beforeSec: Math.min(next?.in.sec ?? nowSec, nowSec) };
}

function isWithin(sec: number, { afterSec, beforeSec }: Gap): boolean {
  return sec > afterSec && sec < beforeSec;
}

/** The planned shift that somebody came for: the nearest start of those that were not over yet. */
function shiftFrom(inSec: number, shifts: readonly ShiftAround[]): ShiftAround | undefined {
  return shifts
    .filter(({ startSec, endSec }) => endSec > inSec && startSec - inSec <= BELONGS_SEC)
    .toSorted((a, b) => Math.abs(a.startSec - inSec) - Math.abs(b.startSec - inSec))[0];
}
