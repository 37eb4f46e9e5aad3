import type { Policy, RoundingRule } from '@tapclock/contracts';
import { paidWithin } from '../breaks/walk-stay.ts';
import type { PlannedShift } from '../facts/facts.ts';
import { type ClosedStay, outSec, type Pause } from '../pair/stay.ts';
import type { RuleId } from '../rules/rule-id.ts';
import { DAY_SECONDS, modulo, timeOfDaySec } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import { dropSeconds, roundSeconds } from './round-seconds.ts';
import type { Rounding } from './rounding.ts';

/** A stay as it counts, epoch seconds; the punches keep what the clock said. */
export interface RoundedStay {
  stay: ClosedStay;
  startSec: number;
  endSec: number;
  pauses: readonly Pause[];
  /** Rules that were applied: `round.in#0` is the policy's first rounding rule at a clock-in. */
  rules: readonly RuleId[];
  roundings: readonly PlacedRounding[];
}

/** A rounding and the instant it moved something to: the date that has the instant has the rounding. Epoch seconds. */
export interface PlacedRounding extends Rounding {
  atSec: number;
}

export interface RoundingContext {
  clock: ZoneClock;
  policy: Policy;
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
  const { rounding } = context.policy;
  const startSec = stay.in.atSec;
  const endSec = outSec(stay);
  if (rounding.length === 0 || startSec === endSec)
    return { stay, startSec, endSec, pauses: stay.pauses, rules: NO_RULES, roundings: NO_ROUNDINGS };
  const draft = new StayDraft(stay, startSec, endSec, context.policy);
  for (const [index, rule] of rounding.entries()) {
    if (rule.scope === 'mealTotal') roundMeals(draft, rule, index);
  }
  for (const [index, rule] of rounding.entries()) roundEnds(draft, rule, index, context);
  if (draft.startSec < context.notBeforeSec) {
    draft.startSec = context.notBeforeSec;
    draft.applied('round.no-overlap', draft.startSec);
  }
  const { pauses, rules, roundings } = draft;
  return {
    stay,
    startSec: draft.startSec,
    endSec: Math.max(draft.startSec, draft.endSec),
    pauses,
    rules,
    roundings,
  };
}

const NO_RULES: readonly RuleId[] = [];
const NO_ROUNDINGS: readonly PlacedRounding[] = [];

/** A stay while its rules are applied one after another; what each gave or took is the change in paid time. */
class StayDraft {
  startSec: number;
  endSec: number;
  pauses: readonly Pause[];
  readonly rules: RuleId[] = [];
  readonly roundings: PlacedRounding[] = [];
  readonly #policy: Policy;
  #paidSec: number;

  constructor({ pauses }: ClosedStay, startSec: number, endSec: number, policy: Policy) {
    this.startSec = startSec;
    this.endSec = endSec;
    this.pauses = pauses;
    this.#policy = policy;
    this.#paidSec = paidWithin(startSec, endSec, pauses, policy);
  }

  applied(rule: RuleId, atSec: number): void {
    const paidSec = paidWithin(this.startSec, this.endSec, this.pauses, this.#policy);
    this.roundings.push({ rule, seconds: paidSec - this.#paidSec, atSec });
    this.#paidSec = paidSec;
    if (this.rules.at(-1) !== rule) this.rules.push(rule);
  }
}

function roundEnds(
  draft: StayDraft,
  rule: RoundingRule,
  index: number,
  { clock, plan, endPlan }: RoundingContext,
): void {
  if (rule.scope === 'in' || rule.scope === 'both') {
    const targetSec = targetOf(rule.onlyWithin?.in, draft.startSec, plan?.startSec, clock);
    draft.startSec = roundPunch(draft.startSec, rule, targetSec, clock);
    draft.applied(`round.in#${index}`, draft.startSec);
  }
  if (rule.scope === 'out' || rule.scope === 'both') {
    const targetSec = targetOf(rule.onlyWithin?.out, draft.endSec, endPlan?.endSec, clock);
    draft.endSec = roundPunch(draft.endSec, rule, targetSec, clock);
    draft.applied(`round.out#${index}`, draft.endSec);
  }
  if (rule.scope === 'duration') {
    draft.endSec = draft.startSec + roundSeconds(draft.endSec - draft.startSec, rule);
    draft.applied(`round.duration#${index}`, draft.endSec);
  }
}

/** Rounds the length of each meal and moves its end. */
function roundMeals(draft: StayDraft, rule: RoundingRule, index: number): void {
  for (const [at, pause] of draft.pauses.entries()) {
    if (pause.kind !== 'meal') continue;
    const endSec = pause.startSec + roundSeconds(pause.endSec - pause.startSec, rule);
    draft.pauses = draft.pauses.with(at, { ...pause, endSec });
    draft.applied(`round.mealTotal#${index}`, pause.startSec);
  }
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

/** A day's total rounded; outside the window of a conditional rule it only loses its seconds. */
export function roundDayTotal(seconds: number, rule: RoundingRule): number {
  const { onlyWithin } = rule;
  if (onlyWithin?.totalMin !== undefined) {
    const distance = Math.abs(seconds - onlyWithin.totalMin * 60);
    if (distance > onlyWithin.windowMin * 60) return dropSeconds(seconds);
  }
  return roundSeconds(seconds, rule);
}
