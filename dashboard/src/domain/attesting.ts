import type { AttestationsView, DayAttestation } from '@tapclock/contracts';
import { dateAfter, mondayOf } from './calendar-dates.ts';

/** Dates of one week that can be attested, both included. */
export interface WeekSpan {
  from: string;
  to: string;
}

/** The last whole week, and this one up to yesterday; on a Monday only the last. Newest first. */
export function weeksToAttest(today: string): WeekSpan[] {
  const monday = mondayOf(today);
  const last = { from: dateAfter(monday, -7), to: dateAfter(monday, -1) };
  return monday === today ? [last] : [{ from: monday, to: dateAfter(today, -1) }, last];
}

/** Where a week stands, and what keeps it from being attested. */
export interface WeekStanding {
  kind: 'none' | 'open' | 'blocked' | 'attested' | 'changed';
  paidSeconds: number;
  blocked: DayAttestation[];
}

/** `none`: nothing is paid and nothing is wrong, so there is nothing to say about it. */
export function weekStanding({ days }: Pick<AttestationsView, 'days'>): WeekStanding {
  const paidSeconds = days.reduce((sum, day) => sum + day.paidSeconds, 0);
  const blocked = days.filter(({ blockers }) => blockers.length > 0);
  const kindOf = (): WeekStanding['kind'] => {
    if (blocked.length > 0) return 'blocked';
    if (days.some(({ state }) => state === 'changed')) return 'changed';
    const withHours = days.filter(day => day.paidSeconds > 0);
    if (withHours.length === 0) return 'none';
    return withHours.every(({ state }) => state === 'attested') ? 'attested' : 'open';
  };
  return { kind: kindOf(), paidSeconds, blocked };
}
