import type { Reach, Right } from '@tapclock/contracts';
import { HubError } from '../hub-error.ts';
import type { Principal } from './principal.ts';

/** Knows which team people are in. Provided by the people feature under `MEMBERSHIP`. */
export interface Membership {
  /** Those of `employees` who are in none of these teams now, whether they exist or not. */
  outside(employees: readonly string[], teams: readonly { site: string; team: string }[]): Promise<string[]>;
}

export const MEMBERSHIP = Symbol('Membership');

/** Nobody decides about their own hours: who has such a right has it for others only. */
const NOT_ABOUT_ONESELF: ReadonlySet<Right> = new Set([
  'corrections.write',
  'leave.write',
  'periods.approve',
  'requests.decide',
  'exceptions.settle',
]);

/** What people say in their own name: nobody has such a right about others, whatever their reach. */
const ONLY_ABOUT_ONESELF: ReadonlySet<Right> = new Set([
  'timesheets.attest',
  'statements.write',
  'schedule.subscribe',
]);

/** Whether the right is to look and not to change. */
function isReading(right: Right): boolean {
  return right.endsWith('.read');
}

/**
 * Throws FORBIDDEN unless the right reaches every one of these employees. Reading reaches oneself besides; changing one's own hours is
 * refused whatever the reach.
 */
export async function requireReach(
  membership: Membership,
  principal: Pick<Principal, 'reach' | 'employee'>,
  right: Right,
  employees: readonly string[],
): Promise<void> {
  const own = principal.employee;
  if (own !== null && NOT_ABOUT_ONESELF.has(right) && employees.includes(own)) {
    throw new HubError('FORBIDDEN', {
      en: 'Nobody does this about themselves: ask somebody else.',
      de: 'Das macht niemand für sich selbst: Bitten Sie jemand anders.',
    });
  }
  if (ONLY_ABOUT_ONESELF.has(right)) {
    if (employees.every(employee => employee === own)) return;
    throw new HubError('FORBIDDEN', {
      en: 'Only they themselves do this, with their own login.',
      de: 'Das macht nur die Person selbst, mit dem eigenen Zugang.',
    });
  }
  const { reach } = principal;
  if (reach.kind === 'everybody') return;
  const others = isReading(right) ? employees.filter(employee => employee !== own) : employees;
  if (others.length === 0) return;
  const outside = reach.kind === 'self' ? others : await membership.outside(others, reach.teams);
  if (outside.length > 0) {
    throw new HubError('FORBIDDEN', {
      en: 'This is about somebody who is not in your teams.',
      de: 'Hier geht es um jemanden, der nicht in Ihren Teams ist.',
    });
  }
}

/** A reach as parameters of a query; see `withinReach`. */
export function reachParams(reach: Reach, own: string | null): [boolean, string | null, string[], string[]] {
  const teams = reach.kind === 'teams' ? reach.teams : [];
  return [reach.kind === 'everybody', own, teams.map(({ site }) => site), teams.map(({ team }) => team)];
}

/**
 * Condition that a row of `employee` is within a reach. `first` is the number of the first of the four parameters that `reachParams` gives;
 * `employee` is the alias of the table.
 */
export function withinReach(employee: string, first: number): string {
  const [all, own, sites, teams] = [first, first + 1, first + 2, first + 3];
  // Of no row's columns, so that it is looked up once and not for each person.
  return `($${all}::boolean or ${employee}.id = $${own}::uuid or (${employee}.site_id, ${employee}.team_id) in (
    select site_id, team_id from unnest($${sites}::text[], $${teams}::text[]) as mine (site_id, team_id)))`;
}
