import { Injectable } from '@nestjs/common';
import type { Instant, Language, LeaveKind } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

/** Whose calendar it is. */
export interface FeedOwner {
  employee: string;
  name: string;
  language: Language;
}

/** A published shift as a calendar has it. */
export interface FeedShift {
  id: string;
  name: string;
  place: string;
  startsAt: Instant;
  endsAt: Instant;
  plannedAt: Instant;
}

export interface FeedLeave {
  date: string;
  code: string;
  kind: LeaveKind;
  seconds: number;
  madeAt: Instant;
}

/** Entries of one calendar, of each sort. */
const ENTRIES_MAX = 2_000;

/** Who subscribed to their own plan, and what is in it. */
@Injectable()
export class CalendarLinksRepository {
  /** Puts a new link in the place of the one that there may be. */
  async put(sql: Sql, employee: string, digest: Buffer, madeAt: Instant): Promise<void> {
    await sql.query(
      `insert into calendar_link (employee_id, digest, made_at) values ($1, $2, $3)
       on conflict (employee_id) do update set digest = excluded.digest, made_at = excluded.made_at`,
      [employee, digest, madeAt],
    );
  }

  async remove(sql: Sql, employee: string): Promise<boolean> {
    const rows = await sql.query(
      'delete from calendar_link where employee_id = $1::uuid returning 1 as gone',
      [employee],
    );
    return rows.length > 0;
  }

  async madeAt(sql: Sql, employee: string): Promise<Instant | null> {
    const [row] = await sql.query<{ madeAt: Instant }>(
      'select made_at as "madeAt" from calendar_link where employee_id = $1::uuid',
      [employee],
    );
    return row?.madeAt ?? null;
  }

  /**
   * Whose link it is; null for nobody's, and for that of somebody who has left, or whose account was disabled or got a new
   * password by a ticket since: whoever had the account may have the link.
   */
  async ownerOf(sql: Sql, digest: Buffer): Promise<FeedOwner | null> {
    const [row] = await sql.query<FeedOwner>(
      `select e.id as employee, e.short_name as name, e.language
       from calendar_link l join employee e on e.id = l.employee_id
       where l.digest = $1 and e.active
         and not exists (select from account a where a.employee_id = e.id
           and (a.disabled_at >= l.made_at
                or exists (select from password_ticket t where t.account_id = a.id and t.used_at >= l.made_at)))`,
      [digest],
    );
    return row ?? null;
  }

  /** Published shifts that begin on these dates, both included, by start. */
  async shifts(sql: Sql, employee: string, { from, to }: { from: string; to: string }): Promise<FeedShift[]> {
    return await sql.query<FeedShift>(
      `select a.id, s.name, site.name || coalesce(', ' || area.name, '') as place, a.starts_at as "startsAt", a.ends_at as "endsAt",
              a.planned_at as "plannedAt"
       from assignment a join shift s on s.id = a.shift_id join site on site.id = s.site_id
       left join area on area.site_id = s.site_id and area.id = a.area_id
       where a.employee_id = $1::uuid and a.work_date between $2::date and $3::date order by a.starts_at, a.id limit $4`,
      [employee, from, to, ENTRIES_MAX],
    );
  }

  async leave(sql: Sql, employee: string, { from, to }: { from: string; to: string }): Promise<FeedLeave[]> {
    return await sql.query<FeedLeave>(
      `select date, code, kind, seconds, made_at as "madeAt" from leave_day
       where employee_id = $1::uuid and date between $2::date and $3::date order by date, code collate "C" limit $4`,
      [employee, from, to, ENTRIES_MAX],
    );
  }
}
