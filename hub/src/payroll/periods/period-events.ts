import { AUDIT_PEOPLE_MAX } from '@tapclock/contracts';
import type { NewEvent } from '../../event-log/index.ts';
import type { PeriodId } from './period-finder.ts';

type PeriodChange = Extract<NewEvent, { kind: 'period.changed' }>['payload']['change'];

/** Most people that one event names. */
const PEOPLE_MAX = AUDIT_PEOPLE_MAX;

/** Says that something was decided about everybody of a period. */
export function periodChanged(
  { site, group, from }: PeriodId,
  { change, by, employees = [] }: { change: PeriodChange; by: string; employees?: readonly string[] },
): NewEvent {
  const payload = { group, from, change, employees: [...employees], by };
  return { kind: 'period.changed', site, key: `${site}/${group}/${from}`, payload };
}

/** The same about these people, as many events as it takes to name them; none of nobody. */
export function peopleOfPeriodChanged(
  id: PeriodId,
  { change, by, employees }: { change: PeriodChange; by: string; employees: readonly string[] },
): NewEvent[] {
  const events: NewEvent[] = [];
  for (let start = 0; start < employees.length; start += PEOPLE_MAX)
    events.push(periodChanged(id, { change, by, employees: employees.slice(start, start + PEOPLE_MAX) }));
  return events;
}
