import type { Policy } from '@tapclock/contracts';
import { DAY_SECONDS, type LocalDay, weekdayAtOrBefore } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import type { DatedShift } from './dated-shift.ts';
import { type FindingCode, finding, type HoursFinding } from './finding.ts';

const WEEK_SEC = 7 * DAY_SECONDS;

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
 * week: the directive does not say which of the seven days (CJEU C-306/16). Who then still has none is found again in every workweek
 * that has none either: counted from the week's beginning, so that it does not depend on how far back the facts reach (R5). Where the policy takes one longer rest in more days instead
 * (art. 16(a), WTR 1998 reg. 11(2)), only who has neither is found.
 */
export function weeklyRestFindings(
  shifts: readonly DatedShift[],
  policy: Policy,
  clock: ZoneClock,
): HoursFinding[] {
  const { weeklyRestMin, weeklyRestInstead } = policy;
  if (weeklyRestMin === null) return [];
  const limitSec = weeklyRestMin * 60;
  const found: HoursFinding[] = [];
  let runStart = 0;
  let lastEnd: number | null = null;
  /** The workweek in which the run was last found; null while it was not. */
  let foundWeek: LocalDay | null = null;
  for (const { date, startSec, endSec } of shifts) {
    if (lastEnd === null || startSec - lastEnd >= limitSec) {
      runStart = startSec;
      foundWeek = null;
    }
    if (endSec === null) continue;
    lastEnd = endSec;
    const week = weekdayAtOrBefore(date, policy.workweek.startDow);
    if (week === foundWeek) continue;
    const fromSec: number = foundWeek === null ? runStart : clock.startOf(week);
    const seconds = endSec - fromSec - (WEEK_SEC - limitSec);
    if (seconds > 0) {
      found.push(finding('WEEKLY_REST_MISSING', { date, atSec: endSec, seconds, limitSec }));
      foundWeek = week;
    }
  }
  if (weeklyRestInstead === null || found.length === 0) return found;
  const insteadSec = weeklyRestInstead.restMin * 60;
  const longestSec = weeklyRestInstead.days * DAY_SECONDS - insteadSec;
  const tooLong = runsWithoutRest(shifts, insteadSec).filter(run => run.endSec - run.startSec > longestSec);
  return found.filter(({ atSec }) =>
    tooLong.some(run => atSec !== null && atSec >= run.startSec && atSec <= run.endSec),
  );
}

/** From the first work after a rest of this length to the last work before the next, epoch seconds. */
function runsWithoutRest(
  shifts: readonly DatedShift[],
  restSec: number,
): { startSec: number; endSec: number }[] {
  const runs: { startSec: number; endSec: number }[] = [];
  for (const { startSec, endSec } of shifts) {
    const run = runs.at(-1);
    if (run && startSec - run.endSec < restSec) run.endSec = endSec ?? startSec;
    else runs.push({ startSec, endSec: endSec ?? startSec });
  }
  return runs;
}
