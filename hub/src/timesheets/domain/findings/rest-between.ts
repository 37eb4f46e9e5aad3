import type { Policy } from '@tapclock/contracts';
import type { DatedShift } from './dated-shift.ts';
import { type FindingCode, finding, type HoursFinding } from './finding.ts';

const WEEK_SEC = 7 * 86_400;

/** Rest between the work of two days, in elapsed time, so a change of clocks counts (Directive 2003/88/EC art. 3). */
export function dailyRestFindings(
  shifts: readonly DatedShift[],
  restMin: (shift: DatedShift) => number | null,
  code: FindingCode,
): HoursFinding[] {
  const found: HoursFinding[] = [];
  let before: DatedShift | null = null;
  for (const shift of shifts) {
    const min = restMin(shift);
    if (before && before.endSec !== null && min !== null && shift.date !== before.date) {
      const restSec = shift.startSec - before.endSec;
      const limitSec = min * 60;
      if (restSec < limitSec) {
        const punchIds = shift.stays.slice(0, 1).map(stay => stay.in.id);
        const seconds = limitSec - restSec;
        found.push(finding(code, { date: shift.date, atSec: shift.startSec, punchIds, seconds, limitSec }));
      }
    }
    before = shift;
  }
  return found;
}

/**
 * Seven days from the end of a long rest must contain another one (art. 5: 24 h and 11 h). Counted from rest to rest, not by calendar
 * week: the directive does not say which of the seven days (CJEU C-306/16).
 */
export function weeklyRestFindings(shifts: readonly DatedShift[], policy: Policy): HoursFinding[] {
  if (policy.weeklyRestMin === null) return [];
  const limitSec = policy.weeklyRestMin * 60;
  const found: HoursFinding[] = [];
  let runStart: number | null = null;
  let lastEnd: number | null = null;
  for (const { date, startSec, endSec } of shifts) {
    if (runStart === null || lastEnd === null || startSec - lastEnd >= limitSec) runStart = startSec;
    if (endSec === null) continue;
    lastEnd = endSec;
    const overSec: number = endSec - runStart - (WEEK_SEC - limitSec);
    if (overSec > 0) {
      found.push(finding('WEEKLY_REST_MISSING', { date, atSec: endSec, seconds: overSec, limitSec }));
      runStart = endSec;
    }
  }
  return found;
}
