import type { Policy, Said } from '@tapclock/contracts';
import { calendarProblems } from '../period/calendar-problems.ts';

/**
 * Why a policy may not be used, in a sentence each. Rounding up in and down out takes time from people every day: refused until
 * somebody has reviewed it (29 CFR 785.48(b), payroll.md 5.2).
 */
export function policyProblems(policy: Policy): Said[] {
  const problems = calendarProblems(policy);
  const has = (mode: string, side: string) =>
    policy.rounding.some(rule => rule.mode === mode && (rule.scope === side || rule.scope === 'both'));
  if (has('up', 'in') && has('down', 'out') && !policy.roundingReviewed) {
    problems.push({
      en: 'rounding: in up and out down is not neutral; set "roundingReviewed": true when somebody has reviewed it',
      de: 'rounding: Kommen auf- und Gehen abzurunden ist nicht neutral; setzen Sie „roundingReviewed“: true, wenn das jemand geprüft hat',
    });
  }
  if (policy.mealPeriods.length > 0 && policy.rounding.some(rule => rule.scope === 'mealTotal')) {
    problems.push({
      en: 'rounding: meals must not be rounded where "mealPeriods" are owed (Donohue v. AMN, Cal. 2021)',
      de: 'rounding: Essenspausen dürfen nicht gerundet werden, wo „mealPeriods“ geschuldet sind (Donohue v. AMN, Cal. 2021)',
    });
  }
  if (policy.ot.biweekly.length > 0 && policy.ot.biweeklyAnchor === null) {
    problems.push({
      en: 'ot.biweeklyAnchor: needed by "ot.biweekly"',
      de: 'ot.biweeklyAnchor: wird für „ot.biweekly“ gebraucht',
    });
  }
  for (const [index, rule] of policy.rounding.entries()) {
    if (rule.mode === 'nearest' && rule.graceMin > 0)
      problems.push({
        en: `rounding.${index}.graceMin: has no meaning with "nearest"`,
        de: `rounding.${index}.graceMin: hat bei „nearest“ keine Bedeutung`,
      });
  }
  return problems;
}
