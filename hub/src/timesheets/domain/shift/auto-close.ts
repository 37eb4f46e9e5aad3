import type { Policy } from '@tapclock/contracts';
import { finding, type HoursFinding } from '../findings/finding.ts';
import { isClosed, outSec, type Stay } from '../pair/stay.ts';
import type { WorkShift } from './group-shifts.ts';

/**
 * Ends forgotten stays where the policy says so: when the shift's planned paid time plus a tolerance is reached, never after the
 * next punch (payroll.md 5.1 rule 4). Without a planned shift there is nothing to end it by, and it stays open.
 */
export function autoClose(shifts: readonly WorkShift[], policy: Policy): HoursFinding[] {
  if (policy.autoClose === null) return [];
  const toleranceSec = policy.autoClose.toleranceMin * 60;
  const findings: HoursFinding[] = [];
  for (const [index, shift] of shifts.entries()) {
    const { plan } = shift;
    if (plan === null) continue;
    const paidSec = plan.endSec - plan.startSec - plan.unpaidSec + toleranceSec;
    for (const [at, stay] of shift.stays.entries()) {
      if (stay.end.kind !== 'missing') continue;
      const next = shift.stays[at + 1] ?? shifts[index + 1]?.stays[0];
      const earlier = shift.stays.slice(0, at).reduce((sum, past) => sum + workedSec(past), 0);
      const pausedSec = stay.pauses.reduce((sum, pause) => sum + pause.endSec - pause.startSec, 0);
      const planned = stay.in.atSec + Math.max(0, paidSec - earlier) + pausedSec;
      const reached = Math.min(planned, stay.openPause?.startSec ?? planned);
      const atSec = Math.min(reached, next?.in.atSec ?? reached);
      stay.end = { kind: 'auto-closed', atSec };
      shift.endPlan ??= plan;
      findings.push(finding('AUTO_CLOSED', { atSec, punchIds: [stay.in.id] }));
    }
  }
  return findings;
}

function workedSec(stay: Stay): number {
  if (!isClosed(stay)) return 0;
  const pausedSec = stay.pauses.reduce((sum, pause) => sum + pause.endSec - pause.startSec, 0);
  return outSec(stay) - stay.in.atSec - pausedSec;
}
