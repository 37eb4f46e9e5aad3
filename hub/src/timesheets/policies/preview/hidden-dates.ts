import type { LocalDay } from '../../domain/index.ts';
import type { Stretch } from '../../facts/person-facts.ts';
import type { LockedPeriod } from '../locked-dates.ts';

/** Dates of one person, both included, that a locked period has paid. */
export interface HiddenDates {
  period: LockedPeriod;
  from: LocalDay;
  to: LocalDay;
}

/** What is locked of a person's dates: of each stretch the periods of its policy's group. */
export function hiddenDates(stretches: readonly Stretch[], locked: readonly LockedPeriod[]): HiddenDates[] {
  return stretches.flatMap(({ facts, ...dates }) =>
    locked
      .filter(({ group, from, to }) => group === facts.policy.name && from <= dates.to && dates.from <= to)
      .map(period => ({
        period,
        from: Math.max(period.from, dates.from),
        to: Math.min(period.to, dates.to),
      })),
  );
}
