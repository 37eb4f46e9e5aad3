import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';

const PUT = `
  insert into birth_date (employee_id, born_on)
  select * from unnest($1::uuid[], $2::date[])
  on conflict (employee_id) do update set born_on = excluded.born_on`;

// `period_end` is the day after the last. A lock holds until somebody granted to undo it, which is done from the latest on: what ends before the last one is locked. Payroll makes
// locks and stands far above people: hence a query of its own.
const FIRST_OPEN = `
  select s.employee_id as employee, max(l.period_end) as date
  from locked_sheet s join period_lock l on l.id = s.lock_id
  where s.employee_id = any($1::uuid[])
    and not exists (select from unlock_decision d where d.lock_id = l.id and d.granted)
  group by s.employee_id`;

/** Dates of birth, set by set. Nothing but what is here reads or writes them, and the facts of hours. */
@Injectable()
export class BirthDatesRepository {
  /** By employee; who has none is left out. */
  async find(sql: Sql, employees: readonly string[]): Promise<Map<string, string>> {
    const rows = await sql.query<{ employee: string; bornOn: string }>(
      'select employee_id as employee, born_on as "bornOn" from birth_date where employee_id = any($1::uuid[])',
      [employees],
    );
    return new Map(rows.map(({ employee, bornOn }) => [employee, bornOn]));
  }

  async put(sql: Sql, dates: readonly { employee: string; bornOn: string }[]): Promise<void> {
    if (dates.length === 0) return;
    await sql.query(PUT, [dates.map(({ employee }) => employee), dates.map(({ bornOn }) => bornOn)]);
  }

  /** Those of these people who had one. */
  async remove(sql: Sql, employees: readonly string[]): Promise<string[]> {
    if (employees.length === 0) return [];
    const rows = await sql.query<{ employee: string }>(
      'delete from birth_date where employee_id = any($1::uuid[]) returning employee_id as employee',
      [employees],
    );
    return rows.map(({ employee }) => employee);
  }

  /** The day after a person's last locked period; people without one are left out. */
  async firstOpen(sql: Sql, employees: readonly string[]): Promise<Map<string, string>> {
    const rows = await sql.query<{ employee: string; date: string }>(FIRST_OPEN, [employees]);
    return new Map(rows.map(({ employee, date }) => [employee, date]));
  }
}
