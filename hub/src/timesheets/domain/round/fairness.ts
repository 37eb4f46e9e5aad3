import type { Policy } from '@tapclock/contracts';
import { calendarProblems } from '../period/calendar-problems.ts';

/**
 * Why a policy may not be used, in a sentence each. Rounding up in and down out takes time from people every day: refused until
 * somebody has reviewed it (29 CFR 785.48(b), payroll.md 5.2).
 */
export function policyProblems(policy: Policy): string[] {
  const problems = calendarProblems(policy);
  const has = (mode: string, side: string) =>
    policy.rounding.some(rule => rule.mode === mode && (rule.scope === side || rule.scope === 'both'));
  if (has('up', 'in') && has('down', 'out') && !policy.roundingReviewed) {
    problems.push(
      'rounding: in up and out down is not neutral; set "roundingReviewed": true when somebody has reviewed it',
    );
  }
  if (policy.mealPeriods.length > 0 && policy.rounding.some(rule => rule.scope === 'mealTotal')) {
    problems.push(
      'rounding: meals must not be rounded where "mealPeriods" are owed (Donohue v. AMN, Cal. 2021)',
    );
  }
  if (policy.ot.biweekly.length > 0 && policy.ot.biweeklyAnchor === null) {
    problems.push('ot.biweeklyAnchor: needed by "ot.biweekly"');
  }
  for (const [index, rule] of policy.rounding.entries()) {
    if (rule.mode === 'nearest' && rule.graceMin > 0)
      problems.push(`rounding.${index}.graceMin: has no meaning with "nearest"`);
  }
  return problems;
}
