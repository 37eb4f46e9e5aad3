import { Injectable } from '@nestjs/common';
import type { Instant, LeaveKind } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { HolidayRow } from './scheduling.repository.ts';

/** Who changes the calendar, and when (instant). */
export interface CalendarMade {
  by: string;
  madeAt: Instant;
}

/** A day off of a site, with the region that it has it from; null: the site's own. */
export interface PlacedHoliday extends HolidayRow {
  region: string | null;
}

/** Leave of one person under one pay code, by date. */
export interface LeaveGiven {
  employee: string;
  kind: LeaveKind;
  code: string;
  days: readonly { date: string; seconds: number }[];
  /** Refused where there is any leave on one of the dates; else it stands beside what is there, and changes what is there under the code. */
  isNew: boolean;
}

// What a statement reads of a table that it changes is what stood there before.
const PUT_HOLIDAY = `
  with put as (
    insert into holiday (site_id, date, name) values ($1, $2::date, $3)
    on conflict (site_id, date) do update set name = excluded.name, region_id = null
      where holiday.name <> excluded.name or holiday.region_id is not null
    returning site_id, date, name
  )
  insert into calendar_change (site_id, date, before, after, made_by, made_at)
  select put.site_id, put.date, (select jsonb_build_object('name', h.name) from holiday h where h.site_id = $1 and h.date = $2::date),
         jsonb_build_object('name', put.name), $4, $5::timestamptz
  from put returning id`;

const REMOVE_HOLIDAY = `
  with removed as (
    delete from holiday where site_id = $1 and date = $2::date and region_id is null returning site_id, date, name
  )
  insert into calendar_change (site_id, date, before, made_by, made_at)
  select site_id, date, jsonb_build_object('name', name), $3, $4::timestamptz from removed returning id`;

const leaveJson = (row: string) =>
  `jsonb_build_object('code', ${row}.code, 'kind', ${row}.kind, 'seconds', ${row}.seconds)`;

// What is the same already keeps who made it, and when.
const PUT_LEAVE = `
  with put as (
    insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at)
    select $1::uuid, w.date, $4, w.seconds, $5, $6, $7::timestamptz
    from unnest($2::date[], $3::integer[]) as w (date, seconds)
    on conflict (employee_id, date, code) do update
      set kind = excluded.kind, seconds = excluded.seconds, made_by = excluded.made_by, made_at = excluded.made_at
      where (leave_day.kind, leave_day.seconds) <> (excluded.kind, excluded.seconds)
    returning *
  )
  insert into calendar_change (site_id, employee_id, date, before, after, made_by, made_at)
  select e.site_id, e.id, put.date,
         (select ${leaveJson('l')} from leave_day l where l.employee_id = $1::uuid and l.date = put.date and l.code = $5),
         ${leaveJson('put')}, put.made_by, put.made_at
  from put join employee e on e.id = put.employee_id order by put.date returning date`;

const REMOVE_LEAVE = `
  with l as (
    delete from leave_day where employee_id = $1::uuid and date = any($2::date[]) and code = $3 returning *
  )
  insert into calendar_change (site_id, employee_id, date, before, made_by, made_at)
  select e.site_id, e.id, l.date, ${leaveJson('l')}, $4, $5::timestamptz
  from l join employee e on e.id = l.employee_id order by l.date returning date`;

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

  /** Ordered by date. */
  async holidays(
    sql: Sql,
    site: string,
    { from, to }: { from: string; to: string },
  ): Promise<PlacedHoliday[]> {
    return await sql.query<PlacedHoliday>(
      `select site_id as site, date, name, region_id as region from holiday
       where site_id = $1 and date between $2::date and $3::date order by date`,
      [site, from, to],
    );
  }

  /** Makes other writers of these sites' holidays wait for the end of this transaction: what a region gives depends on what a site has. */
  async lockHolidays(sql: Sql, sites: readonly string[]): Promise<void> {
    await lockAll(
      sql,
      sites.map(site => `holidays ${site}`),
    );
  }

  /** Makes other writers of a person's leave wait for the end of this transaction: a day has its limit over all codes. */
  async lockLeave(sql: Sql, employee: string): Promise<void> {
    await lockAll(sql, [`leave ${employee}`]);
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

  /** Dates that are otherwise now. */
  async putLeave(
    sql: Sql,
    { employee, kind, code, days }: LeaveGiven,
    { by, madeAt }: CalendarMade,
  ): Promise<string[]> {
    const rows = await sql.query<{ date: string }>(PUT_LEAVE, [
      employee,
      days.map(({ date }) => date),
      days.map(({ seconds }) => seconds),
      ...[kind, code, by, madeAt],
    ]);
    return rows.map(({ date }) => date);
  }

  /** Dates of which something was removed. */
  async removeLeave(
    sql: Sql,
    { employee, code, dates }: { employee: string; code: string; dates: readonly string[] },
    { by, madeAt }: CalendarMade,
  ): Promise<string[]> {
    const rows = await sql.query<{ date: string }>(REMOVE_LEAVE, [employee, dates, code, by, madeAt]);
    return rows.map(({ date }) => date);
  }
}

/** In one order, so that two never wait for each other. */
async function lockAll(sql: Sql, keys: readonly string[]): Promise<void> {
  await sql.query(
    `select pg_advisory_xact_lock(hashtextextended(key, 0))
     from (select distinct key from unnest($1::text[]) as k (key) order by key) as ordered`,
    [keys],
  );
}
