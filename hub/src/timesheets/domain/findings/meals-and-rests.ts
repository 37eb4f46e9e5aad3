import type { MealPeriodRule, Policy } from '@tapclock/contracts';
import type { Stay } from '../pair/stay.ts';
import type { LocalDay } from '../time/civil.ts';
import type { DatedShift, OffDuty } from './dated-shift.ts';
import { finding, type HoursFinding } from './finding.ts';

/**
 * Meals that were late, short or missed, always by raw punches: rounded records hide violations (Donohue v. AMN, Cal. 2021). The nth
 * rule looks at the nth meal that is long enough.
 */
export function mealFindings(shift: DatedShift, policy: Policy): HoursFinding[] {
  if (shift.endSec === null) return [];
  return policy.mealPeriods.flatMap((rule, index) => mealFinding(shift, rule, index));
}

function mealFinding(shift: DatedShift, rule: MealPeriodRule, index: number): HoursFinding[] {
  const { date, meals, startSec, workedSec } = shift;
  if (workedSec <= rule.afterMin * 60) return [];
  if (rule.waived && workedSec <= rule.waivableUpToMin * 60) return [];
  const minSec = rule.minMin * 60;
  const startBySec = rule.startByMin === null ? null : rule.startByMin * 60;
  const full = meals.filter(meal => lengthOf(meal) >= minSec);
  const meal = full[index];
  if (!meal) {
    const short = meals.filter(one => lengthOf(one) < minSec)[index - full.length];
    if (!short) {
      const atSec = startSec + (startBySec ?? 0);
      return [finding('MEAL_MISSED', { date, atSec, seconds: minSec, limitSec: startBySec })];
    }
    const seconds = minSec - lengthOf(short);
    const { punchIds } = short;
    return [
      finding('MEAL_SHORT', { date, atSec: short.startSec, punchIds, seconds, limitSec: minSec }),
      ...lateMeal(shift, rule, short),
    ];
  }
  return [...lateMeal(shift, rule, meal), ...mealNearEdge(shift, rule, meal)];
}

function lateMeal(
  { date, meals, startSec }: DatedShift,
  rule: MealPeriodRule,
  meal: OffDuty,
): HoursFinding[] {
  if (rule.startByMin === null) return [];
  const startBySec = rule.startByMin * 60;
  const elapsedSec = meal.startSec - startSec;
  if (elapsedSec <= startBySec) return [];
  const offBefore = meals.reduce((sum, one) => sum + (one.startSec < meal.startSec ? lengthOf(one) : 0), 0);
  const isUnsettled = rule.lateByWorked && elapsedSec - offBefore <= startBySec;
  return [
    finding(isUnsettled ? 'MEAL_LATE_UNSETTLED' : 'MEAL_LATE', {
      date,
      atSec: meal.startSec,
      punchIds: meal.punchIds,
      seconds: elapsedSec - startBySec,
      limitSec: startBySec,
    }),
  ];
}

/** At least so long after the start and before the end where practical (7 CCR 1103-1 rule 5.1): nobody but the site knows if it was. */
function mealNearEdge(
  { date, startSec, endSec }: DatedShift,
  rule: MealPeriodRule,
  meal: OffDuty,
): HoursFinding[] {
  if (endSec === null) return [];
  const limitSec = rule.edgeMin * 60;
  const seconds = limitSec - Math.min(meal.startSec - startSec, endSec - meal.endSec);
  if (seconds <= 0) return [];
  const { punchIds, startSec: atSec } = meal;
  return [finding('MEAL_NEAR_EDGE', { date, atSec, punchIds, seconds, limitSec })];
}

function lengthOf({ startSec, endSec }: OffDuty): number {
  return endSec - startSec;
}

type RestRule = Pick<NonNullable<Policy['restBreaks']>, 'fromMin' | 'perMin'>;

/**
 * Rest breaks owed for worked time: one per `perMin` or major fraction of it, none below `fromMin`. California: 210 and 240, so 3.5
 * to 6 h one, to 10 h two, to 14 h three (Brinker); Colorado: 0 and 240.
 */
export function restBreaksOwed(workedSec: number, { fromMin, perMin }: RestRule): number {
  const perSec = perMin * 60;
  if (workedSec < fromMin * 60) return 0;
  return Math.floor(workedSec / perSec) + (2 * (workedSec % perSec) > perSec ? 1 : 0);
}

/** Only where rests are punched can a clock know that one is missing. */
export function restBreakFindings(shift: DatedShift, policy: Policy): HoursFinding[] {
  const rule = policy.restBreaks;
  if (!rule?.punched || shift.endSec === null) return [];
  const owed = restBreaksOwed(shift.workedSec, rule);
  const taken = shift.stays
    .flatMap(stay => stay.pauses)
    .filter(pause => pause.kind === 'break' && pause.endSec - pause.startSec >= rule.minMin * 60).length;
  if (taken >= owed) return [];
  const { date, startSec } = shift;
  const limitSec = owed * rule.minMin * 60;
  const seconds = (owed - taken) * rule.minMin * 60;
  return [finding('REST_BREAK_MISSED', { date, atSec: startSec, seconds, limitSec })];
}

interface Leaving {
  date: LocalDay;
  outSec: number;
  outId: string;
}

/** An absence within the day that is too long for a meal: the shift is split (8 CCR 11040 section 4(C)). */
export function splitShiftFindings(shifts: readonly DatedShift[], policy: Policy): HoursFinding[] {
  const rule = policy.penalties.splitShift;
  if (rule === null) return [];
  const limitSec = rule.gapMin * 60;
  const found: HoursFinding[] = [];
  let before: Leaving | null = null;
  for (const { date, stays } of shifts) {
    for (const stay of stays) {
      if (before !== null && before.date === date && stay.in.atSec - before.outSec > limitSec) {
        const seconds = stay.in.atSec - before.outSec;
        const punchIds = [before.outId, stay.in.id];
        found.push(finding('SPLIT_SHIFT', { date, atSec: before.outSec, punchIds, seconds, limitSec }));
      }
      before = leaving(date, stay);
    }
  }
  return found;
}

function leaving(date: LocalDay, { end }: Stay): Leaving | null {
  return end.kind === 'closed' ? { date, outSec: end.out.atSec, outId: end.out.id } : null;
}
