import type { Policy } from '@tapclock/contracts';
import { isPaid, isWorked, type Segment, sumSeconds } from '../breaks/segment.ts';
import { finding, type HoursFinding } from '../findings/finding.ts';
import { roundDayTotal } from '../round/round-stay.ts';
import type { DayRoundings } from '../round/rounding.ts';
import type { RuleId } from '../rules/rule-id.ts';
import { payPauses } from './paid-pauses.ts';
import { type BreakTier, breakLength, requiredBreak } from './statutory-break.ts';
import { addCredit, takeOff, takeOffEnd } from './take-off.ts';
import { longestRun } from './work-in-a-row.ts';

/** What is noticed while a day is totalled; added to. */
export interface DayNotes {
  findings: HoursFinding[];
  roundings: DayRoundings;
}

/**
 * What a policy adds to and takes from one day's total, in the order of payroll.md 5.2: paid pauses, day-total rounding, automatic
 * deduction, statutory break.
 */
export function deductDay(
  day: readonly Segment[],
  policy: Policy,
  { findings, roundings }: DayNotes,
): Segment[] {
  let segments: Segment[] = policy.paidMeal || policy.paidBreak ? payPauses(day, policy) : [...day];
  for (const [index, rule] of policy.rounding.entries()) {
    if (rule.scope !== 'dayTotal') continue;
    const paidSec = sumSeconds(segments, isPaid);
    const changeSec = roundDayTotal(paidSec, rule) - paidSec;
    const name: RuleId = `round.dayTotal#${index}`;
    segments = changeSec < 0 ? takeOffEnd(segments, -changeSec, name) : addCredit(segments, changeSec, name);
    if (day[0]) roundings.add(day[0].date, { rule: name, seconds: changeSec });
  }
  if (policy.autoDeduct.length > 0) segments = autoDeduct(segments, policy);
  if (policy.statutoryBreak !== null) segments = statutoryBreak(segments, policy.statutoryBreak, findings);
  return segments;
}

/** The largest deduction whose `afterMin` the day's work reaches, once per day. */
function autoDeduct(segments: Segment[], policy: Policy): Segment[] {
  const workedSec = sumSeconds(segments, isWorked);
  let best = -1;
  for (const [index, rule] of policy.autoDeduct.entries()) {
    if (workedSec < rule.afterMin * 60) continue;
    if (rule.deductMin > (policy.autoDeduct[best]?.deductMin ?? -1)) best = index;
  }
  const rule = policy.autoDeduct[best];
  if (!rule) return segments;
  const punchedSec = rule.includePunched ? sumSeconds(segments, isMeal) : 0;
  return takeOff(segments, Math.max(0, rule.deductMin * 60 - punchedSec), `deduct.auto#${best}`);
}

function isMeal(segment: Segment): boolean {
  return segment.kind === 'unpaid-pause' && segment.rules.includes('pause.meal.unpaid');
}

function statutoryBreak(
  segments: Segment[],
  rule: NonNullable<Policy['statutoryBreak']>,
  findings: HoursFinding[],
): Segment[] {
  const tiers: BreakTier[] = rule.tiers.map(tier => ({
    overSec: tier.overMin * 60 - (rule.inclusive ? 1 : 0),
    breakSec: tier.breakMin * 60,
  }));
  const workedSec = sumSeconds(segments, isWorked);
  // Parts shorter than `partMin` are no break by law: unpaid if the policy says so, but they do not count.
  const partSec = rule.partMin * 60;
  const taken = pauseLengths(segments, rule.mode === 'flag').filter(seconds => seconds >= partSec);
  const takenSec = taken.reduce((sum, seconds) => sum + seconds, 0);
  const shortSec = requiredBreak(workedSec, tiers) - takenSec;
  const last = segments.at(-1);
  if (shortSec > 0 && last) {
    findings.push(
      finding('BREAK_NOT_TAKEN', {
        date: last.date,
        atSec: segments[0]?.startSec ?? null,
        seconds: shortSec,
        limitSec: requiredBreak(workedSec, tiers),
      }),
    );
  }
  // Who took too little has the finding above; this is for who took enough, but too late.
  if (shortSec <= 0 && rule.inARowMaxMin !== null)
    findings.push(...breakLate(segments, rule.inARowMaxMin * 60, partSec));
  if (rule.mode === 'flag') return segments;
  const lengthSec = breakLength(workedSec + takenSec, takenSec, tiers, rule.mode);
  return takeOff(segments, lengthSec - takenSec, `deduct.statutory.${rule.mode}`);
}

/** ArbZG section 4 sentence 3: nobody works longer than six hours in a row without a break. */
function breakLate(segments: readonly Segment[], limitSec: number, partSec: number): HoursFinding[] {
  const run = longestRun(segments, partSec);
  const date = segments[0]?.date ?? null;
  if (run === null || run.seconds <= limitSec) return [];
  return [finding('BREAK_LATE', { date, atSec: run.startSec, seconds: run.seconds - limitSec, limitSec })];
}

/** Pauses between work of one shift, seconds: punched ones, and absences between two stays. A paid break is a break, but no deduction. */
function pauseLengths(segments: readonly Segment[], alsoPaid: boolean): number[] {
  const lengths: number[] = [];
  let before: Segment | null = null;
  for (const segment of segments) {
    if (before && before.shift === segment.shift && segment.startSec > before.endSec)
      lengths.push(segment.startSec - before.endSec);
    if (segment.kind === 'unpaid-pause' || (alsoPaid && segment.kind === 'paid-pause'))
      lengths.push(segment.seconds);
    before = segment;
  }
  return lengths;
}
