import type { Policy } from '@tapclock/contracts';
import { parseDay } from '../time/civil.ts';
import { ZoneClock } from '../time/zone-clock.ts';

/** What a policy says about dates and zones that there is no calendar for, in a sentence each, by field. */
export function calendarProblems({ ot, payPeriod, workweek }: Policy): string[] {
  const problems: string[] = [];
  const check = (field: string, use: () => unknown) => {
    try {
      use();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(`${field}: ${error.message}`);
    }
  };
  const { biweeklyAnchor } = ot;
  if (biweeklyAnchor !== null) check('ot.biweeklyAnchor', () => parseDay(biweeklyAnchor));
  if (payPeriod?.kind === 'biweekly') check('payPeriod.anchor', () => parseDay(payPeriod.anchor));
  if (payPeriod?.kind === 'semimonthly' && payPeriod.startDays[0] >= payPeriod.startDays[1])
    problems.push('payPeriod.startDays: the first must be before the second');
  const { zone } = workweek;
  if (zone !== undefined) check('workweek.zone', () => new ZoneClock(zone));
  return problems;
}
