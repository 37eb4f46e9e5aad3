import { AS_PLANNED, addPunch, asTeam } from './add-punch.ts';
import { asStated } from './as-stated.ts';
import { ASK, accept, CORRECT, type OfferedFix } from './offered-fix.ts';
import type { PauseAround, StayAround, Surroundings } from './surroundings.ts';

const COUNTS: OfferedFix = accept(
  { en: 'It was so: the break counts as it stands', de: 'Es war so: Die Pause zählt, wie sie dasteht' },
  { needsReason: false },
);

/**
 * A pause that nobody ended. Who began it again gets an end of it before that, where the plan or the team say how long it was; who came back by
 * clocking in has ended it with that, and nothing is missing.
 */
export function missingPauseEndFixes(around: Surroundings): OfferedFix[] {
  const [again, start] = around.punches;
  const pause = pausesOf(around.stays).find(({ startId }) => startId === start);
  const rest = [...(around.canAnswer ? [ASK] : []), CORRECT];
  if (!pause || pause.endId === again) return [...asStated(around), COUNTS, ...rest];
  const fits = (sec: number) => pause.startSec + sec < around.atSec;
  return [
    ...asStated(around),
    ...byLength(around, 'break-end', sec => pause.startSec + sec, fits),
    ...rest,
    COUNTS,
  ];
}

/** The end of a pause that nobody began. */
export function missingPauseStartFixes(around: Surroundings): OfferedFix[] {
  const { atSec, stays } = around;
  const stay = stays.findLast(({ in: clockIn }) => clockIn.sec < atSec);
  const known = stay
    ? [stay.in.sec, ...stay.pauses.flatMap(({ endSec }) => (endSec < atSec ? [endSec] : []))]
    : [];
  const fits = (sec: number) => stay !== undefined && atSec - sec > Math.max(...known);
  return [
    ...asStated(around),
    ...byLength(around, 'break-start', sec => atSec - sec, fits),
    ...(around.canAnswer ? [ASK] : []),
    CORRECT,
    accept(
      { en: 'There was no break: it was work', de: 'Es war keine Pause: Es wurde gearbeitet' },
      { needsReason: true },
    ),
  ];
}

/** The punch that bounds a pause whose other end is known, by how long pauses are planned and by how long those of the team were. */
function byLength(
  around: Surroundings,
  action: 'break-start' | 'break-end',
  at: (lengthSec: number) => number,
  fits: (lengthSec: number) => boolean,
): OfferedFix[] {
  const { shifts, team, atSec } = around;
  const planned = shifts.find(({ startSec, endSec }) => startSec <= atSec && atSec <= endSec)?.unpaidSec ?? 0;
  const { pause } = team;
  return [
    ...(planned > 0 && fits(planned) ? [addPunch(action, at(planned), AS_PLANNED, around)] : []),
    ...(pause !== null && fits(pause.sec) ? [addPunch(action, at(pause.sec), asTeam(pause), around)] : []),
  ];
}

function pausesOf(stays: readonly StayAround[]): PauseAround[] {
  return stays.flatMap(({ pauses }) => [...pauses]);
}
