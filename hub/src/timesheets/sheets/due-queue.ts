import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';

/** Name of the cursor by which the event log is followed into the queue. */
export const TIMESHEETS_CURSOR = 'timesheets';
/** How long facts gather before hours are derived: the taps of a shift's change are one pass, not five hundred. */
export const GATHER_MS = 1_000;
/** A hub that has not written after this is taken for dead, and another one begins anew. */
const CLAIM_MS = 60_000;

/** Somebody whose days must be derived again, and under which claim. */
export interface DuePerson {
  employee: string;
  /** First local date with other facts. */
  fromDate: string;
  version: number;
  failures: number;
  site: string;
  team: string | null;
  /** IANA zone of the site. */
  zone: string;
}

export interface Claim {
  nowMs: number;
  /** Later than now for whoever does not wait until facts have gathered. */
  dueByMs: number;
  limit: number;
  /** null: anybody. */
  employees: readonly string[] | null;
}

/** When to look at a person again. */
export interface NextLook {
  employee: string;
  fromDate: string;
  dueAtMs: number;
  failures: number;
}

// An instant of a clock that stands before 1970 is a fact, but nobody is paid for it.
const NOTE_PUNCHED = `
  insert into timesheet_due as d (employee_id, from_date, due_at)
  select e.id, greatest(min((to_timestamp(w.at_ms / 1000) at time zone s.zone)::date), '1970-01-01'), to_timestamp($3 / 1000.0)
  from unnest($1::uuid[], $2::float8[]) as w (employee_id, at_ms)
  join employee e on e.id = w.employee_id join site s on s.id = e.site_id
  group by e.id order by e.id
  on conflict (employee_id) do update set
    from_date = least(d.from_date, excluded.from_date), due_at = least(d.due_at, excluded.due_at),
    version = d.version + 1, claimed_until = null`;

const NOTE = `
  insert into timesheet_due as d (employee_id, from_date, due_at)
  select e.id, greatest($3::date, '1970-01-01'), to_timestamp($4 / 1000.0)
  from employee e
  where e.site_id = $1 and ($2::uuid[] is null or e.id = any($2::uuid[]))
  order by e.id
  on conflict (employee_id) do update set
    from_date = least(d.from_date, excluded.from_date), due_at = least(d.due_at, excluded.due_at),
    version = d.version + 1, claimed_until = null`;

const NOTE_EVERYBODY = `
  insert into timesheet_due as d (employee_id, from_date, due_at)
  select e.id, '1970-01-01', to_timestamp($1 / 1000.0) from employee e order by e.id
  on conflict (employee_id) do update set
    from_date = excluded.from_date, due_at = least(d.due_at, excluded.due_at),
    version = d.version + 1, claimed_until = null`;

const CLAIM = `
  with free as (
    select employee_id from timesheet_due
    where due_at <= to_timestamp($4 / 1000.0) and coalesce(claimed_until <= to_timestamp($1 / 1000.0), true)
      and ($3::uuid[] is null or employee_id = any($3::uuid[]))
    order by due_at, employee_id limit $2
    for update skip locked
  ), claimed as (
    update timesheet_due d set claimed_until = to_timestamp(($1 + ${CLAIM_MS}) / 1000.0), version = d.version + 1
    from free where d.employee_id = free.employee_id
    returning d.employee_id, d.from_date, d.version, d.failures
  )
  select c.employee_id as employee, c.from_date as "fromDate", c.version, c.failures, e.site_id as site, e.team_id as team, s.zone
  from claimed c join employee e on e.id = c.employee_id join site s on s.id = e.site_id
  order by c.employee_id`;

const HELD = `
  select d.employee_id as employee
  from unnest($1::uuid[], $2::bigint[]) as w (employee_id, version)
  join timesheet_due d on d.employee_id = w.employee_id and d.version = w.version
  order by d.employee_id
  for update of d`;

const LOOK_AGAIN = `
  update timesheet_due d set
    from_date = w.from_date, due_at = to_timestamp(w.due_ms / 1000.0), failures = w.failures, claimed_until = null
  from unnest($1::uuid[], $2::date[], $3::float8[], $4::integer[]) as w (employee_id, from_date, due_ms, failures)
  where d.employee_id = w.employee_id`;

const PENDING = `
  select employee_id as employee from timesheet_due
  where employee_id = any($1::uuid[]) and from_date <= $2::date
    and (due_at <= to_timestamp($3 / 1000.0) or failures > 0)`;

/** Most events on their way that are looked through; of more, anybody may be meant (R11). */
const ON_ITS_WAY_MAX = 2_000;

// Events that the cursor has not come to yet. Nobody named is anybody of the site.
const ON_ITS_WAY = `
  with coming as materialized (
    select l.kind, l.site_id, l.payload
    from event_log l
    where (l.xid, l.position) > (
      coalesce((select c.xid from event_cursor c where c.name = $2), '0'),
      coalesce((select c.position from event_cursor c where c.name = $2), 0)
    )
    order by l.xid, l.position limit ${ON_ITS_WAY_MAX}
  )
  select e.id as employee from employee e
  where e.id = any($1::uuid[]) and (
    (select count(*) from coming) = ${ON_ITS_WAY_MAX}
    or exists (
      select from coming c
      where case
        when c.kind in ('punch.recorded', 'correction.made') then c.payload ->> 'employee' = e.id::text
        when c.kind in ('schedule.changed', 'policy.changed') then
          c.site_id = e.site_id and (c.payload -> 'employees' = '[]' or c.payload -> 'employees' ? e.id::text)
        else false
      end
    )
  )`;

/**
 * Whose hours are to be derived, from which date, not before when. A person is in it once, however many facts came. Instants are
 * epoch milliseconds and come from the caller, so that time can be an argument.
 */
@Injectable()
export class DueQueue {
  /** Notes people by the instants that their facts touch. */
  async notePunched(
    sql: Sql,
    touched: readonly { employee: string; atMs: number }[],
    nowMs: number,
  ): Promise<void> {
    if (touched.length === 0) return;
    await sql.query(NOTE_PUNCHED, [
      touched.map(({ employee }) => employee),
      touched.map(({ atMs }) => atMs),
      nowMs + GATHER_MS,
    ]);
  }

  /** Notes the named people of a site, or all of it, from a local date on. */
  async note(
    sql: Sql,
    { site, employees, fromDate }: { site: string; employees: readonly string[] | null; fromDate: string },
    nowMs: number,
  ): Promise<void> {
    await sql.query(NOTE, [site, employees, fromDate, nowMs + GATHER_MS]);
  }

  /** Notes everybody from the beginning. */
  async noteEverybody(sql: Sql, nowMs: number): Promise<void> {
    await sql.query(NOTE_EVERYBODY, [nowMs]);
  }

  /** Takes up to `limit` people whom no other hub has and who are due by an instant; of the named ones, or of all. */
  async claim(sql: Sql, { nowMs, dueByMs, limit, employees }: Claim): Promise<DuePerson[]> {
    return await sql.query(CLAIM, [nowMs, limit, employees, dueByMs]);
  }

  /** Locks those whose claim still holds: nothing was noted since, and nobody else took them over. */
  async held(sql: Sql, claims: readonly DuePerson[]): Promise<Set<string>> {
    const rows = await sql.query<{ employee: string }>(HELD, [
      claims.map(({ employee }) => employee),
      claims.map(({ version }) => version),
    ]);
    return new Set(rows.map(({ employee }) => employee));
  }

  /** Ends claims and says when to look again. */
  async lookAgain(sql: Sql, looks: readonly NextLook[]): Promise<void> {
    if (looks.length === 0) return;
    await sql.query(LOOK_AGAIN, [
      looks.map(({ employee }) => employee),
      looks.map(({ fromDate }) => fromDate),
      looks.map(({ dueAtMs }) => dueAtMs),
      looks.map(({ failures }) => failures),
    ]);
  }

  /**
   * Those of the people whose days up to a date are about to be derived again, or could not be; and whoever a fact is on its way for,
   * which is in the log and not yet noted here.
   */
  async pending(
    sql: Sql,
    employees: readonly string[],
    { toDate, nowMs }: { toDate: string; nowMs: number },
  ): Promise<Set<string>> {
    const rows = await sql.query<{ employee: string }>(PENDING, [employees, toDate, nowMs + GATHER_MS]);
    const coming = await sql.query<{ employee: string }>(ON_ITS_WAY, [employees, TIMESHEETS_CURSOR]);
    return new Set([...rows, ...coming].map(({ employee }) => employee));
  }

  /** Everybody who is due, or will be as soon as facts have gathered. */
  async due(sql: Sql, nowMs: number): Promise<string[]> {
    const rows = await sql.query<{ employee: string }>(
      'select employee_id as employee from timesheet_due where due_at <= to_timestamp($1 / 1000.0)',
      [nowMs + GATHER_MS],
    );
    return rows.map(({ employee }) => employee);
  }
}
