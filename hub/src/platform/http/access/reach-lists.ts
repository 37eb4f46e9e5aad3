import type { Right } from '@tapclock/contracts';
import type { Sql } from '../../database/database.ts';
import type { Principal } from './principal.ts';
import { reachParams, requireReach, withinReach } from './reach-check.ts';

/** Whose eyes something is read with: what lists and boards are narrowed to. Everybody always sees themselves. */
export type Viewer = Pick<Principal, 'reach' | 'employee'>;

/** Of what the hub reads for itself. */
export const EVERYBODY: Viewer = { reach: { kind: 'everybody' }, employee: null };

/** Who decides something, and about whom they may. */
export type Decider = Viewer & Pick<Principal, 'name'>;

/** Where somebody belongs. */
interface Placed {
  employee: string;
  site: string;
  team: string | null;
}

/** Whether somebody may be seen by a viewer. */
export function isWithin({ reach, employee: own }: Viewer, { employee, site, team }: Placed): boolean {
  if (reach.kind === 'everybody' || employee === own) return true;
  return reach.kind === 'teams' && reach.teams.some(mine => mine.site === site && mine.team === team);
}

/**
 * Condition that a column with an employee's id is within a reach, as `withinReach` is for a row of `employee`. The ids are found first, so that
 * an index on the column serves whoever sees few people; for whoever sees everybody the planner drops the condition.
 */
export function idWithinReach(column: string, first: number): string {
  return `($${first}::boolean or ${column} = any(array(select r.id from employee r where ${withinReach('r', first)})))`;
}

/** Ids of everybody whom a viewer may see; null where that is everybody. */
export async function idsWithin(sql: Sql, { reach, employee }: Viewer): Promise<string[] | null> {
  if (reach.kind === 'everybody') return null;
  const [, ...own] = reachParams(reach, employee);
  // By two indexes: either of them in one condition reads the company for one team.
  const rows = await sql.query<{ id: string }>(
    `select id from employee where id = $1::uuid
     union
     select e.id from unnest($2::text[], $3::text[]) as mine (site_id, team_id) join employee e using (site_id, team_id)
     order by id`,
    own,
  );
  return rows.map(({ id }) => id);
}

/** Those of `employees` whom a viewer may not see; whoever does not exist is among them only for a narrow reach. */
export async function outsideOf(
  sql: Sql,
  { reach, employee }: Viewer,
  employees: readonly string[],
): Promise<Set<string>> {
  if (reach.kind === 'everybody' || employees.length === 0) return new Set();
  const rows = await sql.query<{ id: string }>(
    `select asked.id from unnest($5::uuid[]) as asked (id)
     where not exists (select from employee e where e.id = asked.id and ${withinReach('e', 1)})`,
    [...reachParams(reach, employee), employees],
  );
  return new Set(rows.map(({ id }) => id));
}

/** As `requireReach`, by what this transaction sees: within it and under the lock of what is decided nothing changes in between. */
export async function requireReachIn(
  sql: Sql,
  { reach, employee }: Viewer,
  right: Right,
  employees: readonly string[],
): Promise<void> {
  const outside = async (asked: readonly string[]) => [
    ...(await outsideOf(sql, { reach, employee: null }, asked)),
  ];
  await requireReach({ outside }, { reach, employee }, right, employees);
}
