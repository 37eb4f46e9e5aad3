import { Injectable } from '@nestjs/common';
import type { PeriodDecision } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { PeriodId } from './period-finder.ts';

/** People that an entry names; it says how many there are. */
const NAMED_MAX = 20;

const DECISIONS = `
  with lock as (
    select * from period_lock where site_id = $1 and pay_group = $2 and period_start = $3
  ), decision as (
    select case kind when 'approve' then 'approved' else 'withdrawn' end as kind, made_by as by, made_at as at, reason,
           count(*) as people, (array_agg(employee_id order by employee_id))[1:${NAMED_MAX}] as employees,
           null::uuid as lock, min(id::text) as id
    from sheet_approval
    where site_id = $1 and pay_group = $2 and period_start = $3 and ($6::uuid[] is null or employee_id = any($6::uuid[]))
    group by kind, made_by, made_at, reason
    union all
    select 'locked', locked_by, locked_at, '', people, '{}', id, id::text from lock
    union all
    select 'unlock-requested', r.made_by, r.made_at, r.reason, 0, '{}', lock.id, r.id::text
    from unlock_request r join lock on lock.id = r.lock_id
    union all
    select case when d.granted then 'unlock-granted' else 'unlock-refused' end, d.made_by, d.made_at, d.reason, 0, '{}', lock.id,
           d.request_id::text
    from unlock_decision d join lock on lock.id = d.lock_id
    union all
    select 'exported', e.made_by, e.made_at, e.format, e.people, '{}', lock.id, e.id::text
    from payroll_export e join lock on lock.id = e.lock_id
  )
  select kind, by, at, reason, people, employees, lock, count(*) over () as total
  from decision order by at desc, id desc limit $4 offset $5`;

/** Who decided what about a period. */
@Injectable()
export class HistoryRepository {
  /** One page, newest first, and how many decisions there are; of approvals those of these people, where they are given. */
  async page(
    sql: Sql,
    { site, group, from }: PeriodId,
    employees: readonly string[] | null,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ decisions: PeriodDecision[]; total: number }> {
    const rows = await sql.query<PeriodDecision & { total: number }>(DECISIONS, [
      site,
      group,
      from,
      limit,
      offset,
      employees,
    ]);
    // A page past the end has no row to tell the total; nothing is there to be counted on either.
    return { decisions: rows.map(({ total: _, ...decision }) => decision), total: rows[0]?.total ?? offset };
  }
}
