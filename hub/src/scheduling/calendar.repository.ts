import { Injectable } from '@nestjs/common';
import type { Instant } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { HolidayRow, LeaveRow } from './scheduling.repository.ts';

/** Who changes the calendar, and when (instant). */
export interface CalendarMade {
  by: string;
  madeAt: Instant;
}

// What a statement reads of a table that it changes is what stood there before.
const PUT_HOLIDAY = `
  with put as (
    insert into holiday (site_id, date, name) values ($1, $2::date, $3)
    on conflict (site_id, date) do update set name = excluded.name where holiday.name <> excluded.name
    returning site_id, date, name
  )
  insert into calendar_change (site_id, date, before, after, made_by, made_at)
  select put.site_id, put.date, (select jsonb_build_object('name', h.name) from holiday h where h.site_id = $1 and h.date = $2::date),
         jsonb_build_object('name', put.name), $4, $5::timestamptz
  from put returning id`;

const REMOVE_HOLIDAY = `
  with removed as (delete from holiday where site_id = $1 and date = $2::date returning site_id, date, name)
  insert into calendar_change (site_id, date, before, made_by, made_at)
  select site_id, date, jsonb_build_object('name', name), $3, $4::timestamptz from removed returning id`;

const LEAVE = `jsonb_build_object('code', l.code, 'kind', l.kind, 'seconds', l.seconds)`;

// What is the same already keeps who made it, and when.
const PUT_LEAVE = `
  with l as (
    insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at)
    values ($1::uuid, $2::date, $3, $4, $5, $6, $7::timestamptz)
    on conflict (employee_id, date, code) do update
      set kind = excluded.kind, seconds = excluded.seconds, made_by = excluded.made_by, made_at = excluded.made_at
      where (leave_day.kind, leave_day.seconds) <> (excluded.kind, excluded.seconds)
    returning *
  )
  insert into calendar_change (site_id, employee_id, date, before, after, made_by, made_at)
  select e.site_id, e.id, l.date,
         (select ${LEAVE} from leave_day l where l.employee_id = $1::uuid and l.date = $2::date and l.code = $5),
         ${LEAVE}, l.made_by, l.made_at
  from l join employee e on e.id = l.employee_id returning id`;

const REMOVE_LEAVE = `
  with l as (
    delete from leave_day where employee_id = $1::uuid and date = $2::date and code = $3 returning *
  )
  insert into calendar_change (site_id, employee_id, date, before, made_by, made_at)
  select e.site_id, e.id, l.date, ${LEAVE}, $4, $5::timestamptz
  from l join employee e on e.id = l.employee_id returning id`;

/**
 * Writes days off, and in the same statement what was changed and by whom. Each answers whether anything is otherwise now: what stays
 * the same moves nobody's hours.
 */
@Injectable()
export class CalendarRepository {
  async putHoliday(
    sql: Sql,
    { site, date, name }: HolidayRow,
    { by, madeAt }: CalendarMade,
  ): Promise<boolean> {
    return (await sql.query(PUT_HOLIDAY, [site, date, name, by, madeAt])).length > 0;
  }

  async removeHoliday(sql: Sql, site: string, date: string, { by, madeAt }: CalendarMade): Promise<boolean> {
    return (await sql.query(REMOVE_HOLIDAY, [site, date, by, madeAt])).length > 0;
  }

  /** Makes other writers of a person's leave on a date wait for the end of this transaction: a day has its limit over all codes. */
  async lockLeave(sql: Sql, employee: string, date: string): Promise<void> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`leave ${employee} ${date}`]);
  }

  /** Whether a policy that was ever given to anybody of the site pays a premium by this code. */
  async isPremium(sql: Sql, site: string, code: string): Promise<boolean> {
    const [row] = await sql.query<{ found: boolean }>(
      `select exists (
         select from policy_assignment a
         join policy p on p.name = a.policy_name and p.version = a.policy_version
         cross join lateral jsonb_array_elements(p.rules -> 'premiums') as premium
         where a.site_id = $1 and premium ->> 'code' = $2
       ) as found`,
      [site, code],
    );
    return row?.found === true;
  }

  async putLeave(sql: Sql, leave: LeaveRow): Promise<boolean> {
    const { employee, date, kind, seconds, code, by, madeAt } = leave;
    return (await sql.query(PUT_LEAVE, [employee, date, kind, seconds, code, by, madeAt])).length > 0;
  }

  async removeLeave(
    sql: Sql,
    { employee, date, code }: Pick<LeaveRow, 'employee' | 'date' | 'code'>,
    { by, madeAt }: CalendarMade,
  ): Promise<boolean> {
    return (await sql.query(REMOVE_LEAVE, [employee, date, code, by, madeAt])).length > 0;
  }
}
