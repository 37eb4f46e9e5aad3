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

/** Nobody came or tapped, or nobody has yet. */
export function noShowFixes(around: Surroundings): OfferedFix[] {
  const absent = accept(
    { en: 'They did not come, and nothing is paid', de: 'Die Person kam nicht, und nichts wird bezahlt' },
    { needsReason: false },
  );
  return [...asStated(around), leaveOf(around), ...(around.canAnswer ? [ASK] : []), absent, CORRECT];
}

/** Leave for as long as the shift was planned to be paid. */
function leaveOf(around: Surroundings): OfferedFix {
  const plan = nearest(around, ({ startSec }) => startSec);
  if (!plan) return RECORD_LEAVE;
  const minutes = Math.max(0, Math.round((plan.endSec - plan.startSec - plan.unpaidSec) / 60));
  return { ...RECORD_LEAVE, leave: { kind: 'annual', minutes, code: 'LEAVE' } };
}

function nearest(
  { shifts, atSec }: Surroundings,
  plannedOf: (shift: ShiftAround) => number,
): ShiftAround | undefined {
  const distance = (shift: ShiftAround) => Math.abs(plannedOf(shift) - atSec);
  return shifts.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** What was tapped is what was, unless somebody has a reason to move it to the planned instant. */
function againstPlan(
  around: Surroundings,
  plannedOf: (shift: ShiftAround) => number,
  action: 'clock-in' | 'clock-out',
): OfferedFix[] {
  const { punches, canAnswer } = around;
  const plan = nearest(around, plannedOf);
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
