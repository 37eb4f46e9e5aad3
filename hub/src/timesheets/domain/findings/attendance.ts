import type { Policy } from '@tapclock/contracts';
import type { DatedShift } from './dated-shift.ts';
import { finding, type HoursFinding } from './finding.ts';

/**
 * LATE and EARLY against the planned shift, beyond grace, by raw punches; counted from the plan, not from the end of grace. Who was
 * away for long within one planned shift is late only the first time and early only the last.
 */
export function attendanceFindings(shifts: readonly DatedShift[], policy: Policy): HoursFinding[] {
  return shifts.flatMap((shift, index) => {
    const { plan, endPlan } = shift;
    const cameBefore = plan !== null && shifts[index - 1]?.endPlan === plan;
    const comesBack = endPlan !== null && shifts[index + 1]?.plan === endPlan;
    return against({ ...shift, plan: cameBefore ? null : plan, endPlan: comesBack ? null : endPlan }, policy);
  });
}

function against({ plan, endPlan, ...shift }: DatedShift, policy: Policy): HoursFinding[] {
  const findings: HoursFinding[] = [];
  const { lateGraceMin, earlyGraceMin } = policy.attendance;
  const { date, startSec, endSec } = shift;
  if (plan && startSec > plan.startSec + lateGraceMin * 60) {
    const punchIds = shift.stays.slice(0, 1).map(stay => stay.in.id);
    const seconds = startSec - plan.startSec;
    findings.push(finding('LATE', { date, atSec: startSec, punchIds, seconds, limitSec: lateGraceMin * 60 }));
  }
  const end = shift.stays.at(-1)?.end;
  if (endPlan && endSec !== null && end?.kind === 'closed' && endSec < endPlan.endSec - earlyGraceMin * 60) {
    const seconds = endPlan.endSec - endSec;
    const limitSec = earlyGraceMin * 60;
    findings.push(finding('EARLY', { date, atSec: endSec, punchIds: [end.out.id], seconds, limitSec }));
  }
  return findings;
}
