import type { Policy, PolicyRef, Said } from '@tapclock/contracts';
import { formatDay, type LocalDay, payPeriodOf, spanStart } from '../domain/index.ts';
import { isSamePolicy, type RefSpan } from './resolve.ts';

/** How far ahead a better date is looked for: where weeks and pay periods meet, they meet within months. */
const SEARCH_DAYS_MAX = 3 * 366;
const NO_HOLIDAYS: ReadonlySet<LocalDay> = new Set();

/** A date from which other rules apply than on the day before; null: none. */
export interface PolicyBorder {
  day: LocalDay;
  before: PolicyRef | null;
  after: PolicyRef | null;
}

/** Where rules change after `from`, given what applies from `from` to `to`. */
export function bordersOf(spans: readonly RefSpan[], from: LocalDay, to: LocalDay): PolicyBorder[] {
  const days = new Set(spans.flatMap(span => [span.from, span.to + 1]));
  return [...days]
    .filter(day => day > from && day <= to)
    .map(day => ({ day, before: refOn(day - 1, spans), after: refOn(day, spans) }));
}

/** Names of the policies that apply on dates from `from` on which `a` and `b` differ. */
export function changedGroups(a: readonly RefSpan[], b: readonly RefSpan[], from: LocalDay): Set<string> {
  const names = new Set<string>();
  const days = [...a, ...b].flatMap(span => [span.from, span.to + 1]);
  for (const day of new Set([from, ...days.filter(start => start > from)])) {
    const refs = [refOn(day, a), refOn(day, b)] as const;
    if (isSamePolicy(...refs)) continue;
    for (const ref of refs) if (ref !== null) names.add(ref.name);
  }
  return names;
}

/**
 * Why rules cannot change from one policy to another on a day, or null. A workweek is never split (29 CFR 778.105, and two of them
 * where overtime counts over 14 days), nor a pay period where the two policies have different ones.
 */
export function borderProblem(day: LocalDay, before: Policy | null, after: Policy | null): Said | null {
  for (const policy of [before, after]) {
    if (policy !== null && spanStart(day, policy) !== day)
      return {
        en: `${formatDay(day)} is not the first day of a ${spanWord(policy).en} of "${policy.name}"`,
        de: `der ${formatDay(day)} ist nicht der erste Tag ${spanWord(policy).de} von „${policy.name}“`,
      };
  }
  if (before === null || after === null || hasSamePeriods(before, after)) return null;
  for (const { name, payPeriod } of [before, after]) {
    if (payPeriod !== null && payPeriodOf(day, payPeriod, 'asIs', NO_HOLIDAYS).startDay !== day)
      return {
        en: `${formatDay(day)} is not the first day of a pay period of "${name}", and the pay periods differ`,
        de: `der ${formatDay(day)} ist nicht der erste Tag einer Lohnperiode von „${name}“, und die Lohnperioden sind verschieden`,
      };
  }
  return null;
}

/** The first day from `from` on that suits every pair, or null when none is near. */
export function nextBorder(
  from: LocalDay,
  pairs: readonly { before: Policy | null; after: Policy | null }[],
): LocalDay | null {
  for (let day = from; day < from + SEARCH_DAYS_MAX; day += 1) {
    if (pairs.every(({ before, after }) => borderProblem(day, before, after) === null)) return day;
  }
  return null;
}

function refOn(day: LocalDay, spans: readonly RefSpan[]): PolicyRef | null {
  return spans.find(({ from, to }) => from <= day && day <= to)?.policy ?? null;
}

function spanWord({ ot }: Policy): Said {
  return ot.biweekly.length > 0
    ? { en: '14-day span', de: 'eines 14-Tage-Zeitraums' }
    : { en: 'workweek', de: 'einer Arbeitswoche' };
}

/** Both were parsed by one schema, so equal rules have equal texts. */
function hasSamePeriods(a: Policy, b: Policy): boolean {
  return JSON.stringify(a.payPeriod) === JSON.stringify(b.payPeriod);
}
