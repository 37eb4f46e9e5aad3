import { Injectable } from '@nestjs/common';
import type { SheetCode } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Period } from './period.ts';

const SUMS = `
  select d.employee_id as employee, p.code, p.kind, sum(p.seconds)::bigint as seconds
  from day_record d cross join jsonb_to_recordset(d.pays) as p (code text, kind text, seconds bigint)
  where d.site_id = $1 and d.policy_name = $2 and d.date between $3 and $4 and d.employee_id = any($5::uuid[])
  group by d.employee_id, p.code, p.kind`;

/** What the dates of an open period pay, from the day records. */
@Injectable()
export class DaySumsRepository {
  /** Sums by employee, in no order. */
  async ofPeople(sql: Sql, period: Period, employees: readonly string[]): Promise<Map<string, SheetCode[]>> {
    const { site, group, from, to } = period;
    const rows = await sql.query<SheetCode & { employee: string }>(SUMS, [site, group, from, to, employees]);
    const sums = new Map<string, SheetCode[]>();
    for (const { employee, ...code } of rows) sums.set(employee, [...(sums.get(employee) ?? []), code]);
    return sums;
  }
}
