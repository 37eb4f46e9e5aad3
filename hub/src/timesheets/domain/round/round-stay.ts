import type { RoundingRule } from '@tapclock/contracts';
import type { PlannedShift } from '../facts/facts.ts';
import { type ClosedStay, outSec, type Pause } from '../pair/stay.ts';
import type { RuleId } from '../rules/rule-id.ts';
import { DAY_SECONDS, modulo, timeOfDaySec } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import { dropSeconds, roundSeconds } from './round-seconds.ts';

/** A stay as it counts, epoch seconds; the punches keep what the clock said. */
export interface RoundedStay {
  stay: ClosedStay;
  startSec: number;
  endSec: number;
  pauses: readonly Pause[];
  /** Rules that moved something: `round.in#0` is the policy's first rounding rule at a clock-in. */
  rules: readonly RuleId[];
}

const NOT_ROUNDED: readonly RuleId[] = [];

export interface RoundingContext {
  clock: ZoneClock;
  rules: readonly RoundingRule[];
  plan: PlannedShift | null;
  endPlan: PlannedShift | null;
  /** Where the stay before ends after rounding: two stays never overlap. */
  notBeforeSec: number;
}

/**
 * Rounds a stay's ends and meals (payroll.md 5.2). The local time of day is rounded and only the difference is applied to the
 * instant, so a repeated hour is never resolved anew (R6). A stay of no length stays as it is.
 */
export function roundStay(stay: ClosedStay, context: RoundingContext): RoundedStay {
  const rawStart = stay.in.atSec;
  const rawEnd = outSec(stay);
  if (context.rules.length === 0 || rawStart === rawEnd) {
    return { stay, startSec: rawStart, endSec: rawEnd, pauses: stay.pauses, rules: NOT_ROUNDED };
  }
  const applied: RuleId[] = [];
  let startSec = rawStart;
  let endSec = rawEnd;
  const pauses = roundMeals(stay.pauses, context.rules, applied);
  for (const [index, rule] of context.rules.entries()) {
    if (rule.scope === 'in' || rule.scope === 'both') {
      const targetSec = targetOf(rule.onlyWithin?.in, startSec, context.plan?.startSec, context.clock);
      startSec = roundPunch(startSec, rule, targetSec, context.clock);
      applied.push(`round.in#${index}`);
    }
    if (rule.scope === 'out' || rule.scope === 'both') {
      const targetSec = targetOf(rule.onlyWithin?.out, endSec, context.endPlan?.endSec, context.clock);
      endSec = roundPunch(endSec, rule, targetSec, context.clock);
      applied.push(`round.out#${index}`);
    }
    if (rule.scope === 'duration') {
      endSec = startSec + roundSeconds(endSec - startSec, rule);
      applied.push(`round.duration#${index}`);
    }
  }
  if (startSec < context.notBeforeSec) {
    startSec = context.notBeforeSec;
    applied.push('round.no-overlap');
  }
  return { stay, startSec, endSec: Math.max(startSec, endSec), pauses, rules: applied };
}

function roundPunch(sec: number, rule: RoundingRule, targetSec: number | null, clock: ZoneClock): number {
  const local = clock.timeOfDayAt(sec);
  if (rule.onlyWithin && (targetSec === null || Math.abs(sec - targetSec) > rule.onlyWithin.windowMin * 60))
    return sec + dropSeconds(local) - local;
  return sec + roundSeconds(local, rule) - local;
}

/** The wall-clock target nearest to the punch, or the planned shift's; epoch seconds. */
function targetOf(
  wall: string | undefined,
  sec: number,
  planned: number | undefined,
  clock: ZoneClock,
): number | null {
  if (wall === undefined) return planned ?? null;
  const ahead = modulo(timeOfDaySec(wall) - clock.timeOfDayAt(sec), DAY_SECONDS);
  return ahead > DAY_SECONDS / 2 ? sec + ahead - DAY_SECONDS : sec + ahead;
}

/** Rounds the length of each meal and moves its end. */
function roundMeals(
  pauses: readonly Pause[],
  rules: readonly RoundingRule[],
  applied: RuleId[],
): readonly Pause[] {
  const index = rules.findIndex(rule => rule.scope === 'mealTotal');
  const rule = rules[index];
  if (!rule || pauses.length === 0) return pauses;
  applied.push(`round.mealTotal#${index}`);
  return pauses.map(pause =>
    pause.kind === 'meal'
      ? { ...pause, endSec: pause.startSec + roundSeconds(pause.endSec - pause.startSec, rule) }
      : pause,
  );
}

/** A day's total rounded; outside the window of a conditional rule it only loses its seconds. */
export function roundDayTotal(seconds: number, rule: RoundingRule): number {
  const { onlyWithin } = rule;
  if (onlyWithin?.totalMin !== undefined) {
    const distance = Math.abs(seconds - onlyWithin.totalMin * 60);
    if (distance > onlyWithin.windowMin * 60) return dropSeconds(seconds);
  }
  return roundSeconds(seconds, rule);
}
