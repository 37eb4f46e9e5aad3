import type { Policy } from '@tapclock/contracts';
import type { CodeSeconds } from '../result.ts';
import type { LocalDay } from '../time/civil.ts';
import type { HoursFinding } from './finding.ts';

const HOUR = 3600;
/** Owed at the regular rate of pay, not at the hourly rate (Ferra v. Loews, Cal. 2021; IWC Wage Orders section 5(A)). */
export const REGULAR_RATE_CODES: ReadonlySet<string> = new Set([
  'MEAL_PREMIUM',
  'REST_PREMIUM',
  'REPORTING_TIME',
]);
const MEAL_FAULTS: ReadonlySet<string> = new Set(['MEAL_LATE', 'MEAL_SHORT', 'MEAL_MISSED']);

/**
 * An hour of pay per day for meal faults and one for missed rests, however many there were (Cal. Lab. Code 226.7), and what is missing
 * to reporting-time pay. Paid at the regular rate, never hours worked. What the law leaves open is flagged and not paid.
 */
export function penaltiesOf(
  findings: readonly HoursFinding[],
  penalties: Policy['penalties'],
): Map<LocalDay, CodeSeconds[]> {
  const byDay = new Map<LocalDay, CodeSeconds[]>();
  const owe = (date: LocalDay, code: string, seconds = HOUR) => {
    const owed = byDay.get(date) ?? [];
    if (!owed.some(one => one.code === code)) owed.push({ code, seconds, kind: 'extra' });
    byDay.set(date, owed);
  };
  for (const { code, date, seconds } of findings) {
    if (date === null) continue;
    if (penalties.meal && MEAL_FAULTS.has(code)) owe(date, 'MEAL_PREMIUM');
    if (penalties.rest && code === 'REST_BREAK_MISSED') owe(date, 'REST_PREMIUM');
    if (code === 'SENT_HOME_EARLY' && seconds !== null) owe(date, 'REPORTING_TIME', seconds);
  }
  return byDay;
}
