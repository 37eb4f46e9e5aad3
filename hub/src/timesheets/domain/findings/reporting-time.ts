import type { HoursFacts, PlannedShift } from '../facts/facts.ts';
import type { LocalDay } from '../time/civil.ts';
import type { DatedShift } from './dated-shift.ts';
import { finding, type HoursFinding } from './finding.ts';

/**
 * Who came for planned work and was sent home with less than a share of it (IWC Wage Orders section 5(A)); `seconds` is what is missing
 * to the pay that is guaranteed. Not on a day of leave, whose reason is the person's own, and what the person was late by is not made
 * good. That somebody asked to go, no clock knows: who knows it enters leave.
 */
export function reportingTimeFindings(
  shifts: readonly DatedShift[],
  { policy, leave }: Pick<HoursFacts, 'policy' | 'leave'>,
): HoursFinding[] {
  const rule = policy.reportingTime;
  if (rule === null) return [];
  const leaveDays = new Set(leave.map(({ date }) => date));
  const found: HoursFinding[] = [];
  for (const [date, reported] of reportedDays(shifts)) {
    const sent = leaveDays.has(date) ? null : sentHome(reported);
    if (sent === null) continue;
    const shareSec = Math.ceil((sent.plannedSec * rule.sharePercent) / 100);
    const limitSec = Math.min(Math.max(shareSec, rule.minMin * 60), rule.maxMin * 60);
    const seconds = limitSec - sent.countedSec;
    if (sent.countedSec >= shareSec || seconds <= 0) continue;
    const { first, atSec, outId } = sent;
    found.push(finding('SENT_HOME_EARLY', { date: first.date, atSec, punchIds: [outId], seconds, limitSec }));
  }
  return found;
}

/** What somebody came for on a date, in order, and the planned shifts it was for. */
interface ReportedDay {
  shifts: DatedShift[];
  plans: Set<PlannedShift>;
}

function reportedDays(shifts: readonly DatedShift[]): Map<LocalDay, ReportedDay> {
  const days = new Map<LocalDay, ReportedDay>();
  for (const shift of shifts) {
    const { plan, endPlan } = shift;
    if (plan === null) continue;
    const day = days.get(plan.date) ?? { shifts: [], plans: new Set() };
    days.set(plan.date, day);
    day.shifts.push(shift);
    day.plans.add(plan);
    if (endPlan !== null) day.plans.add(endPlan);
  }
  return days;
}

interface SentHome {
  first: DatedShift;
  atSec: number;
  outId: string;
  plannedSec: number;
  /** Paid work, and what the person was late by. */
  countedSec: number;
}

/** Null for who stayed to the planned end, and while a clock-out is missing. */
function sentHome({ shifts, plans }: ReportedDay): SentHome | null {
  const [first] = shifts;
  const end = shifts.at(-1)?.stays.at(-1)?.end;
  if (!first || end?.kind !== 'closed') return null;
  if (shifts.some(shift => shift.stays.some(stay => stay.end.kind !== 'closed'))) return null;
  const { atSec, id } = end.out;
  const all = [...plans];
  if (atSec >= Math.max(...all.map(plan => plan.endSec))) return null;
  const lateSec = Math.max(0, first.startSec - Math.min(...all.map(plan => plan.startSec)));
  const plannedSec = all.reduce((sum, plan) => sum + plan.endSec - plan.startSec - plan.unpaidSec, 0);
  const countedSec = shifts.reduce((sum, { paidSec }) => sum + paidSec, lateSec);
  return { first, atSec, outId: id, plannedSec, countedSec };
}
