import { asStated } from './as-stated.ts';
import { ASK, accept, CORRECT, type OfferedFix, RECORD_LEAVE } from './offered-fix.ts';
import type { ShiftAround, Surroundings } from './surroundings.ts';
import { instantOf, wallClock } from './wall-clock.ts';

const WAS_SO: OfferedFix = accept({ en: 'It was so', de: 'Es war so' }, { needsReason: false });

/** Came after the plan. */
export function lateFixes(around: Surroundings): OfferedFix[] {
  return againstPlan(around, ({ startSec }) => startSec, 'clock-in');
}

/** Left before the plan. */
export function earlyFixes(around: Surroundings): OfferedFix[] {
  return againstPlan(around, ({ endSec }) => endSec, 'clock-out');
}

/** Nobody came, or nobody tapped. */
export function noShowFixes(around: Surroundings): OfferedFix[] {
  const absent = accept(
    { en: 'They did not come, and nothing is paid', de: 'Die Person kam nicht, und nichts wird bezahlt' },
    { needsReason: false },
  );
  return [...asStated(around), RECORD_LEAVE, ...(around.canAnswer ? [ASK] : []), absent, CORRECT];
}

/** What was tapped is what was, unless somebody has a reason to move it to the planned instant. */
function againstPlan(
  around: Surroundings,
  plannedOf: (shift: ShiftAround) => number,
  action: 'clock-in' | 'clock-out',
): OfferedFix[] {
  const { shifts, atSec, punches, canAnswer } = around;
  const distance = (shift: ShiftAround) => Math.abs(plannedOf(shift) - atSec);
  const plan = shifts.toSorted((a, b) => distance(a) - distance(b))[0];
  const [punch] = punches;
  return [
    ...asStated(around),
    WAS_SO,
    ...(plan && punch !== undefined ? [moveTo(plannedOf(plan), punch, action, around)] : []),
    ...(canAnswer ? [ASK] : []),
    CORRECT,
  ];
}

function moveTo(
  sec: number,
  punch: string,
  action: 'clock-in' | 'clock-out',
  around: Surroundings,
): OfferedFix {
  const clock = wallClock(sec, around);
  return {
    fix: 'correct-to-schedule',
    label:
      action === 'clock-in'
        ? { en: `They came at ${clock}, as planned`, de: `Die Person kam um ${clock}, wie geplant` }
        : { en: `They left at ${clock}, as planned`, de: `Die Person ging um ${clock}, wie geplant` },
    corrections: [
      {
        kind: 'move',
        punch,
        when: { at: instantOf(sec) },
        reason: { en: 'as planned', de: 'wie geplant' },
      },
    ],
    needsReason: true,
  };
}
