import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { formatDay, type LocalDay, parseDay } from '../domain/index.ts';

const FIRST = `
  select e.id as employee, least(
    (select (min(p.occurred_at) at time zone s.zone)::date from punch p where p.employee_id = e.id and p.occurred_at >= w.from_at),
    (select (min(c.occurred_at) at time zone s.zone)::date from correction c where c.employee_id = e.id and c.occurred_at >= w.from_at),
    (select min(a.work_date) from assignment a where a.employee_id = e.id and a.work_date >= w.from_date),
    (select min(l.date) from leave_day l where l.employee_id = e.id and l.date >= w.from_date)
  ) as date
  from unnest($1::uuid[], $2::date[]) as d (employee_id, from_date)
  join employee e on e.id = d.employee_id
  join site s on s.id = e.site_id
  cross join lateral (select d.from_date, d.from_date::timestamp at time zone s.zone as from_at) as w`;

/** Where somebody's facts begin: a clock that stood in 1970 must not make anybody go through fifty empty years. */
@Injectable()
export class FirstFacts {
  /** First date of each person, not before the given one, on which there is anything; people without are left out. */
  async find(
    sql: Sql,
    wanted: readonly { employee: string; from: LocalDay }[],
  ): Promise<Map<string, LocalDay>> {
    if (wanted.length === 0) return new Map();
    const rows = await sql.query<{ employee: string; date: string | null }>(FIRST, [
      wanted.map(({ employee }) => employee),
      wanted.map(({ from }) => formatDay(from)),
    ]);
    return new Map(
      rows.flatMap(({ employee, date }) => (date === null ? [] : [[employee, parseDay(date)] as const])),
    );
  }
}
