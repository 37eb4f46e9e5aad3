import type { Policy } from '@tapclock/contracts';
import { type LocalDay, spanStart, weekdayAtOrBefore } from '../domain/index.ts';

const WEEK_DAYS = 7;
const DAY_MINUTES = 1_440;
/** Fewest workweeks read before a date's own: the span that overtime counts over, and a stay that began before it. */
const WEEKS_BEFORE_MIN = 2;
/** Whether a run without a weekly rest was found before a date's workweek is known from the first that it can have been found in. */
const REST_WEEKS_BEFORE = 3;

/**
 * First date of the facts that hours from `day` on need: a workweek's first day, as many workweeks back as the policy's longest
 * average, longest stay or rests ask for.
 */
export function factsFrom(day: LocalDay, policy: Policy): LocalDay {
  const stayWeeks = Math.ceil(policy.maxShiftMin / (WEEK_DAYS * DAY_MINUTES));
  const averages = [...policy.averages, ...(policy.nightAverage === null ? [] : [policy.nightAverage])];
  const weeks = Math.max(
    WEEKS_BEFORE_MIN,
    stayWeeks + 1,
    policy.weeklyRestMin === null ? 0 : REST_WEEKS_BEFORE + weeksOfRestInstead(policy),
    // The first week of the period is a week within it, and stays of it may have begun before.
    ...averages.map(average => average.weeks - 1 + stayWeeks),
  );
  return weekdayAtOrBefore(day, policy.workweek.startDow) - weeks * WEEK_DAYS;
}

/**
 * Last date of the facts that hours up to `day` need: the rest of its workweek, the weeks that may decide about it later, and one
 * more for the stays that end in it. It depends on nothing else, so the same dates get the same facts whenever somebody asks.
 */
export function factsTo(day: LocalDay, policy: Policy): LocalDay {
  return workweekEnd(day, policy) + (weeksDecidingLater(policy) + 1) * WEEK_DAYS;
}

/** Last day of the workweek that a date is in. */
export function workweekEnd(day: LocalDay, { workweek }: Policy): LocalDay {
  return weekdayAtOrBefore(day, workweek.startDow) + WEEK_DAYS - 1;
}

/**
 * First date whose record may come out otherwise when a fact of `day` changes: a stay may have begun days before, overtime is
 * decided for a whole span, and some findings for weeks that are long over.
 */
export function firstTouched(day: LocalDay, policy: Policy): LocalDay {
  const { maxShiftMin, shiftMatch } = policy;
  const stayDays = Math.ceil(Math.max(maxShiftMin, shiftMatch.beforeMin, shiftMatch.afterMin) / DAY_MINUTES);
  return spanStart(day - stayDays - 1, policy) - weeksDecidingLater(policy) * WEEK_DAYS;
}

/**
 * Workweeks after a date's own in which is decided what is found on it: where worked days stand in for leave (UK WTR reg. 4(6)), and
 * where one longer rest may stand in for those of the weeks (reg. 11(2)).
 */
function weeksDecidingLater(policy: Policy): number {
  const replacing = policy.averages.filter(({ leave }) => leave === 'replace').map(({ weeks }) => weeks);
  return Math.max(weeksOfRestInstead(policy), ...replacing);
}

function weeksOfRestInstead({ weeklyRestInstead }: Policy): number {
  return weeklyRestInstead === null ? 0 : Math.ceil(weeklyRestInstead.days / WEEK_DAYS);
}
