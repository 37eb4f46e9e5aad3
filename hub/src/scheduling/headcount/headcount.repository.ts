import { Injectable } from '@nestjs/common';
import { HeadcountPut, type HeadcountSpan } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams, withinReach } from '../../platform/http/access/reach-check.ts';
import { idWithinReach } from '../../platform/http/access/reach-lists.ts';
import type { PlannedPeople } from '../domain/plan/index.ts';
import type { Planner } from '../plan/plan.repository.ts';

export interface HeadcountRow {
  area: string;
  spans: HeadcountSpan[];
  version: number;
}

/** What an area that nobody has said anything about stands at. */
export const FIRST_VERSION = 1;

/** How many people areas need, and how many are planned there. */
@Injectable()
export class HeadcountRepository {
  /** Of the areas of a site that need anybody, by area. */
  async ofSite(sql: Sql, site: string): Promise<HeadcountRow[]> {
    const rows = await sql.query<HeadcountRow>(
      'select area_id as area, spans, version from headcount where site_id = $1 order by area_id',
      [site],
    );
    return rows.map(({ area, spans, version }) => ({ area, spans: parsed(spans), version }));
  }

  async find(sql: Sql, site: string, area: string): Promise<HeadcountRow> {
    const [row] = await sql.query<HeadcountRow>(
      'select area_id as area, spans, version from headcount where site_id = $1 and area_id = $2',
      [site, area],
    );
    return row ? { ...row, spans: parsed(row.spans) } : { area, spans: [], version: FIRST_VERSION };
  }

  async hasArea(sql: Sql, site: string, area: string): Promise<boolean> {
    const rows = await sql.query('select 1 from area where site_id = $1 and id = $2', [site, area]);
    return rows.length > 0;
  }

  /** For changing: false where there is no such area. */
  async lockArea(sql: Sql, site: string, area: string): Promise<boolean> {
    const rows = await sql.query('select 1 from area where site_id = $1 and id = $2 for no key update', [
      site,
      area,
    ]);
    return rows.length > 0;
  }

  async put(
    sql: Sql,
    site: string,
    { area, spans, version }: HeadcountRow,
    { by, at }: { by: string; at: string },
  ): Promise<void> {
    await sql.query(
      `insert into headcount (site_id, area_id, spans, version, changed_by, changed_at) values ($1, $2, $3::jsonb, $4, $5, $6)
       on conflict (site_id, area_id) do update
         set spans = excluded.spans, version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      [site, area, JSON.stringify(spans), version, by, at],
    );
  }

  /** How many are published by area and time, of shifts that begin on these dates; everybody of the site, whoever asks. */
  async published(sql: Sql, site: string, from: string, to: string): Promise<PlannedPeople[]> {
    return await sql.query<PlannedPeople>(
      `select a.area_id as area, a.starts_at as "startsAt", a.ends_at as "endsAt", count(*) as people
       from assignment a
       where a.shift_id = any(array(select id from shift where site_id = $1)) and a.work_date between $2::date and $3::date
       group by a.area_id, a.starts_at, a.ends_at`,
      [site, from, to],
    );
  }

  /** The same of what is published in cells of people within reach in which something is drafted. */
  async publishedUnderDrafts(
    sql: Sql,
    site: string,
    planner: Planner,
    { from, to }: { from: string; to: string },
  ): Promise<PlannedPeople[]> {
    return await sql.query<PlannedPeople>(
      `select a.area_id as area, a.starts_at as "startsAt", a.ends_at as "endsAt", count(*) as people
       from plan_draft d join assignment a on a.employee_id = d.employee_id and a.work_date = d.date
       where a.shift_id = any(array(select id from shift where site_id = $1)) and a.work_date between $2::date and $3::date
         and d.site_id = $1 and d.date between $2::date and $3::date and ${idWithinReach('d.employee_id', 4)}
       group by a.area_id, a.starts_at, a.ends_at`,
      [site, from, to, ...reachParams(planner.reach, null)],
    );
  }

  /** How many of the people within reach are drafted by shift, date and area. */
  async drafted(
    sql: Sql,
    site: string,
    planner: Planner,
    { from, to }: { from: string; to: string },
  ): Promise<{ shift: string; date: string; area: string; people: number }[]> {
    return await sql.query(
      // Counted before it is said which shifts: thousands are drafted alike.
      `select s.id as shift, d.date, coalesce(s.area_id, d.area_id) as area, sum(d.people)::bigint as people
       from (
         select d.date, d.shift_ids, e.area_id, count(*) as people from plan_draft d join employee e on e.id = d.employee_id
         where d.site_id = $1 and d.date between $2::date and $3::date and ${withinReach('e', 4)}
         group by d.date, d.shift_ids, e.area_id
       ) as d join shift s on s.id = any(d.shift_ids)
       group by s.id, d.date, coalesce(s.area_id, d.area_id)`,
      [site, from, to, ...reachParams(planner.reach, null)],
    );
  }
}

function parsed(spans: unknown): HeadcountSpan[] {
  return HeadcountPut.parse({ spans }).spans;
}
