import type { Policy, Said } from '@tapclock/contracts';
import { parseDay } from '../time/civil.ts';
import { ZoneClock } from '../time/zone-clock.ts';

/** What a policy says about dates and zones that there is no calendar for, in a sentence each, by field. */
export function calendarProblems({ ot, payPeriod, workweek }: Policy): Said[] {
  const problems: Said[] = [];
  const check = (field: string, german: string, use: () => unknown) => {
    try {
      use();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ en: `${field}: ${error.message}`, de: `${field}: ${german}` });
    }
  };
  const { biweeklyAnchor } = ot;
  if (biweeklyAnchor !== null)
    check('ot.biweeklyAnchor', noDay(biweeklyAnchor), () => parseDay(biweeklyAnchor));
  if (payPeriod?.kind === 'biweekly')
    check('payPeriod.anchor', noDay(payPeriod.anchor), () => parseDay(payPeriod.anchor));
  if (payPeriod?.kind === 'semimonthly' && payPeriod.startDays[0] >= payPeriod.startDays[1])
    problems.push({
      en: 'payPeriod.startDays: the first must be before the second',
      de: 'payPeriod.startDays: der erste muss vor dem zweiten liegen',
    });
  const { zone } = workweek;
  if (zone !== undefined)
    check('workweek.zone', `es gibt keine Zeitzone „${zone}“`, () => new ZoneClock(zone));
  return problems;
}

function noDay(text: string): string {
  return `es gibt keinen Tag ${text}`;
}
