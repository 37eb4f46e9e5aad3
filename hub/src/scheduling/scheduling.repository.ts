import { Injectable } from '@nestjs/common';
import type { Instant, LeaveKind, ShiftWindow, Zone } from '@tapclock/contracts';
import { v5 as uuidFrom } from 'uuid';
import type { Sql } from '../platform/database/database.ts';
import { shiftWindow } from './domain/index.ts';

export interface NewShift {
  id: string;
  site: string;
  name: string;
  /** `HH:MM` on the site's wall clock. */
  startsLocal: string;
  endsLocal: string;
  graceSeconds: number;
  /** Planned unpaid pause within the shift; none where it is left out. */
  unpaidSeconds?: number;
}

export interface NewAssignment {
  employee: string;
  shift: NewShift;
  /** `YYYY-MM-DD` of the start. */
  workDate: string;
}

/** A planned shift of one person. `date` is the local date of its start; instants are epoch seconds. */
export interface PlannedShiftRow {
  id: string;
  employee: string;
  date: string;
  startSec: number;
  endSec: number;
  /** Planned unpaid pause within it, seconds. */
  unpaidSec: number;
}

export interface HolidayRow {
  site: string;
  date: string;
  name: string;
}

/** Time off of one person on one date. */
export interface LeaveRow {
  employee: string;
  date: string;
  kind: LeaveKind;
  seconds: number;
  code: string;
  by: string;
  madeAt: Instant;
}

/** Names assignments, so that planning the same twice is the same row. */
const ASSIGNMENT_NAMESPACE = '7f0d5a2e-54cc-4d57-9c0b-0a5d1f6a2f10';

/** The id of a person's assignment to a shift on a date. */
export function assignmentId(employee: string, shift: string, workDate: string): string {
  return uuidFrom(`${employee}/${shift}/${workDate}`, ASSIGNMENT_NAMESPACE);
}

/** Shifts and who is planned on them, and the days off of sites and people. Dates are `YYYY-MM-DD`, both ends included. */
@Injectable()
export class SchedulingRepository {
  /** Windows that overlap `[from, to)`, of the given people, ordered by start. */
  async findWindows(
    sql: Sql,
    employees: readonly string[],
    from: string,
    to: string,
  ): Promise<{ employee: string; window: ShiftWindow }[]> {
    const rows = await sql.query<{
      employee: string;
      name: string;
      startsAt: string;
      endsAt: string;
      graceSeconds: number;
    }>(
      `select a.employee_id as employee, s.name, a.starts_at as "startsAt", a.ends_at as "endsAt",
              a.grace_seconds as "graceSeconds"
       from assignment a join shift s on s.id = a.shift_id
       where a.employee_id = any($1::uuid[]) and a.starts_at < $3::timestamptz and a.ends_at > $2::timestamptz
       order by a.starts_at, a.id`,
      [employees, from, to],
    );
    return rows.map(({ employee, ...window }) => ({ employee, window }));
  }

  /** Shifts that begin on the given dates, ordered by start. */
  async plannedShifts(
    sql: Sql,
    employees: readonly string[],
    fromDate: string,
    toDate: string,
  ): Promise<PlannedShiftRow[]> {
    return sql.query<PlannedShiftRow>(
      `select a.id, a.employee_id as employee, a.work_date as date, floor(extract(epoch from a.starts_at))::bigint as "startSec",
              floor(extract(epoch from a.ends_at))::bigint as "endSec", a.unpaid_seconds as "unpaidSec"
       from assignment a
       where a.employee_id = any($1::uuid[]) and a.work_date between $2::date and $3::date
       order by a.starts_at, a.id`,
      [employees, fromDate, toDate],
    );
  }

  /** Ordered by date. */
  async holidays(
    sql: Sql,
    sites: readonly string[],
    fromDate: string,
    toDate: string,
  ): Promise<HolidayRow[]> {
    return sql.query<HolidayRow>(
      `select site_id as site, date, name from holiday
       where site_id = any($1::text[]) and date between $2::date and $3::date order by date, site_id`,
      [sites, fromDate, toDate],
    );
  }

  /** Ordered by date and code. */
  async leave(sql: Sql, employees: readonly string[], fromDate: string, toDate: string): Promise<LeaveRow[]> {
    return sql.query<LeaveRow>(
      `select employee_id as employee, date, kind, seconds, code, made_by as by, made_at as "madeAt" from leave_day
       where employee_id = any($1::uuid[]) and date between $2::date and $3::date order by date, code collate "C", employee_id`,
      [employees, fromDate, toDate],
    );
  }

  async addShifts(sql: Sql, shifts: readonly NewShift[]): Promise<void> {
    await sql.query(
      `insert into shift (id, site_id, name, starts_local, ends_local, grace_seconds, unpaid_seconds)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::time[], $5::time[], $6::int[], $7::int[])`,
      [
        shifts.map(shift => shift.id),
        shifts.map(shift => shift.site),
        shifts.map(shift => shift.name),
        shifts.map(shift => shift.startsLocal),
        shifts.map(shift => shift.endsLocal),
        shifts.map(shift => shift.graceSeconds),
        shifts.map(shift => shift.unpaidSeconds ?? 0),
      ],
    );
  }

  /** Plans people on shifts of one zone. What is planned already stays as it is. */
  async plan(sql: Sql, assignments: readonly NewAssignment[], zone: Zone): Promise<void> {
    const windows = assignments.map(({ shift, workDate }) =>
      shiftWindow(workDate, shift.startsLocal, shift.endsLocal, zone),
    );
    await sql.query(
      `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::timestamptz[], $6::timestamptz[])
       on conflict (employee_id, shift_id, work_date) do nothing`,
      [
        assignments.map(({ employee, shift, workDate }) => assignmentId(employee, shift.id, workDate)),
        assignments.map(({ employee }) => employee),
        assignments.map(({ shift }) => shift.id),
        assignments.map(({ workDate }) => workDate),
        windows.map(({ startsAt }) => startsAt),
        windows.map(({ endsAt }) => endsAt),
      ],
    );
  }
}
