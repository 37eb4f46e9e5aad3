import type { NewEntry } from '../../audit/data.ts';
import type { PeriodId } from './period-finder.ts';

/** A pay period as the audit trail names it: it concerns these people, or everybody of its site. */
export function aboutPeriod(
  { site, group, from }: PeriodId,
  people: readonly { employee: string }[] | null = null,
): Pick<NewEntry, 'subject' | 'concerns'> {
  return {
    subject: { kind: 'pay-period', id: `${site}/${group}/${from}` },
    concerns:
      people === null ? { everybodyOf: site } : { people: people.map(({ employee }) => employee), site },
  };
}
