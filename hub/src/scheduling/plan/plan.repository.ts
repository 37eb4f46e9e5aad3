import { Injectable } from '@nestjs/common';
import type { DraftsSummary, Zone } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams, withinReach } from '../../platform/http/access/reach-check.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import type { CellRef, DraftCell, PublishedShift } from '../domain/plan/index.ts';
import { assignmentId } from '../scheduling.repository.ts';

/** Dates, both included, and whose: everybody's of a site or a team, within reach of who asks. */
export interface PlanScope {
  site: string;
  team?: string | undefined;
  from: string;
  to: string;
}

/** Who plans. */
export type Planner = Pick<Viewer, 'reach'>;

/** A person as the plan needs them. */
export interface PlanPerson {
  employee: string;
  site: string;
  team: string | null;
  area: string;
  number: string;
  name: string;
  isActive: boolean;
  leftOn: string | null;
}

/** A shift to be published, with all that it keeps from then on. */
export interface NewPublished extends CellRef {
  shift: string;
  startsAt: string;
  endsAt: string;
  unpaidSeconds: number;
  graceSeconds: number;
  /** null: where the person belongs. */
  area: string | null;
}

export const PERSON = `
  e.id as employee, e.site_id as site, e.team_id as team, e.area_id as area, e.number,
  e.given_name || ' ' || e.family_name as name, e.active as "isActive", e.left_on as "leftOn"`;
const PUBLISHED = `
  a.id, a.employee_id as employee, a.work_date as date, a.shift_id as shift, a.starts_at as "startsAt", a.ends_at as "endsAt",
  a.unpaid_seconds as "unpaidSeconds", a.area_id as area`;
const DRAFT = `
  d.employee_id as employee, d.date, to_jsonb(d.shift_ids) as shifts, d.made_by as by, d.made_at as at`;

// Whom a scope is about: parameters 1 to 6. People are planned by whoever has them in reach; nobody reaches themselves by being themselves.
const IN_SCOPE = `e.site_id = $1 and ($2::text is null or e.team_id = $2) and ${withinReach('e', 3)}`;

function scopeParams({ site, team }: Pick<PlanScope, 'site' | 'team'>, planner: Planner): unknown[] {
  return [site, team ?? null, ...reachParams(planner.reach, null)];
}

/** What is published and what is drafted, set by set. Dates are `YYYY-MM-DD`, both ends included. */
@Injectable()
export class PlanRepository {
  /**
   * Makes other writers of these sites' plans wait for the end of this transaction: what one publishes is judged against what stands, and
   * two of them would not see each other.
   */
  async lockSites(sql: Sql, sites: Iterable<string>): Promise<void> {
    for (const site of [...new Set(sites)].sort())
      await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`plan ${site}`]);
  }

  async zoneOf(sql: Sql, site: string): Promise<Zone | null> {
    const [row] = await sql.query<{ zone: Zone }>('select zone from site where id = $1', [site]);
    return row?.zone ?? null;
  }

  async people(sql: Sql, employees: readonly string[]): Promise<Map<string, PlanPerson>> {
    const rows = await sql.query<PlanPerson>(
      `select ${PERSON} from employee e where e.id = any($1::uuid[]) and e.erased_at is null`,
      [employees],
    );
    return new Map(rows.map(row => [row.employee, row]));
  }

  /** People in service of a scope. */
  async peopleInScope(sql: Sql, scope: PlanScope, planner: Planner): Promise<PlanPerson[]> {
    return await sql.query<PlanPerson>(
      `select ${PERSON} from employee e where ${IN_SCOPE} and e.active order by e.id`,
      scopeParams(scope, planner),
    );
  }

  /** By start. */
  async published(
    sql: Sql,
    employees: readonly string[],
    from: string,
    to: string,
  ): Promise<PublishedShift[]> {
    if (employees.length === 0) return [];
    return await sql.query<PublishedShift>(
      `select ${PUBLISHED} from assignment a
       where a.employee_id = any($1::uuid[]) and a.work_date between $2::date and $3::date order by a.starts_at, a.id`,
      [employees, from, to],
    );
  }

  /** Shifts that are published in cells of a scope in which something is drafted. */
  async publishedUnderDrafts(sql: Sql, scope: PlanScope, planner: Planner): Promise<PublishedShift[]> {
    return await sql.query<PublishedShift>(
      `select ${PUBLISHED} from plan_draft d join employee e on e.id = d.employee_id
       join assignment a on a.employee_id = d.employee_id and a.work_date = d.date
       where d.site_id = $1 and d.date between $7::date and $8::date and ${IN_SCOPE} order by a.starts_at, a.id`,
      [...scopeParams(scope, planner), scope.from, scope.to],
    );
  }

  async draftsOf(sql: Sql, employees: readonly string[], from: string, to: string): Promise<DraftCell[]> {
    if (employees.length === 0) return [];
    return await sql.query<DraftCell>(
      `select ${DRAFT} from plan_draft d
       where d.employee_id = any($1::uuid[]) and d.date between $2::date and $3::date order by d.employee_id, d.date`,
      [employees, from, to],
    );
  }

  /** Drafts of a scope, leavers' too: what waits must be seen by somebody. */
  async draftsInScope(sql: Sql, scope: PlanScope, planner: Planner): Promise<DraftCell[]> {
    return await sql.query<DraftCell>(
      `select ${DRAFT} from plan_draft d join employee e on e.id = d.employee_id
       where d.site_id = $1 and d.date between $7::date and $8::date and ${IN_SCOPE} order by d.employee_id, d.date`,
      [...scopeParams(scope, planner), scope.from, scope.to],
    );
  }

  /** How many drafts a scope has, and what stands for them and for what they would replace: the same state has the same digest. */
  async draftsSummary(sql: Sql, scope: PlanScope, planner: Planner): Promise<DraftsSummary> {
    const [row] = await sql.query<DraftsSummary>(
      // Sums, so that nothing is sorted; what is published is read once, and not for each draft.
      `with cells as materialized (
         select d.employee_id, d.date, d.shift_ids from plan_draft d join employee e on e.id = d.employee_id
         where d.site_id = $1 and d.date between $7::date and $8::date and ${IN_SCOPE}
       ), published as (
         select sum(hash_record_extended((a.employee_id, a.work_date, a.shift_id), 1))
                  filter (where (a.employee_id, a.work_date) in (select employee_id, date from cells)) as hash
         from assignment a
         where a.shift_id = any(array(select id from shift where site_id = $1)) and a.work_date between $7::date and $8::date
       )
       select count(*) as cells, (select count(*) from (select distinct employee_id from cells)) as people,
              left(md5(concat_ws(' ', (select hash from published), sum(hash_record_extended((c.employee_id, c.date,
                case when cardinality(c.shift_ids) < 2 then c.shift_ids
                     else array(select shift from unnest(c.shift_ids) as s (shift) order by shift) end), 0)))), 16) as digest
       from cells c`,
      [...scopeParams(scope, planner), scope.from, scope.to],
    );
    if (!row) throw new Error('a count is one row');
    return row;
  }

  async putDrafts(sql: Sql, site: string, drafts: readonly DraftCell[]): Promise<void> {
    if (drafts.length === 0) return;
    await sql.query(
      `insert into plan_draft (employee_id, date, site_id, shift_ids, made_by, made_at)
       select employee_id, date, $1, array(select jsonb_array_elements_text(shifts)::uuid), made_by, made_at
       from unnest($2::uuid[], $3::date[], $4::jsonb[], $5::text[], $6::timestamptz[])
         as d (employee_id, date, shifts, made_by, made_at)
       on conflict (employee_id, date) do update
         set shift_ids = excluded.shift_ids, made_by = excluded.made_by, made_at = excluded.made_at`,
      [
        site,
        drafts.map(({ employee }) => employee),
        drafts.map(({ date }) => date),
        drafts.map(({ shifts }) => JSON.stringify(shifts)),
        drafts.map(({ by }) => by),
        drafts.map(({ at }) => at),
      ],
    );
  }

  async deleteDrafts(sql: Sql, cells: readonly CellRef[]): Promise<void> {
    if (cells.length === 0) return;
    await sql.query(
      `delete from plan_draft d using unnest($1::uuid[], $2::date[]) as c (employee_id, date)
       where d.employee_id = c.employee_id and d.date = c.date`,
      [cells.map(({ employee }) => employee), cells.map(({ date }) => date)],
    );
  }

  /** Publishes shifts; one that is published already stays as it is. Answers the ids of all of them, in their order. */
  async publish(sql: Sql, shifts: readonly NewPublished[]): Promise<string[]> {
    const ids = shifts.map(({ employee, shift, date }) => assignmentId(employee, shift, date));
    if (shifts.length === 0) return ids;
    await sql.query(
      `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at, unpaid_seconds, grace_seconds, area_id)
       select n.id, n.employee_id, n.shift_id, n.work_date, n.starts_at, n.ends_at, n.unpaid, n.grace, coalesce(n.area, e.area_id)
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::timestamptz[], $6::timestamptz[], $7::int[], $8::int[],
                   $9::text[])
         as n (id, employee_id, shift_id, work_date, starts_at, ends_at, unpaid, grace, area)
       join employee e on e.id = n.employee_id
       on conflict (employee_id, shift_id, work_date) do nothing`,
      [
        ids,
        shifts.map(({ employee }) => employee),
        shifts.map(({ shift }) => shift),
        shifts.map(({ date }) => date),
        shifts.map(({ startsAt }) => startsAt),
        shifts.map(({ endsAt }) => endsAt),
        shifts.map(({ unpaidSeconds }) => unpaidSeconds),
        shifts.map(({ graceSeconds }) => graceSeconds),
        shifts.map(({ area }) => area),
      ],
    );
    return ids;
  }

  /** Where assignments are planned. */
  async sitesOf(sql: Sql, assignments: readonly string[]): Promise<string[]> {
    const rows = await sql.query<{ site: string }>(
      `select distinct s.site_id as site from assignment a join shift s on s.id = a.shift_id where a.id = any($1::uuid[])`,
      [assignments],
    );
    return rows.map(({ site }) => site);
  }

  /** Takes shifts back; answers those that were there. */
  async unpublish(
    sql: Sql,
    assignments: readonly string[],
  ): Promise<(CellRef & { site: string; shift: string })[]> {
    if (assignments.length === 0) return [];
    return await sql.query(
      `delete from assignment a using shift s
       where a.id = any($1::uuid[]) and s.id = a.shift_id
       returning a.employee_id as employee, a.work_date as date, a.shift_id as shift, s.site_id as site`,
      [assignments],
    );
  }
}
