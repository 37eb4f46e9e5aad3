import { Injectable } from '@nestjs/common';
import type { MadeBy, PolicyAssignment, PolicyRef, PolicyScope } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams } from '../../platform/http/access/reach-check.ts';
import { idWithinReach, type Viewer } from '../../platform/http/access/reach-lists.ts';
import { formatDay, type LocalDay, parseDay } from '../domain/index.ts';
import type { AssignedPolicy, ScopedPerson } from './resolve.ts';

interface AssignmentRow {
  id: string;
  site: string;
  team: string | null;
  employee: string | null;
  name: string | null;
  version: number | null;
  validFrom: string;
  by: string;
  at: string;
  reason: string;
}

const COLUMNS = `
  id, site_id as site, team_id as team, employee_id as employee, policy_name as name, policy_version as version,
  valid_from as "validFrom", made_by as by, made_at as at, reason`;

const MATCHES = `
  site_id = $1 and ($2::text is null or team_id = $2) and ($3::uuid is null or employee_id = $3)
  and (employee_id is null or ${idWithinReach('employee_id', 4)})`;

/** Names the lock that lets one writer of a site's assignments in at a time. */
const WRITERS = 'policy-assignments';

/** The policy_assignment table, append-only, and whom its scopes hold. */
@Injectable()
export class AssignmentRepository {
  /** Makes other writers of the site's assignments wait for the end of this transaction: each judges what is there. */
  async lockWriters(sql: Sql, site: string): Promise<void> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${WRITERS} ${site}`]);
  }

  async count(sql: Sql, site: string): Promise<number> {
    const [row] = await sql.query<{ total: number }>(
      'select count(*) as total from policy_assignment where site_id = $1',
      [site],
    );
    return row?.total ?? 0;
  }

  /** Assignments of these sites that begin on or before a date; `employees` leaves out those of other people. */
  async assignments(
    sql: Sql,
    sites: readonly string[],
    until: LocalDay,
    employees: readonly string[] | null = null,
  ): Promise<AssignedPolicy[]> {
    const rows = await sql.query<AssignmentRow>(
      `select ${COLUMNS} from policy_assignment
       where site_id = any($1) and valid_from <= $2
         and ($3::uuid[] is null or employee_id is null or employee_id = any($3))`,
      [sites, formatDay(until), employees],
    );
    return rows.map(row => ({
      id: row.id,
      site: row.site,
      team: row.team,
      employee: row.employee,
      policy: refOf(row),
      validFrom: parseDay(row.validFrom),
      madeAt: row.at,
    }));
  }

  /**
   * One page of a site's assignments, those that begin last first, and how many there are; of single people those whom the viewer may
   * see.
   */
  async list(
    sql: Sql,
    { site, team, employee }: PolicyScope,
    viewer: Viewer,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ assignments: PolicyAssignment[]; total: number }> {
    const filters = [site, team ?? null, employee ?? null, ...reachParams(viewer.reach, viewer.employee)];
    const [count] = await sql.query<{ total: number }>(
      `select count(*) as total from policy_assignment where ${MATCHES}`,
      filters,
    );
    const rows = await sql.query<AssignmentRow>(
      `select ${COLUMNS} from policy_assignment where ${MATCHES}
       order by valid_from desc, made_at desc, id limit $8 offset $9`,
      [...filters, limit, offset],
    );
    return { assignments: rows.map(toAssignment), total: count?.total ?? 0 };
  }

  async add(sql: Sql, { id, scope, policy, validFrom, made }: PolicyAssignment): Promise<void> {
    await sql.query(
      `insert into policy_assignment
         (id, site_id, team_id, employee_id, policy_name, policy_version, valid_from, made_by, made_at, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        scope.site,
        scope.team ?? null,
        scope.employee ?? null,
        policy?.name ?? null,
        policy?.version ?? null,
        validFrom,
        made.by,
        made.at,
        made.reason,
      ],
    );
  }

  /** Everybody of a scope, people who have left included, by id. */
  async people(sql: Sql, { site, team, employee }: PolicyScope): Promise<ScopedPerson[]> {
    return await sql.query(
      `select id as employee, site_id as site, team_id as team from employee
       where site_id = $1 and ($2::text is null or team_id = $2) and ($3::uuid is null or id = $3)
       order by id`,
      [site, team ?? null, employee ?? null],
    );
  }

  /** Those of the named people who belong to a site now, by id. */
  async amongPeople(sql: Sql, site: string, employees: readonly string[]): Promise<ScopedPerson[]> {
    if (employees.length === 0) return [];
    return await sql.query(
      `select id as employee, site_id as site, team_id as team from employee
       where site_id = $1 and id = any($2::uuid[]) order by id`,
      [site, employees],
    );
  }

  /** The first part of a scope that there is not, or null. */
  async missing(sql: Sql, { site, team, employee }: PolicyScope): Promise<keyof PolicyScope | null> {
    const [found] = await sql.query<Record<keyof PolicyScope, boolean>>(
      `select exists (select from site where id = $1) as site,
              $2::text is null or exists (select from team where site_id = $1 and id = $2) as team,
              $3::uuid is null or exists (select from employee where site_id = $1 and id = $3) as employee`,
      [site, team ?? null, employee ?? null],
    );
    if (!found?.site) return 'site';
    if (!found.team) return 'team';
    return found.employee ? null : 'employee';
  }
}

function refOf({ name, version }: AssignmentRow): PolicyRef | null {
  return name === null || version === null ? null : { name, version };
}

function toAssignment(row: AssignmentRow): PolicyAssignment {
  const { id, site, team, employee, validFrom, by, at, reason } = row;
  const scope: PolicyScope = { site };
  if (team !== null) scope.team = team;
  if (employee !== null) scope.employee = employee;
  const made: MadeBy = { by, at, reason };
  return { id, scope, policy: refOf(row), validFrom, made };
}
