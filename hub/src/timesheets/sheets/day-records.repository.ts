import { Injectable } from '@nestjs/common';
import type { SheetCode, SheetFinding, SheetPay } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { formatDay, type LocalDay } from '../domain/index.ts';
import { dayHash } from './day-hash.ts';
import type { DerivedDay } from './derived-days.ts';

/** All days of one person on these dates, both included: what is not among `days` is no more. */
export interface DerivedSpan {
  employee: string;
  site: string;
  from: LocalDay;
  to: LocalDay;
  days: readonly DerivedDay[];
  /** Days before this one are over: how they change is kept. */
  overBefore: LocalDay;
}

/** A day as the read model keeps it, for lists and sums. */
export interface DayRow {
  employee: string;
  date: string;
  presenceSeconds: number;
  paidSeconds: number;
  unpaidSeconds: number;
  codes: SheetCode[];
  pays: SheetPay[];
  findings: SheetFinding[];
}

// A day that came out the same is not written: readers of the replica and vacuum have nothing to do with it.
// Beside what was written stands what stood there before: a statement sees the table as it was when it began.
const SAVE = `
  with saved as (
  insert into day_record as d (employee_id, date, site_id, policy_name, policy_version, attendance, presence_seconds,
                               paid_seconds, unpaid_seconds, codes, pays, findings, roundings, hash)
  select * from unnest($1::uuid[], $2::date[], $3::text[], $4::text[], $5::int[], $6::text[], $7::int[], $8::int[], $9::int[],
                       $10::jsonb[], $11::jsonb[], $12::jsonb[], $13::jsonb[], $14::text[])
  on conflict (employee_id, date) do update set
    site_id = excluded.site_id, policy_name = excluded.policy_name, policy_version = excluded.policy_version,
    attendance = excluded.attendance, presence_seconds = excluded.presence_seconds, paid_seconds = excluded.paid_seconds,
    unpaid_seconds = excluded.unpaid_seconds, codes = excluded.codes, pays = excluded.pays, findings = excluded.findings,
    roundings = excluded.roundings, hash = excluded.hash
  where (d.hash, d.findings, d.roundings, d.site_id) is distinct from
        (excluded.hash, excluded.findings, excluded.roundings, excluded.site_id)
  returning employee_id, date, findings
  )
  select s.employee_id as employee, s.date, case when s.findings <> coalesce(b.findings, '[]') then s.findings end as findings
  from saved s left join day_record b on b.employee_id = s.employee_id and b.date = s.date`;

const REMOVE = `
  delete from day_record d
  using unnest($1::uuid[], $2::date[], $3::date[]) as w (employee_id, from_date, to_date)
  where d.employee_id = w.employee_id and d.date between w.from_date and w.to_date
    and not exists (
      select from unnest($4::uuid[], $5::date[]) as k (employee_id, date)
      where k.employee_id = d.employee_id and k.date = d.date
    )
  returning d.employee_id as employee, d.date, case when d.findings <> '[]' then '[]'::jsonb end as findings`;

const NOTE_CHANGES = `
  insert into day_change as c (employee_id, date, changed_at)
  select employee_id, date, clock_timestamp() from unnest($1::uuid[], $2::date[]) as w (employee_id, date)
  order by employee_id, date
  on conflict (employee_id, date) do update set changed_at = excluded.changed_at`;

const CLEAR = `
  with gone as (delete from day_record returning employee_id, date)
  insert into day_change (employee_id, date, changed_at)
  select employee_id, date, clock_timestamp() from gone
  on conflict (employee_id, date) do update set changed_at = excluded.changed_at`;

/** A day that came, changed or went. */
export interface ChangedDay {
  employee: string;
  date: string;
  /** What is noticed about it now; null where that is as it was. */
  findings: SheetFinding[] | null;
}

/** The day_record table: derived, never a fact; everything in it can be made again. */
@Injectable()
export class DayRecordsRepository {
  /** Makes the table say what was derived; returns the days that are otherwise now. */
  async replace(sql: Sql, spans: readonly DerivedSpan[]): Promise<ChangedDay[]> {
    if (spans.length === 0) return [];
    const entries = spans.flatMap(({ employee, site, days }) =>
      days.map(derived => ({ employee, site, ...derived })),
    );
    const removed = await sql.query<ChangedDay>(REMOVE, [
      spans.map(({ employee }) => employee),
      spans.map(({ from }) => formatDay(from)),
      spans.map(({ to }) => formatDay(to)),
      entries.map(({ employee }) => employee),
      entries.map(({ day }) => day.date),
    ]);
    const saved = await sql.query<ChangedDay>(SAVE, [
      entries.map(({ employee }) => employee),
      entries.map(({ day }) => day.date),
      entries.map(({ site }) => site),
      entries.map(({ day }) => day.policy.name),
      entries.map(({ day }) => day.policy.version),
      entries.map(({ day }) => day.attendance),
      entries.map(({ day }) => day.presenceSeconds),
      entries.map(({ day }) => day.paidSeconds),
      entries.map(({ day }) => day.unpaidSeconds),
      entries.map(({ day }) => JSON.stringify(day.codes)),
      entries.map(({ day }) => JSON.stringify(day.pays)),
      entries.map(({ findings }) => JSON.stringify(findings)),
      entries.map(({ roundings }) => JSON.stringify(roundings)),
      entries.map(({ day, findings }) => dayHash(JSON.stringify(day), findings)),
    ]);
    const changed = [...removed, ...saved];
    await this.#noteChanges(sql, spans, changed);
    return changed;
  }

  /** Days of the people between two dates, both included, by person and date. */
  async between(sql: Sql, employees: readonly string[], from: string, to: string): Promise<DayRow[]> {
    return await sql.query(
      `select employee_id as employee, date, presence_seconds as "presenceSeconds", paid_seconds as "paidSeconds",
              unpaid_seconds as "unpaidSeconds", codes, pays, findings
       from day_record where employee_id = any($1::uuid[]) and date between $2 and $3
       order by employee_id, date`,
      [employees, from, to],
    );
  }

  /** Forgets every day. */
  async clear(sql: Sql): Promise<void> {
    await sql.query(CLEAR);
  }

  async #noteChanges(sql: Sql, spans: readonly DerivedSpan[], changed: readonly ChangedDay[]): Promise<void> {
    const overBefore = new Map(spans.map(span => [span.employee, formatDay(span.overBefore)]));
    const over = changed.filter(({ employee, date }) => date < (overBefore.get(employee) ?? ''));
    if (over.length === 0) return;
    await sql.query(NOTE_CHANGES, [over.map(({ employee }) => employee), over.map(({ date }) => date)]);
  }
}
